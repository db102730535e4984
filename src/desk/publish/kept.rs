//! What the case remembers of dossiers: the last one as printed, and the whole history.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use super::PublishError;
use super::dossier::{Dossier, Issue};
use super::history::{self, Before};
use super::seal::Sealed;
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::ledger::ClaimRef;

/// The last dossier.
#[derive(Debug, Clone)]
pub struct Last {
    /// Its permanent id.
    pub id: RowId,
    /// Its number.
    pub number: u32,
    /// SHA-256 of its list of files.
    pub sums: [u8; 32],
    /// The signature over that list.
    pub signature: String,
    before: Before,
}

impl Last {
    /// What it showed.
    #[must_use]
    pub fn shown(&self) -> Before {
        self.before.clone()
    }
}

/// The last dossier, where there is one.
///
/// # Errors
/// [`CaseError`].
pub fn last(db: &Connection) -> Result<Option<Last>, CaseError> {
    let select = "SELECT id, number, sums, article, signature FROM dossier ORDER BY number DESC LIMIT 1";
    let row = db.query_row(select, [], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get(4)?))
    });
    let Some((id, number, sums, article, signature)) = row.optional()? else { return Ok(None) };
    let article = serde_json::from_str(&article).map_err(|_| CaseError::Damaged)?;
    let mut select = db.prepare("SELECT printed_as, text, label FROM dossier_claim WHERE dossier = ?1")?;
    let claims: Result<BTreeMap<_, _>, _> =
        select.query_map([number], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?.collect();
    Ok(Some(Last { id, number, sums, signature, before: Before { claims: claims?, article } }))
}

/// Every dossier with what readers were told that it changed, in order.
///
/// # Errors
/// [`CaseError`].
pub fn issues(db: &Connection) -> Result<Vec<Issue>, CaseError> {
    let mut select = db.prepare("SELECT number, day FROM dossier ORDER BY number")?;
    let rows: Result<Vec<(u32, i32)>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    let mut changes = db.prepare("SELECT change FROM dossier_change WHERE dossier = ?1 ORDER BY position")?;
    let mut issues = Vec::new();
    for (number, day) in rows? {
        let texts: Result<Vec<String>, _> = changes.query_map([number], |row| row.get(0))?.collect();
        let read = |text: &String| serde_json::from_str(text).map_err(|_| CaseError::Damaged);
        let changes = texts?.iter().map(read).collect::<Result<_, _>>()?;
        issues.push(Issue { number, day: Day::from_number(day).map_err(|_| CaseError::Damaged)?, changes });
    }
    Ok(issues)
}

/// The numbers that readers know of claims, by those of the case.
///
/// # Errors
/// [`CaseError`].
pub fn numbers(db: &Connection) -> Result<BTreeMap<u32, u32>, CaseError> {
    let mut select = db.prepare("SELECT DISTINCT claim, printed_as FROM dossier_claim")?;
    let all: Result<BTreeMap<_, _>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(all?)
}

/// Keeps a new dossier: `claims` are those of the case that it prints, and the hashes are
/// of its list of files and of its draft.
///
/// # Errors
/// [`PublishError`].
pub fn record(
    case: &mut Case,
    dossier: &Dossier,
    claims: &[ClaimRef],
    (sealed, draft): (&Sealed, [u8; 32]),
) -> Result<(), PublishError> {
    let known = numbers(case.db())?;
    let printed = super::gather::numbered(&known, claims);
    let (sums, signature) = (sealed.sums, sealed.signature());
    let act = case.begin()?;
    let (id, entry) = (RowId::new()?, act.next_entry()?);
    let article = json(&history::article(&dossier.printed))?;
    let insert = "INSERT INTO dossier (number, id, day, sums, draft, article, signature, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    act.db().execute(insert, (dossier.number, id, dossier.day.number(), sums, draft, article, signature, entry))?;
    record_claims(&act, dossier, &printed, entry)?;
    record_changes(&act, dossier, entry)?;
    let record = Record::new("publish", id)
        .with("number", u64::from(dossier.number))
        .with("sums", hex::encode(sums))
        .with("draft", hex::encode(draft))
        .with("claims", claims.len() as u64);
    Ok(act.commit(record)?)
}

fn record_claims(act: &Act<'_>, dossier: &Dossier, printed: &BTreeMap<u32, u32>, entry: u64) -> Result<(), CaseError> {
    let insert = "INSERT INTO dossier_claim (dossier, claim, printed_as, text, label) VALUES (?1, ?2, ?3, ?4, ?5)";
    let first = "INSERT INTO publication (claim, since) SELECT ?1, ?2
        WHERE NOT EXISTS (SELECT 1 FROM publication WHERE claim = ?1 AND until IS NULL)";
    for (claim, number) in printed {
        let Some(shown) = dossier.printed.claims.iter().find(|shown| shown.number == *number) else { continue };
        act.db().prepare_cached(insert)?.execute((dossier.number, claim, number, &shown.text, &shown.label))?;
        act.db().prepare_cached(first)?.execute((claim, entry))?;
    }
    Ok(())
}

fn record_changes(act: &Act<'_>, dossier: &Dossier, entry: u64) -> Result<(), CaseError> {
    let insert = "INSERT INTO dossier_change (dossier, position, change) VALUES (?1, ?2, ?3)";
    let newest = dossier.history.first().map(|issue| issue.changes.as_slice()).unwrap_or_default();
    for (position, change) in newest.iter().enumerate() {
        act.db().prepare_cached(insert)?.execute((dossier.number, position, json(change)?))?;
    }
    let printed = "UPDATE amendment SET until = ?1, dossier = ?2 WHERE until IS NULL";
    act.db().execute(printed, (entry, dossier.number))?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, CaseError> {
    serde_json_canonicalizer::to_string(value).map_err(|_| CaseError::Damaged)
}

/// Logs that the last dossier was written once more.
///
/// # Errors
/// [`CaseError`].
pub fn again(case: &mut Case, last: &Last) -> Result<(), CaseError> {
    case.begin()?.commit(Record::new("publish-again", last.id).with("sums", hex::encode(last.sums)))
}
