//! Why a document was not read.

use std::io;

use serde::{Deserialize, Serialize};

/// What a worker says against a document. It crosses the pipe as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// It needs a password.
    #[error("the document is encrypted")]
    Encrypted,
    /// It is not what it begins as, or is damaged.
    #[error("the document is damaged")]
    Unreadable,
    /// Nothing here reads its format.
    #[error("no reader for this format")]
    Unsupported,
    /// It grows beyond all measure when it is unpacked.
    #[error("the document unpacks to far more than it is")]
    Bomb,
    /// It is longer than may be held.
    #[error("the document is too large")]
    TooLarge,
    /// It has more members than are taken.
    #[error("the document has too many members")]
    TooMany,
    /// Its reader failed on it.
    #[error("the reader failed on the document")]
    Crashed,
}

/// Why a document was not read.
///
/// *Security*: no variant holds a word of the document.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The worker refused it, by name.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The worker ended without an answer.
    #[error("the worker crashed on the document")]
    Crashed,
    /// The worker did what none may: opened a file, a socket, a program.
    #[error("the worker tried what is forbidden: the document may be an attack")]
    Forbidden,
    /// The worker asked for more memory than it may have.
    #[error("the document needs more memory than a reading may take")]
    Memory,
    /// The worker did not finish in time.
    #[error("the document was not read in time")]
    Timeout,
    /// The worker answered what no worker may.
    #[error("the worker's answer breaks the rules")]
    Output,
    /// The kernel did not confine the worker, so nothing was read.
    #[error("the kernel does not confine the worker")]
    Sandbox,
    /// The desk's own failure: its pipe, its process, or what received the members.
    #[error("the machine failed while a document was read: {0}")]
    Machine(#[source] io::Error),
}

impl ReadError {
    /// What scripts compare and the case stores, in kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(Refusal::Encrypted) => "encrypted",
            Self::Refused(Refusal::Unreadable) => "unreadable",
            Self::Refused(Refusal::Unsupported) => "unsupported",
            Self::Refused(Refusal::Bomb) => "bomb",
            Self::Refused(Refusal::TooLarge) => "too-large",
            Self::Refused(Refusal::TooMany) => "too-many",
            Self::Refused(Refusal::Crashed) | Self::Crashed => "worker-crashed",
            Self::Forbidden => "worker-forbidden",
            Self::Memory => "worker-memory",
            Self::Timeout => "worker-timeout",
            Self::Output => "worker-output",
            Self::Sandbox => "no-sandbox",
            Self::Machine(_) => "machine-failed",
        }
    }

    /// Whether the desk failed and not the document: then it is worth another try.
    #[must_use]
    pub fn is_the_machines(&self) -> bool {
        matches!(self, Self::Machine(_) | Self::Sandbox)
    }
}
