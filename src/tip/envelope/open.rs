//! Opening, at the desk: authenticate everything first, then read by name.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use age::stream::StreamReader;
use age::{DecryptError, Decryptor, Identity};
use age_core::format::{FileKey, Stanza};
use sha2::{Digest, Sha256};
use zip::read::{ArchiveOffset, Config};
use zip::{CompressionMethod, ZipArchive};

use super::document::SCHEMA;
use super::{DOCUMENT, MESSAGE, OpenError, PADDING, TipDocument, file_entry};
use crate::limits::{DOCUMENT_MAX_BYTES, Limits};

/// An age header is searched no further than this, in bytes: 64 recipients
/// need about 7,000, and a hostile one must not fill the memory.
const HEADER_MAX_BYTES: usize = 64 * 1024;
const READ_BUFFER_BYTES: usize = HEADER_MAX_BYTES;

/// An envelope whose every byte was authenticated and whose archive keeps the
/// format's rules.
pub struct OpenEnvelope<R: Read + Seek> {
    archive: ZipArchive<StreamReader<BufReader<R>>>,
    document: TipDocument,
}

impl<R: Read + Seek> OpenEnvelope<R> {
    /// Opens an envelope that was sealed to `recipients` X25519 recipients.
    ///
    /// The ciphertext is read twice: once to authenticate every chunk, padding
    /// included, and then by seeking, so memory does not grow with its size.
    ///
    /// # Errors
    /// [`OpenError`]. Nothing of the content is handed out before all of it was
    /// authenticated.
    pub fn open(input: R, identities: &[age::x25519::Identity], recipients: usize) -> Result<Self, OpenError> {
        let mut plaintext = decrypt(input, identities, recipients)?;
        io::copy(&mut plaintext, &mut io::sink()).map_err(damaged)?;
        refuse_many_entries(&mut plaintext)?;
        plaintext.seek(SeekFrom::Start(0)).map_err(damaged)?;
        let config = Config { archive_offset: ArchiveOffset::Known(0) };
        let mut archive = ZipArchive::with_config(config, plaintext).map_err(|_| OpenError::Archive("not a ZIP"))?;
        check_archive(&mut archive)?;
        let document = read_document(&mut archive)?;
        check_names(&archive, document.files.len())?;
        Ok(Self { archive, document })
    }

    /// What `tip.json` says. If it names a mailbox, its signature was checked; a
    /// follow-up, correction or withdrawal has one.
    #[must_use]
    pub fn document(&self) -> &TipDocument {
        &self.document
    }

    /// The message.
    ///
    /// # Errors
    /// [`OpenError::Mismatch`] when it is not what `tip.json` says,
    /// [`OpenError::Archive`] when it is too long or not UTF-8.
    pub fn message(&mut self) -> Result<String, OpenError> {
        let (bytes, sha256) = (self.document.message_bytes, self.document.message_sha256);
        if bytes > Limits::ceiling().message_bytes {
            return Err(OpenError::Archive("the message is too long"));
        }
        let mut message = Vec::new();
        self.copy(MESSAGE, bytes, sha256, &mut message)?;
        String::from_utf8(message).map_err(|_| OpenError::Archive("the message is not UTF-8"))
    }

    /// Copies the file with this number, counted from 1, to a writer.
    ///
    /// # Errors
    /// [`OpenError::Mismatch`] when it is not what `tip.json` says: what the
    /// writer got must then be thrown away.
    pub fn copy_file(&mut self, number: usize, to: &mut impl Write) -> Result<(), OpenError> {
        let entry = number.checked_sub(1).and_then(|index| self.document.files.get(index));
        let (bytes, sha256) = entry.map(|file| (file.bytes, file.sha256)).ok_or(OpenError::Mismatch)?;
        self.copy(&file_entry(number), bytes, sha256, to)
    }

    fn copy(&mut self, name: &str, bytes: u64, sha256: [u8; 32], to: &mut impl Write) -> Result<(), OpenError> {
        let mut body = self.archive.by_name(name).map_err(|_| OpenError::Archive("an entry is missing"))?;
        if body.size() != bytes {
            return Err(OpenError::Mismatch);
        }
        let mut hash = Sha256::new();
        let mut buffer = vec![0; READ_BUFFER_BYTES];
        loop {
            let length = body.read(&mut buffer).map_err(damaged)?;
            let piece = buffer.get(..length).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            hash.update(piece);
            to.write_all(piece)?;
        }
        if <[u8; 32]>::from(hash.finalize()) == sha256 { Ok(()) } else { Err(OpenError::Mismatch) }
    }
}

pub(crate) type Plaintext<R> = StreamReader<BufReader<R>>;

/// Opens the age layer; every chunk is authenticated as it is read.
pub(crate) fn decrypt<R: Read>(
    input: R,
    identities: &[age::x25519::Identity],
    expected: usize,
) -> Result<Plaintext<R>, OpenError> {
    let mut input = BufReader::with_capacity(READ_BUFFER_BYTES, input);
    refuse_absurd_header(&mut input)?;
    let decryptor = Decryptor::new_buffered(input).map_err(|_| OpenError::NotAge)?;
    let witness = Witness { identities, found: Cell::new(None) };
    let plaintext = decryptor.decrypt(std::iter::once(&witness as &dyn Identity));
    let found = witness.found.get().unwrap_or(0);
    match plaintext {
        Ok(_) if found != expected => Err(OpenError::Recipients { expected, found }),
        Ok(plaintext) => Ok(plaintext),
        Err(DecryptError::NoMatchingKeys) => Err(OpenError::NoIdentity),
        Err(_) => Err(OpenError::Damaged),
    }
}

/// The age crate parses a header from its start again for each line; a header
/// without an end in its first 64 KiB is refused before that.
fn refuse_absurd_header<R: Read>(input: &mut BufReader<R>) -> Result<(), OpenError> {
    let start = input.fill_buf()?;
    if start.windows(5).any(|window| window == b"\n--- ") { Ok(()) } else { Err(OpenError::NotAge) }
}

/// Unwraps with the desk's identities and counts what the header names.
struct Witness<'a> {
    identities: &'a [age::x25519::Identity],
    found: Cell<Option<usize>>,
}

impl Identity for Witness<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.identities.iter().find_map(|identity| identity.unwrap_stanza(stanza))
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        let real = stanzas.iter().filter(|stanza| !stanza.tag.ends_with("-grease"));
        // A stanza of another kind counts as none of the ring's: it makes the sum wrong.
        let count = real.map(|stanza| if stanza.tag == "X25519" { 1 } else { usize::from(u16::MAX) }).sum();
        self.found.set(Some(count));
        stanzas.iter().find_map(|stanza| self.unwrap_stanza(stanza))
    }
}

fn damaged(error: io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => OpenError::Damaged,
        _ => OpenError::Io(error),
    }
}

/// The ZIP reader takes the whole central directory into memory before anything
/// can be asked about it; so its end record is looked at first (APPNOTE 4.3.16:
/// 22 bytes, no comment).
fn refuse_many_entries(plaintext: &mut (impl Read + Seek)) -> Result<(), OpenError> {
    let mut end = [0; 22];
    plaintext
        .seek(SeekFrom::End(-22))
        .and_then(|_| plaintext.read_exact(&mut end))
        .map_err(|_| OpenError::Archive("not a ZIP"))?;
    let [b'P', b'K', 5, 6, _, _, _, _, _, _, low, high, .., 0, 0] = end else {
        return Err(OpenError::Archive("it does not end as it should"));
    };
    let most = Limits::ceiling().files + 3;
    if u32::from(u16::from_le_bytes([low, high])) <= most {
        Ok(())
    } else {
        Err(OpenError::Archive("too many entries"))
    }
}

fn check_archive<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<(), OpenError> {
    let rule = |broken: bool, name: &'static str| if broken { Err(OpenError::Archive(name)) } else { Ok(()) };
    rule(archive.has_duplicate_names(), "two entries have one name")?;
    rule(!archive.comment().is_empty(), "it has a comment")?;
    let overlapping = archive.has_overlapping_entries().map_err(|_| OpenError::Archive("entries lie outside it"))?;
    rule(overlapping, "entries overlap")?;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|_| OpenError::Archive("an entry cannot be read"))?;
        rule(entry.encrypted(), "an entry is encrypted")?;
        rule(entry.compression() != CompressionMethod::Stored, "an entry is compressed")?;
        rule(entry.compressed_size() != entry.size(), "an entry has two sizes")?;
    }
    Ok(())
}

fn read_document<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<TipDocument, OpenError> {
    let entry = archive.by_name(DOCUMENT).map_err(|_| OpenError::Archive("tip.json is missing"))?;
    if entry.size() > DOCUMENT_MAX_BYTES {
        return Err(OpenError::Document);
    }
    let document: TipDocument = serde_json::from_reader(BufReader::new(entry)).map_err(|_| OpenError::Document)?;
    if document.schema != SCHEMA {
        return Err(OpenError::Document);
    }
    let mailbox = document.check_mailbox()?;
    if document.kind.needs_mailbox() && mailbox.is_none() { Err(OpenError::Unsigned) } else { Ok(document) }
}

/// Exactly the listed entries, no more and no fewer.
fn check_names<R: Read + Seek>(archive: &ZipArchive<R>, files: usize) -> Result<(), OpenError> {
    let expected = [MESSAGE, DOCUMENT, PADDING].map(str::to_owned).into_iter().chain((1..=files).map(file_entry));
    let mut count = 0;
    for name in expected {
        archive.index_for_name_raw(name.as_bytes()).ok_or(OpenError::Archive("an entry is missing"))?;
        count += 1;
    }
    if archive.len() == count { Ok(()) } else { Err(OpenError::Archive("an entry is not listed in tip.json")) }
}
