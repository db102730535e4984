//! Envelopes above the floor class: one file each, named by arrival sequence.
//!
//! A file arrives in this directory under a random name and is renamed once it
//! is whole and synced: one directory, so one sync makes the name durable.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::record::{Head, MacKey, head_bytes};

/// The longest head that a reader looks for, in bytes.
const HEAD_SEARCH_BYTES: u64 = head_bytes(64 * 1024) as u64;

pub(super) struct LargeFiles {
    directory: PathBuf,
}

impl LargeFiles {
    pub(super) fn open(directory: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&directory)?;
        Ok(Self { directory })
    }

    /// Where files arrive.
    pub(super) fn directory(&self) -> PathBuf {
        self.directory.clone()
    }

    /// Makes a file durable under its name: data first, then the name.
    pub(super) fn place(&self, file: &File, at: &Path, sequence: u64) -> io::Result<()> {
        file.sync_data()?;
        fs::rename(at, self.path(sequence))?;
        sync_directory(&self.directory)
    }

    /// The head of a file, and the file positioned at the payload.
    pub(super) fn read(&self, sequence: u64, key: &MacKey) -> io::Result<Option<(Head, File)>> {
        read_head(&self.path(sequence), key)
    }

    /// Removes files, durably; one that is not there is no error.
    pub(super) fn remove(&self, sequences: impl Iterator<Item = u64>) -> io::Result<()> {
        let mut removed = 0;
        for sequence in sequences {
            match fs::remove_file(self.path(sequence)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => removed += 1,
            }
        }
        if removed == 0 { Ok(()) } else { sync_directory(&self.directory) }
    }

    /// The highest sequence that a file has.
    pub(super) fn newest(&self) -> io::Result<u64> {
        let sequences = self.files()?.iter().filter_map(|path| sequence_of(path)).max();
        Ok(sequences.unwrap_or(0))
    }

    /// Removes files without a row: what a crash left between file and row, and
    /// what had not arrived in full.
    pub(super) fn sweep(&self, stored: &HashSet<u64>) -> io::Result<u32> {
        let mut swept = 0;
        for path in self.files()? {
            if !sequence_of(&path).is_some_and(|sequence| stored.contains(&sequence)) {
                fs::remove_file(path)?;
                swept += 1;
            }
        }
        if swept > 0 {
            sync_directory(&self.directory)?;
        }
        Ok(swept)
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(&self.directory)?.map(|entry| Ok(entry?.path())).collect()
    }

    fn path(&self, sequence: u64) -> PathBuf {
        self.directory.join(format!("{sequence:016x}.sealed"))
    }
}

fn sequence_of(path: &Path) -> Option<u64> {
    let is_placed = path.extension().is_some_and(|suffix| suffix == "sealed");
    let stem = path.file_stem().filter(|_| is_placed)?.to_str()?;
    u64::from_str_radix(stem, 16).ok()
}

/// Reads the head at the start of a large envelope's file.
pub(super) fn read_head(path: &Path, key: &MacKey) -> io::Result<Option<(Head, File)>> {
    let mut file = File::open(path)?;
    let mut start = Vec::new();
    (&file).take(HEAD_SEARCH_BYTES).read_to_end(&mut start)?;
    let Some((head, length)) = Head::decode(&start, key) else { return Ok(None) };
    file.seek(SeekFrom::Start(length as u64))?;
    Ok(Some((head, file)))
}

pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Makes the name of a file durable.
pub(super) fn sync_parent(path: &Path) -> io::Result<()> {
    sync_directory(path.parent().unwrap_or(Path::new(".")))
}
