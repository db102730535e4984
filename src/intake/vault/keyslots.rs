//! One random key for each stored age header, in one file, overwritten in place.
//!
//! *Format*: 65,536 slots of 64 bytes: key (32), arrival sequence (8, big
//! endian), check (24: HMAC-SHA256, truncated). A free slot is all zeros. The
//! file is written whole when it is made, never sparse, so that overwriting a
//! slot does not move it on a file system that updates in place.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Mutex;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subrosa_tip::random;
use zeroize::{Zeroize, Zeroizing};

use super::VaultError;
use super::durable::sync_data;

/// Slots in the file; as many envelopes can wait for a desk at once.
pub(super) const SLOTS: u32 = 65_536;
const SLOT_BYTES: usize = 64;
/// Slots read at once; a divisor of [`SLOTS`].
const SLOTS_A_PIECE: u32 = 256;
const KEY_BYTES: usize = 32;
const SEQUENCE_END: usize = 40;

pub(super) struct KeySlots {
    file: File,
    directory: File,
    check_key: Zeroizing<[u8; 32]>,
    free: Mutex<FreeSlots>,
}

/// A slot that no one else gets until it is released.
pub(super) struct Slot {
    pub(super) number: u32,
    pub(super) key: Zeroizing<[u8; 32]>,
}

struct FreeSlots {
    taken: Vec<bool>,
    next: usize,
}

impl KeySlots {
    /// Opens the file, making it first if it is not there.
    pub(super) fn open(path: &Path, check_key: &[u8; 32]) -> Result<Self, VaultError> {
        let length = u64::from(SLOTS) * SLOT_BYTES as u64;
        if !path.exists() {
            create(path, length)?;
        }
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        if file.metadata()?.len() != length {
            return Err(VaultError::Open("the file `keyslots` has not its length".into()));
        }
        let free = Mutex::new(FreeSlots { taken: vec![false; SLOTS as usize], next: 0 });
        let directory = File::open(path.parent().unwrap_or(Path::new(".")))?;
        Ok(Self { file, directory, check_key: Zeroizing::new(*check_key), free })
    }

    /// Marks the slots of stored envelopes as taken.
    pub(super) fn take(&self, stored: impl Iterator<Item = u32>) -> io::Result<()> {
        let mut free = self.free.lock().map_err(|_| io::Error::other("lock"))?;
        for slot in stored {
            if let Some(taken) = free.taken.get_mut(slot as usize) {
                *taken = true;
            }
        }
        Ok(())
    }

    /// Slots that hold a key and that nobody took.
    pub(super) fn remains(&self) -> io::Result<Vec<u32>> {
        let held = self.held()?;
        let free = self.free.lock().map_err(|_| io::Error::other("lock"))?;
        Ok(held.into_iter().filter(|number| free.taken.get(*number as usize) == Some(&false)).collect())
    }

    /// Erases slots that belong to nothing.
    pub(super) fn sweep(&self, remains: &[u32]) -> io::Result<()> {
        self.erase(remains.iter().copied())?;
        if remains.is_empty() { Ok(()) } else { self.sync() }
    }

    /// How many slots hold a key.
    pub(super) fn occupied(&self) -> io::Result<usize> {
        Ok(self.held()?.len())
    }

    /// The slots that hold a key. Read in pieces: one buffer of 4 MiB, freed, made
    /// the allocator keep some ten megabytes for the life of the process.
    fn held(&self) -> io::Result<Vec<u32>> {
        let mut piece = Zeroizing::new([0_u8; SLOT_BYTES * SLOTS_A_PIECE as usize]);
        let mut held = Vec::new();
        for first in (0..SLOTS).step_by(SLOTS_A_PIECE as usize) {
            self.file.read_exact_at(piece.as_mut_slice(), offset(first))?;
            let slots = (first..).zip(piece.chunks(SLOT_BYTES));
            held.extend(slots.filter(|(_, slot)| !is_empty(slot)).map(|(number, _)| number));
        }
        Ok(held)
    }

    /// Takes a free slot and draws its key; nothing is written yet.
    pub(super) fn reserve(&self) -> Result<Slot, VaultError> {
        let mut free = self.free.lock().map_err(|_| VaultError::Poisoned)?;
        let start = free.next;
        let order = (start..free.taken.len()).chain(0..start);
        let number = order.into_iter().find(|n| free.taken.get(*n) == Some(&false)).ok_or(VaultError::Full)?;
        if let Some(taken) = free.taken.get_mut(number) {
            *taken = true;
        }
        free.next = (number + 1) % free.taken.len();
        let key = random::<KEY_BYTES>().map_err(io::Error::from)?;
        Ok(Slot { number: number as u32, key: Zeroizing::new(key) })
    }

    /// Gives a slot back that was reserved and never written.
    pub(super) fn release(&self, number: u32) {
        if let Ok(mut free) = self.free.lock()
            && let Some(taken) = free.taken.get_mut(number as usize)
        {
            *taken = false;
        }
    }

    /// Writes a reserved slot; durable after [`KeySlots::sync`].
    pub(super) fn write(&self, slot: &Slot, sequence: u64) -> io::Result<()> {
        let mut bytes = Zeroizing::new([0; SLOT_BYTES]);
        let check = self.check(slot.number, &slot.key, sequence);
        let parts = slot.key.iter().copied().chain(sequence.to_be_bytes()).chain(check);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        self.file.write_all_at(bytes.as_slice(), offset(slot.number))
    }

    /// The key in a slot, if it belongs to this sequence.
    pub(super) fn read(&self, number: u32, sequence: u64) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let mut bytes = Zeroizing::new([0_u8; SLOT_BYTES]);
        self.file.read_exact_at(bytes.as_mut_slice(), offset(number))?;
        let mut key = Zeroizing::new([0_u8; KEY_BYTES]);
        key.iter_mut().zip(bytes.iter()).for_each(|(to, from)| *to = *from);
        let expected = sequence.to_be_bytes().into_iter().chain(self.check(number, &key, sequence));
        let sound = bytes.iter().skip(KEY_BYTES).copied().eq(expected);
        if sound { Ok(key) } else { Err(VaultError::Damaged) }
    }

    /// Whether a slot holds nothing: its envelope was forgotten.
    pub(super) fn is_empty(&self, number: u32) -> io::Result<bool> {
        let mut bytes = Zeroizing::new([0_u8; SLOT_BYTES]);
        self.file.read_exact_at(bytes.as_mut_slice(), offset(number))?;
        Ok(is_empty(bytes.as_slice()))
    }

    /// Overwrites slots in place; once synced, their headers are gone.
    pub(super) fn erase(&self, numbers: impl Iterator<Item = u32>) -> io::Result<()> {
        numbers.map(offset).try_for_each(|at| self.file.write_all_at(&[0; SLOT_BYTES], at))
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        sync_data(&self.file, &self.directory)
    }

    fn check(&self, number: u32, key: &[u8; 32], sequence: u64) -> [u8; SLOT_BYTES - SEQUENCE_END] {
        let mut check = [0; SLOT_BYTES - SEQUENCE_END];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.check_key.as_slice()) {
            mac.update(b"key slot");
            mac.update(&number.to_be_bytes());
            mac.update(key);
            mac.update(&sequence.to_be_bytes());
            let mut full: [u8; 32] = mac.finalize().into_bytes().into();
            check.iter_mut().zip(full).for_each(|(to, from)| *to = from);
            full.zeroize();
        }
        check
    }
}

fn is_empty(slot: &[u8]) -> bool {
    slot.iter().all(|byte| *byte == 0)
}

fn offset(number: u32) -> u64 {
    u64::from(number) * SLOT_BYTES as u64
}

/// Under another name first: a crash must not leave a short file behind.
fn create(path: &Path, length: u64) -> io::Result<()> {
    let part = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.flush()?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    super::large::sync_parent(path)
}
