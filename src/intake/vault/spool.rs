//! Where ciphertext is collected while it arrives: in memory up to the floor
//! class, in a file under `large/` beyond it. The age header never reaches
//! that file; it is kept apart and sealed before it is stored.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::record::head_bytes;
use super::room::Room;

/// An envelope on its way in. Dropping it removes its file.
pub struct Spool {
    directory: PathBuf,
    memory_bytes: usize,
    room: Arc<Room>,
    header: Vec<u8>,
    body: Body,
    hash: Sha256,
    bytes: u64,
}

enum Body {
    Memory(Vec<u8>),
    File(IncomingFile),
}

/// A file that disappears unless it was placed.
pub(super) struct IncomingFile {
    pub(super) file: File,
    pub(super) path: PathBuf,
    end: u64,
    room: Arc<Room>,
    counted: u64,
}

impl IncomingFile {
    fn append(&mut self, piece: &[u8]) -> io::Result<()> {
        let length = piece.len() as u64;
        self.counted += length;
        self.room.arrive(length)?;
        self.file.write_all_at(piece, self.end)?;
        self.end += length;
        Ok(())
    }
}

impl Drop for IncomingFile {
    fn drop(&mut self) {
        self.room.depart(self.counted);
        // After it was placed the name is gone, and this fails as it should.
        let _gone = std::fs::remove_file(&self.path);
    }
}

/// A whole envelope, ready to be put.
pub struct Spooled {
    pub(super) header: Vec<u8>,
    pub(super) payload: Payload,
    pub(super) bytes: u64,
    pub(super) sha256: [u8; 32],
}

pub(super) enum Payload {
    Memory(Vec<u8>),
    File(IncomingFile),
}

impl Spooled {
    /// Whether putting it blocks on a file's sync.
    #[must_use]
    pub fn is_large(&self) -> bool {
        matches!(self.payload, Payload::File(_))
    }
}

impl Spool {
    pub(super) fn new(directory: PathBuf, memory_bytes: u64, room: Arc<Room>) -> Self {
        let memory_bytes = usize::try_from(memory_bytes).unwrap_or(usize::MAX);
        Self {
            directory,
            memory_bytes,
            room,
            header: Vec::new(),
            body: Body::Memory(Vec::new()),
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// Takes the age header, before anything else.
    pub fn header(&mut self, header: &[u8]) {
        self.hash.update(header);
        self.bytes += header.len() as u64;
        self.header = header.to_vec();
    }

    /// Whether [`Spool::push`] of this much would touch the disk.
    #[must_use]
    pub fn needs_disk(&self, length: usize) -> bool {
        match &self.body {
            Body::Memory(held) => self.header.len() + held.len() + length > self.memory_bytes,
            Body::File(_) => true,
        }
    }

    /// Takes the next piece of the age payload.
    ///
    /// # Errors
    /// When the file cannot be written: the envelope is then lost, and nothing
    /// of it was stored.
    pub fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        if self.needs_disk(piece.len()) && matches!(self.body, Body::Memory(_)) {
            self.spill()?;
        }
        match &mut self.body {
            Body::Memory(held) => held.extend_from_slice(piece),
            Body::File(incoming) => incoming.append(piece)?,
        }
        Ok(())
    }

    /// Ends the envelope.
    #[must_use]
    pub fn finish(self) -> Spooled {
        let payload = match self.body {
            Body::Memory(held) => Payload::Memory(held),
            Body::File(incoming) => Payload::File(incoming),
        };
        Spooled { header: self.header, payload, bytes: self.bytes, sha256: self.hash.finalize().into() }
    }

    fn spill(&mut self) -> io::Result<()> {
        let name = hex::encode(subrosa_tip::random::<16>()?);
        let path = self.directory.join(name);
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        let start = head_bytes(self.header.len()) as u64;
        let mut incoming = IncomingFile { file, path, end: start, room: self.room.clone(), counted: 0 };
        if let Body::Memory(held) = &self.body {
            incoming.append(held)?;
        }
        self.body = Body::File(incoming);
        Ok(())
    }
}
