//! An opened envelope becomes a tip, or a message in the thread of one.

use std::io::{Read, Seek, Write};

use rusqlite::OptionalExtension;
use subrosa_tip::envelope::{Basis, Consent, EnvelopeId, FileEntry, Kind, OpenEnvelope, OpenError, TipDocument};
use zeroize::Zeroizing;

use super::mailbox::{Mailbox, known_or_new, protected_source};
use super::thread;
use crate::case::content::ContentWriter;
use crate::case::{Act, CaseError, Record, RowId};

/// An envelope about to be stored.
pub struct Arrived<'e, R: Read + Seek> {
    /// Its id.
    pub envelope: EnvelopeId,
    /// The server that it came from.
    pub intake: RowId,
    /// The envelope, opened.
    pub open: &'e mut OpenEnvelope<R>,
}

/// What it became. The numbers are those of tips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// A new tip.
    Tip(u32),
    /// A message in the thread of this tip.
    Message {
        /// The tip.
        tip: u32,
        /// What kind of message.
        kind: Kind,
    },
}

/// Why it was not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The envelope holds something else than it says.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

/// Stores an envelope in the transaction of `act`.
///
/// Tips of one mailbox have one protected source; a tip without a mailbox gets
/// one of its own. What follows a tip goes into the thread of its mailbox's first
/// tip; when none is known it begins a thread itself.
///
/// *Returns* what it became and what the custody log shall say.
///
/// # Errors
/// [`StoreError`]; the act must then be dropped.
pub fn store<R: Read + Seek>(act: &Act<'_>, arrived: Arrived<'_, R>) -> Result<(Stored, Record), StoreError> {
    let Arrived { envelope, intake, open } = arrived;
    let document = open.document().clone();
    let public = document.check_mailbox().map_err(OpenError::from)?;
    let mailbox = public.map(|public| known_or_new(act, &public, intake)).transpose()?;
    let earlier = match &mailbox {
        Some(mailbox) if document.kind.needs_mailbox() => first_tip(act, mailbox)?,
        _ => None,
    };
    let words = put_words(act, open)?;
    let (id, stored, place) = match earlier {
        Some((tip, number)) => {
            let message = thread::append(act, tip, envelope, &document, &words)?;
            (tip, Stored::Message { tip: number, kind: document.kind }, Some(message))
        }
        None => {
            let source = mailbox.as_ref().map_or_else(|| protected_source(act), |mailbox| Ok(mailbox.source))?;
            let (tip, number) = insert_tip(act, source, mailbox.as_ref(), envelope, &document, &words)?;
            (tip, Stored::Tip(number), None)
        }
    };
    put_files(act, id, place, &document, open)?;
    if let (Kind::Withdrawal, Some(mailbox)) = (document.kind, &mailbox) {
        withdraw(act, mailbox, envelope, &document)?;
    }
    let record = Record::new("open-envelope", id)
        .with("envelope", envelope.to_string())
        .with("kind", kind_word(document.kind))
        .with("files", document.files.len() as u64);
    Ok((stored, record))
}

/// The tip that a mailbox's thread belongs to; what was forgotten has none.
fn first_tip(act: &Act<'_>, mailbox: &Mailbox) -> Result<Option<(RowId, u32)>, CaseError> {
    let select = "SELECT id, number FROM tip WHERE mailbox = ?1 AND state != 'forgotten' ORDER BY number LIMIT 1";
    Ok(act.db().query_row(select, [mailbox.id.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// What a source wrote, as it lies in the case.
pub(super) struct Words {
    pub content: RowId,
    pub characters: u64,
}

fn put_words<R: Read + Seek>(act: &Act<'_>, open: &mut OpenEnvelope<R>) -> Result<Words, StoreError> {
    let message = Zeroizing::new(open.message()?);
    let content = put(act, message.as_bytes())?;
    Ok(Words { content, characters: message.chars().count() as u64 })
}

/// Puts bytes into the case.
pub(crate) fn put(act: &Act<'_>, bytes: &[u8]) -> Result<RowId, CaseError> {
    let mut writer = ContentWriter::begin(act)?;
    writer.write_all(bytes)?;
    writer.finish()
}

fn insert_tip(
    act: &Act<'_>,
    source: RowId,
    mailbox: Option<&Mailbox>,
    envelope: EnvelopeId,
    document: &TipDocument,
    words: &Words,
) -> Result<(RowId, u32), CaseError> {
    let (id, number) = (RowId::new()?, act.next_number("tip")?);
    // It may come after the withdrawal that takes it back.
    let withdrawn = mailbox.and_then(|mailbox| mailbox.withdrawn).is_some_and(|until| document.day <= until);
    act.db().execute(
        "INSERT INTO tip
         (id, number, envelope, source, day, kind, basis, consent, state, mailbox, language, characters, message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        (
            id,
            number,
            envelope.0,
            source,
            document.day.number(),
            kind_word(document.kind),
            basis_word(document.basis),
            consent_word(document.consent),
            if withdrawn { "withdrawn" } else { "new" },
            mailbox.map(|mailbox| mailbox.id.0),
            &document.language,
            words.characters,
            words.content,
        ),
    )?;
    if withdrawn {
        act.note(Record::new("withdraw", id).with("envelope", envelope.to_string()))?;
    }
    Ok((id, number))
}

/// Takes back every tip of the mailbox that was sent up to the withdrawal's day.
/// Binding: nothing but `forget` changes that state again.
fn withdraw(act: &Act<'_>, mailbox: &Mailbox, envelope: EnvelopeId, document: &TipDocument) -> Result<(), CaseError> {
    let day = document.day.number();
    let later = "UPDATE mailbox SET withdrawn = max(coalesce(withdrawn, ?2), ?2) WHERE id = ?1";
    act.db().execute(later, (mailbox.id.0, day))?;
    let mut statement = act.db().prepare(
        "UPDATE tip SET state = 'withdrawn'
         WHERE mailbox = ?1 AND day <= ?2 AND state NOT IN ('withdrawn', 'forgotten') RETURNING id",
    )?;
    let withdrawn: Result<Vec<RowId>, _> = statement.query_map((mailbox.id.0, day), |row| row.get(0))?.collect();
    for tip in withdrawn? {
        act.note(Record::new("withdraw", tip).with("envelope", envelope.to_string()))?;
    }
    Ok(())
}

/// Files are numbered through the whole thread, so that `T1/F3` names one for ever.
fn put_files<R: Read + Seek>(
    act: &Act<'_>,
    tip: RowId,
    message: Option<RowId>,
    document: &TipDocument,
    open: &mut OpenEnvelope<R>,
) -> Result<(), StoreError> {
    let last: u64 =
        act.db().query_row("SELECT coalesce(max(number), 0) FROM file WHERE tip = ?1", [tip], |row| row.get(0))?;
    for (index, file) in document.files.iter().enumerate() {
        let mut writer = ContentWriter::begin(act)?;
        open.copy_file(index + 1, &mut writer)?;
        let content = writer.finish()?;
        insert_file(act, (tip, message), last + index as u64 + 1, file, content)?;
    }
    Ok(())
}

fn insert_file(
    act: &Act<'_>,
    (tip, message): (RowId, Option<RowId>),
    number: u64,
    file: &FileEntry,
    content: RowId,
) -> Result<(), CaseError> {
    act.db().execute(
        "INSERT INTO file (id, tip, number, message, name, declared_type, bytes, sha256, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (RowId::new()?, tip, number, message, &file.name, &file.declared_type, file.bytes, file.sha256, content),
    )?;
    Ok(())
}

/// The ledger's word for what the envelope is.
#[must_use]
pub fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Tip => "tip",
        Kind::FollowUp => "follow-up",
        Kind::Correction => "correction",
        Kind::Withdrawal => "withdrawal",
        Kind::Reply => "reply",
    }
}

/// The ledger's word for what the form asked.
pub(super) fn basis_word(basis: Basis) -> &'static str {
    match basis {
        Basis::Saw => "first-hand",
        Basis::Document => "document",
        Basis::Told => "second-hand",
        Basis::Rumour => "rumour",
        Basis::Unstated => "unstated",
    }
}

/// The ledger's word for what the source allows.
#[must_use]
pub fn consent_word(consent: Consent) -> &'static str {
    match consent {
        Consent::Background => "background",
        Consent::Paraphrase => "paraphrase",
        Consent::Quote => "quote",
    }
}
