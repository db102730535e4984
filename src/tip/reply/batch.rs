//! Sixteen slots, real or decoy, in one age file of one length.
//!
//! *Format* of the plaintext: a line that names the format; sixteen times
//! mailbox id (32 bytes), reply id (16) and reply (32,768); zeros to the length
//! that makes the ciphertext exactly [`BATCH_BYTES`] long.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{ReplyId, ReplyText, seal_reply};
use crate::Day;
use crate::envelope::{Counted, OpenError, Plaintext, decrypt};
use crate::limits::REPLY_BYTES;
use crate::mailbox::MailboxId;
use crate::padding::{NONCE, fit};
use crate::ring::Recipient;

/// Slots of every batch.
pub const BATCH_SLOTS: usize = 16;
/// Length of every batch, in bytes of ciphertext: the Padmé class that holds the
/// slots behind the largest header.
pub const BATCH_BYTES: u64 = 540_672;

const FORMAT: &[u8] = b"subrosa-replies-1\n";
const SLOT_BYTES: u64 = 32 + 16 + REPLY_BYTES;
const CONTENT_BYTES: u64 = FORMAT.len() as u64 + BATCH_SLOTS as u64 * SLOT_BYTES;

/// One reply on its way.
#[derive(Clone, PartialEq, Eq)]
pub struct ReplySlot {
    /// The mailbox that it is for.
    pub mailbox: MailboxId,
    /// The reply's id: what comes twice is stored once.
    pub id: ReplyId,
    /// The sealed reply, [`REPLY_BYTES`] long.
    pub reply: Vec<u8>,
}

/// Why a batch was not sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// More replies than slots.
    #[error("a batch has {BATCH_SLOTS} slots")]
    TooMany,
    /// A reply of another length.
    #[error("a reply has not the one length of replies")]
    Length,
    /// The system has no random numbers, or the recipient is unusable.
    #[error("the batch could not be sealed")]
    Sealing,
    /// Not sealed to this server, cut, or altered.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// What was sealed is not a batch of this version.
    #[error("what is inside is not a batch of replies")]
    Content,
}

/// Name of the bag's member with this batch's number.
#[must_use]
pub fn reply_member(number: u32) -> String {
    format!("replies/{number:06}.age")
}

/// The batch's number in a member's name, if it is the name of one.
#[must_use]
pub fn member_reply(name: &str) -> Option<u32> {
    let number = name.strip_prefix("replies/")?.strip_suffix(".age")?.parse().ok()?;
    (reply_member(number) == name).then_some(number)
}

/// Seals replies to a server's transport recipient; decoys fill up, in random
/// places, and among themselves the replies keep their order: two to one mailbox
/// are read as they were written. `day` stands in the decoys. *Returns*
/// [`BATCH_BYTES`] bytes.
///
/// *Security*: a batch that travels again must be the same bytes. Sealed anew,
/// it would have other decoys, and what stays would be what is real.
///
/// # Errors
/// [`BatchError`].
pub fn seal_batch(replies: &[ReplySlot], day: Day, recipient: &Recipient) -> Result<Vec<u8>, BatchError> {
    if replies.len() > BATCH_SLOTS {
        return Err(BatchError::TooMany);
    }
    if replies.iter().any(|slot| slot.reply.len() as u64 != REPLY_BYTES) {
        return Err(BatchError::Length);
    }
    let reader = age::x25519::Identity::generate().to_public().to_string();
    let reader = reader.parse().map_err(|_| BatchError::Sealing)?;
    let mut is_real: [bool; BATCH_SLOTS] = std::array::from_fn(|slot| slot < replies.len());
    shuffle(&mut is_real).map_err(|_| BatchError::Sealing)?;
    let mut real = replies.iter().cloned();
    let slot = |is_real: bool| if is_real { real.next().ok_or(BatchError::TooMany) } else { decoy(day, &reader) };
    let slots: Vec<_> = is_real.into_iter().map(slot).collect::<Result<_, _>>()?;
    let recipient = recipient.to_age().map_err(|_| BatchError::Sealing)?;
    encrypt(&slots, &recipient).map_err(|_| BatchError::Sealing)
}

/// A reply that nobody can open, for a mailbox that nobody has.
fn decoy(day: Day, reader: &Recipient) -> Result<ReplySlot, BatchError> {
    let empty = ReplyText { text: String::new().into(), files: Vec::new(), day };
    let reply = seal_reply(reader, &empty).map_err(|_| BatchError::Sealing)?;
    let mailbox = crate::random().map(MailboxId).map_err(|_| BatchError::Sealing)?;
    let id = ReplyId::generate().map_err(|_| BatchError::Sealing)?;
    Ok(ReplySlot { mailbox, id, reply })
}

/// Fisher and Yates; 64 random bits leave a bias of 2^-60 in a choice of sixteen.
fn shuffle(slots: &mut [bool]) -> Result<(), getrandom::Error> {
    for last in (1..slots.len()).rev() {
        let number = u64::from_be_bytes(crate::random()?);
        slots.swap(last, (number % (last as u64 + 1)) as usize);
    }
    Ok(())
}

fn encrypt(slots: &[ReplySlot], recipient: &age::x25519::Recipient) -> io::Result<Vec<u8>> {
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(recipient as &dyn age::Recipient)).map_err(io::Error::other)?;
    let written = Arc::new(AtomicU64::new(0));
    let sink = Counted { sink: Vec::with_capacity(BATCH_BYTES as usize), written: written.clone() };
    let mut stream = encryptor.wrap_output(sink)?;
    let header = written.load(Ordering::Relaxed).saturating_sub(NONCE);
    stream.write_all(FORMAT)?;
    for slot in slots {
        stream.write_all(&slot.mailbox.0)?;
        stream.write_all(&slot.id.0)?;
        stream.write_all(&slot.reply)?;
    }
    let (_, filled) = fit(header, CONTENT_BYTES, BATCH_BYTES);
    io::copy(&mut io::repeat(0).take(filled - CONTENT_BYTES), &mut stream)?;
    Ok(stream.finish()?.sink)
}

/// Opens a batch. *Returns* every slot, decoys too: only whoever asks for a
/// mailbox can tell.
///
/// # Errors
/// [`BatchError`]; nothing is handed out before every byte was authenticated.
pub fn open_batch(bytes: &[u8], identity: &age::x25519::Identity) -> Result<Vec<ReplySlot>, BatchError> {
    if bytes.len() as u64 != BATCH_BYTES {
        return Err(BatchError::Length);
    }
    let mut plain = Vec::with_capacity(BATCH_BYTES as usize);
    let mut plaintext: Plaintext<&[u8]> = decrypt(bytes, std::slice::from_ref(identity), 1)?;
    plaintext.read_to_end(&mut plain).map_err(|_| OpenError::Damaged)?;
    let mut rest = plain.strip_prefix(FORMAT).ok_or(BatchError::Content)?;
    let mut slots = Vec::with_capacity(BATCH_SLOTS);
    for _ in 0..BATCH_SLOTS {
        let (slot, after) = read_slot(rest).ok_or(BatchError::Content)?;
        slots.push(slot);
        rest = after;
    }
    if rest.iter().all(|byte| *byte == 0) { Ok(slots) } else { Err(BatchError::Content) }
}

fn read_slot(bytes: &[u8]) -> Option<(ReplySlot, &[u8])> {
    let (mailbox, rest) = bytes.split_first_chunk()?;
    let (id, rest) = rest.split_first_chunk()?;
    let (reply, rest) = rest.split_at_checked(REPLY_BYTES as usize)?;
    Some((ReplySlot { mailbox: MailboxId(*mailbox), id: ReplyId(*id), reply: reply.to_vec() }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::largest_header;
    use crate::padding::{ciphertext_length, padme};

    #[test]
    fn the_one_length_is_the_class_of_the_slots_behind_the_largest_header() {
        assert_eq!(padme(ciphertext_length(largest_header(1), CONTENT_BYTES)), BATCH_BYTES);
        for header in 100..=largest_header(1) {
            assert_eq!(fit(header, CONTENT_BYTES, BATCH_BYTES).0, BATCH_BYTES, "{header}");
        }
    }
}
