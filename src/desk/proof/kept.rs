//! What the case keeps of proofs: the last of each draft, and what editors let stand.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use super::finding::{Acceptance, Finding, Kind};
use super::{ProofError, Row};
use crate::case::{Act, Case, CaseError, Editor, Record, RowId};
use crate::ledger::words;

/// A sentence of the last proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its id.
    pub id: String,
    /// Its state then.
    pub state: String,
    /// Its words.
    pub words: String,
}

/// The last proof of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Last {
    /// Its sentences in order.
    pub sentences: Vec<Earlier>,
    /// Its findings: id and kind.
    pub findings: Vec<(String, String)>,
}

/// The last proof of the draft at a path; nothing where there was none.
///
/// # Errors
/// [`CaseError`].
pub fn last(db: &Connection, path: &str) -> Result<Option<Last>, CaseError> {
    let number = "SELECT number FROM proof WHERE path = ?1";
    let number: Option<u64> = db.query_row(number, [path], |row| row.get(0)).optional()?;
    let Some(number) = number else { return Ok(None) };
    let mut select = db.prepare("SELECT id, state, words FROM proof_sentence WHERE proof = ?1 ORDER BY place")?;
    let read = |row: &rusqlite::Row<'_>| Ok(Earlier { id: row.get(0)?, state: row.get(1)?, words: row.get(2)? });
    let sentences: Result<Vec<_>, _> = select.query_map([number], read)?.collect();
    let mut select = db.prepare("SELECT id, kind FROM proof_finding WHERE proof = ?1 ORDER BY id")?;
    let findings: Result<Vec<_>, _> = select.query_map([number], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(Some(Last { sentences: sentences?, findings: findings? }))
}

/// Keeps a proof in place of the last of its draft.
///
/// # Errors
/// [`CaseError`].
pub fn keep(case: &mut Case, path: &str, rows: &[Row], findings: &[Finding]) -> Result<(), CaseError> {
    let act = case.begin()?;
    act.db().execute("DELETE FROM proof WHERE path = ?1", [path])?;
    let id = RowId::new()?;
    let insert = "INSERT INTO proof (id, path, day) VALUES (?1, ?2, ?3) RETURNING number";
    let number: u64 = act.db().query_row(insert, (id, path, act.day().number()), |row| row.get(0))?;
    for (place, row) in rows.iter().enumerate() {
        let insert = "INSERT INTO proof_sentence VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let claims = row.claims.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let given = (number, place, &row.sentence.id, row.state.word(), &row.sentence.text, claims);
        act.db().prepare_cached(insert)?.execute(given)?;
    }
    for finding in findings {
        let insert = "INSERT OR IGNORE INTO proof_finding VALUES (?1, ?2, ?3)";
        act.db().prepare_cached(insert)?.execute((number, &finding.id, finding.kind.word()))?;
    }
    let blocking = findings.iter().filter(|finding| finding.blocks()).count() as u64;
    act.commit(Record::new("proof", id).with("sentences", rows.len() as u64).with("blocking", blocking))
}

/// What editors let stand, by the finding's id.
///
/// # Errors
/// [`CaseError`].
pub fn acceptances(db: &Connection) -> Result<HashMap<String, Acceptance>, CaseError> {
    let select = "SELECT finding, second, words, json_extract(custody.entry, '$.actor') FROM finding_acceptance
        JOIN custody ON custody.seq = since LEFT JOIN reason ON reason.entry = since WHERE until IS NULL";
    let mut select = db.prepare(select)?;
    let read = |row: &rusqlite::Row<'_>| {
        let by: Option<String> = row.get(3)?;
        Ok((row.get(0)?, Acceptance { by: by.unwrap_or_default(), second: row.get(1)?, reason: row.get(2)? }))
    };
    let all: Result<HashMap<_, _>, _> = select.query_map([], read)?.collect();
    Ok(all?)
}

/// Lets a finding of a last proof stand, for a reason; what could lead to a source, only
/// with a second editor.
///
/// # Errors
/// [`ProofError`]: unknown, accepted already, no second editor, no reason.
pub fn accept(case: &mut Case, finding: &str, second: Option<&Editor>, reason: &str) -> Result<Kind, ProofError> {
    words::reason(reason)?;
    let select = "SELECT kind FROM proof_finding WHERE id = ?1 LIMIT 1";
    let kind: Option<String> = case.db().query_row(select, [finding], |row| row.get(0)).optional()?;
    let kind = kind.and_then(|word| Kind::of(&word)).ok_or_else(|| ProofError::Finding(finding.to_owned()))?;
    let first = words::fold(&case.editor().to_string());
    match second.map(|second| words::fold(&second.to_string())) {
        Some(second) if second == first => return Err(ProofError::OnePerson),
        None if kind.needs_two() => return Err(ProofError::Two(kind.word())),
        _ => {}
    }
    let act = case.begin()?;
    enter(&act, finding, second, reason)?;
    // A finding's id is a hash of words that may be a source's: the log holds only its kind.
    act.commit(Record::new("accept-finding", RowId::new()?).with("kind", kind.word()))?;
    Ok(kind)
}

fn enter(act: &Act<'_>, finding: &str, second: Option<&Editor>, reason: &str) -> Result<(), ProofError> {
    let known = "SELECT EXISTS (SELECT 1 FROM finding_acceptance WHERE finding = ?1 AND until IS NULL)";
    if act.db().query_row(known, [finding], |row| row.get::<_, bool>(0))? {
        return Err(ProofError::Accepted(finding.to_owned()));
    }
    act.because(Some(reason))?;
    let insert = "INSERT INTO finding_acceptance (finding, second, since) VALUES (?1, ?2, ?3)";
    act.db().execute(insert, (finding, second.map(ToString::to_string), act.next_entry()?))?;
    Ok(())
}
