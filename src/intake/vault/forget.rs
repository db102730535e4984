//! Forgetting: the key goes first and durably. From there on nothing can open the
//! header, whatever of the rows is left in the file.

use std::collections::HashSet;

use super::index::{IndexRow, index_key, row_key};
use super::record::Place;
use super::sled_store::Store;
use super::{Item, VaultError};

/// Records removed in one batch: bounds the memory of forgetting a whole vault.
const CHUNK: usize = 256;

/// What is forgotten: a reply only if it is still the one that was seen, because
/// its place may have been given to another since.
pub(super) type Target = (Item, Option<u64>);

/// Forgets what is there of these. *Returns* how many were.
pub(super) fn forget(store: &Store, targets: &[Target]) -> Result<u64, VaultError> {
    let distinct: HashSet<_> = targets.iter().copied().collect();
    let mut found = Vec::new();
    for (item, sequence) in distinct {
        let row = store.lookup(item)?;
        found.extend(row.filter(|row| sequence.is_none_or(|sequence| sequence == row.sequence)));
    }
    store.erase(&found)?;
    store.remove(&found)?;
    store.free(&found);
    Ok(found.len() as u64)
}

impl Store {
    /// Erases the keys of these, durably.
    pub(super) fn erase(&self, rows: &[IndexRow]) -> Result<(), VaultError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.slots.erase(rows.iter().map(|row| row.slot))?;
        Ok(self.slots.sync()?)
    }

    /// Removes everything else of what was erased, durably.
    pub(super) fn remove(&self, rows: &[IndexRow]) -> Result<(), VaultError> {
        for chunk in rows.chunks(CHUNK) {
            let mut batch = sled::Batch::default();
            for row in chunk {
                self.remove_in(&mut batch, row)?;
            }
            self.engine.apply_unsynced(batch)?;
        }
        if !rows.is_empty() {
            self.engine.sync()?;
        }
        let files = rows.iter().filter(|row| row.place == Place::File).map(|row| row.sequence);
        Ok(self.large.remove(files)?)
    }

    /// Adds the removal of a record and its line to a batch.
    pub(super) fn remove_in(&self, batch: &mut sled::Batch, row: &IndexRow) -> Result<(), VaultError> {
        for part in 0.. {
            let key = row_key(row.sequence, part);
            if !self.engine.with(|db| db.contains_key(&key))? {
                break;
            }
            batch.remove(key);
        }
        batch.remove(index_key(row.item()));
        Ok(())
    }

    /// Gives slots and room back.
    pub(super) fn free(&self, rows: &[IndexRow]) {
        for row in rows {
            self.slots.release(row.slot);
            self.room.forget(row.entry.bytes);
        }
    }
}
