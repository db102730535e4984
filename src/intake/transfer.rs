//! Bags out and in, and the socket over which the commands reach a running server.

mod bags;
mod control;
mod desks;
mod incoming;
mod outgoing;
mod parcel;
mod status;
mod tombstones;

pub use control::{Control, ask_deliver, ask_export, ask_status, ask_trust};
pub use desks::EpochRefusal;
pub use incoming::{DeliverError, Delivered, Incoming, Refused};
pub use outgoing::{Exported, Outgoing};
pub use parcel::Parcel;
pub use status::Status;
pub use tombstones::Tombstones;

use std::io;
use std::path::Path;

use subrosa_tip::bag::{BagError, UntrustedBag};

use crate::install::{InstallError, Installation};
use crate::vault::VaultError;

/// The server, as bags name it.
const INTAKE: &str = "intake";

/// Why a bag could not be exported, or a command not be done.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// No bag with this sequence was ever written.
    #[error("there is no bag {0}")]
    NoSuchBag(u64),
    /// The key ring has no desk to send to.
    #[error("the key ring names no desk")]
    NoDesk,
    /// An envelope of an old bag was forgotten since.
    #[error("the bag cannot be written again: it holds what was forgotten since")]
    Forgotten,
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Writing or checking the bag failed.
    #[error(transparent)]
    Bag(#[from] BagError),
    /// A file of the data directory is not what this program wrote.
    #[error("{0} in the data directory is damaged")]
    Damaged(&'static str),
    /// The running server refused; its own words.
    #[error("the server: {0}")]
    Server(String),
    /// A file or the socket failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<InstallError> for TransferError {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::File { error, .. } => error.into(),
            InstallError::Damaged(_) => Self::Damaged("a file"),
        }
    }
}

/// Checks a finished bag as its reader will, before it is given its name.
///
/// # Errors
/// [`TransferError::Bag`].
pub fn check_bag(path: &Path, installation: &Installation, desk: &str) -> Result<(), TransferError> {
    let file = io::BufReader::new(std::fs::File::open(path)?);
    UntrustedBag::read(file)?.verify(installation.bag_key().public(), INTAKE, desk)?;
    Ok(())
}
