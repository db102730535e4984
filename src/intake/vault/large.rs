//! Envelopes above the floor class: one file each, named by arrival sequence.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
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

    /// Writes the head into the room kept for it and makes the file durable:
    /// data first, then the name.
    pub(super) fn place(&self, file: &File, at: &Path, sequence: u64, head: &[u8]) -> io::Result<()> {
        file.write_all_at(head, 0)?;
        file.sync_data()?;
        fs::rename(at, self.path(sequence))?;
        sync_directory(&self.directory)
    }

    /// The head of a file, and the file positioned at the payload.
    pub(super) fn read(&self, sequence: u64, key: &MacKey) -> io::Result<Option<(Head, File)>> {
        read_head(&self.path(sequence), key)
    }

    pub(super) fn remove(&self, sequence: u64) -> io::Result<()> {
        match fs::remove_file(self.path(sequence)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => sync_directory(&self.directory),
        }
    }

    /// Every file with its sequence; names that are none are left alone.
    pub(super) fn list(&self) -> io::Result<Vec<(u64, PathBuf)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let path = entry?.path();
            let sequence =
                path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| u64::from_str_radix(stem, 16).ok());
            found.extend(sequence.map(|sequence| (sequence, path)));
        }
        Ok(found)
    }

    /// Removes files without a row: what a crash left between file and row.
    pub(super) fn sweep(&self, stored: &std::collections::HashSet<u64>) -> io::Result<u32> {
        let mut swept = 0;
        for (sequence, path) in self.list()? {
            if !stored.contains(&sequence) {
                fs::remove_file(path)?;
                swept += 1;
            }
        }
        if swept > 0 {
            sync_directory(&self.directory)?;
        }
        Ok(swept)
    }

    fn path(&self, sequence: u64) -> PathBuf {
        self.directory.join(format!("{sequence:016x}.sealed"))
    }
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
