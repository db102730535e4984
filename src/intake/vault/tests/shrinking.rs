//! Forgetting many, and giving their space back.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

/// More than what makes compaction worth it.
const MANY: u32 = 2_600;

fn numbered(n: u32) -> EnvelopeId {
    let mut id = [7; 16];
    id[..4].copy_from_slice(&n.to_be_bytes());
    EnvelopeId(id)
}

fn fill(vault: &SledVault) {
    let one = |n| vault.put(numbered(n), day(), spooled(vault, n as u8, 32_000)).unwrap();
    for group in (0..MANY).collect::<Vec<_>>().chunks(200) {
        let waiting: Vec<_> = group.iter().map(|n| one(*n)).collect();
        assert!(waiting.into_iter().all(|one| one.blocking_recv().unwrap().unwrap() == Put::Stored));
    }
}

fn size(directory: &Path) -> u64 {
    let files = fs::read_dir(directory).into_iter().flatten().flatten();
    let of = |path: PathBuf| if path.is_dir() { size(&path) } else { fs::metadata(path).map_or(0, |data| data.len()) };
    files.map(|entry| of(entry.path())).sum()
}

fn is_whole(vault: &SledVault, n: u32) -> bool {
    let mut bytes = Vec::new();
    vault.read(numbered(n).into()).is_ok_and(|mut reader| reader.read_to_end(&mut bytes).is_ok())
        && bytes == whole(n as u8, 32_000)
}

#[test]
fn after_forgetting_all_but_a_few_the_vault_is_small_again_and_the_few_were_always_readable() {
    let folder = Folder::new("shrink");
    let vault = open(&folder);
    fill(&vault);
    vault.put_replies(NewReplies { batch: [1; 32], day: day(), replies: vec![] }).unwrap();
    let sled = folder.0.join("sled");
    let before = size(&sled);
    assert!(before > 80 << 20, "the control: it was large: {before}");
    let kept: Vec<u32> = (0..MANY).step_by(100).collect();
    let gone: Vec<Item> = (0..MANY).filter(|n| !kept.contains(n)).map(|n| numbered(n).into()).collect();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(Ordering::Relaxed) {
                assert!(kept.iter().all(|n| is_whole(&vault, *n)), "a reader met the exchange");
                reads += 1;
            }
            reads
        });
        assert_eq!(vault.forget(&gone).unwrap(), gone.len() as u64);
        // The order behind it is answered once the space is given back.
        put(&vault, 1, 100).unwrap();
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
    assert!(size(&sled) < 20 << 20, "{} of {before} bytes are left", size(&sled));
    assert!(!folder.0.join("sled.new").exists());
    drop(vault);
    let vault = open(&folder);
    assert_eq!(vault.list().unwrap().len(), kept.len() + 1);
    assert!(kept.iter().all(|n| is_whole(&vault, *n)) && read(&vault, 1).unwrap() == whole(1, 100));
    assert_eq!(vault.put_replies(NewReplies { batch: [1; 32], day: day(), replies: vec![] }).unwrap(), 0);
    assert!(vault.store.engine.with(|db| db.contains_key(super::super::index::batch_key(&[1; 32]))).unwrap());
}

#[test]
fn what_an_interrupted_compaction_left_is_swept_beside_a_whole_store_only() {
    let folder = Folder::new("shrink-left");
    put(&open(&folder), 1, 1_000).unwrap();
    let beside = folder.0.join("sled.new");
    fs::create_dir(&beside).unwrap();
    fs::write(beside.join("db"), b"half a store").unwrap();
    assert!(read(&open(&folder), 1).unwrap() == whole(1, 1_000));
    assert!(!beside.exists());
    // What a rebuild left between its two renames is all that there is.
    fs::rename(folder.0.join("sled"), &beside).unwrap();
    assert!(SledVault::open(&folder.0, &keys(), ROOMY, FLOOR).is_err());
    assert!(beside.join("db").exists());
}

#[test]
fn a_failed_compaction_changes_nothing() {
    let folder = Folder::new("shrink-failed");
    let vault = open(&folder);
    fill(&vault);
    // A file where the new store belongs: it cannot be built.
    fs::write(folder.0.join("sled.new"), b"in the way").unwrap();
    let gone: Vec<Item> = (1..MANY).map(|n| numbered(n).into()).collect();
    vault.forget(&gone).unwrap();
    put(&vault, 1, 100).unwrap();
    assert!(!vault.is_poisoned() && is_whole(&vault, 0) && size(&folder.0.join("sled")) > 80 << 20);
    // It is not tried again for every one that is forgotten, only after a start.
    fs::remove_file(folder.0.join("sled.new")).unwrap();
    vault.forget(&[id(1).into()]).unwrap();
    put(&vault, 1, 100).unwrap();
    assert!(size(&folder.0.join("sled")) > 80 << 20);
    drop(vault);
    // The control: with the way free it is made small.
    let vault = open(&folder);
    vault.forget(&[id(1).into()]).unwrap();
    put(&vault, 1, 100).unwrap();
    assert!(is_whole(&vault, 0) && size(&folder.0.join("sled")) < 20 << 20);
}
