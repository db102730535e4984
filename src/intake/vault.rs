//! The vault: what was acknowledged is here, sealed, until it is forgotten.
//!
//! *Layout* under the data directory: `sled/` (small tree and rows), `keyslots`
//! (one key for each stored age header), `large/` (envelopes above the floor, and
//! ciphertext on its way, swept at start).
//!
//! *Contract* of [`Vault`]: after [`Vault::put`] answered, the envelope survives
//! a crash and a power loss; before, it is there whole or not at all. A failed
//! sync is never retried: the vault then refuses everything until a restart.
//!
//! *Security*: only ciphertext comes in. Each envelope's age header is sealed
//! once more under a random key in `keyslots`; forgetting overwrites that key in
//! place, and without its header an age payload cannot be opened, even with the
//! desk's identity (crypto-shredding).

mod committer;
mod keyslots;
mod large;
mod lock;
mod rebuild;
mod record;
mod room;
mod sled_store;
mod spool;
#[cfg(test)]
mod tests;

use std::io::Read;

use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use tokio::sync::oneshot;

pub use rebuild::{Rebuilt, rebuild};
pub use sled_store::{SledVault, VaultKeys};
pub use spool::{Spool, Spooled};

/// What the vault knows of an envelope without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Names it.
    pub id: EnvelopeId,
    /// Day of receipt.
    pub day: Day,
    /// Length of the age file, in bytes.
    pub bytes: u64,
    /// SHA-256 of the age file.
    pub sha256: [u8; 32],
}

/// What became of an envelope that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is stored and durable.
    Stored,
    /// One with this id was durable before; this one was thrown away.
    AlreadyStored,
}

/// Why the vault refused.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// All key slots are taken, or the configured size is reached.
    #[error("the vault is full")]
    Full,
    /// More is waiting than can be committed soon.
    #[error("the vault is busy")]
    Busy,
    /// A sync failed: what was in flight may be there or not. Until restart.
    #[error("the vault stopped after a failed write; restart the server once the disk is sound")]
    Poisoned,
    /// Nothing is stored under this id.
    #[error("no such envelope in the vault")]
    Unknown,
    /// What is stored does not match its check: run `rebuild`.
    #[error("a stored envelope is damaged")]
    Damaged,
    /// A server, or another command, has the vault open.
    #[error("the vault is open in another process")]
    InUse,
    /// The disk has no room for the store to open.
    #[error("the disk is full: free some space and start again; nothing is lost")]
    DiskFull,
    /// The directory cannot be used.
    #[error("{0}")]
    Open(String),
    /// Writing failed before anything was promised; nothing was stored.
    #[error("writing to the vault failed")]
    Io(#[from] std::io::Error),
}

/// Answers once the envelope is durable.
pub type Acknowledgement = oneshot::Receiver<Result<Put, VaultError>>;

/// The contract, without a word about the engine beneath.
pub trait Vault: Send + Sync {
    /// Takes an envelope; the answer comes when it is durable.
    ///
    /// Blocks while a large envelope's file is synced.
    ///
    /// # Errors
    /// [`VaultError::Full`], [`VaultError::Busy`], [`VaultError::Poisoned`],
    /// [`VaultError::Io`]: then nothing was stored.
    fn put(&self, id: EnvelopeId, day: Day, spooled: Spooled) -> Result<Acknowledgement, VaultError>;

    /// Everything stored, in the order of the ids, which is random: so an export
    /// does not tell in which order tips came.
    ///
    /// # Errors
    /// [`VaultError`].
    fn list(&self) -> Result<Vec<Entry>, VaultError>;

    /// The age file, header unsealed.
    ///
    /// # Errors
    /// [`VaultError::Unknown`], [`VaultError::Damaged`].
    fn read(&self, id: EnvelopeId) -> Result<Box<dyn Read + Send>, VaultError>;

    /// Destroys the key of the stored header, durably, then sweeps the rest.
    ///
    /// # Errors
    /// [`VaultError::Unknown`], [`VaultError::Poisoned`].
    fn forget(&self, id: EnvelopeId) -> Result<(), VaultError>;

    /// Temporary.
    fn find(&self, _places: &[EnvelopeId]) -> Result<Vec<StoredReply>, VaultError> {
        Ok(vec![])
    }
    /// Temporary.
    fn read_reply(&self, _id: EnvelopeId) -> Result<Box<dyn Read + Send>, VaultError> {
        Err(VaultError::Unknown)
    }
    /// Temporary.
    fn forget_replies(&self, _ids: &[EnvelopeId]) -> Result<(), VaultError> {
        Ok(())
    }

    /// Where a new envelope's ciphertext is collected before it is put.
    fn spool(&self) -> Spool;

    /// Whether a failed sync has stopped the vault.
    fn is_poisoned(&self) -> bool;
}

/// Temporary.
pub struct StoredReply {
    /// .
    pub id: EnvelopeId,
    /// .
    pub sequence: u64,
}
