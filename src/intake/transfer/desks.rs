//! What is known of the desks' bags: `desks.json` in the data directory.
//!
//! It is written last of all that a delivery does: a bag that stands in it was
//! taken in whole.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use subrosa_tip::bag::chain::Known;
use subrosa_tip::bag::{Manifest, ManifestHash, VerifiedBag, plain_word};

use super::TransferError;
use crate::install::write_durably;

/// Where it is kept.
pub(super) struct Desks(PathBuf);

/// Everything that is known, by the desks' ids.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct KnownDesks(BTreeMap<String, KnownDesk>);

/// One desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownDesk {
    /// Pinned by the first bag, or by a person who compared it.
    epoch: Option<String>,
    /// Epochs that were replaced.
    old_epochs: Vec<String>,
    /// Highest sequence of the epoch.
    last: u64,
    /// Every manifest, by epoch and sequence.
    bags: BTreeMap<String, BTreeMap<u64, Noted>>,
    /// Every batch that was ever put: none is put again, even if its replies were
    /// deleted since and a case that was restored sends it once more.
    batches: BTreeSet<Hash>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Noted {
    manifest: Hash,
    previous: Hash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Hash(#[serde(with = "hex::serde")] [u8; 32]);

/// Why an epoch was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum EpochRefusal {
    /// It is no epoch.
    #[error("not an epoch: 1 to 64 letters, digits and hyphens")]
    Malformed,
    /// It was the desk's before, and was replaced.
    #[error("this epoch was replaced by a later one before")]
    Replaced,
}

impl Desks {
    pub(super) fn beside(directory: &Path) -> Self {
        Self(directory.join("desks.json"))
    }

    pub(super) fn read(&self) -> Result<KnownDesks, TransferError> {
        match std::fs::read(&self.0) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| TransferError::Damaged("desks.json")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(KnownDesks::default()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn write(&self, desks: &KnownDesks) -> Result<(), TransferError> {
        let bytes = serde_json::to_vec(desks).map_err(io::Error::from)?;
        Ok(write_durably(&self.0, &bytes)?)
    }
}

impl KnownDesks {
    /// The highest bag of a desk's epoch that was taken in, with its hash.
    pub(super) fn newest(&self, desk: &str) -> Option<(u64, ManifestHash)> {
        let known = self.0.get(desk)?;
        let noted = known.bags.get(known.epoch.as_ref()?)?.get(&known.last)?;
        Some((known.last, ManifestHash(noted.manifest.0)))
    }

    /// What is known around a bag of this desk.
    pub(super) fn around(&self, desk: &str, manifest: &Manifest) -> Known {
        let Some(known) = self.0.get(desk) else { return Known::default() };
        let at = |sequence: Option<u64>| known.bags.get(&manifest.epoch)?.get(&sequence?);
        Known {
            epoch: known.epoch.clone(),
            last: known.last,
            same: at(Some(manifest.sequence)).map(|noted| noted.manifest.0),
            before: at(manifest.sequence.checked_sub(1)).map(|noted| noted.manifest.0),
            after_names: at(manifest.sequence.checked_add(1)).map(|noted| noted.previous.0),
        }
    }

    /// Whether this batch was put before.
    pub(super) fn has_batch(&self, desk: &str, batch: &[u8; 32]) -> bool {
        self.0.get(desk).is_some_and(|desk| desk.batches.contains(&Hash(*batch)))
    }

    /// Notes a bag that was taken in.
    pub(super) fn note<R: io::Read + io::Seek>(&mut self, bag: &VerifiedBag<R>) {
        let (manifest, hash) = (bag.manifest(), bag.manifest_hash());
        let desk = self.0.entry(manifest.from.clone()).or_default();
        desk.epoch = Some(manifest.epoch.clone());
        let noted = Noted { manifest: Hash(hash), previous: Hash(manifest.previous) };
        desk.bags.entry(manifest.epoch.clone()).or_default().insert(manifest.sequence, noted);
        if manifest.sequence > desk.last {
            desk.last = manifest.sequence;
            desk.batches.extend(manifest.members.iter().map(|member| Hash(member.sha256)));
        }
    }

    /// Trusts an epoch of a desk: its bags are counted from the first again.
    /// *Returns* whether it was trusted already.
    pub(super) fn trust(&mut self, desk: &str, epoch: &str) -> Result<bool, EpochRefusal> {
        if !plain_word(epoch) {
            return Err(EpochRefusal::Malformed);
        }
        let desk = self.0.entry(desk.to_owned()).or_default();
        if desk.epoch.as_deref() == Some(epoch) {
            return Ok(true);
        }
        if desk.old_epochs.iter().any(|old| old == epoch) {
            return Err(EpochRefusal::Replaced);
        }
        desk.old_epochs.extend(desk.epoch.replace(epoch.to_owned()));
        desk.last = 0;
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_is_taken_once_and_never_again_after_it_was_replaced() {
        let mut desks = KnownDesks::default();
        assert_eq!(desks.trust("desk", "one"), Ok(false));
        assert_eq!(desks.trust("desk", "one"), Ok(true));
        assert_eq!(desks.trust("desk", "two"), Ok(false));
        assert_eq!(desks.trust("desk", "one"), Err(EpochRefusal::Replaced));
        for malformed in ["", "a b", "ä", &"a".repeat(65)] {
            assert_eq!(desks.trust("desk", malformed), Err(EpochRefusal::Malformed), "{malformed}");
        }
        assert_eq!(desks.trust("other", "one"), Ok(false), "each desk has its own");
        let text = serde_json::to_vec(&desks).unwrap();
        assert_eq!(serde_json::from_slice::<KnownDesks>(&text).unwrap(), desks);
    }
}
