//! Corrections and retractions. Each changes the case at once, and what readers see only
//! with the next dossier.

use rusqlite::{Connection, OptionalExtension};

use super::PublishError;
use super::history::Amended;
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::ledger::claim::{self, Said};
use crate::ledger::{ClaimRef, words};

/// What waits for the next dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The claim.
    pub claim: ClaimRef,
    /// It is taken back; put right otherwise.
    pub retracts: bool,
    /// What readers will be told of why.
    pub note: Option<String>,
}

/// Why something is put right or taken back.
#[derive(Debug, Clone, Copy)]
pub struct Why<'t> {
    /// For the newsroom; no reader sees it.
    pub reason: &'t str,
    /// For readers.
    pub note: Option<&'t str>,
}

/// Puts a published claim right: its text from now on, and a correction that waits. It
/// takes the place of what waited before.
///
/// # Errors
/// [`PublishError`]; nothing is changed then.
pub fn correct(case: &mut Case, number: ClaimRef, text: &str, why: Why<'_>) -> Result<(), PublishError> {
    let before = claim::find(case.db(), number)?;
    let text = words::claim(text)?;
    let printed = printed_text(case.db(), number)?;
    check(case.db(), number)?;
    let waits = pending(case.db())?.iter().any(|pending| pending.claim == number);
    if printed == text && !waits {
        return Err(PublishError::Same(number));
    }
    let act = case.begin()?;
    if before.text != text {
        let said = Said { text: Some(text.to_owned()), ..Said::default() };
        let record = claim::correct(&act, &before, &said)?;
        act.note(record)?;
    }
    // The text that readers know needs no correction: what waited is taken back.
    let kind = if printed == text { None } else { Some("correct") };
    amend(act, number, (kind, why), Record::new("correct", before.id))
}

/// Takes a published claim back: a retraction that waits, in place of what waited before.
///
/// # Errors
/// [`PublishError`]; nothing is changed then.
pub fn retract(case: &mut Case, number: ClaimRef, why: Why<'_>) -> Result<(), PublishError> {
    let id = claim::row(case.db(), number)?;
    printed_text(case.db(), number)?;
    check(case.db(), number)?;
    let act = case.begin()?;
    amend(act, number, (Some("retract"), why), Record::new("retract", id))
}

fn check(db: &Connection, number: ClaimRef) -> Result<(), PublishError> {
    if is_retracted(db, number)? { Err(PublishError::Over(number)) } else { Ok(()) }
}

fn amend(
    act: Act<'_>,
    number: ClaimRef,
    (kind, why): (Option<&str>, Why<'_>),
    record: Record,
) -> Result<(), PublishError> {
    let note = why.note.map(|note| words::line(note, "a note to readers", words::CLAIM_MAX)).transpose()?;
    act.because(Some(words::reason(why.reason)?))?;
    let entry = act.next_entry()?;
    let end = "UPDATE amendment SET until = ?2 WHERE claim = ?1 AND until IS NULL";
    act.db().execute(end, (number.0, entry))?;
    if let Some(kind) = kind {
        let insert = "INSERT INTO amendment (number, id, claim, kind, note, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (amendment, id) = (act.next_number("amendment")?, RowId::new()?);
        act.db().execute(insert, (amendment, id, number.0, kind, note, entry))?;
    }
    Ok(act.commit(record.with("waits", kind.unwrap_or("nothing")))?)
}

/// The text of a claim in the last dossier that printed it.
fn printed_text(db: &Connection, number: ClaimRef) -> Result<String, PublishError> {
    let select = "SELECT text FROM dossier_claim WHERE claim = ?1 ORDER BY dossier DESC LIMIT 1";
    let text = db.query_row(select, [number.0], |row| row.get(0)).optional()?;
    text.ok_or(PublishError::Unpublished(number))
}

/// Whether a dossier told readers that the claim is taken back.
///
/// # Errors
/// [`CaseError`].
pub fn is_retracted(db: &Connection, number: ClaimRef) -> Result<bool, CaseError> {
    let select =
        "SELECT EXISTS (SELECT 1 FROM amendment WHERE claim = ?1 AND kind = 'retract' AND dossier IS NOT NULL)";
    Ok(db.prepare_cached(select)?.query_row([number.0], |row| row.get(0))?)
}

/// What waits for the next dossier.
///
/// # Errors
/// [`CaseError`].
pub fn pending(db: &Connection) -> Result<Vec<Pending>, CaseError> {
    let select = "SELECT claim, kind = 'retract', note FROM amendment WHERE until IS NULL ORDER BY claim";
    let mut select = db.prepare_cached(select)?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Pending { claim: ClaimRef::new(row.get(0)?), retracts: row.get(1)?, note: row.get(2)? })
    };
    let all: Result<Vec<_>, _> = select.query_map([], read)?.collect();
    Ok(all?)
}

/// The same by the numbers that readers know.
///
/// # Errors
/// [`CaseError`].
pub fn as_printed(db: &Connection, pending: &[Pending]) -> Result<Vec<Amended>, CaseError> {
    let select = "SELECT printed_as FROM dossier_claim WHERE claim = ?1 ORDER BY dossier DESC LIMIT 1";
    let mut select = db.prepare_cached(select)?;
    let mut amended = Vec::new();
    for Pending { claim, retracts, note } in pending {
        let number: u32 = select.query_row([claim.0], |row| row.get(0))?;
        amended.push(Amended { claim: number, retracts: *retracts, note: note.clone() });
    }
    Ok(amended)
}
