//! The vault: what was acknowledged is here, sealed, until it is forgotten.
//!
//! *Layout* under the data directory: `sled/` (small trees and rows), `keyslots`
//! (one key for each stored age header), `large/` (envelopes above the floor, and
//! ciphertext on its way, swept at start).
//!
//! Two shelves: envelopes for the desk, and replies for sources. A reply's name
//! is its place, which only whoever has the mailbox's id can tell; nothing at
//! rest links two replies of one mailbox, or a mailbox to a tip.
//!
//! *Contract* of [`Vault`]: after [`Vault::put`] answered, the envelope survives
//! a crash and a power loss; before, it is there whole or not at all. A failed
//! sync is never retried: the vault then refuses everything until a restart.
//!
//! *Security*: only ciphertext comes in. Each age header is sealed once more
//! under a random key in `keyslots`; forgetting overwrites that key in place, and
//! without its header an age payload cannot be opened, even with the desk's
//! identity (crypto-shredding).

mod committer;
mod compact;
mod durable;
mod engine;
mod forget;
mod index;
mod keyslots;
mod large;
mod lock;
mod rebuild;
mod record;
mod room;
mod shelve;
mod sled_store;
mod spool;
#[cfg(test)]
mod tests;

use std::io::Read;

use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use tokio::sync::oneshot;

pub use lock::DirectoryLock;
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

/// Names a reply on its shelf: [`crate::replies::places`] tells a mailbox's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyPlace(pub [u8; 16]);

/// Anything that is stored, on either shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// An envelope for the desk.
    Envelope(EnvelopeId),
    /// A reply for a source.
    Reply(ReplyPlace),
}

impl From<EnvelopeId> for Item {
    fn from(id: EnvelopeId) -> Self {
        Self::Envelope(id)
    }
}

impl From<ReplyPlace> for Item {
    fn from(place: ReplyPlace) -> Self {
        Self::Reply(place)
    }
}

/// What the vault knows of a reply without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredReply {
    /// Where it lies.
    pub place: ReplyPlace,
    /// Grows with every reply that was stored: the lowest is the oldest.
    pub sequence: u64,
    /// Day on which it was delivered.
    pub day: Day,
    /// Length of the age file, in bytes.
    pub bytes: u64,
    /// SHA-256 of the age file.
    pub sha256: [u8; 32],
}

/// A reply on its way to its shelf.
#[derive(Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Where it may lie: all places of its mailbox.
    pub places: Vec<ReplyPlace>,
    /// The age file.
    pub reply: Vec<u8>,
}

/// What one batch of a desk carried: put whole or not at all, and once.
#[derive(Clone, PartialEq, Eq)]
pub struct NewReplies {
    /// SHA-256 of the batch: one that was put is not put again, even after its
    /// replies were forgotten.
    pub batch: [u8; 32],
    /// Day of delivery.
    pub day: Day,
    /// The replies, the earlier of a mailbox before the later.
    pub replies: Vec<NewReply>,
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
    /// Nothing is stored under this name.
    #[error("no such envelope or reply in the vault")]
    Unknown,
    /// What is stored does not match its check: run `rebuild`.
    #[error("a stored envelope or reply is damaged")]
    Damaged,
    /// What was to be stored is no age file.
    #[error("a reply is not an age file")]
    NotAge,
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

    /// Every envelope, in the order of the ids, which is random: so an export
    /// does not tell in which order tips came.
    ///
    /// # Errors
    /// [`VaultError`].
    fn list(&self) -> Result<Vec<Entry>, VaultError>;

    /// Puts a batch of replies on their shelf, durably, all of it or nothing.
    ///
    /// Each takes the first free place of its mailbox; when none is free, the
    /// mailbox's oldest reply makes room. What lies in one of its mailbox's places
    /// already is not put again. Blocks.
    ///
    /// *Returns* how many were stored now: none of a batch that was put before.
    ///
    /// # Errors
    /// [`VaultError::Full`], [`VaultError::Busy`], [`VaultError::NotAge`]: nothing
    /// was stored. [`VaultError::Poisoned`]: all or nothing, nobody can say.
    fn put_replies(&self, replies: NewReplies) -> Result<u64, VaultError>;

    /// Lets go of the marks that these batches were put: whoever delivers has
    /// written that down elsewhere. Blocks.
    ///
    /// # Errors
    /// [`VaultError`].
    fn settle_batches(&self, batches: &[[u8; 32]]) -> Result<(), VaultError>;

    /// The replies in these places, oldest first. Looks up every place, whatever
    /// it found before.
    ///
    /// # Errors
    /// [`VaultError`].
    fn find(&self, places: &[ReplyPlace]) -> Result<Vec<StoredReply>, VaultError>;

    /// Every reply, in the order of the places, which is random.
    ///
    /// # Errors
    /// [`VaultError`].
    fn replies(&self) -> Result<Vec<StoredReply>, VaultError>;

    /// The age file, header unsealed.
    ///
    /// # Errors
    /// [`VaultError::Unknown`], [`VaultError::Damaged`].
    fn read(&self, item: Item) -> Result<Box<dyn Read + Send>, VaultError>;

    /// Destroys the keys of the stored headers, durably, then sweeps the rest.
    /// What is not there is passed over. Blocks.
    ///
    /// *Returns* how many were there.
    ///
    /// # Errors
    /// [`VaultError::Busy`], [`VaultError::Poisoned`].
    fn forget(&self, items: &[Item]) -> Result<u64, VaultError>;

    /// The same for replies as they were found: what was put in the place of one
    /// since stays.
    ///
    /// # Errors
    /// [`VaultError::Busy`], [`VaultError::Poisoned`].
    fn forget_replies(&self, replies: &[StoredReply]) -> Result<u64, VaultError>;

    /// Where a new envelope's ciphertext is collected before it is put.
    fn spool(&self) -> Spool;

    /// Whether a failed sync has stopped the vault.
    fn is_poisoned(&self) -> bool;
}
