//! The bag from this desk to a server.
//!
//! *Format*: as the server's own bags, from this desk's id to `intake`, signed
//! with the desk's bag key. Its members are `replies/NNNNNN.age`. Every new bag
//! brings at least one new batch, of decoys only when no reply waits: the number
//! of members says little.

use std::io::{self, Cursor, Write};

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};
use subrosa_tip::bag::{BagError, Manifest, Member, SignedManifest, write_bag};
use subrosa_tip::mailbox::MailboxId;
use subrosa_tip::reply::{BATCH_SLOTS, BatchError, ReplyId, ReplySlot, member_reply, reply_member, seal_batch};
use subrosa_tip::ring::{Recipient, ring_hash};

use super::confirm::{last_written, received};
use crate::arrive::pairing::{ChoiceError, Paired};
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};

/// Whom the bags of a desk are for.
const INTAKE: &str = "intake";

/// Why no bag was written.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// Which server was meant is not clear.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// The server was paired with a card of before there were replies.
    #[error("this server was paired before it could take replies")]
    NoRecipient,
    /// No bag with this sequence was written.
    #[error("there is no bag {0} for this server")]
    NoSuchBag(u64),
    /// What it carried was deleted when the server confirmed it.
    #[error("bag {0} cannot be written again: the server has confirmed what it carried")]
    Confirmed(u64),
    /// Sealing a batch failed.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// Signing or writing failed.
    #[error(transparent)]
    Bag(#[from] BagError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<OutgoingError> for Failure {
    fn from(error: OutgoingError) -> Self {
        let message = error.to_string();
        match error {
            OutgoingError::Choice(error) => error.into(),
            OutgoingError::Case(error) => error.into(),
            OutgoingError::Bag(BagError::Io(error)) => Self::machine("the bag could not be written", &error),
            OutgoingError::NoRecipient => Self::new(Exit::Refused, "intake-without-recipient", message)
                .hint("pair it again with a new card: `subrosa-intake key --json`, then `subrosa-desk pair FILE`"),
            OutgoingError::NoSuchBag(_) => Self::new(Exit::Usage, "no-such-bag", message),
            OutgoingError::Confirmed(_) => {
                Self::new(Exit::Refused, "bag-confirmed", message).hint("export a new one: it carries all that is open")
            }
            OutgoingError::Batch(_) | OutgoingError::Bag(_) => Self::new(Exit::Machine, "bag-not-made", message),
        }
    }
}

/// A bag that is signed and recorded; its bytes are written separately.
pub struct Outgoing {
    signed: SignedManifest,
    /// Real replies in it.
    pub replies: u64,
}

impl Outgoing {
    /// What it says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        self.signed.manifest()
    }

    /// Writes the bag.
    ///
    /// # Errors
    /// [`OutgoingError::Confirmed`], [`OutgoingError::Bag`].
    pub fn write(&self, case: &Case, out: impl Write) -> Result<(), OutgoingError> {
        let mut gone = false;
        let written = write_bag(out, &self.signed, |member| {
            let batch = member_reply(&member.name).map(|number| batch_bytes(case, number));
            let bytes = batch.transpose().map_err(io::Error::other)?.flatten();
            gone |= bytes.is_none();
            bytes.map(Cursor::new).ok_or_else(|| io::ErrorKind::NotFound.into())
        });
        match written {
            Err(BagError::Io(_)) if gone => Err(OutgoingError::Confirmed(self.manifest().sequence)),
            other => Ok(other?),
        }
    }
}

fn batch_bytes(case: &Case, number: u32) -> Result<Option<Vec<u8>>, CaseError> {
    let select = "SELECT bytes FROM reply_batch WHERE number = ?1";
    Ok(case.db().query_row(select, [number], |row| row.get(0)).optional()?.flatten())
}

/// The sequence that the next bag to a server will have.
///
/// # Errors
/// [`CaseError`].
pub fn next_sequence(case: &Case, paired: &Paired) -> Result<u64, CaseError> {
    let last = paired.own_epoch.as_deref().map(|epoch| last_written(case.db(), paired.id, epoch)).transpose()?;
    Ok(last.unwrap_or(0) + 1)
}

/// Makes the next bag to a server. It is recorded before its first byte is
/// written: two bags never carry one number.
///
/// # Errors
/// [`OutgoingError`].
pub fn next(case: &mut Case, paired: &Paired) -> Result<Outgoing, OutgoingError> {
    let recipient = paired.recipient.as_ref().ok_or(OutgoingError::NoRecipient)?;
    let (desk, key, ring) = (case.desk_id()?, case.bag_key()?, ring_hash(&case.ring()?.bytes));
    let sequence = next_sequence(case, paired)?;
    let act = case.begin()?;
    let epoch = own_epoch(&act, paired)?;
    batch_up(&act, paired, recipient, (&epoch, sequence))?;
    let received = received(act.db(), paired)?;
    let manifest = Manifest {
        format: Manifest::format_name(),
        installation: paired.installation.clone(),
        from: desk,
        to: INTAKE.to_owned(),
        previous: previous(&act, paired, &epoch, sequence)?,
        epoch,
        sequence,
        received: received.map_or(0, |(sequence, _)| sequence),
        received_manifest: received.map(|(_, hash)| hash),
        ring,
        members: open_batches(&act, paired)?,
    };
    let signed = SignedManifest::sign(manifest, &key)?;
    let replies = replies_in(act.db(), signed.manifest())?;
    record(&act, paired, &signed)?;
    let entry = Record::new("export-bag", paired.id)
        .with("epoch", signed.manifest().epoch.as_str())
        .with("sequence", sequence)
        .with("received", signed.manifest().received)
        .with("manifest", hex::encode(signed.hash()));
    act.commit(entry)?;
    Ok(Outgoing { signed, replies })
}

/// An earlier bag once more, byte for byte.
///
/// # Errors
/// [`OutgoingError`].
pub fn again(case: &Case, paired: &Paired, sequence: u64) -> Result<Outgoing, OutgoingError> {
    let select = "SELECT bytes, signature FROM outgoing_bag WHERE intake = ?1 AND epoch = ?2 AND sequence = ?3";
    let row = case
        .db()
        .query_row(select, (paired.id, &paired.own_epoch, sequence), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(CaseError::from)?;
    let (bytes, signature) = row.ok_or(OutgoingError::NoSuchBag(sequence))?;
    let signed = SignedManifest::restore(bytes, signature)?;
    let replies = replies_in(case.db(), signed.manifest())?;
    Ok(Outgoing { signed, replies })
}

/// Random; made with the first bag to a server.
fn own_epoch(act: &Act<'_>, paired: &Paired) -> Result<String, CaseError> {
    if let Some(epoch) = &paired.own_epoch {
        return Ok(epoch.clone());
    }
    let random: [u8; 8] = subrosa_tip::random().map_err(|_| CaseError::Random)?;
    let epoch = hex::encode(random);
    act.db().execute("UPDATE intake SET own_epoch = ?2 WHERE id = ?1", (paired.id, &epoch))?;
    Ok(epoch)
}

fn previous(act: &Act<'_>, paired: &Paired, epoch: &str, sequence: u64) -> Result<[u8; 32], CaseError> {
    let select = "SELECT bytes FROM outgoing_bag WHERE intake = ?1 AND epoch = ?2 AND sequence = ?3";
    let before = act.db().query_row(select, (paired.id, epoch, sequence - 1), |row| row.get::<_, Vec<u8>>(0));
    Ok(before.optional()?.map_or([0; 32], |bytes| Sha256::digest(bytes).into()))
}

/// Waiting replies become batches of sixteen; at least one, of decoys if need be.
fn batch_up(
    act: &Act<'_>,
    paired: &Paired,
    recipient: &Recipient,
    (epoch, sequence): (&str, u64),
) -> Result<(), OutgoingError> {
    let waiting = waiting(act, paired)?;
    // One batch even of none: `chunks` of nothing gives nothing.
    let batches: Vec<&[ReplySlot]> = if waiting.is_empty() { vec![&[]] } else { waiting.chunks(BATCH_SLOTS).collect() };
    for replies in batches {
        let bytes = seal_batch(replies, act.day(), recipient)?;
        let (id, number, sha256) = (RowId::new()?, act.next_number("batch")?, <[u8; 32]>::from(Sha256::digest(&bytes)));
        let insert = "INSERT INTO reply_batch (id, number, intake, epoch, sequence, sha256, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let row = (id, number, paired.id, epoch, sequence, sha256, bytes);
        act.db().execute(insert, row).map_err(CaseError::from)?;
        for reply in replies {
            let update = "UPDATE reply SET batch = ?2, sealed = NULL WHERE id = ?1";
            act.db().execute(update, (reply.id.0, id)).map_err(CaseError::from)?;
        }
    }
    Ok(())
}

fn waiting(act: &Act<'_>, paired: &Paired) -> Result<Vec<ReplySlot>, CaseError> {
    let mut statement = act.db().prepare(
        "SELECT mailbox, reply.id, sealed FROM reply JOIN mailbox ON mailbox.id = reply.mailbox
         WHERE batch IS NULL AND intake = ?1 ORDER BY reply.rowid",
    )?;
    let slots: Result<Vec<_>, _> = statement
        .query_map([paired.id], |row| {
            Ok(ReplySlot { mailbox: MailboxId(row.get(0)?), id: ReplyId(row.get(1)?), reply: row.get(2)? })
        })?
        .collect();
    Ok(slots?)
}

/// Everything that the server has not confirmed, by number.
fn open_batches(act: &Act<'_>, paired: &Paired) -> Result<Vec<Member>, CaseError> {
    let mut statement = act.db().prepare(
        "SELECT number, length(bytes), sha256 FROM reply_batch WHERE intake = ?1 AND bytes IS NOT NULL ORDER BY number",
    )?;
    let members: Result<Vec<_>, _> = statement
        .query_map([paired.id], |row| {
            Ok(Member { name: reply_member(row.get(0)?), bytes: row.get(1)?, sha256: row.get(2)? })
        })?
        .collect();
    Ok(members?)
}

fn replies_in(db: &rusqlite::Connection, manifest: &Manifest) -> Result<u64, CaseError> {
    let select = "SELECT count(*) FROM reply JOIN reply_batch ON reply_batch.id = batch WHERE number = ?1";
    let numbers = manifest.members.iter().filter_map(|member| member_reply(&member.name));
    let mut replies = 0;
    for number in numbers {
        replies += db.query_row(select, [number], |row| row.get::<_, u64>(0))?;
    }
    Ok(replies)
}

fn record(act: &Act<'_>, paired: &Paired, signed: &SignedManifest) -> Result<(), CaseError> {
    let manifest = signed.manifest();
    act.db().execute(
        "INSERT INTO outgoing_bag (id, intake, epoch, sequence, bytes, signature, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            RowId::new()?,
            paired.id,
            &manifest.epoch,
            manifest.sequence,
            signed.bytes(),
            signed.signature(),
            act.day().number(),
        ),
    )?;
    Ok(())
}
