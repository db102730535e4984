use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use zeroize::Zeroizing;

use super::*;

mod replies;
mod shrinking;

const FLOOR: u64 = 32_768;
const ROOMY: u64 = 1 << 30;

/// A data directory that disappears with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("subrosa-vault-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

fn keys() -> VaultKeys {
    VaultKeys { record: Zeroizing::new([1; 32]), slot: Zeroizing::new([2; 32]) }
}

fn open(folder: &Folder) -> SledVault {
    SledVault::open(&folder.0, &keys(), ROOMY, FLOOR).unwrap()
}

fn day() -> Day {
    "2026-11-23".parse().unwrap()
}

fn id(n: u8) -> EnvelopeId {
    EnvelopeId([n; 16])
}

/// An "age file": a marked header, and a payload that no compression shortens.
fn header(n: u8) -> Vec<u8> {
    format!("age-encryption.org/v1\n-> marked-header-{n}\n--- mac\n").into_bytes()
}

fn payload(n: u8, length: usize) -> Vec<u8> {
    (0..length as u64).map(|at| (at.wrapping_mul(0x9E37_79B9).wrapping_add(u64::from(n)) >> 7) as u8).collect()
}

fn spooled(vault: &SledVault, n: u8, length: usize) -> Spooled {
    let mut spool = vault.spool();
    spool.header(&header(n));
    payload(n, length).chunks(10_000).for_each(|piece| spool.push(piece).unwrap());
    spool.finish()
}

fn put(vault: &SledVault, n: u8, length: usize) -> Result<Put, VaultError> {
    vault.put(id(n), day(), spooled(vault, n, length))?.blocking_recv().unwrap()
}

fn read(vault: &SledVault, n: u8) -> Result<Vec<u8>, VaultError> {
    let mut bytes = Vec::new();
    vault.read(id(n).into())?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn whole(n: u8, length: usize) -> Vec<u8> {
    [header(n), payload(n, length)].concat()
}

/// Whether these bytes stand anywhere in any file of the directory.
fn stands_on_disk(directory: &Path, needle: &[u8]) -> bool {
    fs::read_dir(directory).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return stands_on_disk(&path, needle);
        }
        fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
    })
}

#[test]
fn what_was_put_is_read_back_small_and_large_and_after_reopening() {
    let folder = Folder::new("roundtrip");
    let vault = open(&folder);
    assert_eq!(put(&vault, 1, 30_000).unwrap(), Put::Stored);
    assert_eq!(put(&vault, 2, 500_000).unwrap(), Put::Stored);
    for vault in [vault, open_again(&folder)] {
        assert!(read(&vault, 1).unwrap() == whole(1, 30_000));
        assert!(read(&vault, 2).unwrap() == whole(2, 500_000));
        assert!(matches!(read(&vault, 3), Err(VaultError::Unknown)));
        let listed: Vec<_> = vault.list().unwrap().iter().map(|entry| (entry.id, entry.bytes)).collect();
        assert_eq!(listed, [(id(1), whole(1, 30_000).len() as u64), (id(2), whole(2, 500_000).len() as u64)]);
    }
    fn open_again(folder: &Folder) -> SledVault {
        // The first vault is still in the array: sled's lock belongs to the process.
        let copy = folder.0.with_extension("copy");
        let _gone = fs::remove_dir_all(&copy);
        copy_directory(&folder.0, &copy);
        SledVault::open(&copy, &keys(), ROOMY, FLOOR).unwrap()
    }
    let _gone = fs::remove_dir_all(folder.0.with_extension("copy"));
}

fn copy_directory(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_directory(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_repeat_is_kept_once_and_the_first_wins() {
    let folder = Folder::new("repeat");
    let vault = open(&folder);
    put(&vault, 1, 100).unwrap();
    let second = vault.put(id(1), day(), spooled(&vault, 9, 200_000)).unwrap().blocking_recv().unwrap();
    assert_eq!(second.unwrap(), Put::AlreadyStored);
    assert!(read(&vault, 1).unwrap() == whole(1, 100));
    assert_eq!(fs::read_dir(folder.0.join("large")).unwrap().count(), 0, "the repeat's file is gone");
    let both: Vec<_> = [5, 5].map(|n| vault.put(id(n), day(), spooled(&vault, n, 100)).unwrap()).into();
    let answers: Vec<_> = both.into_iter().map(|one| one.blocking_recv().unwrap().unwrap()).collect();
    assert!(answers.contains(&Put::Stored) && answers.contains(&Put::AlreadyStored), "{answers:?}");
}

#[test]
fn after_forgetting_neither_key_nor_header_stands_anywhere() {
    let folder = Folder::new("forget");
    let vault = open(&folder);
    put(&vault, 1, 1_000).unwrap();
    put(&vault, 2, 300_000).unwrap();
    put(&vault, 3, 1_000).unwrap();
    for n in [1, 2] {
        let row = vault.store.lookup(id(n).into()).unwrap().unwrap();
        let key = vault.store.slots.read(row.slot, row.sequence).unwrap();
        // The control: the key is found before; the header never lay open.
        assert!(stands_on_disk(&folder.0, key.as_slice()));
        assert!(!stands_on_disk(&folder.0, format!("marked-header-{n}").as_bytes()));
        assert_eq!(vault.forget(&[id(n).into()]).unwrap(), 1);
        assert!(!stands_on_disk(&folder.0, key.as_slice()));
        assert!(matches!(vault.read(id(n).into()), Err(VaultError::Unknown)));
        assert_eq!(vault.forget(&[id(n).into()]).unwrap(), 0);
    }
    assert!(!stands_on_disk(&folder.0, b"marked-header-3"));
    assert!(read(&vault, 3).unwrap() == whole(3, 1_000), "the others stay");
    assert_eq!(fs::read_dir(folder.0.join("large")).unwrap().count(), 0);
}

#[test]
fn nothing_is_ever_written_to_slabs_that_sled_does_not_sync() {
    let folder = Folder::new("blobs");
    let vault = open(&folder);
    for n in 0..40 {
        put(&vault, n, 32_000).unwrap();
    }
    let blobs = folder.0.join("sled").join("blobs");
    assert_eq!(fs::read_dir(blobs).map_or(0, Iterator::count), 0);
}

#[test]
fn a_full_vault_says_so_and_stores_nothing() {
    let folder = Folder::new("full");
    let vault = SledVault::open(&folder.0, &keys(), 50_000, FLOOR).unwrap();
    put(&vault, 1, 30_000).unwrap();
    assert!(matches!(put(&vault, 2, 30_000), Err(VaultError::Full)));
    let mut large = vault.spool();
    large.header(&header(3));
    assert_eq!(large.push(&payload(3, 300_000)).unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    drop(large);
    assert_eq!(vault.list().unwrap().len(), 1);
    assert_eq!(vault.forget(&[id(1).into()]).unwrap(), 1);
    put(&vault, 2, 30_000).unwrap();
}

#[test]
fn remains_of_an_interrupted_write_are_swept_at_the_next_start() {
    let folder = Folder::new("sweep");
    {
        let vault = open(&folder);
        put(&vault, 1, 300_000).unwrap();
        let slot = vault.store.slots.reserve().unwrap();
        vault.store.slots.write(&slot, 77).unwrap();
        fs::write(folder.0.join("large").join(format!("{:016x}.sealed", 78)), b"without a row").unwrap();
        fs::write(folder.0.join("large").join("abc"), b"half an upload").unwrap();
        assert_eq!(vault.store.slots.occupied().unwrap(), 2, "the control: there is a remain");
    }
    let vault = open(&folder);
    assert_eq!(vault.store.slots.occupied().unwrap(), 1);
    assert_eq!(fs::read_dir(folder.0.join("large")).unwrap().count(), 1);
    assert!(read(&vault, 1).unwrap() == whole(1, 300_000));
}

#[test]
fn what_was_being_forgotten_when_the_power_went_is_forgotten_at_the_next_start() {
    let folder = Folder::new("forgetting");
    {
        let vault = open(&folder);
        put(&vault, 1, 1_000).unwrap();
        put(&vault, 2, 1_000).unwrap();
        let row = vault.store.lookup(id(1).into()).unwrap().unwrap();
        vault.store.slots.erase(std::iter::once(row.slot)).unwrap();
        assert_eq!(vault.list().unwrap().len(), 2, "the row is still there");
    }
    let vault = open(&folder);
    let left: Vec<_> = vault.list().unwrap().iter().map(|entry| entry.id).collect();
    assert_eq!(left, [id(2)]);
}

#[test]
fn a_snapshot_that_was_cut_off_does_not_keep_the_vault_from_opening() {
    let folder = Folder::new("snapshot");
    put(&open(&folder), 1, 1_000).unwrap();
    let cut_off = folder.0.join("sled").join("snap.FFFFFFFFFFFFFFFF.generating");
    fs::write(&cut_off, b"").unwrap();
    // The control: sled itself refuses what it finds.
    assert!(sled::Config::default().path(folder.0.join("sled")).segment_size(8 << 20).open().is_err());
    assert!(read(&open(&folder), 1).unwrap() == whole(1, 1_000));
}

#[test]
fn a_store_that_sled_refuses_is_rebuilt_from_its_raw_files() {
    let folder = Folder::new("rebuild");
    {
        let vault = open(&folder);
        for n in 1..=20 {
            put(&vault, n, 20_000 + usize::from(n)).unwrap();
        }
        put(&vault, 21, 400_000).unwrap();
        assert_eq!(vault.forget(&[id(20).into()]).unwrap(), 1);
    }
    fs::write(folder.0.join("sled").join("conf"), [b'x'; 63]).unwrap();
    // The control: sled does refuse it.
    assert!(matches!(SledVault::open(&folder.0, &keys(), ROOMY, FLOOR), Err(VaultError::Open(_))));
    let rebuilt = rebuild(&folder.0, &keys()).unwrap();
    assert_eq!((rebuilt.envelopes, rebuilt.damaged), (20, 0));
    let vault = open(&folder);
    assert_eq!(vault.list().unwrap().len(), 20);
    for n in 1..=19 {
        assert!(read(&vault, n).unwrap() == whole(n, 20_000 + usize::from(n)), "{n}");
    }
    assert!(read(&vault, 21).unwrap() == whole(21, 400_000));
    assert!(matches!(read(&vault, 20), Err(VaultError::Unknown)), "what was forgotten stays forgotten");
}

#[test]
fn a_rebuild_names_what_it_could_not_find() {
    let folder = Folder::new("rebuild-lost");
    {
        let vault = open(&folder);
        put(&vault, 1, 1_000).unwrap();
        put(&vault, 2, 400_000).unwrap();
    }
    fs::remove_dir_all(folder.0.join("sled")).unwrap();
    let rebuilt = rebuild(&folder.0, &keys()).unwrap();
    assert_eq!((rebuilt.envelopes, rebuilt.damaged), (1, 1));
    assert!(read(&open(&folder), 2).unwrap() == whole(2, 400_000));
}

#[test]
fn a_rebuild_that_has_no_room_changes_nothing_and_a_lost_index_is_never_swept() {
    let folder = Folder::new("rebuild-twice");
    {
        let vault = open(&folder);
        for n in 0..70 {
            put(&vault, n, 5_000).unwrap();
        }
    }
    // What an interrupted rebuild leaves: the old store aside, no new one.
    fs::rename(folder.0.join("sled"), folder.0.join("sled.damaged-1")).unwrap();
    assert!(matches!(SledVault::open(&folder.0, &keys(), ROOMY, FLOOR), Err(VaultError::Open(_))));
    // A new, empty store beside keys in use: nothing of it may be erased.
    fs::create_dir_all(folder.0.join("sled")).unwrap();
    fs::write(folder.0.join("sled").join("db"), b"").unwrap();
    assert!(SledVault::open(&folder.0, &keys(), ROOMY, FLOOR).is_err());
    let rebuilt = rebuild(&folder.0, &keys()).unwrap();
    assert_eq!((rebuilt.envelopes, rebuilt.damaged), (70, 0));
    assert!(read(&open(&folder), 69).unwrap() == whole(69, 5_000));
}

#[test]
fn keys_that_are_gone_are_not_made_anew() {
    let folder = Folder::new("no-keys");
    put(&open(&folder), 1, 5_000).unwrap();
    fs::rename(folder.0.join("keyslots"), folder.0.join("elsewhere")).unwrap();
    assert!(matches!(SledVault::open(&folder.0, &keys(), ROOMY, FLOOR), Err(VaultError::Open(_))));
    fs::rename(folder.0.join("elsewhere"), folder.0.join("keyslots")).unwrap();
    assert!(read(&open(&folder), 1).unwrap() == whole(1, 5_000));
}

#[test]
fn a_rebuild_leaves_out_what_is_not_as_it_came() {
    let folder = Folder::new("rebuild-altered");
    {
        let vault = open(&folder);
        put(&vault, 1, 400_000).unwrap();
        put(&vault, 2, 400_000).unwrap();
    }
    let altered = fs::read_dir(folder.0.join("large")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&altered).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&altered, bytes).unwrap();
    let rebuilt = rebuild(&folder.0, &keys()).unwrap();
    assert_eq!((rebuilt.envelopes, rebuilt.damaged), (1, 1));
    assert!(rebuilt.old.join("keyslots").exists(), "and its key is kept aside");
}

#[test]
fn a_number_is_never_used_by_two_starts() {
    let folder = Folder::new("numbers");
    let mut used = Vec::new();
    for n in 0..3 {
        let vault = open(&folder);
        put(&vault, n, 5_000).unwrap();
        used.push(vault.store.lookup(id(n).into()).unwrap().unwrap().sequence);
        assert_eq!(vault.forget(&[id(n).into()]).unwrap(), 1);
    }
    assert!(used.windows(2).all(|pair| pair[1] > pair[0] + 1_000_000), "{used:?}");
}

#[test]
fn uploads_on_their_way_count_and_are_taken_back() {
    let folder = Folder::new("arriving");
    let vault = SledVault::open(&folder.0, &keys(), 1_000_000, FLOOR).unwrap();
    let mut first = vault.spool();
    first.header(&header(1));
    first.push(&payload(1, 700_000)).unwrap();
    let mut second = vault.spool();
    second.header(&header(2));
    assert!(second.push(&payload(2, 700_000)).is_err(), "together they are too much");
    drop((first, second));
    put(&vault, 3, 700_000).unwrap();
    assert_eq!(fs::read_dir(folder.0.join("large")).unwrap().count(), 1);
}

#[test]
fn a_vault_in_use_is_not_opened_twice() {
    let folder = Folder::new("twice");
    let _vault = open(&folder);
    // Another process sees sled's lock; within one, flock on a new descriptor does too.
    assert!(matches!(rebuild(&folder.0, &keys()), Err(VaultError::InUse)));
}

#[test]
fn a_head_and_a_row_with_any_flipped_byte_are_damage() {
    let mac = super::record::MacKey(keys().record);
    let entry = Entry { id: id(1), day: day(), bytes: 300, sha256: [9; 32] };
    let head = super::record::Head::seal(entry, super::record::Place::Rows, 5, 6, &[3; 32], &header(1)).unwrap();
    let bytes = head.encode(&mac);
    assert_eq!(super::record::Head::decode(&bytes, &mac).unwrap(), (head.clone(), bytes.len()));
    assert_eq!(head.age_header(&[3; 32]).unwrap(), header(1));
    assert!(head.age_header(&[4; 32]).is_err());
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        assert!(super::record::Head::decode(&altered, &mac).is_none(), "byte {at}");
        assert!(super::record::Head::decode(&bytes[..at], &mac).is_none(), "cut to {at}");
    }
    let rows = super::record::Row::cut(5, &payload(1, 20_000));
    assert_eq!(rows.len(), 3);
    let row = rows[1].encode(&mac);
    assert!(row.len() <= 7_000);
    for at in 0..row.len() {
        let mut altered = row.clone();
        altered[at] ^= 1;
        assert!(super::record::Row::decode(&altered, &mac).is_none(), "byte {at}");
    }
}
