//! Bytes of one document in, a bounded reading out.
//!
//! Whoever sends a document may want the desk itself. So no parser ever runs in
//! the desk: each document is read by a *worker*, this same program started anew,
//! which has two pipes and nothing else: no file, no socket, no other program, a
//! bounded memory and a bounded time ([`crate::sandbox::worker`]). What it answers
//! is believed as little as the document ([`protocol`], [`assembly`]). A document
//! that crashes, stalls or floods its worker is one unreadable document with its
//! reason.
//!
//! | Module | Holds |
//! |---|---|
//! | [`format`] | what a document is, found in its bytes and never in its name |
//! | [`limits`] | what one reading may cost, with the reason of each number |
//! | [`error`] | why a document was not read |
//! | [`reading`] | what comes out: text, parts, metadata, provenance |
//! | [`protocol`] | the messages between desk and worker |
//! | [`worker`] | the worker's side: confined first, then [`extract`] |
//! | [`assembly`] | the desk's side: messages checked and put together |
//! | [`ocr`] | pages that are pictures, by `tesseract` |
//! | [`exchange`] | feeds the one pipe and drains the others, by the clock |
//! | `process` | starts the worker; the only module that starts a process |
//!
//! A container (archive, e-mail, web archive) gives its members to [`Members`];
//! the caller reads each of them in a worker of its own and counts the depth.

use std::io::{self, Read};

pub mod assembly;
pub mod error;
pub mod exchange;
pub mod extract;
pub mod format;
pub mod limits;
pub mod ocr;
#[cfg(not(test))]
mod process;
pub mod protocol;
pub mod reading;
// In the unit tests of this package the program is the test harness, which cannot
// be started as a worker: there it is a thread over the same pipes, unconfined.
// The black-box tests run the process.
#[cfg(test)]
#[path = "read/thread.rs"]
mod process;
pub mod worker;

pub use error::ReadError;
pub use format::Format;
pub use limits::Limits;
use protocol::Task;
pub use reading::{Metadata, Part, Provenance, Reading};

/// The argument by which the desk is its own worker.
pub const WORKER: &str = "be-the-reader";

/// Receives the members of a container (attachments, archive entries, records of
/// a web archive) while they are read; nothing decrypted touches the disk.
///
/// Calls come as `begin`, any number of `bytes`, then `end` or `abandon`. Members
/// that were ended are whole and may be kept even when the reading then fails.
///
/// *Security*: names are what the document says, bounded in length and otherwise
/// unchanged. They are data and never paths.
pub trait Members {
    /// A member begins, with what is known of where it comes from.
    ///
    /// # Errors
    /// What the receiver's own writing gives; it ends the reading.
    fn begin(&mut self, name: &str, provenance: &Provenance) -> io::Result<()>;

    /// The next bytes of the member.
    ///
    /// # Errors
    /// As [`Members::begin`].
    fn bytes(&mut self, piece: &[u8]) -> io::Result<()>;

    /// The member is whole.
    ///
    /// # Errors
    /// As [`Members::begin`].
    fn end(&mut self) -> io::Result<()>;

    /// The member that was begun is not whole: what came of it is to be dropped.
    ///
    /// # Errors
    /// As [`Members::begin`].
    fn abandon(&mut self) -> io::Result<()>;
}

/// For whoever wants a document's own text and nothing of what lies in it.
pub struct IgnoreMembers;

impl Members for IgnoreMembers {
    fn begin(&mut self, _: &str, _: &Provenance) -> io::Result<()> {
        Ok(())
    }

    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn abandon(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads one document of `bytes` bytes in a fresh worker. `input` is streamed to it.
///
/// # Errors
/// [`ReadError`]: the document's fault, by name, or [`ReadError::Machine`] for the
/// desk's own. Members that were ended before are whole.
///
/// *Security*: the text, names and values that come back are the document's: to be
/// escaped before a terminal shows them.
pub fn read(
    input: &mut dyn Read,
    bytes: u64,
    limits: &Limits,
    members: &mut dyn Members,
) -> Result<Reading, ReadError> {
    read_as(Task::Read, input, bytes, limits, members)
}

/// Gives one document to a fresh worker for a task; otherwise as [`read`].
///
/// # Errors
/// As [`read`].
pub fn read_as(
    task: Task,
    input: &mut dyn Read,
    bytes: u64,
    limits: &Limits,
    members: &mut dyn Members,
) -> Result<Reading, ReadError> {
    let worker = process::start().map_err(ReadError::Machine)?;
    exchange::run(worker, (task, bytes), input, limits, members)
}

/// Gives the pages of a PDF that are pictures to `members`, each under the number of
/// its part, as grey PGM.
///
/// # Errors
/// As [`read`].
fn pictures(
    input: &mut dyn Read,
    bytes: u64,
    limits: &Limits,
    parts: &[u32],
    members: &mut dyn Members,
) -> Result<(), ReadError> {
    // A page of black and white packs far better than any honest archive.
    let bounds = (ocr::PAGES as u64, ocr::PAGES as u64 * ocr::PICTURE_BYTES as u64);
    let limits = Limits { ratio: u64::MAX, members: bounds.0, member_bytes: bounds.1, ..limits.clone() };
    read_as(Task::Pictures(parts.to_vec()), input, bytes, &limits, members).map(drop)
}
