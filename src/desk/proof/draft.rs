//! A draft as it is read: its text, its blocks, the claims that are marked in it.
//!
//! *What enters*: a file that an editor names. *What leaves*: a [`Draft`], or a refusal by
//! name. The bytes are read by a worker ([`crate::read`]) and never here.
//!
//! | Module | Holds |
//! |---|---|
//! | [`block`] | what is read as one run of sentences, with the place of every character |
//! | [`mark`] | `{C12}` |
//! | `lines` | plain text, wrapped or not → blocks |
//! | `markdown` | Markdown → blocks |

pub mod block;
mod lines;
pub mod mark;
mod markdown;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::path::Path;

pub use block::{Block, Kind};
pub use mark::Marked;

use crate::failure::{Exit, Failure};
use crate::read::{self, Format, IgnoreMembers, Limits, Metadata, Part, ReadError, error::Refusal};

/// Longest file, in bytes: a book with its pictures has less.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Longest text, in bytes: ten times the longest novel would be refused, a novel is not.
pub const TEXT_BYTES: usize = 4 * 1024 * 1024;
/// Parts of a document that no reader of the printed text sees.
const UNPRINTED: [&str; 2] = ["comments", "deleted text"];

/// A draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Of Markdown and plain text the file itself, else the text as it was extracted. All
    /// places in a draft are Unicode scalar values of it.
    pub text: String,
    /// What the file is.
    pub format: Format,
    /// Its pages or parts.
    pub parts: Vec<Part>,
    /// What it says of itself.
    pub metadata: Vec<Metadata>,
    /// What was not read.
    pub notes: Vec<String>,
    /// What is read as one run of sentences, in order.
    pub blocks: Vec<Block>,
    /// The claims that are marked in it.
    pub claims: Vec<Marked>,
}

/// Why a draft was not read.
///
/// *Security*: no variant holds a word of the draft but a mark, which an editor typed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The file could not be opened.
    #[error("the draft could not be opened: {0}")]
    File(#[source] io::Error),
    /// It is a pipe, a device, a folder.
    #[error("a draft is a file")]
    NoFile,
    /// It is longer than a draft can be.
    #[error("the draft is too large: a file has at most {FILE_BYTES} bytes, its text at most {TEXT_BYTES}")]
    TooLarge,
    /// It is something else.
    #[error("a draft is Markdown, HTML, DOCX, ODT or plain text, and this is {0}")]
    Format(&'static str),
    /// There is no sentence in it.
    #[error("there is no sentence in the draft")]
    Empty,
    /// Something begins as a mark and is none.
    #[error("{0} in the draft marks no claim: write {{C12}}, {{C12, C13}} or {{C12 tr:D4:10-80}}")]
    Mark(String),
    /// The worker refused it.
    #[error("the draft could not be read: {0}")]
    Read(#[source] ReadError),
}

impl From<DraftError> for Failure {
    fn from(error: DraftError) -> Self {
        let message = error.to_string();
        let (exit, code) = match &error {
            DraftError::File(inner) if inner.kind() == io::ErrorKind::NotFound => (Exit::Usage, "no-such-file"),
            DraftError::File(_) => (Exit::Machine, "machine-failed"),
            DraftError::NoFile => (Exit::Usage, "no-file"),
            DraftError::TooLarge => (Exit::Damaged, "too-large"),
            DraftError::Format(_) => (Exit::Damaged, "unsupported"),
            DraftError::Empty => (Exit::Damaged, "no-sentence"),
            DraftError::Mark(_) => (Exit::Usage, "mark"),
            DraftError::Read(inner) if inner.is_the_machines() => (Exit::Machine, inner.code()),
            DraftError::Read(inner) => (Exit::Damaged, inner.code()),
        };
        Self::new(exit, code, message)
    }
}

/// Reads a draft through a worker.
///
/// # Errors
/// [`DraftError`].
pub fn read(path: &Path) -> Result<Draft, DraftError> {
    let about = path.metadata().map_err(DraftError::File)?;
    if !about.is_file() {
        return Err(DraftError::NoFile);
    }
    if about.len() > FILE_BYTES {
        return Err(DraftError::TooLarge);
    }
    let mut file = File::open(path).map_err(DraftError::File)?;
    let limits = Limits { held_bytes: FILE_BYTES, text_bytes: TEXT_BYTES, ..Limits::default() };
    let reading = read::read(&mut file, about.len(), &limits, &mut IgnoreMembers).map_err(refused)?;
    // A text that was cut at the limit would be proofed as if it were whole.
    if reading.text.len() + 4 > TEXT_BYTES {
        return Err(DraftError::TooLarge);
    }
    let format = match reading.format {
        // Prose with commas may look like a table, and notes with two marks like prose.
        Format::Csv | Format::Text if is_named_markdown(path) => Format::Markdown,
        Format::Csv => Format::Text,
        format => format,
    };
    let mut draft = of_text(reading.text, format, reading.parts)?;
    (draft.metadata, draft.notes) = (reading.metadata, reading.notes);
    Ok(draft)
}

/// A draft of a text that was read. Pure.
///
/// # Errors
/// [`DraftError::Format`], [`DraftError::Empty`], [`DraftError::Mark`].
pub fn of_text(text: String, format: Format, parts: Vec<Part>) -> Result<Draft, DraftError> {
    let mut blocks = match format {
        Format::Markdown => markdown::blocks(&text),
        Format::Text => lines::wrapped(&text),
        Format::Html | Format::Docx | Format::Odt => lines::unwrapped(&text, &unprinted(&text, &parts)),
        other => return Err(DraftError::Format(other.as_str())),
    };
    let mut claims = Vec::new();
    for block in &mut blocks {
        claims.extend(mark::take(block)?);
    }
    blocks.retain(|block| block.plain.contains(char::is_alphanumeric));
    if blocks.is_empty() {
        return Err(DraftError::Empty);
    }
    Ok(Draft { text, format, parts, metadata: Vec::new(), notes: Vec::new(), blocks, claims })
}

fn refused(error: ReadError) -> DraftError {
    match error {
        ReadError::Refused(Refusal::TooLarge) => DraftError::TooLarge,
        other => DraftError::Read(other),
    }
}

fn is_named_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("md") || end.eq_ignore_ascii_case("markdown"))
}

/// The bytes of parts that are not printed.
fn unprinted(text: &str, parts: &[Part]) -> Vec<std::ops::Range<usize>> {
    let ends = parts.iter().skip(1).map(|part| part.start).chain([text.len()]);
    let parts = parts.iter().zip(ends).filter(|(part, _)| UNPRINTED.contains(&part.label.as_str()));
    parts.map(|(part, end)| part.start..end).collect()
}
