//! The custody log: who did what on which day, in a chain that shows a cut.
//!
//! *Format*: one RFC 8785 object an entry, `{action, actor, day, detail, prev,
//! seq, subject}`, integers only; `prev` is the SHA-256 of the entry before, in
//! hexadecimal, zeros in the first. The hash of the last entry is the *head*:
//! whoever wrote it down elsewhere can show later that nothing was cut off.
//!
//! *Security*: entries hold hashes, ids and an editor's stated name, never a
//! source's words or file names. What must stay erasable lies outside the chain.

mod words;

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subrosa_tip::Day;

use super::CaseError;

/// The hash of an entry.
pub type Hash = [u8; 32];

/// What `prev` of the first entry is, and the head of an empty log.
pub const BEGINNING: Hash = [0; 32];

/// What an entry says of its act: an integer or a short text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Detail {
    /// A count, a sequence or a size.
    Integer(u64),
    /// A hash, an id, a kind.
    Text(String),
}

impl From<u64> for Detail {
    fn from(number: u64) -> Self {
        Self::Integer(number)
    }
}

impl From<String> for Detail {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Detail {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// What is to be logged of an act; the log adds who, when, and where it stands.
#[derive(Debug, Clone)]
pub struct Record {
    action: &'static str,
    subject: String,
    detail: BTreeMap<String, Detail>,
}

impl Record {
    /// An act upon a subject, named by its permanent id.
    pub fn new(action: &'static str, subject: impl ToString) -> Self {
        Self { action, subject: subject.to_string(), detail: BTreeMap::new() }
    }

    /// Adds a detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Detail>) -> Self {
        self.detail.insert(name.to_owned(), value.into());
        self
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 1, 2, 3 …
    pub seq: u64,
    /// Hash of the entry before.
    #[serde(with = "hex::serde")]
    pub prev: Hash,
    /// Day of the act.
    pub day: Day,
    /// The editor's stated name.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// The permanent id of what it was done to.
    pub subject: String,
    /// Hashes, ids and numbers that belong to it.
    pub detail: BTreeMap<String, Detail>,
}

/// Why a log does not hold.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// This is the first entry that is altered, missing, or out of its place.
    #[error("the custody log is broken at entry {0}")]
    Broken(u64),
    /// The first entry is not the making of this case.
    #[error("the custody log is of another case: its first entry is not the making of this one")]
    AnotherCase,
    /// No entry has the given hash: the tail was cut off, or the log rewritten.
    #[error("no entry of the custody log has the given head: its tail was cut off, or it was rewritten")]
    HeadMissing,
    /// The database failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// A log whose every link holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Number of entries.
    pub entries: u64,
    /// Hash of the last one.
    pub head: Hash,
}

/// Appends an entry; called only inside the transaction that it tells of.
pub(super) fn append(db: &Connection, day: Day, actor: &str, record: Record) -> Result<(), CaseError> {
    let last = db
        .prepare_cached("SELECT seq, hash FROM custody ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, Hash>(1)?)))
        .optional()?;
    let (seq, prev) = last.unwrap_or((0, BEGINNING));
    let Record { action, subject, detail } = record;
    let entry = Entry { seq: seq + 1, prev, day, actor: actor.into(), action: action.into(), subject, detail };
    let text = canonical(&entry).ok_or(CaseError::Damaged)?;
    let hash: Hash = Sha256::digest(&text).into();
    let insert = "INSERT INTO custody (seq, entry, hash) VALUES (?1, ?2, ?3)";
    db.prepare_cached(insert)?.execute((entry.seq, text, hash))?;
    Ok(())
}

fn canonical(entry: &Entry) -> Option<String> {
    serde_json_canonicalizer::to_string(entry).ok()
}

/// Walks the whole chain; with a head, also looks for it.
///
/// # Errors
/// [`CustodyError`], naming the first broken link.
pub(super) fn verify(db: &Connection, head: Option<Hash>) -> Result<Verified, CustodyError> {
    let desk = desk(db)?;
    let mut chain = Chain::default();
    let mut found = head.is_none_or(|head| head == BEGINNING);
    walk(db, ALL, None, |link| {
        let entry = chain.take(&link)?;
        if entry.seq == 1 && (entry.action != "init" || entry.subject != desk) {
            return Err(CustodyError::AnotherCase);
        }
        found |= head == Some(chain.state.head);
        Ok(())
    })?;
    if found { Ok(chain.state) } else { Err(CustodyError::HeadMissing) }
}

const ALL: &str = "SELECT seq, entry, hash FROM custody ORDER BY seq";
/// The index `custody_of_subject` holds this expression as it stands here.
const OF_SUBJECT: &str = "SELECT seq, entry, hash FROM custody
    WHERE CASE WHEN json_valid(entry) THEN json_extract(entry, '$.subject') END = ?1 ORDER BY seq";

/// The id of this desk, which the first entry names.
fn desk(db: &Connection) -> Result<String, CaseError> {
    Ok(db.query_row("SELECT value FROM meta WHERE name = 'desk'", [], |row| row.get(0))?)
}

/// A chain as far as it was walked.
#[derive(Debug, Clone)]
struct Chain {
    state: Verified,
}

impl Default for Chain {
    fn default() -> Self {
        Self { state: Verified { entries: 0, head: BEGINNING } }
    }
}

impl Chain {
    /// Takes the next row, when it is the one that belongs here.
    fn take(&mut self, link: &Link) -> Result<Entry, CustodyError> {
        let seq = self.state.entries + 1;
        let fits = |entry: &Entry| entry.seq == seq && entry.prev == self.state.head && link.seq == seq;
        let hash: Hash = Sha256::digest(&link.text).into();
        let entry = link.entry().filter(fits).filter(|_| link.hash == hash);
        let entry = entry.ok_or(CustodyError::Broken(seq))?;
        self.state = Verified { entries: seq, head: hash };
        Ok(entry)
    }
}

/// Every entry with its hash, in order; only those about `subjects` when they are given.
///
/// # Errors
/// [`CustodyError::Broken`] for an entry that cannot be read.
pub(super) fn entries(db: &Connection, subjects: Option<&[String]>) -> Result<Vec<(Entry, Hash)>, CustodyError> {
    let mut all = Vec::new();
    let mut take = |link: Link| {
        let hash = link.hash.as_slice().try_into().map_err(|_| CustodyError::Broken(link.seq))?;
        all.push((link.entry().ok_or(CustodyError::Broken(link.seq))?, hash));
        Ok(())
    };
    match subjects {
        None => walk(db, ALL, None, take)?,
        Some(subjects) => subjects.iter().try_for_each(|subject| walk(db, OF_SUBJECT, Some(subject), &mut take))?,
    }
    all.sort_by_key(|(entry, _)| entry.seq);
    Ok(all)
}

/// A row as it lies in the table, nothing believed.
struct Link {
    seq: u64,
    text: Vec<u8>,
    hash: Vec<u8>,
}

impl Link {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let bytes = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_bytes().unwrap_or_default().to_vec());
        Ok(Self { seq: row.get(0)?, text: bytes(1)?, hash: bytes(2)? })
    }

    /// The entry, when the text is the one canonical spelling of it.
    fn entry(&self) -> Option<Entry> {
        let entry: Entry = serde_json::from_slice(&self.text).ok()?;
        (canonical(&entry)?.as_bytes() == self.text).then_some(entry)
    }
}

fn walk(
    db: &Connection,
    select: &str,
    subject: Option<&str>,
    mut step: impl FnMut(Link) -> Result<(), CustodyError>,
) -> Result<(), CustodyError> {
    let mut statement = db.prepare_cached(select).map_err(CaseError::from)?;
    let mut rows = statement.query(rusqlite::params_from_iter(subject)).map_err(CaseError::from)?;
    while let Some(row) = rows.next().map_err(CaseError::from)? {
        step(Link::read(row).map_err(CaseError::from)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
