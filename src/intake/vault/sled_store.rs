//! The vault in sled 0.34, with what sled does not promise put around it.
//!
//! Measured on this version: `flush()` writes with `sync_file_range`, which is
//! no sync, so the committer calls `fdatasync` on `db` itself; items above a
//! quarter of a segment go to `blobs/`, which is never synced, so rows stay
//! small and segments large; `conf` is never synced, so it is, at every start.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Cursor, Read};
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use zeroize::Zeroizing;

use super::committer::{Committer, GROUP, Job, discard};
use super::keyslots::{KeySlots, Slot};
use super::large::{LargeFiles, sync_directory};
use super::lock::DirectoryLock;
use super::record::{Head, MacKey, Place, Row};
use super::room::{Room, has_reserve};
use super::spool::Payload;
use super::{Acknowledgement, Entry, Spool, Spooled, Vault, VaultError};

const SEGMENT_BYTES: usize = 8 * 1024 * 1024;
/// sled keeps about this much of its pages in memory.
const CACHE_BYTES: u64 = 8 * 1024 * 1024;

/// Sequences that a start leaves out: more than can have been in flight, so that
/// rows of a tip that was never acknowledged never share a number with another.
const SEQUENCES_A_START: u64 = 1 << 20;
/// Keys without a row that one interrupted commit can leave behind. More is not
/// a remain but a lost index, and erasing them would make it final.
const REMAINS_MAX: usize = GROUP;

/// Keys of the vault, derived from the install key. They find damage; what
/// keeps a tip secret is age, and the key slots.
#[derive(Clone)]
pub struct VaultKeys {
    /// Checks heads and rows.
    pub record: Zeroizing<[u8; 32]>,
    /// Checks key slots.
    pub slot: Zeroizing<[u8; 32]>,
}

/// The vault of one data directory.
pub struct SledVault {
    pub(super) store: Arc<Store>,
    committer: Committer,
    memory_bytes: u64,
    _lock: DirectoryLock,
}

/// What the committer and the readers share.
pub(super) struct Store {
    pub(super) db: sled::Db,
    pub(super) disk: File,
    pub(super) slots: KeySlots,
    pub(super) large: LargeFiles,
    pub(super) mac: MacKey,
    pub(super) room: Arc<Room>,
    next_sequence: AtomicU64,
    poisoned: AtomicBool,
}

/// Remains of a crash that opening removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Swept {
    pub(super) slots: u32,
    pub(super) files: u32,
}

impl SledVault {
    /// Opens the vault under a data directory, making it first if need be.
    ///
    /// `capacity_bytes` bounds what is stored; envelopes up to `memory_bytes`
    /// (the floor class) live in rows, larger ones in files.
    ///
    /// # Errors
    /// [`VaultError::Open`] when the store is damaged or in use; then `rebuild`.
    pub fn open(
        directory: &Path,
        keys: &VaultKeys,
        capacity_bytes: u64,
        memory_bytes: u64,
    ) -> Result<Self, VaultError> {
        let lock = DirectoryLock::take(directory)?;
        let (store, swept) = Store::open(directory, keys, capacity_bytes)?;
        if swept != Swept::default() {
            tracing::info!(slots = swept.slots, files = swept.files, "removed remains of an interrupted write");
        }
        let store = Arc::new(store);
        let committer = Committer::start(store.clone())?;
        Ok(Self { store, committer, memory_bytes, _lock: lock })
    }
}

impl Vault for SledVault {
    fn put(&self, id: EnvelopeId, day: Day, spooled: Spooled) -> Result<Acknowledgement, VaultError> {
        if self.store.is_poisoned() {
            return Err(VaultError::Poisoned);
        }
        self.store.room.check(spooled.bytes)?;
        let job = self.store.prepare(id, day, spooled)?;
        self.committer.send(job).map_err(|(error, job)| {
            job.iter().for_each(|job| discard(&self.store, job));
            error
        })
    }

    fn list(&self) -> Result<Vec<Entry>, VaultError> {
        Ok(self.store.index()?.into_iter().map(|row| row.entry).collect())
    }

    fn read(&self, id: EnvelopeId) -> Result<Box<dyn Read + Send>, VaultError> {
        self.store.read(id)
    }

    fn forget(&self, id: EnvelopeId) -> Result<(), VaultError> {
        let answer = self.committer.forget(id)?;
        answer.blocking_recv().unwrap_or(Err(VaultError::Poisoned))
    }

    fn spool(&self) -> Spool {
        Spool::new(self.store.large.directory(), self.memory_bytes, self.store.room.clone())
    }

    fn is_poisoned(&self) -> bool {
        self.store.is_poisoned()
    }
}

/// One line of the small tree: id → where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IndexRow {
    pub(super) entry: Entry,
    pub(super) sequence: u64,
    pub(super) slot: u32,
    pub(super) place: Place,
}

impl Store {
    fn open(directory: &Path, keys: &VaultKeys, capacity_bytes: u64) -> Result<(Self, Swept), VaultError> {
        // Half a vault is no new one: to go on would throw away the other half.
        let has_store = directory.join("sled").join("db").exists();
        if has_store && !directory.join("keyslots").exists() {
            return Err(VaultError::Open("the file `keyslots` is missing beside the store".into()));
        }
        let large = LargeFiles::open(directory.join("large"))?;
        let slots = KeySlots::open(&directory.join("keyslots"), &keys.slot)?;
        if !has_store && slots.occupied()? > 0 {
            return Err(VaultError::Open("the store is missing beside the file `keyslots`".into()));
        }
        let (db, disk) = open_sled(&directory.join("sled"))?;
        sync_directory(directory)?;
        let store = Self {
            room: Arc::new(Room::new(capacity_bytes, disk.try_clone()?)),
            db,
            disk,
            slots,
            large,
            mac: MacKey(keys.record.clone()),
            next_sequence: AtomicU64::new(1),
            poisoned: AtomicBool::new(false),
        };
        let swept = store.settle()?;
        Ok((store, swept))
    }

    /// Counts what is stored, ends what was being forgotten when the power went,
    /// and removes what a crash left without a row.
    fn settle(&self) -> Result<Swept, VaultError> {
        let mut index = Vec::new();
        for row in self.index()? {
            match self.slots.is_empty(row.slot)? {
                true => self.remove_rows(&row)?,
                false => index.push(row),
            }
        }
        self.slots.take(index.iter().map(|row| row.slot))?;
        let remains = self.slots.remains()?;
        if remains.len() > REMAINS_MAX {
            let count = remains.len();
            return Err(VaultError::Open(format!("{count} keys belong to no stored envelope: the index is lost")));
        }
        self.slots.sweep(&remains)?;
        self.room.store(index.iter().map(|row| row.entry.bytes).sum());
        let sequences: HashSet<_> = index.iter().map(|row| row.sequence).collect();
        self.begin_sequences(sequences.iter().copied().max().unwrap_or(0))?;
        let swept = self.large.sweep(&sequences)?;
        Ok(Swept { slots: remains.len() as u32, files: swept })
    }

    /// Starts numbering beyond everything that any earlier start can have used.
    fn begin_sequences(&self, newest: u64) -> Result<(), VaultError> {
        let before = self.db.get(START_KEY).map_err(engine)?;
        let before = before.and_then(|value| value.as_ref().try_into().ok()).map_or(0, u64::from_be_bytes);
        let start = before.max(newest).max(self.large.newest()?) + SEQUENCES_A_START;
        let mut batch = sled::Batch::default();
        batch.insert(START_KEY, &start.to_be_bytes());
        self.apply(batch)?;
        self.next_sequence.store(start, Ordering::Relaxed);
        Ok(())
    }

    /// Seals the header under a key slot; a large payload becomes durable here.
    fn prepare(&self, id: EnvelopeId, day: Day, spooled: Spooled) -> Result<Job, VaultError> {
        let slot = self.slots.reserve()?;
        let number = slot.number;
        let prepared = self.prepare_with(id, day, spooled, slot);
        if prepared.is_err() {
            self.slots.release(number);
        }
        prepared
    }

    fn prepare_with(&self, id: EnvelopeId, day: Day, spooled: Spooled, slot: Slot) -> Result<Job, VaultError> {
        let sequence = self.next_sequence.fetch_add(1, Ordering::Relaxed);
        let entry = Entry { id, day, bytes: spooled.bytes, sha256: spooled.sha256 };
        let place = if spooled.is_large() { Place::File } else { Place::Rows };
        let head = Head::seal(entry, place, sequence, slot.number, &slot.key, &spooled.header)?;
        let mut record = head.encode(&self.mac);
        match &spooled.payload {
            Payload::Memory(payload) => record.extend_from_slice(payload),
            Payload::File(incoming) => {
                incoming.file.write_all_at(&record, 0)?;
                let placed = self.large.place(&incoming.file, &incoming.path, sequence);
                // A failed sync is never tried again, for any file: see the contract.
                placed.inspect_err(|_| self.poison())?;
            }
        }
        let rows = Row::cut(sequence, &record).iter().map(|row| row.encode(&self.mac)).collect();
        Ok(Job { index: IndexRow { entry, sequence, slot: slot.number, place }, rows, slot })
    }

    /// Removes an envelope whose key is erased, durably.
    pub(super) fn remove_rows(&self, row: &IndexRow) -> Result<(), VaultError> {
        let mut batch = sled::Batch::default();
        for part in 0.. {
            let key = row_key(row.sequence, part);
            if !self.db.contains_key(&key).map_err(engine)? {
                break;
            }
            batch.remove(key);
        }
        batch.remove(index_key(row.entry.id));
        self.apply(batch)?;
        if row.place == Place::File {
            self.large.remove(row.sequence)?;
        }
        Ok(())
    }

    /// Writes a batch whole or not at all, and durably.
    pub(super) fn apply(&self, batch: sled::Batch) -> Result<(), VaultError> {
        self.db.apply_batch(batch).map_err(engine)?;
        self.db.flush().map_err(engine)?;
        Ok(self.disk.sync_data()?)
    }

    pub(super) fn lookup(&self, id: EnvelopeId) -> Result<Option<IndexRow>, VaultError> {
        let value = self.db.get(index_key(id)).map_err(engine)?;
        value.map(|value| IndexRow::decode(id, &value).ok_or(VaultError::Damaged)).transpose()
    }

    pub(super) fn index(&self) -> Result<Vec<IndexRow>, VaultError> {
        let rows = self.db.scan_prefix(INDEX_PREFIX).map(|pair| {
            let (key, value) = pair.map_err(engine)?;
            let id = key.get(1..).and_then(|id| id.try_into().ok()).ok_or(VaultError::Damaged)?;
            IndexRow::decode(EnvelopeId(id), &value).ok_or(VaultError::Damaged)
        });
        rows.collect()
    }

    fn read(&self, id: EnvelopeId) -> Result<Box<dyn Read + Send>, VaultError> {
        let row = self.lookup(id)?.ok_or(VaultError::Unknown)?;
        let (head, payload): (Head, Box<dyn Read + Send>) = match row.place {
            Place::Rows => {
                let record = self.record(row.sequence)?;
                let (head, length) = Head::decode(&record, &self.mac).ok_or(VaultError::Damaged)?;
                let payload = record.get(length..).unwrap_or_default().to_vec();
                (head, Box::new(Cursor::new(payload)))
            }
            Place::File => {
                let (head, file) = self.large.read(row.sequence, &self.mac)?.ok_or(VaultError::Damaged)?;
                (head, Box::new(file))
            }
        };
        let key = self.slots.read(head.slot, head.sequence)?;
        let header = head.age_header(&key)?;
        Ok(Box::new(Cursor::new(header).chain(payload)))
    }

    fn record(&self, sequence: u64) -> Result<Vec<u8>, VaultError> {
        let mut record = Vec::new();
        let mut next = 0_u16;
        loop {
            let value = self.db.get(row_key(sequence, next)).map_err(engine)?.ok_or(VaultError::Damaged)?;
            let row = Row::decode(&value, &self.mac).ok_or(VaultError::Damaged)?;
            if row.sequence != sequence || row.part != next {
                return Err(VaultError::Damaged);
            }
            record.extend_from_slice(&row.bytes);
            next += 1;
            if next == row.parts {
                return Ok(record);
            }
        }
    }

    pub(super) fn is_poisoned(&self) -> bool {
        self.poisoned.load(Ordering::Acquire)
    }

    /// Stops the vault until a restart. The engine is leaked: dropping it would
    /// write and sync again, and a second sync that succeeds proves nothing.
    pub(super) fn poison(&self) {
        if !self.poisoned.swap(true, Ordering::AcqRel) {
            std::mem::forget(self.db.clone());
            tracing::error!("a write or sync failed; the vault refuses everything until a restart");
        }
    }
}

const INDEX_PREFIX: &[u8] = b"i";
/// Highest number that a start may have used: see [`Store::begin_sequences`].
pub(super) const START_KEY: &[u8] = b"s";

pub(super) fn index_key(id: EnvelopeId) -> Vec<u8> {
    [INDEX_PREFIX, &id.0].concat()
}

/// Rows sort by arrival: new ones always go to the last, warm leaf.
pub(super) fn row_key(sequence: u64, part: u16) -> Vec<u8> {
    [b"r".as_slice(), &sequence.to_be_bytes(), &part.to_be_bytes()].concat()
}

impl IndexRow {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = self.sequence.to_be_bytes().to_vec();
        out.extend_from_slice(&self.slot.to_be_bytes());
        out.push(u8::from(self.place == Place::File));
        out.extend_from_slice(&self.entry.day.number().to_be_bytes());
        out.extend_from_slice(&self.entry.bytes.to_be_bytes());
        out.extend_from_slice(&self.entry.sha256);
        out
    }

    fn decode(id: EnvelopeId, value: &[u8]) -> Option<Self> {
        let (sequence, rest) = value.split_first_chunk()?;
        let (slot, rest) = rest.split_first_chunk()?;
        let ([place], rest) = rest.split_first_chunk()?;
        let (day, rest) = rest.split_first_chunk()?;
        let (bytes, rest) = rest.split_first_chunk()?;
        let sha256 = rest.try_into().ok()?;
        let day = Day::from_number(i32::from_be_bytes(*day)).ok()?;
        let place = if *place == 1 { Place::File } else { Place::Rows };
        let entry = Entry { id, day, bytes: u64::from_be_bytes(*bytes), sha256 };
        Some(Self { entry, sequence: u64::from_be_bytes(*sequence), slot: u32::from_be_bytes(*slot), place })
    }
}

/// Opens sled, and beside it the descriptor that syncs what sled does not.
pub(super) fn open_sled(directory: &Path) -> Result<(sled::Db, File), VaultError> {
    let config = sled::Config::default()
        .path(directory)
        .segment_size(SEGMENT_BYTES)
        .cache_capacity(CACHE_BYTES)
        .flush_every_ms(None);
    std::fs::create_dir_all(directory)?;
    remove_unfinished_snapshots(directory)?;
    let refused = match has_reserve(&File::open(directory)?)? {
        false => VaultError::DiskFull,
        true => VaultError::Open("the vault's store cannot be opened".into()),
    };
    // On some damage sled stops with a panic instead of an error.
    let Ok(Ok(db)) = catch_unwind(AssertUnwindSafe(|| config.open())) else { return Err(refused) };
    let open = |name| File::options().read(true).write(true).open(directory.join(name));
    open("conf")?.sync_all()?;
    let disk = open("db")?;
    disk.sync_all()?;
    sync_directory(directory)?;
    Ok((db, disk))
}

/// A snapshot that a crash or a full disk cut off keeps sled from opening,
/// though it needs none: without one it reads its whole log.
fn remove_unfinished_snapshots(directory: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|suffix| suffix == "generating") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// sled's own errors can hold pieces of pages: only their kind goes on.
pub(super) fn engine(error: sled::Error) -> VaultError {
    match error {
        sled::Error::Io(io) => VaultError::Io(io.kind().into()),
        _ => VaultError::Damaged,
    }
}
