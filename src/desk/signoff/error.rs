//! Why something was not signed, and why somebody got no key.

use std::io;

use crate::case::CaseError;
use crate::failure::{Exit, Failure};
use crate::ledger::{ClaimRef, LedgerError};

/// What the room answers with.
///
/// *Security*: no variant holds a key or a name.
#[derive(Debug, thiserror::Error)]
pub enum SignoffError {
    /// Nobody of this name has a key.
    #[error("no editor of this name has a key in this case")]
    UnknownEditor,
    /// Whoever entered a claim is no second pair of eyes.
    #[error("{0} was entered by the same editor: somebody else signs it off")]
    SameEditor(ClaimRef),
    /// The key is another editor's, or nobody's.
    #[error("the key is not that editor's")]
    AnotherKey,
    /// The bytes are no such key.
    #[error("not a private Ed25519 key in PEM (PKCS #8)")]
    NoKey,
    /// The key is locked.
    #[error("the key is locked with a passphrase")]
    LockedKey,
    /// An editor of this name has a key.
    #[error("an editor of this name has a key already")]
    NameTaken,
    /// Two names that are one.
    #[error("this takes two different editors")]
    NotTwo,
    /// The private half found no place on the disk.
    #[error("the key could not be written")]
    Unwritten(#[source] io::Error),
    /// The system gave no random numbers, or the statement could not be spelled.
    #[error("signing failed")]
    Signing,
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<CaseError> for SignoffError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rusqlite::Error> for SignoffError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<SignoffError> for Failure {
    fn from(error: SignoffError) -> Self {
        let message = error.to_string();
        match error {
            SignoffError::UnknownEditor => Self::new(Exit::Refused, "unknown-editor", message)
                .hint("`subrosa-desk editor list` shows who has one; `editor add NAME` makes one"),
            SignoffError::SameEditor(_) => Self::new(Exit::Refused, "same-editor", message),
            SignoffError::AnotherKey => Self::new(Exit::WrongKey, "another-key", message)
                .hint("give --as NAME and the file that `editor add NAME` wrote"),
            SignoffError::NoKey => Self::new(Exit::Damaged, "no-key", message),
            SignoffError::LockedKey => Self::new(Exit::WrongKey, "locked-key", message)
                .hint("unlock a copy: `openssl pkcs8 -in LOCKED -out KEY`"),
            SignoffError::NameTaken => Self::new(Exit::Refused, "editor-known", message)
                .hint("`editor remove NAME --reason TEXT` takes a lost key away, and what it signed with it"),
            SignoffError::NotTwo => {
                Self::new(Exit::Refused, "same-editor", message).hint("give --as NAME and --and NAME, of two people")
            }
            SignoffError::Unwritten(error) => Self::machine("the key could not be written", &error),
            SignoffError::Signing => Self::new(Exit::Machine, "machine-failed", message),
            SignoffError::Ledger(error) => error.into(),
        }
    }
}
