//! Why a case could not be made, opened, read or changed.

use std::io;

use rusqlite::ErrorCode;

use super::HeaderError;
use super::content::CopyError;
use super::custody::CustodyError;
use crate::clock::ClockError;
use crate::failure::{Exit, Failure};

/// What the case answers with.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is no case in that folder.
    #[error("there is no case in this folder")]
    Absent,
    /// A case is only made in an empty folder.
    #[error("the folder is not empty")]
    NotEmpty,
    /// Another program has the case open.
    #[error("another program has this case open")]
    InUse,
    /// Making the case was interrupted.
    #[error("this case was never finished: making it was interrupted")]
    Unfinished,
    /// The header gave no keys.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// A later version of this program wrote the case.
    #[error("the case was written by a newer version of this program")]
    Newer,
    /// A database does not authenticate, or holds what this program never writes.
    #[error("a database of the case is damaged")]
    Damaged,
    /// A database could not be read or written.
    #[error("a database of the case could not be read or written: {0}")]
    Database(#[source] rusqlite::Error),
    /// A file could not be read or written.
    #[error("a file of the case could not be read or written: {0}")]
    Disk(#[from] io::Error),
    /// The system has no random numbers.
    #[error("the system gave no random numbers")]
    Random,
    /// The system's clock is unusable.
    #[error(transparent)]
    Clock(#[from] ClockError),
}

impl From<rusqlite::Error> for CaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            // What SQLCipher answers when a page in the middle does not authenticate.
            // Nothing else does: the statements are fixed and known to be right.
            Some(ErrorCode::Unknown) => Self::Damaged,
            // A row of a type or with a value that this program never writes.
            None => Self::Damaged,
            Some(_) => Self::Database(error),
        }
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        let message = error.to_string();
        let failure = |exit, code| Self::new(exit, code, message.clone());
        match error {
            CaseError::Absent => failure(Exit::Usage, "no-case").hint("make one with `subrosa-desk init`"),
            CaseError::NotEmpty => failure(Exit::Refused, "folder-not-empty").hint("name a new or an empty folder"),
            CaseError::InUse => failure(Exit::Machine, "case-in-use").hint("wait until it is done, or end it"),
            CaseError::Unfinished => {
                failure(Exit::Damaged, "case-unfinished").hint("it holds nothing: remove the folder and begin again")
            }
            CaseError::Header(HeaderError::Passphrase) => failure(Exit::WrongKey, "wrong-passphrase")
                .hint("the passphrase does not open this case; it is otherwise undamaged"),
            CaseError::Header(HeaderError::Random) | CaseError::Random => failure(Exit::Machine, "no-random-numbers"),
            CaseError::Header(HeaderError::Version) | CaseError::Newer => {
                failure(Exit::Damaged, "case-version").hint("install the version that wrote it; nothing was changed")
            }
            CaseError::Header(_) => {
                failure(Exit::Damaged, "header-damaged").hint("put `header` back from a backup of the case")
            }
            CaseError::Damaged => {
                failure(Exit::Damaged, "case-damaged").hint("put the case back from a backup; do not write to this one")
            }
            CaseError::Database(_) | CaseError::Disk(_) | CaseError::Clock(_) => {
                failure(Exit::Machine, "machine-failed").hint("look at the disk's space and permissions")
            }
        }
    }
}

impl From<CustodyError> for Failure {
    fn from(error: CustodyError) -> Self {
        let message = error.to_string();
        match error {
            CustodyError::Case(error) => error.into(),
            CustodyError::Broken(_) => Self::new(Exit::Damaged, "custody-broken", message)
                .hint("compare this case with a backup that was taken before"),
            CustodyError::AnotherCase => {
                Self::new(Exit::Damaged, "custody-foreign", message).hint("put the case back from a backup of its own")
            }
            CustodyError::HeadMissing => Self::new(Exit::Damaged, "custody-cut", message)
                .hint("compare this case with a backup that was taken after the head was written down"),
        }
    }
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Case(error) => error.into(),
            CopyError::Altered => {
                Self::new(Exit::Damaged, "content-altered", error.to_string()).hint("put the case back from a backup")
            }
            CopyError::Write(error) => Self::machine("writing failed", &error),
        }
    }
}
