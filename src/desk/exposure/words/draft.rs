//! A draft or a letter: a file of the newsroom's own, read as any document is.
//!
//! Its bytes go to the worker that reads everything else ([`crate::read`]): a draft may
//! have come by e-mail. Claims stand in it as `{C12}`, or `{C3 tr:D4:10-80}` beside a
//! translation.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::text::Characters;
use crate::failure::{Exit, Failure};
use crate::read::{self, Format, Limits, Members, Metadata, Part, Provenance, ReadError};

/// Longest file: a book with its pictures.
const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Longest text: a book of a million words.
const TEXT_BYTES: usize = 8 * 1024 * 1024;
/// A number of a claim.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\{C([1-9][0-9]{0,8})(?: [^{}\n]{1,200})?\}").ok());

/// A claim that a draft names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Its number.
    pub claim: u32,
    /// The mark, in Unicode scalar values.
    pub range: Range<usize>,
}

/// A draft as it was read.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its text, with the marks.
    pub text: String,
    /// Pages and sections.
    pub parts: Vec<Part>,
    /// The claims that it names, in order.
    pub claims: Vec<Marked>,
    /// What it is.
    pub format: Format,
    /// What the file says about itself: it would travel with it.
    pub metadata: Vec<Metadata>,
    /// What of it was not read.
    pub notes: Vec<String>,
    /// Files that lie in it, pictures too: none was looked at.
    pub members: usize,
}

/// Why a draft was not read.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The file could not be opened.
    #[error("the draft could not be opened: {0}")]
    File(#[source] io::Error),
    /// A folder, a device.
    #[error("the draft is no file")]
    NoFile,
    /// Longer than a book with its pictures.
    #[error("the draft is too large: at most {} MiB are read", FILE_BYTES / 1024 / 1024)]
    TooLarge,
    /// Its text is longer than a book's.
    #[error("the text of the draft is too long: at most {} MiB are read", TEXT_BYTES / 1024 / 1024)]
    TooLong,
    /// There is no word in it.
    #[error("there is no word in the draft")]
    Empty,
    /// A sheet, a picture, an archive.
    #[error("a draft is Markdown, HTML, DOCX, ODT or plain text, and this is {0}")]
    Format(&'static str),
    /// It was not read.
    #[error("the draft was not read: {0}")]
    Read(#[from] ReadError),
}

impl From<DraftError> for Failure {
    fn from(error: DraftError) -> Self {
        let message = error.to_string();
        match error {
            DraftError::File(error) if error.kind() == io::ErrorKind::NotFound => {
                Self::new(Exit::Usage, "no-draft", message)
            }
            DraftError::File(_) => Self::new(Exit::Machine, "draft", message),
            DraftError::Read(error) if error.is_the_machines() => Self::new(Exit::Machine, error.code(), message),
            DraftError::Read(error) => Self::new(Exit::Damaged, error.code(), message),
            DraftError::NoFile => Self::new(Exit::Usage, "no-file", message),
            DraftError::TooLarge | DraftError::TooLong => Self::new(Exit::Damaged, "too-large", message),
            DraftError::Empty => Self::new(Exit::Damaged, "empty", message),
            DraftError::Format(_) => Self::new(Exit::Damaged, "unsupported", message)
                .hint("save it as plain text, Markdown, HTML, DOCX or ODT"),
        }
    }
}

/// Reads a draft.
///
/// # Errors
/// [`DraftError`].
pub fn read(path: &Path) -> Result<Draft, DraftError> {
    let mut file = File::open(path).map_err(DraftError::File)?;
    let about = file.metadata().map_err(DraftError::File)?;
    if !about.is_file() {
        return Err(DraftError::NoFile);
    }
    if about.len() > FILE_BYTES {
        return Err(DraftError::TooLarge);
    }
    if about.len() == 0 {
        return Err(DraftError::Empty);
    }
    let limits = Limits { text_bytes: TEXT_BYTES, member_bytes: FILE_BYTES, ..Limits::default() };
    let mut members = Counted(0);
    let reading = read::read(&mut file, about.len(), &limits, &mut members)?;
    check(reading.format, &reading.text)?;
    Ok(Draft {
        claims: marks(&reading.text),
        text: reading.text,
        parts: reading.parts,
        format: reading.format,
        metadata: reading.metadata,
        notes: reading.notes,
        members: members.0,
    })
}

fn check(format: Format, text: &str) -> Result<(), DraftError> {
    // Prose with many commas passes for a table.
    if !matches!(format, Format::Text | Format::Markdown | Format::Html | Format::Docx | Format::Odt | Format::Csv) {
        return Err(DraftError::Format(format.as_str()));
    }
    // The worker stops there: what comes after it was not looked at.
    if text.len() + 4 > TEXT_BYTES {
        return Err(DraftError::TooLong);
    }
    if text.contains(char::is_alphanumeric) { Ok(()) } else { Err(DraftError::Empty) }
}

/// The claims that a text names.
#[must_use]
pub fn marks(text: &str) -> Vec<Marked> {
    let Some(mark) = MARK.as_ref() else { return Vec::new() };
    let mut captures = mark.captures_iter(text).peekable();
    if captures.peek().is_none() {
        return Vec::new();
    }
    let characters = Characters::of(text);
    let marked = |found: regex::Captures<'_>| {
        let claim = found.get(1)?.as_str().parse().ok()?;
        Some(Marked { claim, range: characters.range(&found.get(0)?.range()) })
    };
    captures.filter_map(marked).collect()
}

/// Attachments and pictures are counted, and thrown away.
struct Counted(usize);

impl Members for Counted {
    fn begin(&mut self, _: &str, _: &Provenance) -> io::Result<()> {
        Ok(())
    }

    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.0 += 1;
        Ok(())
    }

    fn abandon(&mut self) -> io::Result<()> {
        self.0 += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    fn of(bytes: &[u8]) -> Result<Draft, DraftError> {
        let folder = fixture::folder();
        let path = folder.path().join("draft");
        std::fs::write(&path, bytes).unwrap();
        read(&path)
    }

    #[test]
    fn claims_are_named_by_marks_and_nothing_else_is_one() {
        let text = "Ünsafe {C12}. {C3 tr:D4:10-80} {C0} {C} {c4} {C5\n} {C7";
        let found = marks(text);
        let named: Vec<(u32, String)> = found
            .iter()
            .map(|marked| (marked.claim, text.chars().skip(marked.range.start).take(marked.range.len()).collect()))
            .collect();
        assert_eq!(named, [(12, "{C12}".to_owned()), (3, "{C3 tr:D4:10-80}".to_owned())]);
    }

    #[test]
    fn a_draft_is_read_as_text_with_its_marks() {
        let draft = of(b"# Pumps\n\n- The pumps were sold {C1}.\n- Nobody knew {C2}.\n").unwrap();
        assert_eq!(draft.format, Format::Markdown);
        assert_eq!(draft.claims.iter().map(|marked| marked.claim).collect::<Vec<_>>(), [1, 2]);
        let page = of(b"<!doctype html><html><body><p>The pumps were sold {C1}.</p></body></html>").unwrap();
        assert_eq!((page.format, page.claims.len()), (Format::Html, 1));
    }

    #[test]
    fn what_is_no_draft_is_refused_by_name() {
        let folder = fixture::folder();
        let code = |error: DraftError| Failure::from(error).code;
        let sparse = folder.path().join("large");
        // Two gibibytes, and not one of them on the disk.
        std::fs::File::create(&sparse).unwrap().set_len(2 << 30).unwrap();
        assert_eq!(code(read(&sparse).unwrap_err()), "too-large");
        assert_eq!(code(read(folder.path()).unwrap_err()), "no-file");
        assert_eq!(code(read(&folder.path().join("none")).unwrap_err()), "no-draft");
        assert_eq!(code(of(b"").unwrap_err()), "empty");
        assert_eq!(code(of(b" \n \xe2\x80\x94 \n").unwrap_err()), "empty");
        assert_eq!(code(of(&"word ".repeat(TEXT_BYTES / 5 + 10).into_bytes()).unwrap_err()), "too-large");
        assert_eq!(code(of(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap_err()), "unsupported");
        assert!(of(b"One word.").is_ok(), "the control");
    }
}
