//! The words of a verdict: a state, and what it rests on.

use subrosa_tip::Day;

use super::message::Unfit;
pub use super::reason::{Reason, Warning};
use super::signature::Claims;

/// What a message's signatures, or one of them, come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The domain's key made it, over what there is, and nothing speaks against it.
    Valid,
    /// The domain's key made it, and the warnings say what it does not show.
    ValidWithWarning,
    /// It may be genuine: the archive has no key to tell with.
    KeyUnknown,
    /// It shows nothing, for the reasons given.
    Invalid,
    /// There is no signature.
    Unsigned,
    /// The message cannot be taken apart as signatures require.
    NotJudged,
}

impl State {
    /// The word for it, for scripts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ValidWithWarning => "valid-with-warning",
            Self::KeyUnknown => "key-unknown",
            Self::Invalid => "invalid",
            Self::Unsigned => "unsigned",
            Self::NotJudged => "not-judged",
        }
    }

    /// The word for it, for people.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::ValidWithWarning => "valid, with a warning",
            Self::KeyUnknown => "key unknown",
            Self::Invalid => "invalid",
            Self::Unsigned => "unsigned",
            Self::NotJudged => "not judged",
        }
    }
}

/// The key that made a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// Its length.
    pub bits: usize,
    /// First day on which the archive saw it.
    pub first_seen: Day,
    /// Last day.
    pub last_seen: Day,
}

/// One signature, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What it comes to.
    pub state: State,
    /// Why it is not valid.
    pub reasons: Vec<Reason>,
    /// What it does not show.
    pub warnings: Vec<Warning>,
    /// What it says of itself; none where it breaks a rule.
    pub claims: Option<Claims>,
    /// The key that made it.
    pub key: Option<KeyUse>,
    /// The day that it is judged at.
    pub date: Option<Day>,
    /// Bytes of the canonical body that it does not cover.
    pub uncovered_bytes: u64,
    /// Names of fields with an instance that it does not cover, each with how many.
    pub not_covered: Vec<(String, usize)>,
    /// Names of which no further field can be added without breaking it.
    pub closed: Vec<String>,
}

/// A message, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the best of its signatures comes to: one that holds is enough.
    pub state: State,
    /// Its signatures, top to bottom.
    pub signatures: Vec<Judged>,
    /// Signatures beyond those that are looked at.
    pub more: usize,
    /// Why the message was not judged.
    pub unfit: Option<Unfit>,
}

impl Judged {
    /// What a person is told of it, a sentence each.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![self.headline()];
        sentences.extend(self.reasons.iter().map(ToString::to_string));
        sentences.extend(self.warnings.iter().map(ToString::to_string));
        if let Some(KeyUse { bits, first_seen, last_seen }) = &self.key {
            sentences.push(format!("key of {bits} bits, seen from {first_seen} to {last_seen}"));
        }
        if let Some(claims) = &self.claims {
            sentences.push(format!("covers: {}", claims.fields.join(", ")));
        }
        if !self.not_covered.is_empty() {
            let names: Vec<&str> = self.not_covered.iter().map(|(name, _)| name.as_str()).collect();
            sentences.push(format!("does not cover: {}", names.join(", ")));
        }
        sentences
    }

    fn headline(&self) -> String {
        let state = self.state.phrase();
        let Some(claims) = &self.claims else { return state.to_owned() };
        let by = format!("{state}: by {}, selector {}, {}", claims.domain, claims.selector, claims.algorithm.word());
        match self.date {
            Some(date) => format!("{by}, judged at {date}"),
            None => by,
        }
    }
}
