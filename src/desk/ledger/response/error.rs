//! Why a letter or an answer was not kept.

use super::LETTER_MAX;
use crate::case::CaseError;
use crate::corpus::CorpusError;
use crate::failure::{Exit, Failure};
use crate::ledger::{ClaimRef, LedgerError};

/// Why a letter or an answer was not kept.
///
/// *Security*: no variant holds a name or a word of a letter.
#[derive(Debug, thiserror::Error)]
pub enum ResponseError {
    /// The claim says nothing of whoever is asked.
    #[error("{0} neither accuses nor concerns whoever is asked")]
    NotAbout(ClaimRef),
    /// No claim was named.
    #[error("a letter puts at least one claim to somebody")]
    NoClaim,
    /// A letter or an answer is empty or endless.
    #[error("a letter and an answer have 1 to {LETTER_MAX} characters of UTF-8 text")]
    Letter,
    /// The letter was sent on a day that has not come.
    #[error("the letter cannot have been sent on a day that has not come")]
    NotSentYet,
    /// There is no time left to answer in.
    #[error("the deadline is over already")]
    DeadlineOver,
    /// There never was time to answer in.
    #[error("the deadline lies before the day on which the letter was sent")]
    DeadlineBeforeSent,
    /// Nobody was asked under this name.
    #[error("nothing was offered to anybody of this name: there is nothing to answer")]
    NothingOffered,
    /// Every offer is answered.
    #[error("every offer to this name is answered already")]
    AnsweredAlready,
    /// They may still answer.
    #[error("the deadline, {0}, is not over: nobody is silent yet")]
    NotSilentYet(String),
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<CaseError> for ResponseError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rusqlite::Error> for ResponseError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<CorpusError> for ResponseError {
    fn from(error: CorpusError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<ResponseError> for Failure {
    fn from(error: ResponseError) -> Self {
        let message = error.to_string();
        match error {
            ResponseError::NotAbout(claim) => Self::new(Exit::Refused, "not-about-them", message)
                .hint(format!("check the spelling, or `claim set {claim} --concerns NAME` first")),
            ResponseError::NoClaim => Self::new(Exit::Usage, "no-claim", message).hint("give --claims C1"),
            ResponseError::Letter => Self::new(Exit::Usage, "letter", message),
            ResponseError::NotSentYet => {
                Self::new(Exit::Refused, "not-sent-yet", message).hint("keep the letter once it was sent")
            }
            ResponseError::DeadlineOver => Self::new(Exit::Refused, "deadline-over", message)
                .hint("give them time to answer; what they said already, `interview add` keeps"),
            ResponseError::DeadlineBeforeSent => Self::new(Exit::Refused, "deadline-before-sent", message),
            ResponseError::NothingOffered => Self::new(Exit::Refused, "nothing-offered", message)
                .hint("`respond list` shows who was asked; `respond offer NAME` keeps a letter"),
            ResponseError::AnsweredAlready => Self::new(Exit::Refused, "answered-already", message)
                .hint("ask again with `respond offer`, or keep more of what they said with `interview add`"),
            ResponseError::NotSilentYet(_) => {
                Self::new(Exit::Refused, "not-silent-yet", message).hint("--declined keeps that they will not answer")
            }
            ResponseError::Ledger(error) => error.into(),
        }
    }
}
