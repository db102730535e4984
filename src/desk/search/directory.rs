//! tantivy's files as encrypted chunks in `index.db`.
//!
//! *Format*: a row a file, its bytes in chunks of 32 KiB. Chunks are read when
//! they are asked for, the last used stay in a cache of bounded size. What is
//! written becomes part of the database with the next change of a small file
//! (tantivy's list of segments), as one transaction.
//!
//! *Security*: pages are encrypted and authenticated by SQLCipher; what is deleted
//! is overwritten, and is out of the database's log after [`IndexDirectory::settle`].

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

use super::chunks::{CHUNK_BYTES, Chunks, File};
use crate::case::CaseError;

/// A tantivy directory over the database of the index.
#[derive(Clone)]
pub(super) struct IndexDirectory(Arc<Chunks>);

impl IndexDirectory {
    pub fn new(chunks: Chunks) -> Self {
        Self(Arc::new(chunks))
    }

    /// Makes everything written last, on the disk and in no log.
    pub fn settle(&self) -> io::Result<()> {
        self.0.settle()
    }

    /// What the machine failed in since this was asked last.
    pub fn machine_failure(&self) -> Option<CaseError> {
        self.0.machine_failure()
    }
}

impl fmt::Debug for IndexDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IndexDirectory")
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

fn wrapped(path: &Path) -> impl Fn(io::Error) -> OpenReadError {
    move |error| OpenReadError::wrap_io_error(error, path.to_owned())
}

impl Directory for IndexDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.0.find(&name(path)).map_err(wrapped(path))?;
        let file = file.ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))?;
        Ok(Arc::new(Handle { chunks: Arc::clone(&self.0), file }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        match self.0.delete(&name(path)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(DeleteError::FileDoesNotExist(path.to_owned())),
            Err(error) => Err(DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_owned() }),
        }
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.0.find(&name(path)).map_err(wrapped(path))?.is_some())
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        match self.0.create(&name(path)) {
            Ok(Some(file)) => Ok(BufWriter::new(Box::new(Writer::new(Arc::clone(&self.0), file)))),
            Ok(None) => Err(OpenWriteError::FileAlreadyExists(path.to_owned())),
            Err(error) => Err(OpenWriteError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let handle = self.get_file_handle(path)?;
        let bytes = handle.read_bytes(0..handle.len()).map_err(wrapped(path))?;
        Ok(bytes.as_slice().to_vec())
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.replace(&name(path), data)?;
        self.0.commit()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.commit()
    }

    /// The case is locked as a whole, and that lock ends with the process; a lock
    /// file in the database would survive a kill.
    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    /// Nobody else writes: there is nothing to watch for.
    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file being read.
struct Handle {
    chunks: Arc<Chunks>,
    file: File,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({:?})", self.file)
    }
}

impl HasLen for Handle {
    fn len(&self) -> usize {
        self.file.bytes
    }
}

impl FileHandle for Handle {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.chunks.read(self.file, range)
    }
}

/// A file being written, once and from its beginning.
struct Writer {
    chunks: Arc<Chunks>,
    file: File,
    number: usize,
    waiting: Vec<u8>,
}

impl Writer {
    fn new(chunks: Arc<Chunks>, file: File) -> Self {
        Self { chunks, file, number: 0, waiting: Vec::with_capacity(CHUNK_BYTES) }
    }

    fn write_chunk(&mut self) -> io::Result<()> {
        self.chunks.append(self.file, self.number, &self.waiting)?;
        self.file.bytes += self.waiting.len();
        self.number += 1;
        self.waiting.clear();
        Ok(())
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = CHUNK_BYTES - self.waiting.len();
        let taken = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.waiting.extend_from_slice(taken);
        if self.waiting.len() == CHUNK_BYTES {
            self.write_chunk()?;
        }
        Ok(taken.len())
    }

    /// A chunk is written when it is full, and the last one when the file ends:
    /// nobody reads a file before.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Writer {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.write_chunk()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
