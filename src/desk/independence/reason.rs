//! What ties two sources together.

use std::fmt;

/// A source of the case, or something that is cited and is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// `S3`
    Source(u32),
    /// `G1`: numbered within one answer.
    Ghost(u32),
}

impl Node {
    /// The number of a source.
    #[must_use]
    pub fn source(self) -> Option<u32> {
        match self {
            Self::Source(number) => Some(number),
            Self::Ghost(_) => None,
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(number) => write!(f, "S{number}"),
            Self::Ghost(number) => write!(f, "G{number}"),
        }
    }
}

/// Something that sources of the case cite, and that the case does not hold. It makes
/// those who depend on it one; it never counts itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ghost {
    /// The 1 of `G1`.
    pub number: u32,
    /// What it is called where it is cited; an unnamed one ("people familiar with the
    /// matter") by those words.
    pub name: String,
    /// Whether nobody is named: it may then be anyone who is protected.
    pub unnamed: bool,
}

/// One reason why two sources are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edge {
    /// The one that derives from the other, where that is known.
    pub a: Node,
    /// The other.
    pub b: Node,
    /// Why.
    pub reason: Reason,
    /// What was found, in words: a day, a rate, a word. Empty where the reason says all.
    pub detail: String,
    /// Whether it holds, or only may.
    pub sure: bool,
    /// Who found it.
    pub by: By,
}

impl Edge {
    /// What the desk found for certain.
    pub(super) fn sure(a: Node, b: Node, reason: Reason, detail: &str) -> Self {
        Self { a, b, reason, detail: detail.to_owned(), sure: true, by: By::Desk }
    }

    /// What the desk found that may be so.
    pub(super) fn possible(a: Node, b: Node, reason: Reason) -> Self {
        Self { sure: false, ..Self::sure(a, b, reason, "") }
    }
}

/// Who gave a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum By {
    /// The program, from what the case holds.
    Desk,
    /// A person, by decision.
    Editor,
}

impl By {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Editor => "editor",
        }
    }
}

/// Why two sources are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Recorded: the one derives from the other.
    DerivesFrom,
    /// Recorded with the evidence: the one has it from the other.
    HeardFrom,
    /// We told the one, who then confirmed.
    Told,
    /// The one's text is a copy of the other's.
    TextReuse,
    /// The one names the other as where it has it from.
    Attribution,
    /// They belong to the same owner.
    Owner,
    /// They come from the same publisher.
    Publisher,
    /// They have the same author.
    Author,
    /// They copy each other's text, and which came first is not known.
    SharedText,
    /// They share a mistake or an oddity that two people hardly make alike.
    RareError,
    /// Their documents were made from one another, or from one that is not here.
    Lineage,
    /// Neither is judged yet: they may be one person.
    Unjudged,
    /// An unnamed source may be this one.
    MaybeUnnamed,
    /// The one appeared after the other wrote to us, who may have told both.
    AfterTip,
    /// An editor says that the one has it from the other.
    Decided,
}

impl Reason {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::DerivesFrom => "derives-from",
            Self::HeardFrom => "heard-from",
            Self::Told => "told",
            Self::TextReuse => "text-reuse",
            Self::Attribution => "attribution",
            Self::Owner => "owner",
            Self::Publisher => "publisher",
            Self::Author => "author",
            Self::SharedText => "shared-text",
            Self::RareError => "rare-error",
            Self::Lineage => "lineage",
            Self::Unjudged => "unjudged",
            Self::MaybeUnnamed => "maybe-unnamed",
            Self::AfterTip => "after-tip",
            Self::Decided => "decided",
        }
    }

    /// Whether the edge goes from the one that derives to the one that it derives from.
    /// Otherwise neither is known to come first: something above them may.
    #[must_use]
    pub fn is_directed(self) -> bool {
        matches!(
            self,
            Self::DerivesFrom
                | Self::HeardFrom
                | Self::Told
                | Self::TextReuse
                | Self::Attribution
                | Self::AfterTip
                | Self::Decided
        )
    }

    /// Whether one of the two derives from the other or both from a third, and only which
    /// is not known. Owners and authors are shared without anybody copying.
    #[must_use]
    pub fn hides_a_direction(self) -> bool {
        matches!(self, Self::SharedText | Self::RareError | Self::Lineage)
    }
}
