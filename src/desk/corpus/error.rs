//! Why something was not done with the corpus.

use std::io;

use super::standing::StandingError;
use crate::case::CaseError;
use crate::case::content::CopyError;
use crate::failure::{Exit, Failure};
use crate::ledger::consent::REASON_MAX;

/// What the corpus answers with.
///
/// *Security*: no variant holds a word of a document.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// No item has this name.
    #[error("{0} names nothing in this case")]
    Unknown(String),
    /// No source has this number.
    #[error("S{0} names no source of this case")]
    UnknownSource(u32),
    /// It was erased.
    #[error("{0} was forgotten")]
    Forgotten(String),
    /// Only documents and interviews are corrected by hand.
    #[error("{0} is part of a tip: what is known of it is what its source sent")]
    OfTip(String),
    /// Only an interview has terms.
    #[error("{0} is no interview")]
    NoInterview(String),
    /// The range is not within the text.
    #[error("the range is not within the {0} characters of the text")]
    Range(u64),
    /// Something is to be public of which it is not said where, when and why.
    #[error("a standing is raised to public only with a url, a day of publication and a reason")]
    PublicNeeds,
    /// Its bytes or its text are those of something protected.
    #[error("{0} equals {1} in {2}: it stays protected")]
    EqualToProtected(String, String, &'static str),
    /// Its bytes or its text were those of something protected that is forgotten.
    #[error("{0} equals something protected that was forgotten: it stays protected")]
    EqualToForgotten(String),
    /// Something in it is protected.
    #[error("{0} holds something protected: it stays protected")]
    HoldsProtected(String),
    /// What it lies in is protected.
    #[error("{0} lies in something protected: it stays protected")]
    WithinProtected(String),
    /// Its source is protected.
    #[error("{0} is from a protected source: it stays protected")]
    ProtectedSource(String),
    /// Protection is taken away only for a reason.
    #[error("protection is taken away only with a reason")]
    ReasonNeeded,
    /// A reason is missing or too long.
    #[error("a reason has 1 to {REASON_MAX} characters")]
    Reason,
    /// An interview has no text.
    #[error("the text is empty, no UTF-8, or longer than {0} bytes")]
    Text(u64),
    /// A table lacks what every one has, or has what none may.
    #[error("{0}")]
    Table(String),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Content in the case is not what was put there.
    #[error(transparent)]
    Content(#[from] CopyError),
    /// A worker could not be started or confined, or its pipe broke.
    #[error("no document could be read: {0}")]
    Worker(#[source] io::Error),
}

impl From<rusqlite::Error> for CorpusError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

impl From<StandingError> for CorpusError {
    fn from(_: StandingError) -> Self {
        Self::Case(CaseError::Damaged)
    }
}

impl From<CorpusError> for Failure {
    fn from(error: CorpusError) -> Self {
        let message = error.to_string();
        let failure = |exit, code| Self::new(exit, code, message.clone());
        match error {
            CorpusError::Case(error) => error.into(),
            CorpusError::Content(error) => error.into(),
            CorpusError::Worker(error) => Self::machine("no document could be read", &error)
                .hint("the desk reads documents in a worker and needs Linux with seccomp and landlock"),
            CorpusError::Unknown(_) => failure(Exit::Usage, "unknown-id"),
            CorpusError::UnknownSource(_) => {
                failure(Exit::Usage, "unknown-source").hint("`subrosa-desk tips` lists the sources that there are")
            }
            CorpusError::Forgotten(_) => failure(Exit::Refused, "forgotten"),
            CorpusError::OfTip(_) => failure(Exit::Refused, "of-a-tip"),
            CorpusError::NoInterview(_) => failure(Exit::Usage, "no-interview"),
            CorpusError::Range(_) => failure(Exit::Usage, "range"),
            CorpusError::PublicNeeds => failure(Exit::Refused, "public-needs-origin")
                .hint("give --url, --published and --reason: where, when, and how you know"),
            CorpusError::EqualToProtected(..) | CorpusError::EqualToForgotten(_) => {
                failure(Exit::Refused, "equal-to-protected")
                    .hint("add the published copy by itself, with its url and the day of its publication")
            }
            CorpusError::HoldsProtected(_) => failure(Exit::Refused, "holds-protected")
                .hint("`subrosa-desk inspect` lists what lies in it; add the rest by itself"),
            CorpusError::WithinProtected(_) => failure(Exit::Refused, "within-protected")
                .hint("correct what it lies in first; `subrosa-desk inspect` names it"),
            CorpusError::ProtectedSource(_) => failure(Exit::Refused, "protected-source"),
            CorpusError::ReasonNeeded => failure(Exit::Refused, "reason-needed").hint("give --reason"),
            CorpusError::Reason => failure(Exit::Usage, "reason"),
            CorpusError::Text(_) => failure(Exit::Usage, "text"),
            CorpusError::Table(_) => failure(Exit::Usage, "table"),
        }
    }
}
