//! Bags out, and the socket over which the commands reach a running server.

mod control;
mod outgoing;
mod status;

pub use control::{Control, ask_export, ask_status};
pub use outgoing::{Exported, Outgoing};
pub use status::Status;

use std::io;
use std::path::Path;

use subrosa_tip::bag::{BagError, UntrustedBag};

use crate::install::Installation;
use crate::vault::VaultError;

/// Why a bag could not be exported.
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
    /// The running server refused; its own words.
    #[error("the server: {0}")]
    Server(String),
    /// A file or the socket failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Checks a finished bag as its reader will, before it is given its name.
///
/// # Errors
/// [`TransferError::Bag`].
pub fn check_bag(path: &Path, installation: &Installation, desk: &str) -> Result<(), TransferError> {
    let file = io::BufReader::new(std::fs::File::open(path)?);
    UntrustedBag::read(file)?.verify(installation.bag_key().public(), "intake", desk)?;
    Ok(())
}
