//! What expired and that no desk has confirmed to know yet.
//!
//! *File*: `tombstones.json` in the data directory, spelled as the member of the
//! bag that carries it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use subrosa_tip::limits::TOMBSTONES_MAX_BYTES;
use subrosa_tip::tombstone::{Tombstone, read_tombstones, write_tombstones};

use super::TransferError;
use crate::install::write_durably;

/// As many as the list of a bag can hold.
const MOST: usize = (TOMBSTONES_MAX_BYTES / 128) as usize;

/// The list of an installation. Whoever changes it has taken the installation's turn.
pub struct Tombstones {
    file: PathBuf,
}

impl Tombstones {
    /// The list in a data directory.
    #[must_use]
    pub fn beside(directory: &Path) -> Self {
        Self { file: directory.join("tombstones.json") }
    }

    /// Everything on the list.
    ///
    /// # Errors
    /// [`TransferError::Damaged`], [`TransferError::Io`].
    pub fn read(&self) -> Result<Vec<Tombstone>, TransferError> {
        match std::fs::read(&self.file) {
            Ok(bytes) => read_tombstones(&bytes).map_err(|_| TransferError::Damaged("tombstones.json")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts these on the list, durably. Who is on it stays as it is.
    ///
    /// *Returns* how many of them, from the first, are on it now: beyond what a bag
    /// can tell of, nothing may expire.
    ///
    /// # Errors
    /// [`TransferError`].
    pub fn add(&self, new: &[Tombstone]) -> Result<usize, TransferError> {
        let mut all: BTreeMap<_, _> = self.read()?.into_iter().map(|one| (one.envelope, one)).collect();
        let before = all.len();
        let mut taken = 0;
        for one in new {
            if all.len() >= MOST && !all.contains_key(&one.envelope) {
                break;
            }
            all.entry(one.envelope).or_insert_with(|| one.clone());
            taken += 1;
        }
        if all.len() > before {
            self.write(all.into_values().collect())?;
        }
        Ok(taken)
    }

    /// Takes off what a desk knows now: the list that its confirmed bag carried.
    pub(super) fn settle(&self, carried: &[u8]) -> Result<(), TransferError> {
        let carried = read_tombstones(carried).map_err(|_| TransferError::Damaged("bags"))?;
        let (before, is_known) = (self.read()?, |one: &Tombstone| carried.contains(one));
        let left: Vec<_> = before.iter().filter(|one| !is_known(one)).cloned().collect();
        if left.len() < before.len() { self.write(left) } else { Ok(()) }
    }

    fn write(&self, list: Vec<Tombstone>) -> Result<(), TransferError> {
        let bytes = write_tombstones(&list).map_err(|_| TransferError::Damaged("tombstones.json"))?;
        Ok(write_durably(&self.file, &bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use subrosa_tip::envelope::EnvelopeId;
    use subrosa_tip::tombstone::TombstoneReason;

    use super::*;

    fn one(n: u32) -> Tombstone {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&n.to_be_bytes());
        let day = "2026-11-23".parse().unwrap();
        Tombstone { envelope: EnvelopeId(id), day, reason: TombstoneReason::Expired }
    }

    #[test]
    fn a_list_keeps_what_was_not_confirmed_and_never_outgrows_a_bag() {
        let folder = std::env::temp_dir().join(format!("subrosa-tombstones-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let list = Tombstones::beside(&folder);
        assert_eq!(list.add(&[one(2), one(1)]).unwrap(), 2);
        let carried = write_tombstones(&list.read().unwrap()).unwrap();
        let later = Tombstone { day: "2026-11-24".parse().unwrap(), ..one(1) };
        assert_eq!(list.add(&[later, one(3)]).unwrap(), 2);
        assert_eq!(list.read().unwrap(), [one(1), one(2), one(3)], "the first day stays");
        list.settle(&carried).unwrap();
        assert_eq!(list.read().unwrap(), [one(3)]);
        let many: Vec<_> = (0..=MOST as u32).map(one).collect();
        assert_eq!(list.add(&many).unwrap(), MOST);
        assert_eq!(list.read().unwrap().len(), MOST);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
