//! Pages that are pictures: their letters, by `tesseract` where it is installed.
//!
//! The worker says which parts of a document are pictures ([`super::protocol`]); a
//! second worker draws such pages of a PDF, and gives each away as a grey picture. A
//! picture that is a file is taken as it is. `tesseract` is started in a profile of its
//! own ([`crate::sandbox::scanner`]), with the picture on one pipe and bounded text on
//! another, and is believed as little as any worker.
//!
//! | Module | Holds |
//! |---|---|
//! | [`scanner`] | finds the program, and becomes it |
//! | `converse` | a picture in, text out, by the clock |
//! | `pages` | which pages, as people write them; their text put in its place |

mod converse;
mod pages;
pub mod scanner;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use pages::Pages;
use scanner::Scanner;

use super::{Format, Limits, Members, Metadata, Provenance, ReadError, Reading};

/// Most pages of one document that are read so: an hour of work is no import.
pub const PAGES: usize = 200;
/// Most time for all pages of one document.
const TIME: Duration = Duration::from_secs(600);
/// Most bytes of one picture: 16 million grey points, or a camera's file.
pub const PICTURE_BYTES: usize = 64 * 1024 * 1024;

/// Reads the letters of the pages that are pictures, and says which were not read.
/// `again` opens the document anew.
///
/// # Errors
/// [`ReadError::Machine`] when the document cannot be opened again or the desk itself
/// fails; a picture that cannot be read is a note.
pub fn complete<'a>(
    reading: &mut Reading,
    again: impl FnOnce() -> Box<dyn Read + 'a>,
    bytes: u64,
    limits: &Limits,
) -> Result<(), ReadError> {
    let scans = std::mem::take(&mut reading.scans);
    if scans.is_empty() {
        return Ok(());
    }
    let Some(scanner) = scanner::installed() else {
        reading.notes.push(format!("{} not read: {}", Pages::of(&scans).said(reading), scanner::MISSING));
        return Ok(());
    };
    let wanted = scans.get(..scans.len().min(PAGES)).unwrap_or_default();
    let mut found = Found { scanner, open: None, texts: BTreeMap::new(), until: Instant::now() + TIME };
    let failure = match reading.format {
        Format::Pdf => super::pictures(&mut *again(), bytes, limits, wanted, &mut found).err(),
        _ => found.file(&mut *again(), bytes),
    };
    // What was read by then is kept; only the desk's own failure is one.
    if let Some(error) = failure.filter(ReadError::is_the_machines) {
        return Err(error);
    }
    let unread: Vec<u32> = scans.into_iter().filter(|part| !found.texts.contains_key(part)).collect();
    if !found.texts.is_empty() {
        reading.metadata.push(Metadata { key: "ocr".to_owned(), value: scanner.name() });
        pages::put(reading, &found.texts, limits.text_bytes);
    }
    if !unread.is_empty() {
        let pages = Pages::of(&unread).said(reading);
        reading.notes.push(format!("{pages} not read: tesseract failed on it, or there was too much of it"));
    }
    Ok(())
}

/// Takes pictures as they come and keeps the text of each, by the number of its part.
struct Found<'a> {
    scanner: &'a Scanner,
    open: Option<(u32, Vec<u8>)>,
    texts: BTreeMap<u32, String>,
    until: Instant,
}

impl Found<'_> {
    fn picture(&mut self, part: u32, picture: &[u8]) {
        if Instant::now() < self.until
            && let Ok(text) = self.scanner.letters(picture)
        {
            self.texts.insert(part, text);
        }
    }

    /// A picture that is a document of its own.
    fn file(&mut self, input: &mut dyn Read, bytes: u64) -> Option<ReadError> {
        if bytes > PICTURE_BYTES as u64 {
            return None;
        }
        let mut picture = Vec::new();
        match input.take(bytes).read_to_end(&mut picture) {
            Ok(_) => self.picture(0, &picture),
            Err(error) => return Some(ReadError::Machine(error)),
        }
        None
    }
}

impl Members for Found<'_> {
    fn begin(&mut self, name: &str, _: &Provenance) -> io::Result<()> {
        self.open = name.parse().ok().map(|part| (part, Vec::new()));
        Ok(())
    }

    fn bytes(&mut self, piece: &[u8]) -> io::Result<()> {
        if let Some((_, picture)) = &mut self.open
            && picture.len() + piece.len() <= PICTURE_BYTES
        {
            picture.extend_from_slice(piece);
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some((part, picture)) = self.open.take() {
            self.picture(part, &picture);
        }
        Ok(())
    }

    fn abandon(&mut self) -> io::Result<()> {
        self.open = None;
        Ok(())
    }
}
