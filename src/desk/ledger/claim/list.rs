//! All claims, a line each, with what must be said wherever a claim is shown.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{Claim, all};
use crate::case::CaseError;
use crate::ledger::evidence::flags;

/// How much bears on a claim, and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weight {
    /// Evidence that supports it.
    pub supports: u32,
    /// Evidence that contradicts it.
    pub contradicts: u32,
    /// Passages that mention it.
    pub mentions: u32,
    /// Contradictions that nobody answered.
    pub unanswered: u32,
    /// Evidence whose item is damaged, withdrawn, forgotten or retracted.
    pub flagged: u32,
    /// Evidence that supports it and is not flagged.
    pub sound: u32,
}

/// A claim on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The claim.
    pub claim: Claim,
    /// Names of the items that it came from.
    pub from: Vec<String>,
    /// What bears on it.
    pub weight: Weight,
    /// Credibility and label, once it was assessed.
    pub assessment: Option<(u8, String)>,
}

/// Every claim on its line, in the order of their numbers. A fixed number of queries.
///
/// # Errors
/// [`CaseError`].
pub fn lines(db: &Connection) -> Result<Vec<Line>, CaseError> {
    let mut weights = weights(db)?;
    let mut origins: HashMap<u32, Vec<String>> = HashMap::new();
    let select = "SELECT claim, name FROM claim_origin JOIN item ON ordinal = item WHERE until IS NULL
        ORDER BY claim, ordinal";
    each(db, select, |row| {
        origins.entry(row.get(0)?).or_default().push(row.get(1)?);
        Ok(())
    })?;
    let mut assessed = HashMap::new();
    each(db, "SELECT claim, credibility, label FROM assessment WHERE until IS NULL", |row| {
        assessed.insert(row.get::<_, u32>(0)?, (row.get::<_, u8>(1)?, row.get::<_, String>(2)?));
        Ok(())
    })?;
    let line = |claim: Claim| Line {
        from: origins.remove(&claim.number.0).unwrap_or_default(),
        weight: weights.remove(&claim.number.0).unwrap_or_default(),
        assessment: assessed.remove(&claim.number.0),
        claim,
    };
    Ok(all(db)?.into_iter().map(line).collect())
}

fn weights(db: &Connection) -> Result<HashMap<u32, Weight>, CaseError> {
    let mut weights: HashMap<u32, Weight> = HashMap::new();
    let select = "SELECT claim, relation, count(*) FROM evidence WHERE until IS NULL GROUP BY claim, relation";
    each(db, select, |row| {
        let weight = weights.entry(row.get(0)?).or_default();
        let count: u32 = row.get(2)?;
        match row.get_ref(1)?.as_str()? {
            "supports" => (weight.supports, weight.sound) = (count, count),
            "contradicts" => weight.contradicts = count,
            _ => weight.mentions = count,
        }
        Ok(())
    })?;
    let select = "SELECT claim, count(*) FROM evidence e WHERE until IS NULL AND relation = 'contradicts'
        AND NOT EXISTS (SELECT 1 FROM answer WHERE evidence = e.number AND answer.until IS NULL) GROUP BY claim";
    each(db, select, |row| {
        weights.entry(row.get(0)?).or_default().unanswered = row.get(1)?;
        Ok(())
    })?;
    for flagged in flags::all(db)? {
        let weight = weights.entry(flagged.claim).or_default();
        weight.flagged += 1;
        weight.sound -= u32::from(flagged.supports);
    }
    Ok(weights)
}

pub(in crate::ledger) fn each(
    db: &Connection,
    select: &str,
    mut take: impl FnMut(&rusqlite::Row<'_>) -> Result<(), rusqlite::Error>,
) -> Result<(), CaseError> {
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}
