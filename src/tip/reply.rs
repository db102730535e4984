//! What a desk answers, and how answers travel.
//!
//! *A reply* is an envelope of kind `reply`, sealed to the one reply recipient of
//! a mailbox, and always exactly [`REPLY_BYTES`] long: its length says nothing.
//!
//! *A batch* is what a bag carries: sixteen slots, each with a mailbox, a reply's
//! id and a reply; slots without one hold a decoy that only its lack of a reader
//! gives away. All batches are one length, and sealed to the server, so that
//! whoever finds the stick learns neither mailboxes nor numbers.

mod batch;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Cursor};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use batch::{BATCH_BYTES, BATCH_SLOTS, BatchError, ReplySlot, member_reply, open_batch, reply_member, seal_batch};

use crate::Day;
use crate::envelope::{Basis, Consent, Form, Kind, OpenEnvelope, OpenError, SealError, SealTo};
use crate::limits::{REPLY_BYTES, REPLY_CONTENT_BYTES, REPLY_TEXT_BYTES};
use crate::ring::Recipient;

/// Names a reply: 16 random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReplyId(#[serde(with = "hex::serde")] pub [u8; 16]);

impl ReplyId {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn generate() -> Result<Self, getrandom::Error> {
        crate::random().map(Self)
    }
}

impl fmt::Display for ReplyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A file that goes with a reply.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyFile {
    /// Its name: data, never a path.
    pub name: String,
    /// Its content.
    pub content: Zeroizing<Vec<u8>>,
}

/// What a source reads.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplyText {
    /// The words.
    pub text: Zeroizing<String>,
    /// The files, in order.
    pub files: Vec<ReplyFile>,
    /// The day on which it was written.
    pub day: Day,
}

/// Why a reply was not sealed.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    /// The words alone are too long.
    #[error("the text of a reply has at most {limit} bytes")]
    TextTooLong {
        /// The bound, in bytes of UTF-8.
        limit: u64,
    },
    /// Words and files do not fit the one size of replies.
    #[error("a reply holds at most {limit} bytes of text and files, fewer with several files or long names")]
    TooLarge {
        /// The bound, in bytes.
        limit: u64,
    },
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Seals a reply. *Returns* [`REPLY_BYTES`] bytes.
///
/// # Errors
/// [`ReplyError`]; whether it fits does not depend on chance.
pub fn seal_reply(recipient: &Recipient, reply: &ReplyText) -> Result<Vec<u8>, ReplyError> {
    if reply.text.len() as u64 > REPLY_TEXT_BYTES {
        return Err(ReplyError::TextTooLong { limit: REPLY_TEXT_BYTES });
    }
    let too_large = ReplyError::TooLarge { limit: REPLY_CONTENT_BYTES };
    let content = reply.files.iter().fold(reply.text.len(), |sum, file| sum.saturating_add(file.content.len()));
    if content as u64 > REPLY_CONTENT_BYTES {
        return Err(too_large);
    }
    let to = SealTo::new(std::slice::from_ref(recipient))?;
    match seal(&to, reply) {
        Err(SealError::TooLarge) => Err(too_large),
        sealed => Ok(sealed?),
    }
}

fn seal(to: &SealTo, reply: &ReplyText) -> Result<Vec<u8>, SealError> {
    let mut sealer = to.envelope(Vec::with_capacity(REPLY_BYTES as usize))?;
    sealer.message(&reply.text)?;
    for file in &reply.files {
        let mut writer = sealer.file()?;
        writer.write(&file.content)?;
        writer.end(file.name.clone(), None);
    }
    let (bytes, length) = sealer.finish_within(form(reply.day), REPLY_BYTES)?;
    if length == REPLY_BYTES { Ok(bytes) } else { Err(SealError::Length) }
}

/// A desk states neither basis nor consent.
fn form(day: Day) -> Form {
    Form { kind: Kind::Reply, basis: Basis::Unstated, consent: Consent::Background, language: None, day, decoy: false }
}

/// Opens a reply.
///
/// # Errors
/// [`OpenError`]; [`OpenError::Document`] for an envelope that is no reply.
pub fn open_reply(bytes: &[u8], identity: &age::x25519::Identity) -> Result<ReplyText, OpenError> {
    let opened = open_in_own_frame(bytes, identity);
    crate::stack::wipe();
    opened
}

#[inline(never)]
fn open_in_own_frame(bytes: &[u8], identity: &age::x25519::Identity) -> Result<ReplyText, OpenError> {
    if bytes.len() as u64 != REPLY_BYTES {
        return Err(OpenError::Damaged);
    }
    let mut open = OpenEnvelope::open(Cursor::new(bytes), std::slice::from_ref(identity), 1)?;
    if open.document().kind != Kind::Reply {
        return Err(OpenError::Document);
    }
    let text = Zeroizing::new(open.message()?);
    let day = open.document().day;
    let names: Vec<_> = open.document().files.iter().map(|file| file.name.clone()).collect();
    let mut files = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        let mut content = Bounded(Zeroizing::new(Vec::with_capacity(REPLY_BYTES as usize)));
        open.copy_file(index + 1, &mut content)?;
        files.push(ReplyFile { name, content: content.0 });
    }
    Ok(ReplyText { text, files, day })
}

/// Never grows past its capacity, so that no piece is left behind in memory.
struct Bounded(Zeroizing<Vec<u8>>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > self.0.capacity() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
