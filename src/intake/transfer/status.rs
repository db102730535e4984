//! What is stored, in counts, days and bytes: nothing finer exists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;

use super::{Tombstones, TransferError};
use crate::install::Installation;
use crate::vault::Vault;

/// The vault in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Envelopes that wait for the desk.
    pub envelopes: u64,
    /// Their ciphertext, in bytes.
    pub bytes: u64,
    /// Replies that wait for their sources, decoys among them.
    pub replies: u64,
    /// Envelopes that expired and of which no desk has confirmed that it knows.
    pub tombstones: u64,
    /// Envelopes by day of receipt.
    pub days: BTreeMap<Day, u64>,
    /// Whether a failed write has stopped the vault until a restart.
    pub stopped: bool,
}

impl Status {
    /// Counts what is in the vault and beside it.
    ///
    /// # Errors
    /// [`TransferError`].
    pub fn of(vault: &dyn Vault, installation: &Installation) -> Result<Self, TransferError> {
        let tombstones = Tombstones::beside(installation.directory()).read()?.len() as u64;
        let replies = vault.replies()?.len() as u64;
        let mut status = Self { stopped: vault.is_poisoned(), tombstones, replies, ..Self::default() };
        for entry in vault.list()? {
            status.envelopes += 1;
            status.bytes += entry.bytes;
            *status.days.entry(entry.day).or_default() += 1;
        }
        Ok(status)
    }
}
