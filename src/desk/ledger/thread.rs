//! What follows a tip: messages of its source, and our replies.

use rusqlite::Row;
use subrosa_tip::Day;
use subrosa_tip::envelope::{EnvelopeId, TipDocument};
use zeroize::Zeroizing;

use super::store::{Words, basis_word, consent_word, kind_word};
use super::tip::{StoredFile, files_of_message, text};
use super::{Tip, TipRef};
use crate::case::content::CopyError;
use crate::case::{Act, Case, CaseError, RowId};

/// How far a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyState {
    /// For the next bag.
    Waiting,
    /// In a bag that the server has not confirmed.
    Sent,
    /// The server confirmed the bag.
    Delivered,
    /// Its tip was forgotten before it left.
    Cancelled,
}

impl ReplyState {
    /// As scripts read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A message in a thread, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its permanent id.
    pub id: RowId,
    /// `follow-up`, `correction`, `withdrawal`, or `reply` for ours.
    pub kind: String,
    /// Day of receipt at the server, or the day on which the reply was written.
    pub day: Day,
    /// How the source knows, in the ledger's words; none for a reply.
    pub basis: Option<String>,
    /// What the source allows of this message; none for a reply.
    pub consent: Option<String>,
    /// Language tag that the source chose; typed by others.
    pub language: Option<String>,
    /// Unicode scalar values of the words; none once erased.
    pub characters: Option<u64>,
    /// Files that came with it.
    pub files: Vec<StoredFile>,
    /// Files that went with a reply: name, bytes, SHA-256.
    pub sent_files: Vec<(String, u64, [u8; 32])>,
    /// How far a reply is.
    pub reply: Option<ReplyState>,
    content: Option<RowId>,
}

/// Appends a source's message to the thread of a tip.
pub(super) fn append(
    act: &Act<'_>,
    tip: RowId,
    envelope: EnvelopeId,
    document: &TipDocument,
    words: &Words,
) -> Result<RowId, CaseError> {
    let id = RowId::new()?;
    act.db().execute(
        "INSERT INTO message (id, tip, position, kind, envelope, day, basis, consent, language, characters, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        (
            id,
            tip,
            next_position(act, tip)?,
            kind_word(document.kind),
            envelope.0,
            document.day.number(),
            basis_word(document.basis),
            consent_word(document.consent),
            &document.language,
            words.characters,
            words.content,
        ),
    )?;
    Ok(id)
}

/// Appends a reply of ours.
pub(crate) fn append_reply(act: &Act<'_>, tip: RowId, content: RowId, characters: u64) -> Result<RowId, CaseError> {
    let id = RowId::new()?;
    act.db().execute(
        "INSERT INTO message (id, tip, position, kind, day, characters, content)
         VALUES (?1, ?2, ?3, 'reply', ?4, ?5, ?6)",
        (id, tip, next_position(act, tip)?, act.day().number(), characters, content),
    )?;
    Ok(id)
}

fn next_position(act: &Act<'_>, tip: RowId) -> Result<u64, CaseError> {
    let next = "SELECT coalesce(max(position), 0) + 1 FROM message WHERE tip = ?1";
    Ok(act.db().query_row(next, [tip], |row| row.get(0))?)
}

const MESSAGES: &str = "SELECT message.id, kind, day, basis, consent, language, characters, content,
        reply.id IS NULL, reply.batch IS NULL, reply_batch.bytes IS NULL
    FROM message LEFT JOIN reply ON reply.message = message.id LEFT JOIN reply_batch ON reply_batch.id = reply.batch
    WHERE tip = ?1 ORDER BY position";

/// The thread of a tip, in the order in which the desk knew of it.
///
/// # Errors
/// [`CaseError`].
pub fn of(case: &Case, tip: &Tip) -> Result<Vec<Message>, CaseError> {
    let mut statement = case.db().prepare(MESSAGES)?;
    let rows: Result<Vec<_>, _> = statement.query_map([tip.id], |row| Ok(read(row)))?.collect();
    rows?.into_iter().map(|message| with_files(case, tip.number, message?)).collect()
}

fn read(row: &Row<'_>) -> Result<Message, CaseError> {
    let kind: String = row.get(1)?;
    let reply = match (row.get(8)?, row.get(9)?, row.get(10)?) {
        _ if kind != "reply" => None,
        (true, _, _) => Some(ReplyState::Cancelled),
        (_, true, _) => Some(ReplyState::Waiting),
        (_, _, false) => Some(ReplyState::Sent),
        (_, _, true) => Some(ReplyState::Delivered),
    };
    Ok(Message {
        id: row.get(0)?,
        kind,
        day: Day::from_number(row.get(2)?).map_err(|_| CaseError::Damaged)?,
        basis: row.get(3)?,
        consent: row.get(4)?,
        language: row.get(5)?,
        characters: row.get(6)?,
        files: Vec::new(),
        sent_files: Vec::new(),
        reply,
        content: row.get(7)?,
    })
}

fn with_files(case: &Case, tip: TipRef, message: Message) -> Result<Message, CaseError> {
    let files = files_of_message(case, tip, message.id)?;
    let mut statement =
        case.db().prepare("SELECT name, bytes, sha256 FROM reply_file WHERE message = ?1 ORDER BY number")?;
    let sent: Result<Vec<_>, _> =
        statement.query_map([message.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect();
    Ok(Message { files, sent_files: sent?, ..message })
}

/// The words of a message; none once erased.
///
/// # Errors
/// [`CopyError`].
pub fn words(case: &Case, message: &Message) -> Result<Option<Zeroizing<String>>, CopyError> {
    text(case, message.content)
}
