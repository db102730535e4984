//! The key ring: which desks may read, from which day, and what they sign with.
//!
//! Written by a desk, signed by its root key, which signs nothing else and whose
//! public half is pinned in the server's configuration. Two files: the canonical
//! JSON and beside it `.minisig`, which stock `minisign -V` verifies too.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Day;
use crate::limits::RECIPIENTS_MAX;
use crate::sign::{Purpose, SignatureError, SigningKey, VerifyingKey};

const FORMAT: &str = "subrosa-ring-1";
/// A ring is for every installation that pins its root.
const ANY_INSTALLATION: &str = "every installation";

/// An age X25519 recipient (`age1…`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Recipient(String);

/// Why a text is not a recipient. The text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecipientError {
    /// An age identity was given: a private key where a recipient belongs.
    #[error("a private key stands where a recipient (age1…) belongs; remove it from this file and replace that key")]
    PrivateKey,
    /// A post-quantum hybrid recipient, which the age crate cannot seal to yet.
    #[error("post-quantum recipients (age1pq1…) are not supported by this version")]
    PostQuantum,
    /// Anything else.
    #[error("not an age recipient (age1…)")]
    Malformed,
}

impl Recipient {
    /// The age crate's recipient.
    ///
    /// # Errors
    /// Never for a value that was parsed; the type cannot say so.
    pub fn to_age(&self) -> Result<age::x25519::Recipient, RecipientError> {
        self.0.parse().map_err(|_| RecipientError::Malformed)
    }

    /// The recipient's spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Recipient {
    type Err = RecipientError;

    fn from_str(text: &str) -> Result<Self, RecipientError> {
        let lower = text.to_ascii_lowercase();
        if lower.starts_with("age-secret-key") || lower.starts_with("age-plugin") {
            return Err(RecipientError::PrivateKey);
        }
        if lower.starts_with("age1pq1") {
            return Err(RecipientError::PostQuantum);
        }
        let recipient: age::x25519::Recipient = text.parse().map_err(|_| RecipientError::Malformed)?;
        if recipient.to_string() == text { Ok(Self(text.to_owned())) } else { Err(RecipientError::Malformed) }
    }
}

impl TryFrom<String> for Recipient {
    type Error = RecipientError;

    fn try_from(text: String) -> Result<Self, RecipientError> {
        text.parse()
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.0
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A span of days in which a desk reads with these recipients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// First day on which the intake may seal to this window.
    pub from: Day,
    /// Day from which it may not; none while the window is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Everyone at this desk who can open what is sealed in the window.
    pub recipients: Vec<Recipient>,
}

/// One desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Random name of the desk, fixed for ever.
    pub id: String,
    /// Its windows, oldest first.
    pub windows: Vec<Window>,
    /// Signs the bags that this desk sends.
    pub bag_key: VerifyingKey,
    /// Whether the intake keeps an envelope until this desk confirmed it.
    pub must_acknowledge: bool,
}

/// The key ring as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRing {
    /// `subrosa-ring-1`.
    pub format: String,
    /// Grows with every change; the intake refuses a lower one than it has seen.
    pub generation: u64,
    /// Every desk that may read.
    pub desks: Vec<Desk>,
}

/// Why a key ring was refused.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// The file is not a key ring; the message names line and column.
    #[error("{0}")]
    Malformed(String),
    /// Another format than this version reads.
    #[error("the format is not {FORMAT}")]
    Format,
    /// The signature is missing, wrong, or not the pinned root's.
    #[error("signature of the root key: {0}")]
    Signature(#[from] SignatureError),
    /// No desk has a window that holds this day.
    #[error("no desk has a recipient for {0}")]
    NoRecipient(Day),
    /// A desk has no window, a window no recipient, or one ends before it begins.
    #[error("desk {0} has a window without recipients, an empty span, or windows out of order")]
    Window(String),
    /// More recipients than an envelope's header may carry.
    #[error("more than {RECIPIENTS_MAX} recipients")]
    TooMany,
}

impl KeyRing {
    /// A ring of these desks.
    #[must_use]
    pub fn new(generation: u64, desks: Vec<Desk>) -> Self {
        Self { format: FORMAT.to_owned(), generation, desks }
    }

    /// The canonical bytes (RFC 8785) and the root's signature over them.
    ///
    /// # Errors
    /// [`RingError::Signature`] when signing fails.
    pub fn sign(&self, root: &SigningKey) -> Result<(Vec<u8>, String), RingError> {
        let bytes = serde_json_canonicalizer::to_vec(self).map_err(|error| RingError::Malformed(error.to_string()))?;
        let signature = root.sign(Purpose::KeyRing, ANY_INSTALLATION, &bytes)?;
        Ok((bytes, signature))
    }

    /// Reads a ring and checks it against the pinned root.
    ///
    /// # Errors
    /// [`RingError`]. The shape is read first, so that a private key pasted into
    /// the ring is named by line even though its signature could not hold.
    ///
    /// *Security*: nothing of the ring is used before the signature was checked.
    pub fn verify(bytes: &[u8], signature: &str, root: &VerifyingKey) -> Result<Self, RingError> {
        let ring: Self = serde_json::from_slice(bytes).map_err(|error| RingError::Malformed(error.to_string()))?;
        root.verify(Purpose::KeyRing, ANY_INSTALLATION, bytes, signature)?;
        if ring.format != FORMAT {
            return Err(RingError::Format);
        }
        for desk in &ring.desks {
            let sound =
                desk.windows.iter().all(|w| !w.recipients.is_empty() && w.until.is_none_or(|until| until > w.from));
            if !sound || !desk.windows.is_sorted_by(|a, b| a.from < b.from) || desk.windows.is_empty() {
                return Err(RingError::Window(desk.id.clone()));
            }
        }
        Ok(ring)
    }

    /// Everyone an envelope of this day is sealed to, over all desks, and the
    /// first day of the newest window among them.
    ///
    /// # Errors
    /// [`RingError::NoRecipient`], [`RingError::TooMany`].
    pub fn recipients_on(&self, day: Day) -> Result<(Vec<Recipient>, Day), RingError> {
        let holds = |window: &&Window| window.from <= day && window.until.is_none_or(|until| day < until);
        let mut recipients = Vec::new();
        let mut newest = None;
        for desk in &self.desks {
            let window = desk.windows.iter().rev().find(holds).ok_or(RingError::NoRecipient(day))?;
            recipients.extend(window.recipients.iter().cloned());
            newest = newest.max(Some(window.from));
        }
        match newest {
            Some(_) if recipients.len() > RECIPIENTS_MAX => Err(RingError::TooMany),
            Some(newest) => Ok((recipients, newest)),
            None => Err(RingError::NoRecipient(day)),
        }
    }
}

/// SHA-256 of a ring's signed bytes, as bags name it.
#[must_use]
pub fn ring_hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests;
