use rusqlite::Connection;

use super::*;
use crate::fixture::{self, Desk};

fn directory(desk: &mut Desk) -> IndexDirectory {
    IndexDirectory::new(Chunks::new(desk.case.make_index().unwrap()))
}

fn reopened(desk: &mut Desk) -> IndexDirectory {
    IndexDirectory::new(Chunks::new(desk.case.open_index().unwrap().unwrap()))
}

fn write(directory: &IndexDirectory, name: &str, bytes: &[u8]) {
    let mut writer = directory.open_write(Path::new(name)).unwrap();
    bytes.chunks(7_001).for_each(|piece| writer.write_all(piece).unwrap());
    writer.terminate().unwrap();
}

fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

#[test]
fn any_range_of_a_file_comes_back_and_none_beyond_its_end() {
    let mut desk = fixture::case();
    let directory = directory(&mut desk);
    for length in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17] {
        let (name, bytes) = (format!("f{length}"), pattern(length));
        write(&directory, &name, &bytes);
        let file = directory.open_read(Path::new(&name)).unwrap();
        assert_eq!(file.len(), length);
        let edges = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, length];
        for start in edges.into_iter().filter(|at| *at <= length) {
            for end in edges.into_iter().filter(|at| (start..=length).contains(at)) {
                let read = file.slice(start..end).read_bytes().unwrap();
                assert!(read.as_slice() == &bytes[start..end], "{length}: {start}..{end}");
            }
        }
        let handle = directory.get_file_handle(Path::new(&name)).unwrap();
        assert!(handle.read_bytes(0..length + 1).is_err());
    }
}

#[test]
fn what_was_not_committed_is_not_there_after_a_reopening() {
    let mut desk = fixture::case();
    let first = directory(&mut desk);
    write(&first, "kept", b"one");
    first.atomic_write(Path::new("meta.json"), b"list").unwrap();
    write(&first, "lost", b"two");
    assert!(first.exists(Path::new("lost")).unwrap(), "the control: the writer itself sees it");
    drop(first);
    let second = reopened(&mut desk);
    assert_eq!(second.atomic_read(Path::new("kept")).unwrap(), b"one");
    assert_eq!(second.atomic_read(Path::new("meta.json")).unwrap(), b"list");
    assert!(!second.exists(Path::new("lost")).unwrap());
    assert!(matches!(second.delete(Path::new("lost")), Err(DeleteError::FileDoesNotExist(_))));
    assert!(matches!(second.open_write(Path::new("kept")), Err(OpenWriteError::FileAlreadyExists(_))));
    second.delete(Path::new("kept")).unwrap();
    write(&second, "kept", b"three");
    assert_eq!(second.atomic_read(Path::new("kept")).unwrap(), b"three", "no chunk of the old file is cached");
}

#[test]
fn a_chunk_that_is_missing_or_cut_is_an_error_and_not_a_panic() {
    for damage in ["DELETE FROM chunk WHERE number = 1", "UPDATE chunk SET bytes = x'00' WHERE number = 1"] {
        let mut desk = fixture::case();
        let first = directory(&mut desk);
        write(&first, "f", &pattern(3 * CHUNK_BYTES));
        first.settle().unwrap();
        assert!(reopened_after(&mut desk, first, |_| {}).read_bytes(0..3 * CHUNK_BYTES).is_ok(), "the control");
        let open = reopened(&mut desk);
        let handle = reopened_after(&mut desk, open, |db| {
            db.execute(damage, []).unwrap();
        });
        assert!(handle.read_bytes(0..10).is_ok(), "what is whole is read: chunks come one by one");
        assert!(handle.read_bytes(CHUNK_BYTES..CHUNK_BYTES + 10).is_err());
        assert!(handle.read_bytes(0..3 * CHUNK_BYTES).is_err());
    }
}

/// Closes the directory, does something to its database, and opens the file `f`.
fn reopened_after(desk: &mut Desk, directory: IndexDirectory, alter: impl FnOnce(&Connection)) -> Arc<dyn FileHandle> {
    drop(directory);
    alter(&desk.case.open_index().unwrap().unwrap());
    reopened(desk).get_file_handle(Path::new("f")).unwrap()
}
