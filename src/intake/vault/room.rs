//! Room on the disk and in the configured size, for what is stored and for what
//! is on its way.

use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use super::VaultError;

/// Free disk below which nothing more is taken: a refusal that a source can act
/// on, instead of a failed write that stops the vault. sled needs a good part of
/// it to open again: with 4 MiB free it refused.
const RESERVE_BYTES: u64 = 32 * 1024 * 1024;
/// Uploads leave this much more, so that a large one never takes the room of a
/// short message.
const UPLOAD_RESERVE_BYTES: u64 = 2 * RESERVE_BYTES;

/// What is stored, what is arriving, and what there may be.
pub(super) struct Room {
    capacity: u64,
    stored: AtomicU64,
    arriving: AtomicU64,
    disk: File,
}

impl Room {
    /// So many bytes of ciphertext, on the disk beneath this directory.
    pub(super) fn new(capacity: u64, disk: File) -> Self {
        Self { capacity, stored: AtomicU64::new(0), arriving: AtomicU64::new(0), disk }
    }

    /// Counts what was found or committed.
    pub(super) fn store(&self, bytes: u64) {
        self.stored.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts what was forgotten.
    pub(super) fn forget(&self, bytes: u64) {
        self.stored.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Whether an envelope of this length may be committed.
    pub(super) fn check(&self, bytes: u64) -> Result<(), VaultError> {
        let held = self.stored.load(Ordering::Relaxed);
        let fits = held.saturating_add(bytes) <= self.capacity && has_reserve(&self.disk)?;
        if fits { Ok(()) } else { Err(VaultError::Full) }
    }

    /// Counts bytes of an upload that go to the disk now.
    pub(super) fn arrive(&self, bytes: u64) -> io::Result<()> {
        let arriving = self.arriving.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let held = self.stored.load(Ordering::Relaxed).saturating_add(arriving);
        let fits = held <= self.capacity && free(&self.disk)? >= UPLOAD_RESERVE_BYTES;
        if fits { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) }
    }

    /// Whether the disk holds so much more and still its reserve.
    pub(super) fn has_room_for(&self, bytes: u64) -> io::Result<bool> {
        Ok(free(&self.disk)? >= bytes.saturating_add(UPLOAD_RESERVE_BYTES))
    }

    /// Takes them back: the upload was placed, or thrown away.
    pub(super) fn depart(&self, bytes: u64) {
        self.arriving.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Whether the disk beneath this file or directory has room to go on.
pub(super) fn has_reserve(on: &File) -> io::Result<bool> {
    Ok(free(on)? >= RESERVE_BYTES)
}

fn free(on: &File) -> io::Result<u64> {
    let disk = rustix::fs::fstatvfs(on)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
