//! Giving space back: sled keeps what was deleted.
//!
//! Measured: a vault of 883 MiB still had 695 after everything in it was
//! forgotten. So the store is copied into a new one beside it, `sled.new`, and the
//! two directories are exchanged in one step. Until that step nothing of the old
//! one changes; after it the old one is only a remain, which a start sweeps too.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

use super::engine::Engine;
use super::index::{BATCHES, ENVELOPES, REPLIES, START_KEY, row_key};
use super::large::sync_directory;
use super::record::Place;
use super::sled_store::Store;
use super::{VaultError, index::IndexRow};

/// The new store while it is built, and the old one until it is gone.
pub(super) const BESIDE: &str = "sled.new";
/// A smaller file is left alone, in bytes.
const WORTH_BYTES: u64 = 64 * 1024 * 1024;
/// So many times what is live the file must be.
const WORTH_TIMES: u64 = 3;
/// So many times what is live a copy may need while it is written.
const COPY_TIMES: u64 = 2;
/// Pairs copied in one batch.
const CHUNK: usize = 256;

/// Compacts if much more is kept than is live, and the disk has room for the copy.
///
/// A failure before the exchange changes nothing, is only noted, and is not tried
/// again before the next start: everyone else waits meanwhile.
pub(super) fn compact(store: &Store) -> Result<(), VaultError> {
    let beside = store.engine.directory().with_file_name(BESIDE);
    let Ok(Some(index)) = worth_it(store) else { return Ok(()) };
    let exchanged = match copy(store, &index, &beside) {
        Ok(()) => store.engine.exchange(&beside)?.map_err(VaultError::from),
        Err(error) => Err(error),
    };
    let removed = remove(&beside);
    if exchanged.is_err() || removed.is_err() {
        store.leave_large.store(true, Ordering::Relaxed);
        tracing::warn!("the vault could not be made smaller; nothing of what it holds changed");
    }
    Ok(())
}

/// What is live, if the store is much larger and a copy has room.
fn worth_it(store: &Store) -> Result<Option<Vec<IndexRow>>, VaultError> {
    let file = fs::metadata(store.engine.directory().join("db"))?.len();
    if file <= WORTH_BYTES || store.leave_large.load(Ordering::Relaxed) {
        return Ok(None);
    }
    let index = store.index()?;
    let live: u64 = index.iter().filter(|row| row.place != Place::File).map(|row| row.entry.bytes).sum();
    let is_worth_it = file / WORTH_TIMES > live && store.room.has_room_for(live.saturating_mul(COPY_TIMES))?;
    Ok(is_worth_it.then_some(index))
}

/// Removes what an interrupted compaction left beside a store.
///
/// A rebuild puts its new store there too; it is swept only beside a whole one.
pub(super) fn sweep(directory: &Path) -> io::Result<()> {
    if directory.join("sled").join("db").exists() { remove(&directory.join(BESIDE)) } else { Ok(()) }
}

fn remove(beside: &Path) -> io::Result<()> {
    match fs::remove_dir_all(beside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync_directory(beside.parent().unwrap_or(Path::new("."))),
    }
}

/// Everything that is live, into a store that is whole, durable and closed.
fn copy(store: &Store, index: &[IndexRow], beside: &Path) -> Result<(), VaultError> {
    remove(beside)?;
    let new = Engine::open(beside)?;
    for prefix in [BATCHES, ENVELOPES, REPLIES, START_KEY] {
        let pairs = store.engine.with(|db| db.scan_prefix(prefix).collect::<sled::Result<Vec<_>>>())?;
        for chunk in pairs.chunks(CHUNK) {
            let mut batch = sled::Batch::default();
            chunk.iter().for_each(|(key, value)| batch.insert(key, value));
            new.apply_unsynced(batch)?;
        }
    }
    // In the order of arrival: so they lie in the leaves, and were read last.
    let mut sequences: Vec<_> = index.iter().map(|row| row.sequence).collect();
    sequences.sort_unstable();
    sequences.into_iter().try_for_each(|sequence| copy_rows(store, sequence, &new))?;
    new.sync()?;
    new.close()?;
    Ok(sync_directory(beside)?)
}

fn copy_rows(store: &Store, sequence: u64, new: &Engine) -> Result<(), VaultError> {
    let mut batch = sled::Batch::default();
    for part in 0.. {
        let key = row_key(sequence, part);
        let Some(value) = store.engine.with(|db| db.get(&key))? else { break };
        batch.insert(key, value);
    }
    new.apply_unsynced(batch)
}
