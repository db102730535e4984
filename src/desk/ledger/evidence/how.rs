//! The words by which evidence is told.

use clap::ValueEnum;

use crate::ledger::reference::SourceRef;

/// What a passage does to a claim. A person says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Relation {
    /// If the passage is true, so is the claim
    Supports,
    /// If the passage is true, the claim is not
    Contradicts,
    /// It is about the same and decides nothing
    Mentions,
}

impl Relation {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Supports => "supports",
            Self::Contradicts => "contradicts",
            Self::Mentions => "mentions",
        }
    }
}

/// How the source knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Basis {
    /// Saw or did it
    FirstHand,
    /// Has a document
    Document,
    /// Was told
    SecondHand,
    /// Has heard it said
    Rumour,
}

impl Basis {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::FirstHand => "first-hand",
            Self::Document => "document",
            Self::SecondHand => "second-hand",
            Self::Rumour => "rumour",
        }
    }
}

/// What the source would have the claim be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Interest {
    /// It gains by the claim
    For,
    /// It loses by the claim
    Against,
    /// It has none
    None,
}

impl Interest {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::None => "none",
        }
    }
}

/// Whom the source has it from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeardFrom {
    /// A source of this case.
    Source(SourceRef),
    /// Somebody who is not known.
    Unknown,
}
