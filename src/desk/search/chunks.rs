//! Files in rows: the SQL beneath the directory, and the cache above it.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};

use lru::LruCache;
use rusqlite::{Connection, OptionalExtension};
use tantivy::directory::OwnedBytes;

use crate::case::CaseError;

/// Bytes of a chunk: eight pages of the database. Less would cost a row for each
/// block of postings, more would decrypt what nobody asked for.
pub(super) const CHUNK_BYTES: usize = 32 * 1024;
/// Chunks that are kept in memory: 64 MiB.
const CACHED: NonZeroUsize = NonZeroUsize::new(64 * 1024 * 1024 / CHUNK_BYTES).unwrap();

/// A file of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct File {
    id: i64,
    /// Length.
    pub bytes: usize,
}

/// Ranges over several chunks that are kept as one: the lengths of all passages of a
/// segment, which every word of a query asks for.
const JOINED: NonZeroUsize = NonZeroUsize::new(16).unwrap();
/// Longer ones are put together each time: 32 MiB at most are kept.
const JOINED_BYTES: usize = 2 * 1024 * 1024;

type Key = (i64, usize);
/// File, first byte, and the byte after the last.
type Span = (i64, usize, usize);

/// The database of the index, and its cache.
pub(super) struct Chunks {
    db: Mutex<Connection>,
    cache: Mutex<LruCache<Key, Arc<[u8]>>>,
    joined: Mutex<LruCache<Span, OwnedBytes>>,
    /// What the machine failed in last: a full disk says nothing against the index.
    machine: Mutex<Option<CaseError>>,
}

fn poisoned<T>(_: T) -> io::Error {
    io::Error::other("a thread of the index ended in a panic")
}

impl Chunks {
    pub fn new(db: Connection) -> Self {
        let (cache, joined) = (Mutex::new(LruCache::new(CACHED)), Mutex::new(LruCache::new(JOINED)));
        Self { db: Mutex::new(db), cache, joined, machine: Mutex::new(None) }
    }

    fn failed(&self, error: rusqlite::Error) -> io::Error {
        match CaseError::from(error) {
            CaseError::Damaged => cut(),
            error => {
                let told = io::Error::other(error.to_string());
                if let Ok(mut machine) = self.machine.lock() {
                    *machine = Some(error);
                }
                told
            }
        }
    }

    /// What the machine failed in since this was asked last.
    pub fn machine_failure(&self) -> Option<CaseError> {
        self.machine.lock().ok()?.take()
    }

    fn db(&self) -> io::Result<MutexGuard<'_, Connection>> {
        self.db.lock().map_err(poisoned)
    }

    /// The database inside the transaction that the next [`Chunks::commit`] ends.
    fn writing(&self) -> io::Result<MutexGuard<'_, Connection>> {
        let db = self.db()?;
        if db.is_autocommit() {
            db.execute_batch("BEGIN IMMEDIATE").map_err(|error| self.failed(error))?;
        }
        Ok(db)
    }

    pub fn find(&self, name: &str) -> io::Result<Option<File>> {
        let db = self.db()?;
        let mut select =
            db.prepare_cached("SELECT id, bytes FROM file WHERE name = ?1").map_err(|error| self.failed(error))?;
        select
            .query_row([name], |row| Ok(File { id: row.get(0)?, bytes: row.get(1)? }))
            .optional()
            .map_err(|error| self.failed(error))
    }

    /// Makes an empty file; nothing when the name is taken.
    pub fn create(&self, name: &str) -> io::Result<Option<File>> {
        let db = self.writing()?;
        let insert = "INSERT INTO file (name, bytes) VALUES (?1, 0) ON CONFLICT DO NOTHING RETURNING id";
        let id = db.query_row(insert, [name], |row| row.get(0)).optional().map_err(|error| self.failed(error))?;
        Ok(id.map(|id| File { id, bytes: 0 }))
    }

    /// Appends the chunk with this number to a file of this length.
    pub fn append(&self, file: File, number: usize, bytes: &[u8]) -> io::Result<()> {
        let db = self.writing()?;
        let mut insert =
            db.prepare_cached("INSERT INTO chunk VALUES (?1, ?2, ?3)").map_err(|error| self.failed(error))?;
        insert.execute((file.id, number, bytes)).map_err(|error| self.failed(error))?;
        let mut lengthen =
            db.prepare_cached("UPDATE file SET bytes = ?2 WHERE id = ?1").map_err(|error| self.failed(error))?;
        lengthen.execute((file.id, file.bytes + bytes.len())).map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// Removes a file. *Returns* whether there was one.
    pub fn delete(&self, name: &str) -> io::Result<bool> {
        let removed =
            self.writing()?.execute("DELETE FROM file WHERE name = ?1", [name]).map_err(|error| self.failed(error))?;
        Ok(removed == 1)
    }

    /// Writes a small file as a whole, in place of any other.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.delete(name)?;
        let mut file = self.create(name)?.ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
        for (number, chunk) in bytes.chunks(CHUNK_BYTES).enumerate() {
            self.append(file, number, chunk)?;
            file.bytes += chunk.len();
        }
        Ok(())
    }

    /// Ends the transaction, if there is one.
    pub fn commit(&self) -> io::Result<()> {
        let db = self.db()?;
        if db.is_autocommit() { Ok(()) } else { db.execute_batch("COMMIT").map_err(|error| self.failed(error)) }
    }

    /// Commits, syncs, and empties the database's log.
    pub fn settle(&self) -> io::Result<()> {
        self.commit()?;
        // What was deleted is in no page then, and in no chunk in memory.
        self.cache.lock().map_err(poisoned)?.clear();
        self.joined.lock().map_err(poisoned)?.clear();
        let db = self.db()?;
        let busy: i64 = db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(|error| self.failed(error))?;
        if busy == 0 { Ok(()) } else { Err(io::Error::other("the log of the index is in use")) }
    }

    /// Reads a range of a file. A range within one chunk is not copied.
    pub fn read(&self, file: File, range: Range<usize>) -> io::Result<OwnedBytes> {
        let sound = range.start <= range.end && range.end <= file.bytes;
        if !sound {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let (first, last) = (range.start / CHUNK_BYTES, range.end.saturating_sub(1) / CHUNK_BYTES);
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        let within = |number: usize, at: usize| at - number * CHUNK_BYTES;
        if first == last {
            let chunk = OwnedBytes::new(self.chunk((file.id, first))?);
            let part = within(first, range.start)..within(first, range.end);
            return if part.end <= chunk.len() { Ok(chunk.slice(part)) } else { Err(cut()) };
        }
        let span = (file.id, range.start, range.end);
        if let Some(bytes) = self.joined.lock().map_err(poisoned)?.get(&span) {
            return Ok(bytes.clone());
        }
        let mut bytes = Vec::with_capacity(range.len());
        for number in first..=last {
            let chunk = self.chunk((file.id, number))?;
            let from = if number == first { within(first, range.start) } else { 0 };
            let until = if number == last { within(last, range.end) } else { CHUNK_BYTES };
            bytes.extend_from_slice(chunk.get(from..until).ok_or_else(cut)?);
        }
        let bytes = OwnedBytes::new(bytes);
        if range.len() <= JOINED_BYTES {
            self.joined.lock().map_err(poisoned)?.put(span, bytes.clone());
        }
        Ok(bytes)
    }

    fn chunk(&self, key: Key) -> io::Result<Arc<[u8]>> {
        if let Some(chunk) = self.cache.lock().map_err(poisoned)?.get(&key) {
            return Ok(Arc::clone(chunk));
        }
        let chunk: Arc<[u8]> = self.fetch(key)?.into();
        self.cache.lock().map_err(poisoned)?.put(key, Arc::clone(&chunk));
        Ok(chunk)
    }

    fn fetch(&self, (file, number): Key) -> io::Result<Vec<u8>> {
        let db = self.db()?;
        let select = "SELECT bytes FROM chunk WHERE file = ?1 AND number = ?2";
        let mut select = db.prepare_cached(select).map_err(|error| self.failed(error))?;
        select
            .query_row((file, number), |row| row.get(0))
            .optional()
            .map_err(|error| self.failed(error))?
            .ok_or_else(cut)
    }
}

/// A page does not authenticate, or a chunk is missing or shorter than the file says.
fn cut() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a file of the index is cut")
}
