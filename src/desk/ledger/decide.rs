//! What editors decide and keep: assessments, whom we told what, notes, things to do.

use clap::ValueEnum;
use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use super::reference::{ClaimRef, SourceRef};
use super::{LedgerError, claim, source, subject, words};
use crate::case::{Case, CaseError, Record, RowId};

/// How far a claim may be said to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Label {
    /// It is so
    Confirmed,
    /// It very likely is
    Probable,
    /// It may be, and is printed only with a hedge
    Speculative,
    /// Nobody knows yet
    Unverified,
    /// It is not so
    Refuted,
}

impl Label {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Probable => "probable",
            Self::Speculative => "speculative",
            Self::Unverified => "unverified",
            Self::Refuted => "refuted",
        }
    }
}

/// Assesses a claim, in place of an earlier assessment: Admiralty credibility 1 to 6 and a label.
///
/// # Errors
/// [`LedgerError`].
pub fn assess(
    case: &mut Case,
    number: ClaimRef,
    (credibility, label): (u8, Label),
    reason: Option<&str>,
) -> Result<(), LedgerError> {
    let reason = reason.map(words::reason).transpose()?;
    let id = claim::row(case.db(), number)?;
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(reason)?;
    act.db().execute("UPDATE assessment SET until = ?2 WHERE claim = ?1 AND until IS NULL", (number.0, entry))?;
    let insert = "INSERT INTO assessment (claim, credibility, label, since) VALUES (?1, ?2, ?3, ?4)";
    act.db().execute(insert, (number.0, credibility, label.word(), entry))?;
    let record = Record::new("assess", id).with("credibility", u64::from(credibility));
    Ok(act.commit(record.with("label", label.word()))?)
}

/// Credibility, label and reason of a claim, once it was assessed.
///
/// # Errors
/// [`CaseError`].
pub fn assessment(db: &Connection, number: ClaimRef) -> Result<Option<(u8, String, Option<String>)>, CaseError> {
    let select = "SELECT credibility, label, words FROM assessment LEFT JOIN reason ON entry = since
        WHERE claim = ?1 AND until IS NULL";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    Ok(db.prepare_cached(select)?.query_row([number.0], read).optional()?)
}

/// Keeps that we told a source of a claim: a confirmation of theirs is not independent of us.
///
/// # Errors
/// [`LedgerError`].
pub fn told(case: &mut Case, to: SourceRef, number: ClaimRef, day: Day) -> Result<(), LedgerError> {
    source::row(case.db(), to)?;
    let id = claim::row(case.db(), number)?;
    let act = case.begin()?;
    let insert = "INSERT INTO told (source, claim, day, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    act.db().execute(insert, (to.0, number.0, day.number(), act.next_entry()?))?;
    let record = Record::new("told", id).with("source", to.to_string());
    Ok(act.commit(record.with("told_on", day.to_string()))?)
}

/// Takes back that we told a source of a claim, on whatever day.
///
/// # Errors
/// [`LedgerError::NotTold`], a reason that is none.
pub fn untell(case: &mut Case, to: SourceRef, number: ClaimRef, reason: &str) -> Result<(), LedgerError> {
    let (id, reason) = (claim::row(case.db(), number)?, words::reason(reason)?);
    let act = case.begin()?;
    act.because(Some(reason))?;
    let end = "UPDATE told SET until = ?3 WHERE source = ?1 AND claim = ?2 AND until IS NULL";
    if act.db().execute(end, (to.0, number.0, act.next_entry()?))? == 0 {
        return Err(LedgerError::NotTold(to, number));
    }
    Ok(act.commit(Record::new("untell", id).with("source", to.to_string()))?)
}

/// Whom we told of a claim, and when.
///
/// # Errors
/// [`CaseError`].
pub fn told_of(db: &Connection, number: ClaimRef) -> Result<Vec<(SourceRef, Day)>, CaseError> {
    let select = "SELECT source, day FROM told WHERE claim = ?1 AND until IS NULL ORDER BY day, source";
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<(u32, i32)>, _> =
        select.query_map([number.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    let day = |number| Day::from_number(number).map_err(|_| CaseError::Damaged);
    rows?.into_iter().map(|(source, number)| Ok((SourceRef::new(source), day(number)?))).collect()
}

/// Keeps an editor's words on anything. *Returns* the note's number.
///
/// # Errors
/// [`LedgerError`].
pub fn note(case: &mut Case, id: &str, text: &str) -> Result<u32, LedgerError> {
    let text = words::reason(text)?;
    let row = subject::row(case, id)?;
    let act = case.begin()?;
    let number = act.next_number("note")?;
    let insert = "INSERT INTO note (number, subject, words, since) VALUES (?1, ?2, ?3, ?4)";
    act.db().execute(insert, (number, row, text, act.next_entry()?))?;
    act.commit(Record::new("note", row).with("note", u64::from(number)))?;
    Ok(number)
}

/// The notes on a row, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn notes_on(db: &Connection, row: RowId) -> Result<Vec<(u32, String)>, CaseError> {
    let mut select = db.prepare_cached("SELECT number, words FROM note WHERE subject = ?1 ORDER BY number")?;
    let rows: Result<Vec<_>, _> = select.query_map([row], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(rows?)
}

/// A thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// Its number.
    pub number: u32,
    /// What is to be done.
    pub words: String,
    /// For which claim.
    pub claim: Option<ClaimRef>,
    /// By whom.
    pub person: Option<String>,
    /// Whether it is done.
    pub done: bool,
}

/// Keeps a thing to do. *Returns* its number.
///
/// # Errors
/// [`LedgerError`].
pub fn add_todo(
    case: &mut Case,
    text: &str,
    number: Option<ClaimRef>,
    person: Option<&str>,
) -> Result<u32, LedgerError> {
    let text = words::line(text, "a thing to do", words::CLAIM_MAX)?;
    let person = person.map(words::name).transpose()?;
    number.map(|number| claim::row(case.db(), number)).transpose()?;
    let act = case.begin()?;
    let (id, todo) = (RowId::new()?, act.next_number("todo")?);
    let insert = "INSERT INTO todo (number, id, words, claim, person, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    act.db().execute(insert, (todo, id, text, number.map(|claim| claim.0), person, act.next_entry()?))?;
    let record = Record::new("add-todo", id).with("todo", u64::from(todo));
    act.commit(number.map_or(record.clone(), |claim| record.with("claim", claim.to_string())))?;
    Ok(todo)
}

/// Keeps that a thing was done.
///
/// # Errors
/// [`LedgerError`]: unknown, or done already.
pub fn finish_todo(case: &mut Case, number: u32) -> Result<(), LedgerError> {
    let select = "SELECT id, until IS NOT NULL FROM todo WHERE number = ?1";
    let found: Option<(RowId, bool)> =
        case.db().query_row(select, [number], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (id, done) = found.ok_or_else(|| LedgerError::unknown(number))?;
    if done {
        return Err(LedgerError::Done(number));
    }
    let act = case.begin()?;
    act.db().execute("UPDATE todo SET until = ?2 WHERE number = ?1", (number, act.next_entry()?))?;
    Ok(act.commit(Record::new("finish-todo", id).with("todo", u64::from(number)))?)
}

/// Things to do, of one claim when one is named; done ones as well when asked for.
///
/// # Errors
/// [`CaseError`].
pub fn todos(db: &Connection, only: Option<ClaimRef>, done: bool) -> Result<Vec<Todo>, CaseError> {
    let mut select = db.prepare_cached(
        "SELECT number, words, claim, person, until IS NOT NULL FROM todo
         WHERE (?1 IS NULL OR claim = ?1) AND (?2 OR until IS NULL) ORDER BY number",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let claim = row.get::<_, Option<u32>>(2)?.map(ClaimRef::new);
        Ok(Todo { number: row.get(0)?, words: row.get(1)?, claim, person: row.get(3)?, done: row.get(4)? })
    };
    let rows: Result<Vec<_>, _> = select.query_map((only.map(|claim| claim.0), done), read)?.collect();
    Ok(rows?)
}
