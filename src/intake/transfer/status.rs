//! What is stored, in counts, days and bytes: nothing finer exists.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use subrosa_tip::Day;

use crate::vault::Entry;

/// The vault in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Envelopes that wait for the desk.
    pub envelopes: u64,
    /// Their ciphertext, in bytes.
    pub bytes: u64,
    /// Envelopes by day of receipt.
    pub days: BTreeMap<Day, u64>,
    /// Whether a failed write has stopped the vault until a restart.
    pub stopped: bool,
}

impl Status {
    /// Counts these entries.
    #[must_use]
    pub fn of(entries: &[Entry], stopped: bool) -> Self {
        let mut status = Self { stopped, ..Self::default() };
        for entry in entries {
            status.envelopes += 1;
            status.bytes += entry.bytes;
            *status.days.entry(entry.day).or_default() += 1;
        }
        status
    }
}
