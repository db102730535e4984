//! Recovery: everything that can be found in the files goes into a new store.
//!
//! sled refuses to open when its `conf` or its log is torn. Rows and heads
//! describe themselves, so a scan of the raw `db` finds them without sled. The
//! old store is touched only once the new one is whole and durable.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::VaultError;
use super::engine::Engine;
use super::index::{IndexRow, START_KEY, index_key, row_key};
use super::keyslots::KeySlots;
use super::large::{read_head, sync_directory};
use super::lock::DirectoryLock;
use super::record::{Head, MacKey, Place, ROW_MAGIC, Row};
use super::sled_store::VaultKeys;

/// Bytes of `db` looked at in one step; a row that straddles two is seen by the
/// overlap.
const WINDOW_BYTES: usize = 4 * 1024 * 1024;
const OVERLAP_BYTES: usize = 8 * 1024;

/// What a rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// Envelopes in the new store.
    pub envelopes: usize,
    /// Replies in the new store.
    pub replies: usize,
    /// Keys for which no whole envelope or reply was found: each is a tip or a
    /// reply that is lost, or one that was never acknowledged.
    pub damaged: usize,
    /// Where the old store was put.
    pub old: PathBuf,
}

/// Builds a new store from the raw files, then puts the old one aside.
///
/// Only for a stopped server. What was forgotten stays forgotten: its key is
/// gone. Keys that belong to nothing are erased; if there were any, a copy of the
/// file stays beside the old store, for whoever finds the missing rows.
///
/// # Errors
/// [`VaultError`]; the vault is then as it was.
pub fn rebuild(directory: &Path, keys: &VaultKeys) -> Result<Rebuilt, VaultError> {
    let _lock = DirectoryLock::take(directory)?;
    let mac = MacKey(keys.record.clone());
    let slots = KeySlots::open(&directory.join("keyslots"), &keys.slot)?;
    let mut rows = HashMap::new();
    for store in stores(directory)? {
        scan(&store.join("db"), &mac, &mut rows)?;
    }
    add_files(&directory.join("large"), &mac, &mut rows)?;
    let newest = rows.keys().copied().max().unwrap_or(0);
    let sound = first_by_name(rows.into_values().filter_map(|parts| whole(&parts, &mac, &slots, directory)));
    slots.take(sound.iter().map(|one| one.index.slot))?;
    let remains = slots.remains()?;
    let new = directory.join("sled.new");
    write_new(&new, &mac, &sound, newest)?;
    let old = swap(directory, &new, !remains.is_empty())?;
    slots.sweep(&remains)?;
    let replies = sound.iter().filter(|one| one.index.place == Place::Reply).count();
    Ok(Rebuilt { envelopes: sound.len() - replies, replies, damaged: remains.len(), old })
}

/// The store in use and those that earlier rebuilds put aside: one of them may
/// have been interrupted. What was forgotten since has no key in any of them.
fn stores(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "sled" || name.starts_with("sled.damaged-") {
            found.push(path);
        }
    }
    Ok(found)
}

type Parts = BTreeMap<u16, Row>;

/// Every sound row in the raw file, by sequence and part.
fn scan(path: &Path, mac: &MacKey, found: &mut HashMap<u64, Parts>) -> io::Result<()> {
    let Ok(mut file) = File::open(path) else { return Ok(()) };
    let mut window = Vec::with_capacity(WINDOW_BYTES + OVERLAP_BYTES);
    loop {
        let read = (&mut file).take(WINDOW_BYTES as u64).read_to_end(&mut window)?;
        for start in row_starts(&window) {
            if let Some(row) = window.get(start..).and_then(|bytes| Row::decode(bytes, mac)) {
                found.entry(row.sequence).or_default().insert(row.part, row);
            }
        }
        if read == 0 {
            return Ok(());
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

/// All parts there, the head sound, the key in its slot, every byte as it came.
fn whole(parts: &Parts, mac: &MacKey, slots: &KeySlots, directory: &Path) -> Option<Sound> {
    let expected = parts.values().next()?.parts;
    let rows: Vec<Row> = parts.values().cloned().collect();
    if rows.len() != usize::from(expected) || !rows.iter().zip(0..).all(|(row, part)| row.part == part) {
        return None;
    }
    let record: Vec<u8> = rows.iter().flat_map(|row| row.bytes.iter().copied()).collect();
    let (head, length) = Head::decode(&record, mac)?;
    let mut hash = Sha256::new();
    hash.update(head.age_header(&*slots.read(head.slot, head.sequence).ok()?).ok()?);
    match head.place {
        Place::Rows | Place::Reply => hash.update(record.get(length..)?),
        Place::File => drop(io::copy(&mut file_payload(directory, &head, mac)?, &mut hash).ok()?),
    }
    let index = IndexRow { entry: head.entry, sequence: head.sequence, slot: head.slot, place: head.place };
    (<[u8; 32]>::from(hash.finalize()) == head.entry.sha256).then_some(Sound { index, rows })
}

fn file_payload(directory: &Path, head: &Head, mac: &MacKey) -> Option<File> {
    let path = directory.join("large").join(format!("{:016x}.sealed", head.sequence));
    let (found, file) = read_head(&path, mac).ok()??;
    (found == *head).then_some(file)
}

/// The first durable one of a name wins, as it did when it came.
fn first_by_name(sound: impl Iterator<Item = Sound>) -> Vec<Sound> {
    let mut first: HashMap<_, Sound> = HashMap::new();
    for candidate in sound {
        let name = candidate.index.item();
        let earlier = first.get(&name).is_some_and(|held| held.index.sequence < candidate.index.sequence);
        if !earlier {
            first.insert(name, candidate);
        }
    }
    first.into_values().collect()
}

/// Rows, index and numbering, durable before anything else changes.
fn write_new(new: &Path, mac: &MacKey, sound: &[Sound], newest: u64) -> Result<(), VaultError> {
    if new.exists() {
        fs::remove_dir_all(new)?;
    }
    let engine = Engine::open(new)?;
    for one in sound {
        let mut batch = sled::Batch::default();
        for row in &one.rows {
            batch.insert(row_key(row.sequence, row.part), row.encode(mac));
        }
        batch.insert(index_key(one.index.item()), one.index.encode());
        engine.apply_unsynced(batch)?;
    }
    let mut batch = sled::Batch::default();
    batch.insert(START_KEY, &newest.to_be_bytes());
    engine.apply(batch)?;
    engine.close()?;
    Ok(sync_directory(new)?)
}

/// Two renames; between them a start refuses and another rebuild finds all.
fn swap(directory: &Path, new: &Path, keep_keys: bool) -> io::Result<PathBuf> {
    let free = (1..).map(|n| directory.join(format!("sled.damaged-{n}"))).find(|path| !path.exists());
    let old = free.ok_or_else(|| io::Error::other("no free name"))?;
    let sled_directory = directory.join("sled");
    if sled_directory.exists() {
        fs::rename(&sled_directory, &old)?;
    } else {
        fs::create_dir(&old)?;
    }
    if keep_keys {
        fs::copy(directory.join("keyslots"), old.join("keyslots"))?;
    }
    fs::rename(new, &sled_directory)?;
    sync_directory(directory)?;
    Ok(old)
}
