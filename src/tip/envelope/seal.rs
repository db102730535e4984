//! Sealing: parts go in as they arrive, ciphertext comes out.
//!
//! *Security*: the plaintext held here is one age chunk (64 KiB); it is never
//! written anywhere but into the age stream.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use age::stream::StreamWriter;
use sha2::{Digest, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter as Unseekable};
use zip::{CompressionMethod, ZipWriter};

use super::document::SCHEMA;
use super::{DOCUMENT, FileEntry, Form, MESSAGE, PADDING, SealError, TipDocument, file_entry};
use crate::limits::{
    DOCUMENT_MAX_BYTES, ENVELOPE_CEILING_BYTES, ENVELOPE_FLOOR_BYTES, FLOOR_DOCUMENT_BYTES, FLOOR_MESSAGE_BYTES,
};
use crate::mailbox::MailboxKeys;
use crate::padding::{NONCE, ciphertext_length, fit, padme};
use crate::ring::Recipient;

/// Longest grease stanza that the age crate adds, in bytes: a line of at most 66
/// characters and up to 100 bytes of body in Base64. A test draws thousands.
const GREASE_MAX_BYTES: u64 = 256;
/// Version line and MAC line of an age header (C2SP age, "Header").
const HEADER_FRAME_BYTES: u64 = 22 + 48;
/// One X25519 stanza: `-> X25519 ` and 43 characters, and 43 characters of body.
const X25519_STANZA_BYTES: u64 = 54 + 44;

/// Padding written in one piece, in bytes.
const PADDING_PIECE_BYTES: u64 = 64 * 1024;

type Zip<W> = ZipWriter<Unseekable<StreamWriter<Counted<W>>>>;

/// Everyone an envelope is sealed to, and the floor that follows from it.
#[derive(Clone)]
pub struct SealTo {
    recipients: Vec<age::x25519::Recipient>,
    floor: u64,
}

impl SealTo {
    /// # Errors
    /// [`SealError::NoRecipient`] for an empty list.
    pub fn new(recipients: &[Recipient]) -> Result<Self, SealError> {
        let recipients: Result<Vec<_>, _> = recipients.iter().map(Recipient::to_age).collect();
        let recipients = recipients.map_err(|_| SealError::Recipients)?;
        if recipients.is_empty() {
            return Err(SealError::NoRecipient);
        }
        let header = largest_header(recipients.len());
        let zip = FLOOR_MESSAGE_BYTES + FLOOR_DOCUMENT_BYTES + zip_overhead(0)?;
        let floor = padme(ciphertext_length(header, zip).max(ENVELOPE_FLOOR_BYTES));
        Ok(Self { recipients, floor })
    }

    /// Length that every text of up to 16,000 bytes gets, in bytes of ciphertext.
    #[must_use]
    pub fn floor_bytes(&self) -> u64 {
        self.floor
    }

    /// Begins an envelope; the age header is written to the sink at once.
    ///
    /// # Errors
    /// [`SealError::Recipients`], or [`SealError::Io`] from the sink.
    pub fn envelope<W: Write>(&self, sink: W) -> Result<Sealer<W>, SealError> {
        let recipients = self.recipients.iter().map(|recipient| recipient as &dyn age::Recipient);
        let encryptor = age::Encryptor::with_recipients(recipients).map_err(|_| SealError::Recipients)?;
        let written = Arc::new(AtomicU64::new(0));
        let stream = encryptor.wrap_output(Counted { sink, written: written.clone() })?;
        let header_bytes = written.load(Ordering::Relaxed).saturating_sub(NONCE);
        Ok(Sealer {
            zip: ZipWriter::new_stream(stream),
            written,
            header_bytes,
            header_max_bytes: largest_header(self.recipients.len()),
            floor: self.floor,
            bodies: 0,
            message: None,
            files: Vec::new(),
            open_file: false,
        })
    }
}

/// An upper bound of the age header for this many X25519 recipients, in bytes.
pub(crate) fn largest_header(recipients: usize) -> u64 {
    HEADER_FRAME_BYTES + GREASE_MAX_BYTES + X25519_STANZA_BYTES * recipients as u64
}

/// One envelope being sealed. Dropping it abandons the envelope: what the sink
/// then holds must be thrown away by whoever owns it.
pub struct Sealer<W: Write> {
    zip: Zip<W>,
    written: Arc<AtomicU64>,
    header_bytes: u64,
    header_max_bytes: u64,
    floor: u64,
    bodies: u64,
    message: Option<(u64, [u8; 32])>,
    files: Vec<FileEntry>,
    open_file: bool,
}

impl<W: Write> Sealer<W> {
    /// Length of the age header at the start of the sink, in bytes.
    #[must_use]
    pub fn header_bytes(&self) -> u64 {
        self.header_bytes
    }

    /// A hash of everything sealed so far: message, and names and contents of the
    /// files. Equal for equal submissions, and for nothing else.
    #[must_use]
    pub fn contents(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.message.unwrap_or_default().1);
        for file in &self.files {
            hash.update((file.name.len() as u64).to_be_bytes());
            hash.update(file.name.as_bytes());
            hash.update(file.sha256);
        }
        hash.finalize().into()
    }

    /// Seals the message. At most one; an envelope without one gets an empty one.
    ///
    /// # Errors
    /// [`SealError::Archive`] for a second message or inside a file.
    pub fn message(&mut self, text: &str) -> Result<(), SealError> {
        if self.message.is_some() || self.open_file {
            return Err(SealError::Archive);
        }
        self.entry(MESSAGE)?;
        self.body(text.as_bytes())?;
        self.message = Some((text.len() as u64, Sha256::digest(text.as_bytes()).into()));
        Ok(())
    }

    /// Begins the next file.
    ///
    /// # Errors
    /// [`SealError::Archive`] when the file before was not ended.
    pub fn file(&mut self) -> Result<FileWriter<'_, W>, SealError> {
        if self.open_file {
            return Err(SealError::Archive);
        }
        self.entry(&file_entry(self.files.len() + 1))?;
        self.open_file = true;
        Ok(FileWriter { sealer: self, bytes: 0, hash: Sha256::new() })
    }

    /// Writes `tip.json` and the padding, and closes the age file.
    ///
    /// *Returns* the sink and the length of the whole envelope in bytes, which
    /// is exactly a Padmé class.
    ///
    /// # Errors
    /// [`SealError`]; the sink's content must then be thrown away.
    pub fn finish(self, form: Form) -> Result<(W, u64), SealError> {
        self.pad(form, None)?.fill()
    }

    /// As [`Sealer::finish`], with a mailbox in `tip.json` that signs all of it.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn finish_signed(self, form: Form, keys: &MailboxKeys) -> Result<(W, u64), SealError> {
        self.pad(form, Some(keys))?.fill()
    }

    /// As [`Sealer::finish`], but refuses when the content could pass `most`
    /// bytes of ciphertext behind the largest header, whatever this one's length.
    ///
    /// # Errors
    /// [`SealError::TooLarge`], and as [`Sealer::finish`].
    pub(crate) fn finish_within(self, form: Form, most: u64) -> Result<(W, u64), SealError> {
        self.close_with(form, None, most)?.fill()
    }

    /// Writes `tip.json`, signed by a mailbox if there is one, and leaves the
    /// padding to the caller, piece by piece: of a large envelope it can be a
    /// hundred megabytes.
    ///
    /// # Errors
    /// As [`Sealer::finish`].
    pub fn pad(self, form: Form, mailbox: Option<&MailboxKeys>) -> Result<Padding<W>, SealError> {
        self.close_with(form, mailbox, ENVELOPE_CEILING_BYTES)
    }

    fn close_with(mut self, form: Form, keys: Option<&MailboxKeys>, most: u64) -> Result<Padding<W>, SealError> {
        if self.message.is_none() {
            self.message("")?;
        }
        if self.open_file {
            return Err(SealError::Archive);
        }
        let files = self.files.len();
        let mut document = self.document(form);
        keys.map_or(Ok(()), |keys| document.sign(keys)).map_err(|_| SealError::Signing)?;
        let document = serde_json_canonicalizer::to_vec(&document).map_err(|_| SealError::Archive)?;
        if document.len() as u64 > DOCUMENT_MAX_BYTES {
            return Err(SealError::TooLarge);
        }
        self.entry(DOCUMENT)?;
        self.body(&document)?;
        let plaintext = self.bodies + zip_overhead(files)?;
        let (class, filled) = fit(self.header_bytes, plaintext, self.floor);
        if class.max(ciphertext_length(self.header_max_bytes, plaintext)) > most {
            return Err(SealError::TooLarge);
        }
        self.entry(PADDING)?;
        Ok(Padding { zip: self.zip, written: self.written, left: filled - plaintext, class })
    }

    fn document(&mut self, form: Form) -> TipDocument {
        let (message_bytes, message_sha256) = self.message.unwrap_or_default();
        TipDocument {
            schema: SCHEMA,
            kind: form.kind,
            basis: form.basis,
            consent: form.consent,
            language: form.language,
            day: form.day,
            decoy: form.decoy,
            message_bytes,
            message_sha256,
            files: std::mem::take(&mut self.files),
            mailbox: None,
        }
    }

    fn entry(&mut self, name: &str) -> Result<(), SealError> {
        self.zip.start_file(name, options()).map_err(|_| SealError::Archive)
    }

    fn body(&mut self, bytes: &[u8]) -> Result<(), SealError> {
        self.bodies += bytes.len() as u64;
        if self.bodies > ENVELOPE_CEILING_BYTES {
            return Err(SealError::TooLarge);
        }
        Ok(self.zip.write_all(bytes)?)
    }
}

/// One file being sealed. Dropping it without [`FileWriter::end`] spoils the
/// envelope: `finish` then refuses.
pub struct FileWriter<'a, W: Write> {
    sealer: &'a mut Sealer<W>,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write> FileWriter<'_, W> {
    /// Seals a piece of the file.
    ///
    /// # Errors
    /// [`SealError::TooLarge`], or [`SealError::Io`] from the sink.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), SealError> {
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
        self.sealer.body(piece)
    }

    /// Ends the file under the name and media type that the source's browser gave.
    pub fn end(self, name: String, declared_type: Option<String>) {
        let entry = FileEntry { name, declared_type, bytes: self.bytes, sha256: self.hash.finalize().into() };
        self.sealer.files.push(entry);
        self.sealer.open_file = false;
    }
}

/// An envelope that lacks nothing but its padding.
pub struct Padding<W: Write> {
    zip: Zip<W>,
    written: Arc<AtomicU64>,
    left: u64,
    class: u64,
}

impl<W: Write> Padding<W> {
    /// Writes a piece of the padding. *Returns* whether there is more.
    ///
    /// # Errors
    /// [`SealError::Io`] from the sink.
    pub fn write_some(&mut self) -> Result<bool, SealError> {
        let piece = self.left.min(PADDING_PIECE_BYTES);
        io::copy(&mut io::repeat(0).take(piece), &mut self.zip)?;
        self.left -= piece;
        Ok(self.left > 0)
    }

    fn fill(mut self) -> Result<(W, u64), SealError> {
        while self.write_some()? {}
        self.finish()
    }

    /// Closes the age file. *Returns* as [`Sealer::finish`].
    ///
    /// # Errors
    /// [`SealError::Length`] when padding is missing, [`SealError::Io`].
    pub fn finish(self) -> Result<(W, u64), SealError> {
        let stream = self.zip.finish().map_err(|_| SealError::Archive)?.into_inner();
        let counted = stream.finish()?;
        if self.written.load(Ordering::Relaxed) != self.class {
            return Err(SealError::Length);
        }
        Ok((counted.sink, self.class))
    }
}

/// Stored, with fixed dates: nothing of the server's clock or system.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o600)
}

/// Bytes of the ZIP around the bodies, measured by writing the same names with
/// empty bodies: exact whatever the zip crate's record sizes are.
fn zip_overhead(files: usize) -> Result<u64, SealError> {
    let written = Arc::new(AtomicU64::new(0));
    let mut zip = ZipWriter::new_stream(Counted { sink: io::sink(), written: written.clone() });
    let names = [MESSAGE, DOCUMENT, PADDING].map(str::to_owned);
    for name in names.into_iter().chain((1..=files).map(file_entry)) {
        zip.start_file(name, options()).map_err(|_| SealError::Archive)?;
    }
    zip.finish().map_err(|_| SealError::Archive)?;
    Ok(written.load(Ordering::Relaxed))
}

/// Counts what passes.
pub(crate) struct Counted<W> {
    pub(crate) sink: W,
    pub(crate) written: Arc<AtomicU64>,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.sink.write(bytes)?;
        self.written.fetch_add(written as u64, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

#[cfg(test)]
impl SealTo {
    pub(super) fn test_recipients(&self) -> &[age::x25519::Recipient] {
        &self.recipients
    }
}
