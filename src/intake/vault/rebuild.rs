//! Recovery: everything that can be found in the files goes into a new store.
//!
//! sled refuses to open when its `conf` or its log is torn. Rows and heads
//! describe themselves, so a scan of the raw `db` finds them without sled.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::VaultError;
use super::keyslots::KeySlots;
use super::large::{read_head, sync_directory};
use super::record::{Head, MacKey, Place, ROW_MAGIC, Row};
use super::sled_store::{IndexRow, VaultKeys, engine, index_key, open_sled, row_key};

/// Bytes of `db` looked at in one step; a row that straddles two is seen by the
/// overlap.
const WINDOW_BYTES: usize = 4 * 1024 * 1024;
const OVERLAP_BYTES: usize = 8 * 1024;

/// What a rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Envelopes in the new store.
    pub envelopes: usize,
    /// Keys for which no whole envelope was found: each is a tip that is lost, or
    /// one that was never acknowledged.
    pub damaged: usize,
    /// Where the old store was put.
    pub old: PathBuf,
}

/// Builds a new store from the raw files and puts the old one aside.
///
/// Only for a stopped server. What was forgotten stays forgotten: its key is gone.
///
/// # Errors
/// [`VaultError`]; the old files are then still in place.
pub fn rebuild(directory: &Path, keys: &VaultKeys) -> Result<Rebuilt, VaultError> {
    let sled_directory = directory.join("sled");
    refuse_if_open(&sled_directory)?;
    let mac = MacKey(keys.record.clone());
    let slots = KeySlots::open(&directory.join("keyslots"), &keys.slot)?;
    let mut rows = scan(&sled_directory.join("db"), &mac)?;
    add_files(&directory.join("large"), &mac, &mut rows)?;
    let sound = first_by_id(rows.into_values().filter_map(|parts| whole(&parts, &mac, &slots, directory)));
    let old = put_aside(directory, &sled_directory)?;
    write_new(&sled_directory, &mac, &sound)?;
    Ok(Rebuilt { envelopes: sound.len(), damaged: slots.occupied()?.saturating_sub(sound.len()), old })
}

type Parts = BTreeMap<u16, Row>;

/// sled holds a lock on `db` while it is open; so does a running server.
fn refuse_if_open(directory: &Path) -> Result<(), VaultError> {
    let Ok(file) = File::open(directory.join("db")) else { return Ok(()) };
    rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).map_err(|_| VaultError::InUse)
}

/// Every sound row in the raw file, by sequence and part.
fn scan(path: &Path, mac: &MacKey) -> io::Result<HashMap<u64, Parts>> {
    let mut found: HashMap<u64, Parts> = HashMap::new();
    let Ok(mut file) = File::open(path) else { return Ok(found) };
    let mut window = Vec::with_capacity(WINDOW_BYTES + OVERLAP_BYTES);
    loop {
        let read = (&mut file).take(WINDOW_BYTES as u64).read_to_end(&mut window)?;
        for start in row_starts(&window) {
            if let Some(row) = window.get(start..).and_then(|bytes| Row::decode(bytes, mac)) {
                found.entry(row.sequence).or_default().insert(row.part, row);
            }
        }
        if read == 0 {
            return Ok(found);
        }
        window.drain(..window.len().saturating_sub(OVERLAP_BYTES));
    }
}

fn row_starts(window: &[u8]) -> impl Iterator<Item = usize> {
    window.windows(ROW_MAGIC.len()).enumerate().filter(|(_, bytes)| bytes == ROW_MAGIC).map(|(at, _)| at)
}

/// A large envelope's file alone is enough: its head stands at its start.
fn add_files(directory: &Path, mac: &MacKey, rows: &mut HashMap<u64, Parts>) -> io::Result<()> {
    let Ok(listing) = fs::read_dir(directory) else { return Ok(()) };
    for entry in listing {
        if let Some((head, _)) = read_head(&entry?.path(), mac)? {
            let record = head.encode(mac);
            let parts = Row::cut(head.sequence, &record).into_iter().map(|row| (row.part, row));
            rows.entry(head.sequence).or_default().extend(parts);
        }
    }
    Ok(())
}

struct Sound {
    index: IndexRow,
    rows: Vec<Row>,
}

/// All parts there, the head sound, the key in its slot, the payload complete.
fn whole(parts: &Parts, mac: &MacKey, slots: &KeySlots, directory: &Path) -> Option<Sound> {
    let expected = parts.values().next()?.parts;
    let rows: Vec<Row> = parts.values().cloned().collect();
    if rows.len() != usize::from(expected) || !rows.iter().zip(0..).all(|(row, part)| row.part == part) {
        return None;
    }
    let record: Vec<u8> = rows.iter().flat_map(|row| row.bytes.iter().copied()).collect();
    let (head, length) = Head::decode(&record, mac)?;
    head.age_header(&*slots.read(head.slot, head.sequence).ok()?).ok()?;
    let payload = match head.place {
        Place::Rows => (record.len() - length) as u64,
        Place::File => file_payload(directory, &head)?,
    };
    let index = IndexRow { entry: head.entry, sequence: head.sequence, slot: head.slot, place: head.place };
    (payload == head.payload_bytes()).then_some(Sound { index, rows })
}

fn file_payload(directory: &Path, head: &Head) -> Option<u64> {
    let path = directory.join("large").join(format!("{:016x}.sealed", head.sequence));
    fs::metadata(path).ok()?.len().checked_sub(super::record::head_bytes(head.age_header_bytes()) as u64)
}

/// The first durable envelope of an id wins, as it did when it came.
fn first_by_id(sound: impl Iterator<Item = Sound>) -> Vec<Sound> {
    let mut first: HashMap<_, Sound> = HashMap::new();
    for candidate in sound {
        let id = candidate.index.entry.id;
        let earlier = first.get(&id).is_some_and(|held| held.index.sequence < candidate.index.sequence);
        if !earlier {
            first.insert(id, candidate);
        }
    }
    first.into_values().collect()
}

fn put_aside(directory: &Path, sled_directory: &Path) -> io::Result<PathBuf> {
    let free = (1..).map(|n| directory.join(format!("sled.damaged-{n}"))).find(|path| !path.exists());
    let old = free.ok_or_else(|| io::Error::other("no free name"))?;
    if sled_directory.exists() {
        fs::rename(sled_directory, &old)?;
    }
    sync_directory(directory)?;
    Ok(old)
}

/// Rows and index first, the sweep of remains only when the store is opened
/// again: nothing is erased before everything found is durable.
fn write_new(sled_directory: &Path, mac: &MacKey, sound: &[Sound]) -> Result<(), VaultError> {
    let (db, disk) = open_sled(sled_directory)?;
    for one in sound {
        let mut batch = sled::Batch::default();
        for row in &one.rows {
            batch.insert(row_key(row.sequence, row.part), row.encode(mac));
        }
        batch.insert(index_key(one.index.entry.id), one.index.encode());
        db.apply_batch(batch).map_err(engine)?;
    }
    db.flush().map_err(engine)?;
    Ok(disk.sync_data()?)
}
