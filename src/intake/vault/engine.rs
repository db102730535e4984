//! sled 0.34, with what sled does not promise put around it.
//!
//! Measured on this version: `flush()` writes with `sync_file_range`, which is
//! no sync, so [`Engine::apply`] calls `fdatasync` on `db` itself; items above a
//! quarter of a segment go to `blobs/`, which is never synced, so rows stay
//! small and segments large; `conf` is never synced, so it is, at every start.

use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use std::time::{Duration, Instant};

use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};

use super::VaultError;
use super::durable::sync_data;
use super::large::sync_directory;
use super::room::has_reserve;

const SEGMENT_BYTES: usize = 8 * 1024 * 1024;
/// sled keeps about this much of its pages in memory.
const CACHE_BYTES: u64 = 8 * 1024 * 1024;
/// Longest wait until sled has let go of its files.
const CLOSING: Duration = Duration::from_secs(30);

/// The open store of a vault. Nothing holds it for longer than one call, so that
/// it can be closed and another put in its place.
pub(super) struct Engine {
    opened: RwLock<Option<Opened>>,
    directory: PathBuf,
}

struct Opened {
    db: sled::Db,
    disk: File,
    directory: File,
}

impl Engine {
    /// Opens the store in a directory, making it first if need be.
    pub(super) fn open(directory: &Path) -> Result<Self, VaultError> {
        Ok(Self { opened: RwLock::new(Some(open_sled(directory)?)), directory: directory.to_owned() })
    }

    /// Where it lies.
    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Asks the store.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, VaultError> {
        let opened = self.opened.read().map_err(|_| VaultError::Poisoned)?;
        ask(&opened.as_ref().ok_or(VaultError::Poisoned)?.db).map_err(refusal)
    }

    /// Writes a batch whole or not at all, and durably.
    pub(super) fn apply(&self, batch: sled::Batch) -> Result<(), VaultError> {
        self.apply_unsynced(batch)?;
        self.sync()
    }

    /// Writes a batch whole or not at all; durable after [`Engine::sync`].
    pub(super) fn apply_unsynced(&self, batch: sled::Batch) -> Result<(), VaultError> {
        self.with(|db| db.apply_batch(batch))
    }

    /// Makes everything durable that was applied.
    pub(super) fn sync(&self) -> Result<(), VaultError> {
        self.with(|db| db.flush())?;
        let opened = self.opened.read().map_err(|_| VaultError::Poisoned)?;
        let opened = opened.as_ref().ok_or(VaultError::Poisoned)?;
        Ok(sync_data(&opened.disk, &opened.directory)?)
    }

    /// Lets the store live for ever: dropping it would write and sync again.
    pub(super) fn leak(&self) {
        if let Ok(opened) = self.opened.read()
            && let Some(opened) = opened.as_ref()
        {
            std::mem::forget(opened.db.clone());
        }
    }

    /// Closes the store, durably.
    pub(super) fn close(self) -> Result<(), VaultError> {
        let opened = self.opened.into_inner().map_err(|_| VaultError::Poisoned)?;
        opened.map_or(Ok(()), |opened| close(opened, &self.directory))
    }

    /// Exchanges this store with a closed one that lies beside it, and opens that.
    ///
    /// Whoever asks meanwhile waits. When the exchange itself fails, the store is
    /// opened again as it was.
    ///
    /// # Errors
    /// Then nothing is open any more: the vault must stop.
    pub(super) fn exchange(&self, other: &Path) -> Result<io::Result<()>, VaultError> {
        let mut opened = self.opened.write().map_err(|_| VaultError::Poisoned)?;
        let old = opened.take().ok_or(VaultError::Poisoned)?;
        close(old, &self.directory)?;
        let exchanged = renameat_with(CWD, &self.directory, CWD, other, RenameFlags::EXCHANGE);
        if exchanged.is_ok() {
            sync_directory(self.directory.parent().unwrap_or(Path::new(".")))?;
        }
        *opened = Some(open_sled(&self.directory)?);
        Ok(exchanged.map_err(io::Error::from))
    }
}

/// sled writes by path while it is dropped, and other threads of its own may
/// hold it a little longer: only a free lock on its file says that it is over.
fn close(opened: Opened, directory: &Path) -> Result<(), VaultError> {
    drop(opened);
    wait_until_free(directory)
}

fn wait_until_free(directory: &Path) -> Result<(), VaultError> {
    let begun = Instant::now();
    let file = File::open(directory.join("db"))?;
    while flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        if begun.elapsed() > CLOSING {
            return Err(VaultError::Poisoned);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Opens sled, and beside it the descriptor that syncs what sled does not.
fn open_sled(directory: &Path) -> Result<Opened, VaultError> {
    let config = sled::Config::default()
        .path(directory)
        .segment_size(SEGMENT_BYTES)
        .cache_capacity(CACHE_BYTES)
        .flush_every_ms(None);
    std::fs::create_dir_all(directory)?;
    remove_unfinished_snapshots(directory)?;
    if directory.join("db").exists() {
        // One that this process has just closed may not have let go of it yet.
        wait_until_free(directory)?;
    }
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
    Ok(Opened { db, disk, directory: File::open(directory)? })
}

/// A snapshot that a crash or a full disk cut off keeps sled from opening,
/// though it needs none: without one it reads its whole log.
fn remove_unfinished_snapshots(directory: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.extension().is_some_and(|suffix| suffix == "generating") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// sled's own errors can hold pieces of pages: only their kind goes on.
fn refusal(error: sled::Error) -> VaultError {
    match error {
        sled::Error::Io(io) => VaultError::Io(io.kind().into()),
        _ => VaultError::Damaged,
    }
}
