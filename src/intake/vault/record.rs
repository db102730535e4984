//! How an envelope stands in the vault: a head, then the age payload.
//!
//! *Format*, big endian. Head: magic `SBRV`, version, place (0 rows, 1 file, 2
//! reply in rows), id of the envelope or place of the reply (16), arrival
//! sequence (8), slot (4), day (4), length of the age file (8), its SHA-256 (32),
//! nonce (24), length of the sealed header (4), sealed header, HMAC-SHA256 (32).
//! Row: magic `SBRR`, sequence (8), part (2), parts (2), length (2), bytes,
//! HMAC-SHA256 (32). Every row and every head describes itself, so that a raw
//! scan of a damaged store finds them.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;
use zeroize::Zeroizing;

use super::{Entry, VaultError};

pub(super) const HEAD_MAGIC: &[u8; 4] = b"SBRV";
pub(super) const ROW_MAGIC: &[u8; 4] = b"SBRR";
const VERSION: u8 = 1;
const MAC_BYTES: usize = 32;
const AEAD_TAG_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
/// Everything of a head before its sealed header.
const HEAD_FIXED_BYTES: usize = 4 + 1 + 1 + 16 + 8 + 4 + 4 + 8 + 32 + NONCE_BYTES + 4;
/// Everything of a row but its bytes.
const ROW_FRAME_BYTES: usize = 4 + 8 + 2 + 2 + 2 + MAC_BYTES;
/// Largest row: rows of more than about 7,000 bytes made sled hold several
/// times the memory.
const ROW_MAX_BYTES: usize = 7_000;
pub(super) const ROW_BODY_BYTES: usize = ROW_MAX_BYTES - ROW_FRAME_BYTES;

/// Where the payload lies, and on which shelf: a raw scan must tell replies
/// from envelopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In rows, behind the head.
    Rows,
    /// In a file of its own, behind the head.
    File,
    /// In rows, behind the head, on the shelf of replies.
    Reply,
}

impl Place {
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Rows => 0,
            Self::File => 1,
            Self::Reply => 2,
        }
    }

    pub(super) fn of(number: u8) -> Option<Self> {
        [Self::Rows, Self::File, Self::Reply].into_iter().find(|place| place.number() == number)
    }
}

/// The key that finds damage: derived from the install key, no secret of a source.
#[derive(Clone)]
pub(super) struct MacKey(pub(super) Zeroizing<[u8; 32]>);

impl MacKey {
    fn mac(&self, bytes: &[u8]) -> [u8; MAC_BYTES] {
        // HMAC takes a key of any length; the empty answer cannot happen.
        <Hmac<Sha256> as Mac>::new_from_slice(self.0.as_slice()).map_or([0; MAC_BYTES], |mut mac| {
            mac.update(bytes);
            mac.finalize().into_bytes().into()
        })
    }

    /// The bytes before the MAC, if it holds.
    fn open<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let (body, mac) = bytes.split_last_chunk::<MAC_BYTES>()?;
        (self.mac(body) == *mac).then_some(body)
    }

    fn seal(&self, mut body: Vec<u8>) -> Vec<u8> {
        let mac = self.mac(&body);
        body.extend_from_slice(&mac);
        body
    }
}

/// The head of a stored envelope or reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) entry: Entry,
    pub(super) place: Place,
    pub(super) sequence: u64,
    pub(super) slot: u32,
    nonce: [u8; NONCE_BYTES],
    sealed_header: Vec<u8>,
}

/// Length of a head around an age header of this length: a large envelope's
/// file keeps this much free at its start while the payload arrives.
pub(super) const fn head_bytes(age_header_bytes: usize) -> usize {
    HEAD_FIXED_BYTES + age_header_bytes + AEAD_TAG_BYTES + MAC_BYTES
}

impl Head {
    pub(super) fn seal(
        entry: Entry,
        place: Place,
        sequence: u64,
        slot: u32,
        key: &[u8; 32],
        age_header: &[u8],
    ) -> Result<Self, VaultError> {
        let nonce = subrosa_tip::random().map_err(std::io::Error::from)?;
        let mut head = Self { entry, place, sequence, slot, nonce, sealed_header: Vec::new() };
        let payload = Payload { msg: age_header, aad: &head.associated_data() };
        let cipher = XChaCha20Poly1305::new(key.into());
        head.sealed_header = cipher.encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| VaultError::Damaged)?;
        Ok(head)
    }

    /// The age header, under the key of the slot.
    pub(super) fn age_header(&self, key: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        let payload = Payload { msg: self.sealed_header.as_slice(), aad: &self.associated_data() };
        let cipher = XChaCha20Poly1305::new(key.into());
        cipher.decrypt(XNonce::from_slice(&self.nonce), payload).map_err(|_| VaultError::Damaged)
    }

    fn associated_data(&self) -> Vec<u8> {
        let mut data = b"subrosa vault header 1".to_vec();
        data.extend_from_slice(&self.entry.id.0);
        data.extend_from_slice(&self.sequence.to_be_bytes());
        data.extend_from_slice(&self.slot.to_be_bytes());
        data
    }

    pub(super) fn encode(&self, key: &MacKey) -> Vec<u8> {
        let mut out = HEAD_MAGIC.to_vec();
        out.push(VERSION);
        out.push(self.place.number());
        out.extend_from_slice(&self.entry.id.0);
        out.extend_from_slice(&self.sequence.to_be_bytes());
        out.extend_from_slice(&self.slot.to_be_bytes());
        out.extend_from_slice(&self.entry.day.number().to_be_bytes());
        out.extend_from_slice(&self.entry.bytes.to_be_bytes());
        out.extend_from_slice(&self.entry.sha256);
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&(self.sealed_header.len() as u32).to_be_bytes());
        out.extend_from_slice(&self.sealed_header);
        key.seal(out)
    }

    /// Reads a head from the start of these bytes.
    ///
    /// *Returns* the head and its length, or nothing if it is damaged.
    pub(super) fn decode(bytes: &[u8], key: &MacKey) -> Option<(Self, usize)> {
        let mut fields = Fields(bytes);
        let magic: [u8; 4] = fields.array()?;
        let [version, place] = fields.array()?;
        let id = EnvelopeId(fields.array()?);
        let sequence = u64::from_be_bytes(fields.array()?);
        let slot = u32::from_be_bytes(fields.array()?);
        let day = Day::from_number(i32::from_be_bytes(fields.array()?)).ok()?;
        let length = u64::from_be_bytes(fields.array()?);
        let sha256 = fields.array()?;
        let nonce = fields.array()?;
        let sealed = usize::try_from(u32::from_be_bytes(fields.array()?)).ok()?;
        let sealed_header = fields.slice(sealed)?.to_vec();
        let total = HEAD_FIXED_BYTES + sealed + MAC_BYTES;
        key.open(bytes.get(..total)?)?;
        let place = Place::of(place)?;
        let known = &magic == HEAD_MAGIC && version == VERSION && sealed >= AEAD_TAG_BYTES;
        let entry = Entry { id, day, bytes: length, sha256 };
        known.then_some((Self { entry, place, sequence, slot, nonce, sealed_header }, total))
    }
}

/// One row: a piece of head and payload together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) sequence: u64,
    pub(super) part: u16,
    pub(super) parts: u16,
    pub(super) bytes: Vec<u8>,
}

impl Row {
    pub(super) fn encode(&self, key: &MacKey) -> Vec<u8> {
        let mut out = Vec::with_capacity(ROW_FRAME_BYTES + self.bytes.len());
        out.extend_from_slice(ROW_MAGIC);
        out.extend_from_slice(&self.sequence.to_be_bytes());
        out.extend_from_slice(&self.part.to_be_bytes());
        out.extend_from_slice(&self.parts.to_be_bytes());
        out.extend_from_slice(&(self.bytes.len() as u16).to_be_bytes());
        out.extend_from_slice(&self.bytes);
        key.seal(out)
    }

    /// Reads a row from the start of these bytes, or nothing if it is damaged.
    pub(super) fn decode(bytes: &[u8], key: &MacKey) -> Option<Self> {
        let mut fields = Fields(bytes);
        let magic: [u8; 4] = fields.array()?;
        let sequence = u64::from_be_bytes(fields.array()?);
        let part = u16::from_be_bytes(fields.array()?);
        let parts = u16::from_be_bytes(fields.array()?);
        let length = usize::from(u16::from_be_bytes(fields.array()?));
        let body = fields.slice(length)?.to_vec();
        key.open(bytes.get(..ROW_FRAME_BYTES + length)?)?;
        (&magic == ROW_MAGIC).then_some(Self { sequence, part, parts, bytes: body })
    }

    /// Cuts head and payload into rows.
    pub(super) fn cut(sequence: u64, record: &[u8]) -> Vec<Self> {
        let pieces: Vec<_> = record.chunks(ROW_BODY_BYTES).collect();
        let parts = pieces.len() as u16;
        let row = |(part, piece): (u16, &&[u8])| Self { sequence, part, parts, bytes: piece.to_vec() };
        (0..).zip(&pieces).map(row).collect()
    }
}

/// Takes fields off the front.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*field)
    }

    fn slice(&mut self, length: usize) -> Option<&'a [u8]> {
        let (field, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }
}
