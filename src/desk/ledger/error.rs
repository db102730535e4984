//! Why something was not done with the ledger.

use super::reference::{CircleRef, ClaimRef, EvidenceRef, SourceRef};
use super::words::REASON_MAX;
use crate::case::CaseError;
use crate::case::custody::CustodyError;
use crate::corpus::CorpusError;
use crate::failure::{Exit, Failure};

/// What the ledger answers with.
///
/// *Security*: no variant holds a name, a claim or a word of a source.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// An id of the right form names nothing.
    #[error("{0} names nothing in this case")]
    Unknown(String),
    /// A text is no line of its length.
    #[error("{what} is one line of 1 to {most} characters without control characters")]
    Words {
        /// What it was to be.
        what: &'static str,
        /// Most characters.
        most: usize,
    },
    /// A reason or note is empty or too long.
    #[error("a reason or note has 1 to {REASON_MAX} characters")]
    Reason,
    /// Some acts are done only for a reason.
    #[error("this needs a reason")]
    ReasonNeeded,
    /// The sender of a tip has no name.
    #[error("{0} is the sender of a tip: it has no name, no owner and no author, and gets none")]
    Nameless(SourceRef),
    /// Another source has this name.
    #[error("{0} has this name already")]
    NameTaken(SourceRef),
    /// A source would be its own ancestor.
    #[error("{0} would be its own ancestor")]
    OwnAncestor(SourceRef),
    /// A descent was taken back that nobody declared.
    #[error("nobody declared that {0} has what it knows from {1}")]
    NoLineage(SourceRef, SourceRef),
    /// Something was taken back that we never told.
    #[error("nobody noted that {0} was told of {1}")]
    NotTold(SourceRef, ClaimRef),
    /// Two sources are one already, or one was named twice.
    #[error("{0} and {1} are one source already")]
    One(SourceRef, SourceRef),
    /// Two sources of which only one is protected, or only one has a name.
    #[error("{0} and {1} are not merged: {2}")]
    NotMerged(SourceRef, SourceRef, &'static str),
    /// A circle has more named members than people.
    #[error("a circle of {people} people cannot have {named} named members")]
    CircleSmall {
        /// People.
        people: u32,
        /// Named members.
        named: u32,
    },
    /// A circle is larger than what holds it.
    #[error("a circle of {people} people does not fit into {of}")]
    CircleLarge {
        /// People.
        people: u32,
        /// People of the circle or universe around it.
        of: u32,
    },
    /// A circle would lie within itself.
    #[error("{0} would lie within itself")]
    CircleCycle(CircleRef),
    /// Days in the wrong order.
    #[error("the last day lies before the first")]
    Days,
    /// Only opinions and quotations rest on claims, and neither on its own kind.
    #[error(
        "only an opinion or a quotation rests on claims: an opinion on factual ones, a quotation on what it quotes"
    )]
    Ground,
    /// A passage is not within its item.
    #[error("the passage is not within the {0} characters of the item's text")]
    Passage(u64),
    /// The item was erased.
    #[error("{0} was forgotten")]
    Forgotten(String),
    /// The same was linked before.
    #[error("this passage of this source is linked already, as {0}")]
    Linked(EvidenceRef),
    /// Something was heard from its own source.
    #[error("nobody hears from themselves")]
    HeardFromItself,
    /// Only contradictions are answered.
    #[error("{0} does not contradict its claim: there is nothing to answer")]
    NoContradiction(EvidenceRef),
    /// A thing to do is done.
    #[error("thing to do {0} is done already")]
    Done(u32),
    /// A time is none.
    #[error("{0} is not a time such as 2026-11-24T18:00:00Z")]
    Time(&'static str),
    /// A table lacks what every one has.
    #[error("{0}")]
    Table(String),
    /// A row of a table cannot be taken.
    #[error("row {row}: {reason}; nothing of the table was taken")]
    Row {
        /// Counted from 1, the head included, as spreadsheets show it.
        row: usize,
        /// Why.
        reason: String,
    },
    /// A claim changed nothing.
    #[error("nothing to change was named for {0}")]
    Unchanged(ClaimRef),
    /// The corpus answered.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// The custody log is damaged.
    #[error(transparent)]
    Custody(#[from] CustodyError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

impl LedgerError {
    /// An id that names nothing.
    pub(crate) fn unknown(id: impl ToString) -> Self {
        Self::Unknown(id.to_string())
    }

    /// The exit code and what scripts compare.
    fn code(&self) -> (Exit, &'static str) {
        match self {
            Self::Unknown(_) => (Exit::Usage, "unknown-id"),
            Self::Words { .. } => (Exit::Usage, "words"),
            Self::Reason | Self::ReasonNeeded => (Exit::Usage, "reason"),
            Self::Time(_) => (Exit::Usage, "time"),
            Self::Days => (Exit::Usage, "days"),
            Self::Unchanged(_) => (Exit::Usage, "nothing-to-change"),
            Self::Table(_) => (Exit::Usage, "table"),
            Self::Row { .. } => (Exit::Refused, "row-refused"),
            Self::Nameless(_) => (Exit::Refused, "no-name"),
            Self::NameTaken(_) => (Exit::Refused, "name-taken"),
            Self::OwnAncestor(_) => (Exit::Refused, "own-ancestor"),
            Self::NoLineage(..) => (Exit::Refused, "no-lineage"),
            Self::NotTold(..) => (Exit::Refused, "not-told"),
            Self::One(..) => (Exit::Refused, "one-source"),
            Self::NotMerged(..) => (Exit::Refused, "not-merged"),
            Self::CircleSmall { .. } => (Exit::Refused, "circle-too-small"),
            Self::CircleLarge { .. } => (Exit::Refused, "circle-too-large"),
            Self::CircleCycle(_) => (Exit::Refused, "circle-within-itself"),
            Self::Ground => (Exit::Refused, "rests-on"),
            Self::Passage(_) => (Exit::Refused, "passage-outside"),
            Self::Forgotten(_) => (Exit::Refused, "forgotten"),
            Self::Linked(_) => (Exit::Refused, "linked-already"),
            Self::HeardFromItself => (Exit::Refused, "heard-from-itself"),
            Self::NoContradiction(_) => (Exit::Refused, "no-contradiction"),
            Self::Done(_) => (Exit::Refused, "done-already"),
            // These have answers of their own.
            Self::Corpus(_) | Self::Custody(_) | Self::Case(_) => (Exit::Machine, "machine-failed"),
        }
    }

    fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Words { .. } => "write one sentence a claim, and one name at a time",
            Self::ReasonNeeded => "give --reason",
            Self::NameTaken(_) => "if it is another of that name, say so in the name",
            Self::Nameless(_) => "a source whose name you know is another: add it with `source add NAME --protected`",
            Self::Linked(_) => "`unlink` it first, with a reason, to link it otherwise",
            Self::CircleSmall { .. } => "give --people as it is known, or leave members out",
            Self::Passage(_) => "`subrosa-desk search` and `check` show passages with their ranges",
            _ => return None,
        })
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        let ((exit, code), hint, message) = (error.code(), error.hint(), error.to_string());
        match error {
            LedgerError::Corpus(error) => error.into(),
            LedgerError::Custody(error) => error.into(),
            LedgerError::Case(error) => error.into(),
            _ => Self { exit, code, message, hint: hint.map(str::to_owned) },
        }
    }
}
