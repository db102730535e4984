//! Fingerprints in the case: kept with each item, found by their hashes.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{Fingerprint, Parameters, winnow};
use crate::case::{Act, Case, CaseError, Record};
use crate::corpus;

/// Most fingerprints of an item that are asked for: the least of its hashes, which
/// are a fair sample of all (Broder's bottom sketch).
const ASKED: usize = 400;
/// Most items of one fingerprint that are looked at: beyond it is a form letter.
const HOLDERS: usize = 1_000;

/// Another item that shares fingerprints with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partner {
    /// Its ordinal.
    pub item: u64,
    /// Fingerprints of those asked for that it has too.
    pub shared: usize,
    /// Fingerprints that were asked for.
    pub asked: usize,
    /// Fingerprints of both: of the item itself, and of the partner.
    pub sizes: (usize, usize),
}

/// Keeps the fingerprints of an item's text, in the transaction that keeps the text.
///
/// # Errors
/// [`CaseError`].
pub fn keep(act: &Act<'_>, item: u64, text: &str) -> Result<(), CaseError> {
    let prints = winnow(text, Parameters::CASE);
    let mut insert = act.db().prepare_cached("INSERT OR REPLACE INTO fingerprint VALUES (?1, ?2, ?3, ?4)")?;
    for Fingerprint { hash, place } in &prints {
        insert.execute((stored(*hash), item, place.start, place.end))?;
    }
    let mut insert = act.db().prepare_cached("INSERT OR REPLACE INTO fingerprinted VALUES (?1, ?2)")?;
    insert.execute((item, prints.len()))?;
    Ok(())
}

/// SQLite's integers have a sign.
fn stored(hash: u64) -> i64 {
    hash.cast_signed()
}

/// Items with a text and without fingerprints.
const MISSING: &str = "SELECT ordinal FROM item WHERE characters IS NOT NULL AND forgotten = 0
    AND ordinal NOT IN (SELECT item FROM fingerprinted)";

/// Whether every item with a text has its fingerprints: only then is "no partner" an answer.
///
/// # Errors
/// [`CaseError`].
pub fn is_complete(db: &Connection) -> Result<bool, CaseError> {
    Ok(db.query_row(&format!("SELECT NOT EXISTS ({MISSING})"), [], |row| row.get(0))?)
}

/// Makes the fingerprints of items that an earlier version took up.
///
/// # Errors
/// [`CaseError`].
pub fn bring_up(case: &mut Case) -> Result<(), CaseError> {
    let missing = ordinals(case.db(), MISSING)?;
    if missing.is_empty() {
        return Ok(());
    }
    let desk = case.desk_id()?;
    let act = case.begin()?;
    for item in &missing {
        keep(&act, *item, &corpus::text(act.db(), *item)?)?;
    }
    act.commit(Record::new("fingerprint", desk).with("items", missing.len() as u64))
}

fn ordinals(db: &Connection, select: &str) -> Result<Vec<u64>, CaseError> {
    let mut select = db.prepare(select)?;
    let found: Result<Vec<u64>, _> = select.query_map([], |row| row.get(0))?.collect();
    Ok(found?)
}

/// Items that share fingerprints with this one, those that share most first.
///
/// # Errors
/// [`CaseError`].
pub fn partners(db: &Connection, item: u64) -> Result<Vec<Partner>, CaseError> {
    let asked = asked(db, item)?;
    let mut shared: HashMap<u64, usize> = HashMap::new();
    let select = "SELECT DISTINCT item FROM fingerprint WHERE hash = ?1 AND item <> ?2 LIMIT ?3";
    let mut select = db.prepare_cached(select)?;
    for hash in &asked {
        let mut rows = select.query((hash, item, HOLDERS))?;
        while let Some(row) = rows.next()? {
            *shared.entry(row.get(0)?).or_default() += 1;
        }
    }
    let own = size(db, item)?;
    let partner =
        |(other, shared)| Ok(Partner { item: other, shared, asked: asked.len(), sizes: (own, size(db, other)?) });
    let mut partners = shared.into_iter().map(partner).collect::<Result<Vec<_>, CaseError>>()?;
    partners.sort_by_key(|partner| (std::cmp::Reverse(partner.shared), partner.item));
    Ok(partners)
}

fn asked(db: &Connection, item: u64) -> Result<Vec<i64>, CaseError> {
    let select = "SELECT DISTINCT hash FROM fingerprint WHERE item = ?1 ORDER BY hash LIMIT ?2";
    let mut select = db.prepare_cached(select)?;
    let hashes: Result<Vec<i64>, _> = select.query_map((item, ASKED), |row| row.get(0))?.collect();
    Ok(hashes?)
}

fn size(db: &Connection, item: u64) -> Result<usize, CaseError> {
    let select = "SELECT coalesce((SELECT prints FROM fingerprinted WHERE item = ?1), 0)";
    Ok(db.prepare_cached(select)?.query_row([item], |row| row.get(0))?)
}
