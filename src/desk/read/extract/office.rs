//! What office programs make: a ZIP of XML. Here the ZIP, its bounds, and what all
//! of them say about themselves.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Output, Stop, traces, xml};
use crate::read::error::Refusal;
use crate::read::{Format, Limits, Provenance};

/// Most entries that are looked at in an office document.
const ENTRIES: usize = 20_000;
/// Most characters, comments and the like that are kept apart of the text.
pub(super) const APART_BYTES: usize = 16 * 1024 * 1024;

/// The ZIP of an office document, open.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    document_bytes: u64,
    /// Bytes that were unpacked so far.
    unpacked: u64,
    limits: &'a Limits,
}

impl<'a> Package<'a> {
    /// Opens it.
    ///
    /// # Errors
    /// [`Refusal::Unreadable`] when it is no whole ZIP.
    pub(super) fn open(document: &'a [u8], limits: &'a Limits) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(Cursor::new(document)).map_err(|_| Refusal::Unreadable)?;
        Ok(Self { zip, document_bytes: document.len() as u64, unpacked: 0, limits })
    }

    /// Names of its entries, in their order.
    pub(super) fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(Result::ok).take(ENTRIES).map(std::borrow::Cow::into_owned).collect()
    }

    /// Whether an entry is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// An entry's bytes, or `None` when it is not there.
    ///
    /// # Errors
    /// [`Refusal::Bomb`] and [`Refusal::TooLarge`] when all that was unpacked is beyond
    /// measure, [`Refusal::Encrypted`] and [`Refusal::Unreadable`] as they are found.
    pub(super) fn entry(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(refusal(&error)),
        };
        let room = self.limits.held_bytes.saturating_sub(self.unpacked);
        let mut bytes = Vec::new();
        entry.take(room.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Refusal::Unreadable)?;
        self.unpacked += bytes.len() as u64;
        if self.limits.is_bomb(self.document_bytes, self.unpacked) {
            Err(Refusal::Bomb)
        } else if self.unpacked > self.limits.held_bytes {
            Err(Refusal::TooLarge)
        } else {
            Ok(Some(bytes))
        }
    }

    /// Gives away what was embedded: pictures, sheets, sounds.
    pub(super) fn embedded(&mut self, folders: &[&str], output: &mut Output<'_>) -> Result<(), Stop> {
        let names = self.names();
        let inside = |name: &&String| folders.iter().any(|folder| name.starts_with(folder)) && !name.ends_with('/');
        let mut damaged = 0_usize;
        for name in names.iter().filter(inside) {
            match self.entry(name) {
                Ok(None) => {}
                Ok(Some(bytes)) => {
                    output.member(name, &Provenance::default(), &mut bytes.as_slice())?;
                }
                Err(refusal @ (Refusal::Bomb | Refusal::TooLarge)) => return Err(refusal.into()),
                // The text was read by now, and is worth more than a picture in it.
                Err(_) => damaged += 1,
            }
        }
        if damaged == 0 { Ok(()) } else { output.note(&format!("{damaged} files in it are damaged and were not read")) }
    }
}

/// Why an entry of a ZIP cannot be read.
pub(super) fn refusal(error: &ZipError) -> Refusal {
    match error {
        ZipError::InvalidPassword => Refusal::Encrypted,
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Refusal::Encrypted,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => Refusal::Unsupported,
        _ => Refusal::Unreadable,
    }
}

/// What an Office Open XML document says about itself (ECMA-376, parts 2 and 4).
pub(super) fn tell(package: &mut Package<'_>, format: Format, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut provenance = Provenance::default();
    for (entry, kind) in [("docProps/core.xml", ""), ("docProps/app.xml", "app."), ("docProps/custom.xml", "custom.")] {
        let Some(bytes) = package.entry(entry)? else { continue };
        for (name, value) in xml::leaves(&bytes)? {
            output.metadata(&format!("{}.{kind}{}", format.as_str(), xml::kebab(&name)), &value)?;
            match (kind, name.as_str()) {
                ("", "title") => provenance.title = Some(value),
                ("", "creator") => provenance.author = Some(value),
                ("", "language") => provenance.language = Some(value),
                _ => {}
            }
        }
    }
    traces::package(package, format.as_str(), output)?;
    output.provenance(&provenance)
}

/// An OLE compound file: an encrypted document of today (MS-OFFCRYPTO), or one of
/// before 2007, which nothing here reads.
pub(super) fn old(document: &[u8]) -> Result<(), Stop> {
    let file = cfb::CompoundFile::open(Cursor::new(document)).map_err(|_| Refusal::Unreadable)?;
    let encrypted = file.exists("EncryptedPackage") || file.exists("EncryptionInfo");
    Err(if encrypted { Refusal::Encrypted } else { Refusal::Unsupported }.into())
}
