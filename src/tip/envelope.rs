//! One tip, follow-up, withdrawal or correction as one age file.
//!
//! *Format*: binary age v1 file to every current recipient of the desk. Its
//! plaintext is a stored ZIP with `message.txt`, `files/0001` … (numbers only, so
//! that no path can be hostile), `tip.json` and `padding`. The ciphertext's length
//! is exactly a Padmé class of at least 32 KiB.
//!
//! Opens with stock tools, for ever:
//! `age -d -i KEY envelope.age > tip.zip && unzip tip.zip`.

mod document;
mod open;
mod seal;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use document::{Basis, Consent, FileEntry, Form, Kind, Mailbox, TipDocument};
pub use open::OpenEnvelope;
pub(crate) use open::{Plaintext, decrypt};
pub(crate) use seal::Counted;
#[cfg(test)]
pub(crate) use seal::largest_header;
pub use seal::{FileWriter, Padding, SealTo, Sealer};

use crate::mailbox::MailboxError;

pub(crate) const MESSAGE: &str = "message.txt";
pub(crate) const DOCUMENT: &str = "tip.json";
pub(crate) const PADDING: &str = "padding";

/// The name of a file inside the envelope, counted from 1.
pub(crate) fn file_entry(number: usize) -> String {
    format!("files/{number:04}")
}

/// Names an envelope: 16 bytes, written as 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EnvelopeId(pub [u8; 16]);

/// A text does not name an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an envelope id")]
pub struct EnvelopeIdError;

impl fmt::Display for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for EnvelopeId {
    type Err = EnvelopeIdError;

    fn from_str(text: &str) -> Result<Self, EnvelopeIdError> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| EnvelopeIdError)?;
        let id = Self(bytes);
        if id.to_string() == text { Ok(id) } else { Err(EnvelopeIdError) }
    }
}

impl TryFrom<String> for EnvelopeId {
    type Error = EnvelopeIdError;

    fn try_from(text: String) -> Result<Self, EnvelopeIdError> {
        text.parse()
    }
}

impl From<EnvelopeId> for String {
    fn from(id: EnvelopeId) -> Self {
        id.to_string()
    }
}

/// Why an envelope could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// No recipient: nothing is ever written without one.
    #[error("no recipient to seal to")]
    NoRecipient,
    /// The age crate refused the recipients.
    #[error("age refused the recipients")]
    Recipients,
    /// The envelope would pass the ceiling of the format.
    #[error("the envelope would be larger than the format allows")]
    TooLarge,
    /// A file was begun and not ended, or the archive refused an entry.
    #[error("the envelope's archive is incomplete")]
    Archive,
    /// The mailbox could not sign: a defect here.
    #[error("the mailbox could not sign")]
    Signing,
    /// The ciphertext did not come out at the computed length: a defect here.
    #[error("the ciphertext has not the length that was computed")]
    Length,
    /// The sink failed.
    #[error("writing the envelope failed")]
    Io(#[from] std::io::Error),
}

/// Why an envelope was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The bytes are not an age file, or one with an absurd header.
    #[error("not an age file")]
    NotAge,
    /// None of the identities opens it.
    #[error("none of the desk's identities opens this envelope")]
    NoIdentity,
    /// The header names other recipients than the key ring.
    #[error("sealed to other recipients than the key ring's ({found} in place of {expected})")]
    Recipients {
        /// Recipients that the ring has.
        expected: usize,
        /// Stanzas that the header has, grease aside.
        found: usize,
    },
    /// The ciphertext is cut or was altered.
    #[error("the envelope is cut short or was altered")]
    Damaged,
    /// The archive inside breaks a rule of the format.
    #[error("the archive inside is damaged: {0}")]
    Archive(&'static str),
    /// `tip.json` is not what this version reads.
    #[error("tip.json is not of a version that this program reads")]
    Document,
    /// The mailbox's signature does not hold.
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    /// A follow-up, correction or withdrawal that nothing ties to a tip.
    #[error("a follow-up, correction or withdrawal without a mailbox")]
    Unsigned,
    /// A body does not match what `tip.json` says of it.
    #[error("a part of the envelope does not match tip.json")]
    Mismatch,
    /// The reader or writer failed.
    #[error("reading the envelope failed")]
    Io(#[from] std::io::Error),
}
