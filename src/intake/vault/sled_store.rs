//! The vault: an engine, key slots and large files behind one committer.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Cursor, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use zeroize::Zeroizing;

use super::committer::{Committer, GROUP, Job, discard};
use super::compact;
use super::engine::Engine;
use super::forget::Target;
use super::index::{ENVELOPES, IndexRow, REPLIES, START_KEY, index_key, row_key};
use super::keyslots::{KeySlots, Slot};
use super::large::{LargeFiles, sync_directory};
use super::lock::DirectoryLock;
use super::record::{Head, MacKey, Place, Row};
use super::room::Room;
use super::spool::Payload;
use super::{Acknowledgement, Entry, Item, NewReplies, ReplyPlace, Spool, Spooled, StoredReply, Vault, VaultError};

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
    pub(super) engine: Engine,
    pub(super) slots: KeySlots,
    pub(super) large: LargeFiles,
    pub(super) mac: MacKey,
    pub(super) room: Arc<Room>,
    /// Whether making it smaller failed since the start.
    pub(super) leave_large: AtomicBool,
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
        Self::open_locked(DirectoryLock::take(directory)?, directory, keys, capacity_bytes, memory_bytes)
    }

    /// The same for whoever took the directory's lock before.
    ///
    /// # Errors
    /// [`VaultError::Open`] when the store is damaged; then `rebuild`.
    pub fn open_locked(
        lock: DirectoryLock,
        directory: &Path,
        keys: &VaultKeys,
        capacity_bytes: u64,
        memory_bytes: u64,
    ) -> Result<Self, VaultError> {
        let (store, swept) = Store::open(directory, keys, capacity_bytes)?;
        if swept != Swept::default() {
            tracing::info!(slots = swept.slots, files = swept.files, "removed remains of an interrupted write");
        }
        let store = Arc::new(store);
        let committer = Committer::start(store.clone())?;
        Ok(Self { store, committer, memory_bytes, _lock: lock })
    }
}

impl SledVault {
    fn forget_targets(&self, targets: Vec<Target>) -> Result<u64, VaultError> {
        if targets.is_empty() { Ok(0) } else { self.committer.forget(targets) }
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
        Ok(self.store.shelf(ENVELOPES)?.into_iter().map(|row| row.entry).collect())
    }

    fn put_replies(&self, replies: NewReplies) -> Result<u64, VaultError> {
        self.committer.put_replies(replies)
    }

    fn settle_batches(&self, batches: &[[u8; 32]]) -> Result<(), VaultError> {
        if batches.is_empty() { Ok(()) } else { self.committer.settle_batches(batches.to_vec()) }
    }

    fn find(&self, places: &[ReplyPlace]) -> Result<Vec<StoredReply>, VaultError> {
        let looked: Vec<_> = places.iter().map(|place| self.store.lookup(Item::Reply(*place))).collect();
        let found: Result<Vec<_>, _> = looked.into_iter().filter_map(Result::transpose).collect();
        let mut found: Vec<_> = found?.iter().map(IndexRow::reply).collect();
        found.sort_by_key(|reply| reply.sequence);
        Ok(found)
    }

    fn replies(&self) -> Result<Vec<StoredReply>, VaultError> {
        Ok(self.store.shelf(REPLIES)?.iter().map(IndexRow::reply).collect())
    }

    fn read(&self, item: Item) -> Result<Box<dyn Read + Send>, VaultError> {
        self.store.read(item)
    }

    fn forget(&self, items: &[Item]) -> Result<u64, VaultError> {
        self.forget_targets(items.iter().map(|item| (*item, None)).collect())
    }

    fn forget_replies(&self, replies: &[StoredReply]) -> Result<u64, VaultError> {
        self.forget_targets(replies.iter().map(|reply| (reply.place.into(), Some(reply.sequence))).collect())
    }

    fn spool(&self) -> Spool {
        Spool::new(self.store.large.directory(), self.memory_bytes, self.store.room.clone())
    }

    fn is_poisoned(&self) -> bool {
        self.store.is_poisoned()
    }
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
        compact::sweep(directory)?;
        let engine = Engine::open(&directory.join("sled"))?;
        sync_directory(directory)?;
        let store = Self {
            room: Arc::new(Room::new(capacity_bytes, File::open(directory)?)),
            engine,
            slots,
            large,
            mac: MacKey(keys.record.clone()),
            leave_large: AtomicBool::new(false),
            next_sequence: AtomicU64::new(1),
            poisoned: AtomicBool::new(false),
        };
        let swept = store.settle()?;
        Ok((store, swept))
    }

    /// Counts what is stored, ends what was being forgotten when the power went,
    /// and removes what a crash left without a row.
    fn settle(&self) -> Result<Swept, VaultError> {
        let (mut index, mut forgotten) = (Vec::new(), Vec::new());
        for row in self.index()? {
            let is_forgotten = self.slots.is_empty(row.slot)?;
            if is_forgotten { &mut forgotten } else { &mut index }.push(row);
        }
        self.remove(&forgotten)?;
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
        let before = self.engine.with(|db| db.get(START_KEY))?;
        let before = before.and_then(|value| value.as_ref().try_into().ok()).map_or(0, u64::from_be_bytes);
        let start = before.max(newest).max(self.large.newest()?) + SEQUENCES_A_START;
        let mut batch = sled::Batch::default();
        batch.insert(START_KEY, &start.to_be_bytes());
        self.engine.apply(batch)?;
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
        let entry = Entry { id, day, bytes: spooled.bytes, sha256: spooled.sha256 };
        let place = if spooled.is_large() { Place::File } else { Place::Rows };
        let index = IndexRow { entry, sequence: self.next_sequence(), slot: slot.number, place };
        let mut record = self.head(&index, &slot, &spooled.header)?;
        match &spooled.payload {
            Payload::Memory(payload) => record.extend_from_slice(payload),
            Payload::File(incoming) => {
                incoming.file.write_all_at(&record, 0)?;
                let placed = self.large.place(&incoming.file, &incoming.path, index.sequence);
                // A failed sync is never tried again, for any file: see the contract.
                placed.inspect_err(|_| self.poison())?;
            }
        }
        Ok(Job { rows: self.rows(index.sequence, &record), index, slot })
    }

    pub(super) fn next_sequence(&self) -> u64 {
        self.next_sequence.fetch_add(1, Ordering::Relaxed)
    }

    /// The head of a record, with its age header sealed under a slot.
    pub(super) fn head(&self, index: &IndexRow, slot: &Slot, age_header: &[u8]) -> Result<Vec<u8>, VaultError> {
        let head = Head::seal(index.entry, index.place, index.sequence, slot.number, &slot.key, age_header)?;
        Ok(head.encode(&self.mac))
    }

    /// A record as it stands in the store.
    pub(super) fn rows(&self, sequence: u64, record: &[u8]) -> Vec<Vec<u8>> {
        Row::cut(sequence, record).iter().map(|row| row.encode(&self.mac)).collect()
    }

    pub(super) fn lookup(&self, item: Item) -> Result<Option<IndexRow>, VaultError> {
        let key = index_key(item);
        let value = self.engine.with(|db| db.get(&key))?;
        value.map(|value| IndexRow::decode(&key, &value).ok_or(VaultError::Damaged)).transpose()
    }

    /// Everything that is stored, on both shelves.
    pub(super) fn index(&self) -> Result<Vec<IndexRow>, VaultError> {
        Ok([self.shelf(ENVELOPES)?, self.shelf(REPLIES)?].concat())
    }

    fn shelf(&self, prefix: &[u8]) -> Result<Vec<IndexRow>, VaultError> {
        let pairs = self.engine.with(|db| db.scan_prefix(prefix).collect::<sled::Result<Vec<_>>>())?;
        pairs.iter().map(|(key, value)| IndexRow::decode(key, value).ok_or(VaultError::Damaged)).collect()
    }

    fn read(&self, item: Item) -> Result<Box<dyn Read + Send>, VaultError> {
        let row = self.lookup(item)?.ok_or(VaultError::Unknown)?;
        let (head, payload): (Head, Box<dyn Read + Send>) = match row.place {
            Place::Rows | Place::Reply => {
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
            let value = self.engine.with(|db| db.get(row_key(sequence, next)))?.ok_or(VaultError::Damaged)?;
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
            self.engine.leak();
            tracing::error!("a write or sync failed; the vault refuses everything until a restart");
        }
    }
}
