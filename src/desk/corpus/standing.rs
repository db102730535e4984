//! What an item may be used for. Pure: facts in, a standing and its reason out.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use subrosa_tip::Day;

/// How far an item may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Standing {
    /// From a source who must not be found, or equal to what is.
    Protected,
    /// Said to be printed: an interview, a response.
    OnRecord,
    /// Published by somebody else.
    Public,
    /// Everything else.
    Internal,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Protected, Self::OnRecord, Self::Public, Self::Internal];

    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Protected => "protected",
            Self::OnRecord => "on-record",
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A word is no standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a standing is protected, on-record, public or internal")]
pub struct StandingError;

impl FromStr for Standing {
    type Err = StandingError;

    fn from_str(word: &str) -> Result<Self, StandingError> {
        Self::ALL.into_iter().find(|standing| standing.word() == word).ok_or(StandingError)
    }
}

/// Why an item has its standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// It came with a tip.
    Tip,
    /// Its source is protected.
    Source,
    /// An editor said so.
    Stated,
    /// Its bytes or its text are those of something protected.
    Equal,
    /// Something in it is protected.
    Holds,
    /// It lies in something protected.
    Within,
    /// It is an interview.
    Interview,
    /// An editor named where or when it was published.
    Origin,
    /// Nothing is known that says otherwise.
    Nothing,
}

impl Because {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tip => "tip",
            Self::Source => "protected-source",
            Self::Stated => "stated",
            Self::Equal => "equal-to-protected",
            Self::Holds => "holds-protected",
            Self::Within => "within-protected",
            Self::Interview => "interview",
            Self::Origin => "origin",
            Self::Nothing => "no-origin",
        }
    }
}

/// What the standing follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// It came with a tip.
    pub from_tip: bool,
    /// Its source is protected.
    pub source_protected: bool,
    /// It is an interview.
    pub interview: bool,
    /// The earliest day on which something protected that is equal to it came, also
    /// when that was forgotten since.
    pub equal_since: Option<Day>,
    /// Something that lies in it is protected for a reason of its own.
    pub holds_protected: bool,
    /// What it lies in is protected whatever it equals.
    pub within_protected: bool,
    /// An editor, or the record of a web archive, names its address.
    pub has_url: bool,
    /// The day of publication that an editor or the record names.
    pub published: Option<Day>,
    /// Only the record does: whoever made the archive may have written anything.
    pub recorded: bool,
    /// What an editor asked for.
    pub stated: Option<Standing>,
}

impl Facts {
    /// Whether it was published apart from what came to us: at an address that an
    /// editor names, on a day before anything protected that is equal to it arrived.
    #[must_use]
    pub fn separately_published(&self) -> bool {
        let before = |since| self.published.is_some_and(|day| day < since);
        self.has_url && !self.recorded && self.equal_since.is_some_and(before)
    }

    /// Whether it is protected because of what it equals.
    #[must_use]
    pub fn equals_protected(&self) -> bool {
        self.equal_since.is_some() && !self.separately_published()
    }

    /// Whether it is protected whatever it equals, so that what equals it is too.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.from_tip || self.source_protected || self.within_protected || self.stated == Some(Standing::Protected)
    }
}

/// The standing that follows from the facts, and why.
#[must_use]
pub fn judge(facts: &Facts) -> (Standing, Because) {
    match facts {
        Facts { from_tip: true, .. } => (Standing::Protected, Because::Tip),
        Facts { source_protected: true, .. } => (Standing::Protected, Because::Source),
        facts if facts.equals_protected() => (Standing::Protected, Because::Equal),
        Facts { stated: Some(Standing::Protected), .. } => (Standing::Protected, Because::Stated),
        Facts { holds_protected: true, .. } => (Standing::Protected, Because::Holds),
        // Last of these: what protects only together with what it lies in ends with that.
        Facts { within_protected: true, .. } => (Standing::Protected, Because::Within),
        Facts { stated: Some(stated), .. } => (*stated, Because::Stated),
        Facts { interview: true, .. } => (Standing::OnRecord, Because::Interview),
        Facts { has_url, published, .. } if *has_url || published.is_some() => (Standing::Public, Because::Origin),
        _ => (Standing::Internal, Because::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Day> {
        Some(text.parse().unwrap())
    }

    const PLAIN: Facts = Facts {
        from_tip: false,
        source_protected: false,
        interview: false,
        equal_since: None,
        holds_protected: false,
        within_protected: false,
        has_url: false,
        published: None,
        recorded: false,
        stated: None,
    };

    #[test]
    fn an_origin_makes_an_item_public_and_nothing_leaves_it_internal() {
        assert_eq!(judge(&PLAIN), (Standing::Internal, Because::Nothing));
        assert_eq!(judge(&Facts { has_url: true, ..PLAIN }), (Standing::Public, Because::Origin));
        assert_eq!(judge(&Facts { published: day("2026-01-02"), ..PLAIN }), (Standing::Public, Because::Origin));
        assert_eq!(judge(&Facts { interview: true, ..PLAIN }), (Standing::OnRecord, Because::Interview));
    }

    #[test]
    fn whatever_an_editor_states_what_a_source_gave_is_protected() {
        let public = Facts { stated: Some(Standing::Public), has_url: true, published: day("2020-01-01"), ..PLAIN };
        assert_eq!(judge(&public).0, Standing::Public, "the control: without a source it is");
        for facts in [Facts { from_tip: true, ..public }, Facts { source_protected: true, ..public }] {
            assert_eq!(judge(&facts).0, Standing::Protected);
            assert_eq!(judge(&Facts { interview: true, ..facts }).0, Standing::Protected);
        }
    }

    #[test]
    fn a_copy_of_something_protected_is_protected_unless_it_was_published_before_and_elsewhere() {
        let copy = Facts { equal_since: day("2026-11-20"), ..PLAIN };
        let published = |on| Facts { has_url: true, published: day(on), ..copy };
        assert_eq!(judge(&copy), (Standing::Protected, Because::Equal));
        assert_eq!(judge(&published("2026-11-19")), (Standing::Public, Because::Origin));
        // On the same day it may be our tip that was published.
        assert_eq!(judge(&published("2026-11-20")).0, Standing::Protected);
        assert_eq!(judge(&Facts { has_url: false, ..published("2026-11-19") }).0, Standing::Protected);
        assert_eq!(judge(&Facts { has_url: true, ..copy }).0, Standing::Protected);
        assert_eq!(judge(&Facts { stated: Some(Standing::Internal), ..copy }).0, Standing::Protected);
        // A web archive may have been made by whoever wants the copy to look published.
        let recorded = Facts { recorded: true, ..published("2026-11-19") };
        assert_eq!(judge(&recorded), (Standing::Protected, Because::Equal));
        assert_eq!(judge(&Facts { equal_since: None, ..recorded }).0, Standing::Public, "the control");
    }

    #[test]
    fn what_holds_something_protected_or_lies_in_it_is_protected_whatever_is_said() {
        let public = Facts { stated: Some(Standing::Public), has_url: true, published: day("2020-01-01"), ..PLAIN };
        assert_eq!(judge(&public).0, Standing::Public, "the control");
        let holds = Facts { holds_protected: true, ..public };
        assert_eq!(judge(&holds), (Standing::Protected, Because::Holds));
        assert!(!holds.is_root(), "what equals an archive with one protected page has that page too, and by itself");
        let within = Facts { within_protected: true, ..public };
        assert_eq!(judge(&within), (Standing::Protected, Because::Within));
        assert!(within.is_root());
        assert_eq!(judge(&Facts { within_protected: true, ..holds }).1, Because::Holds);
    }

    #[test]
    fn what_an_editor_states_holds_where_it_may() {
        for stated in Standing::ALL {
            let facts = Facts { stated: Some(stated), has_url: true, ..PLAIN };
            assert_eq!(judge(&facts), (stated, Because::Stated));
            assert_eq!(stated.word().parse(), Ok(stated));
        }
        assert_eq!("Public".parse::<Standing>(), Err(StandingError));
    }
}
