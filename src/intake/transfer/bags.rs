//! The bags that were written: each signed manifest is kept under `bags/` until a
//! later one was confirmed, so that the same bag can be written again.

use std::fs;
use std::path::{Path, PathBuf};

use subrosa_tip::bag::SignedManifest;

use super::TransferError;
use crate::install::write_durably;

/// Manifest, signature, and the list of tombstones that the bag carries.
const SUFFIXES: [&str; 3] = ["json", "minisig", "tombstones"];

/// The records of an installation.
pub(super) struct Bags {
    directory: PathBuf,
}

impl Bags {
    pub(super) fn beside(directory: &Path) -> Self {
        Self { directory: directory.join("bags") }
    }

    /// Manifest last: without one nothing counts as recorded.
    pub(super) fn record(&self, signed: &SignedManifest, tombstones: &[u8]) -> Result<(), TransferError> {
        fs::create_dir_all(&self.directory)?;
        fs::File::open(self.directory.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        let sequence = signed.manifest().sequence;
        write_durably(&self.path(sequence, "minisig"), signed.signature().as_bytes())?;
        write_durably(&self.path(sequence, "tombstones"), tombstones)?;
        Ok(write_durably(&self.path(sequence, "json"), signed.bytes())?)
    }

    pub(super) fn manifest(&self, sequence: u64) -> Result<SignedManifest, TransferError> {
        let read = |suffix| fs::read(self.path(sequence, suffix)).map_err(|_| TransferError::NoSuchBag(sequence));
        let signature = String::from_utf8(read("minisig")?).map_err(|_| TransferError::NoSuchBag(sequence))?;
        Ok(SignedManifest::restore(read("json")?, signature)?)
    }

    /// The list that a bag carries; the empty one for a bag of before lists.
    pub(super) fn tombstones(&self, sequence: u64) -> Vec<u8> {
        fs::read(self.path(sequence, "tombstones")).unwrap_or_else(|_| b"[]".to_vec())
    }

    /// The highest sequence; 0 before the first.
    pub(super) fn last(&self) -> Result<u64, TransferError> {
        Ok(self.sequences("json")?.into_iter().max().unwrap_or(0))
    }

    /// Removes the records before this one, which the next bag links to.
    pub(super) fn prune(&self, before: u64) -> Result<(), TransferError> {
        for suffix in SUFFIXES {
            for sequence in self.sequences(suffix)?.into_iter().filter(|sequence| *sequence < before) {
                fs::remove_file(self.path(sequence, suffix))?;
            }
        }
        Ok(())
    }

    fn sequences(&self, suffix: &str) -> Result<Vec<u64>, TransferError> {
        let Ok(listing) = fs::read_dir(&self.directory) else { return Ok(Vec::new()) };
        let mut sequences = Vec::new();
        for entry in listing {
            let path = entry?.path();
            let sequence: Option<u64> = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
            sequences.extend(sequence.filter(|_| path.extension().is_some_and(|found| found == suffix)));
        }
        Ok(sequences)
    }

    fn path(&self, sequence: u64, suffix: &str) -> PathBuf {
        self.directory.join(format!("{sequence:06}.{suffix}"))
    }
}
