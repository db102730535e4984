//! Reading tips and files back.

use rusqlite::{OptionalExtension, Row};
use subrosa_tip::Day;
use subrosa_tip::mailbox::MailboxId;
use zeroize::Zeroizing;

use super::{FileRef, TipRef};
use crate::case::content::{CopyError, copy};
use crate::case::{Case, CaseError, RowId};

/// A tip, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    /// Its permanent id.
    pub id: RowId,
    /// Its number.
    pub number: TipRef,
    /// Number of its source.
    pub source: u32,
    /// Day of receipt.
    pub day: Day,
    /// What kind of message it is.
    pub kind: String,
    /// How the source knows, in the ledger's words.
    pub basis: String,
    /// What the source allows.
    pub consent: String,
    /// How far the desk is with it.
    pub state: String,
    /// Language tag that the source chose; typed by others.
    pub language: Option<String>,
    /// Unicode scalar values of the message; none once erased.
    pub characters: Option<u64>,
    /// The mailbox that the source reads replies in; none without a codename.
    pub mailbox: Option<MailboxId>,
    /// The files of its own, in order; those of its thread are with their messages.
    pub files: Vec<StoredFile>,
    message: Option<RowId>,
}

/// A file that came with a tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// What people type for it.
    pub reference: FileRef,
    /// The name on the source's machine: data, never a path. None once erased.
    pub name: Option<String>,
    /// The media type that the source's browser declared.
    pub declared_type: Option<String>,
    /// Length in bytes.
    pub bytes: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// Its permanent id.
    pub id: RowId,
    /// The content; none once erased.
    pub content: Option<RowId>,
}

const TIPS: &str = "SELECT tip.id, tip.number, source.number, tip.day, kind, basis, consent, state, language,
        characters, message, mailbox
    FROM tip JOIN source ON source.id = tip.source";
const FILES: &str = "SELECT file.id, file.number, name, declared_type, bytes, sha256, content FROM file";

/// Every tip, in the order of arrival at the desk.
///
/// # Errors
/// [`CaseError`].
pub fn all(case: &Case) -> Result<Vec<Tip>, CaseError> {
    let mut statement = case.db().prepare(&format!("{TIPS} ORDER BY tip.number"))?;
    let tips: Result<Vec<_>, _> = statement.query_map([], |row| Ok(read_tip(row)))?.collect();
    tips?.into_iter().map(|tip| with_files(case, tip?)).collect()
}

/// The tip with this number, if there is one.
///
/// # Errors
/// [`CaseError`].
pub fn find(case: &Case, number: TipRef) -> Result<Option<Tip>, CaseError> {
    let select = format!("{TIPS} WHERE tip.number = ?1");
    let tip = case.db().query_row(&select, [number.0], |row| Ok(read_tip(row))).optional()?;
    tip.map(|tip| with_files(case, tip?)).transpose()
}

/// The file with this reference, wherever in the thread of the tip it came.
///
/// # Errors
/// [`CaseError`].
pub fn file(case: &Case, reference: FileRef) -> Result<Option<StoredFile>, CaseError> {
    let select = format!("{FILES} JOIN tip ON tip.id = file.tip WHERE tip.number = ?1 AND file.number = ?2");
    let (tip, number) = (reference.tip, reference.number);
    Ok(case.db().query_row(&select, (tip.0, number), |row| read_file(row, tip)).optional()?)
}

/// The words of a tip; none once erased.
///
/// # Errors
/// [`CopyError`].
pub fn message(case: &Case, tip: &Tip) -> Result<Option<Zeroizing<String>>, CopyError> {
    text(case, tip.message)
}

pub(super) fn text(case: &Case, content: Option<RowId>) -> Result<Option<Zeroizing<String>>, CopyError> {
    let Some(id) = content else { return Ok(None) };
    let mut bytes = Zeroizing::new(Vec::new());
    copy(case.db(), id, &mut *bytes)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| CopyError::Altered)?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

fn read_tip(row: &Row<'_>) -> Result<Tip, CaseError> {
    Ok(Tip {
        id: row.get(0)?,
        number: TipRef(row.get(1)?),
        source: row.get(2)?,
        day: Day::from_number(row.get(3)?).map_err(|_| CaseError::Damaged)?,
        kind: row.get(4)?,
        basis: row.get(5)?,
        consent: row.get(6)?,
        state: row.get(7)?,
        language: row.get(8)?,
        characters: row.get(9)?,
        message: row.get(10)?,
        mailbox: row.get::<_, Option<_>>(11)?.map(MailboxId),
        files: Vec::new(),
    })
}

fn with_files(case: &Case, tip: Tip) -> Result<Tip, CaseError> {
    let select = format!("{FILES} WHERE tip = ?1 AND message IS NULL ORDER BY number");
    let mut statement = case.db().prepare(&select)?;
    let files: Result<Vec<_>, _> = statement.query_map([tip.id], |row| read_file(row, tip.number))?.collect();
    Ok(Tip { files: files?, ..tip })
}

/// The files that came with a message in the thread of this tip.
pub(super) fn files_of_message(case: &Case, tip: TipRef, message: RowId) -> Result<Vec<StoredFile>, CaseError> {
    let mut statement = case.db().prepare(&format!("{FILES} WHERE message = ?1 ORDER BY number"))?;
    let files: Result<Vec<_>, _> = statement.query_map([message], |row| read_file(row, tip))?.collect();
    Ok(files?)
}

fn read_file(row: &Row<'_>, tip: TipRef) -> rusqlite::Result<StoredFile> {
    Ok(StoredFile {
        id: row.get(0)?,
        reference: FileRef { tip, number: row.get(1)? },
        name: row.get(2)?,
        declared_type: row.get(3)?,
        bytes: row.get(4)?,
        sha256: row.get(5)?,
        content: row.get(6)?,
    })
}
