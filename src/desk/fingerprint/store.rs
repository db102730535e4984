//! Fingerprints in the case: kept with each item, found by their hashes.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::{Fingerprint, Parameters, winnow};
use crate::case::{Act, Case, CaseError, Record};
use crate::corpus;

/// Most fingerprints of an item that are asked for: the least of its hashes, which
/// are a fair sample of all (Broder's bottom sketch).
const ASKED: usize = 400;
/// Most items of one fingerprint that are looked at: beyond it is a form letter.
const HOLDERS: usize = 1_000;

/// So many that share a fingerprint are a crowd.
const CROWD: usize = 60;
/// Two that share so many are compared: one is a name with its office.
const TOGETHER: usize = 2;

/// Items whose fingerprints are sorted together: some hundred thousand rows, in memory.
const TOGETHER_KEPT: usize = 2_000;

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
    keep_all(act, &[(item, winnow(text, Parameters::CASE))])
}

/// The same of several items: in the order of the table, which writes each of its pages
/// once and not once for every item.
pub(super) fn keep_all(act: &Act<'_>, items: &[(u64, Vec<Fingerprint>)]) -> Result<(), CaseError> {
    let rows = items.iter().flat_map(|(item, prints)| prints.iter().map(|print| (stored(print.hash), *item, print)));
    let mut rows: Vec<(i64, u64, &Fingerprint)> = rows.collect();
    rows.sort_unstable_by_key(|(hash, item, print)| (*hash, *item, print.place.start));
    let mut insert = act.db().prepare_cached("INSERT OR REPLACE INTO fingerprint VALUES (?1, ?2, ?3, ?4)")?;
    for (hash, item, Fingerprint { place, .. }) in rows {
        insert.execute((hash, item, place.start, place.end))?;
    }
    let mut insert = act.db().prepare_cached("INSERT OR REPLACE INTO fingerprinted VALUES (?1, ?2)")?;
    for (item, prints) in items {
        insert.execute((item, prints.len()))?;
    }
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

/// How many items with a text have no fingerprints.
///
/// # Errors
/// [`CaseError`].
pub fn missing(db: &Connection) -> Result<usize, CaseError> {
    Ok(db.query_row(&format!("SELECT count(*) FROM ({MISSING})"), [], |row| row.get(0))?)
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
    for some in missing.chunks(TOGETHER_KEPT) {
        let read = |item: &u64| Ok((*item, winnow(&corpus::text(act.db(), *item)?, Parameters::CASE)));
        let some: Result<Vec<_>, CaseError> = some.iter().map(read).collect();
        keep_all(&act, &some?)?;
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
    let mut shared: Vec<(u64, usize)> = shared.into_iter().collect();
    shared.sort_by_key(|(other, prints)| (std::cmp::Reverse(*prints), *other));
    described(db, item, asked.len(), shared)
}

/// Those of one publisher, at most so many of them. By a join, where [`partners`] asks for
/// each fingerprint: of a text that a thousand have printed few rows leave the database.
///
/// # Errors
/// [`CaseError`].
pub fn partners_of_publisher(
    db: &Connection,
    item: u64,
    publisher: &str,
    most: usize,
) -> Result<Vec<Partner>, CaseError> {
    let select = "WITH asked AS (SELECT DISTINCT hash FROM fingerprint WHERE item = ?1 ORDER BY hash LIMIT ?2)
        SELECT f.item, count(DISTINCT f.hash) FROM asked JOIN fingerprint f ON f.hash = asked.hash
        JOIN item ON item.ordinal = f.item WHERE f.item <> ?1 AND item.publisher = ?3 AND item.forgotten = 0
        GROUP BY f.item ORDER BY 2 DESC, 1 LIMIT ?4";
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<(u64, usize)>, _> =
        select.query_map((item, ASKED, publisher, most), |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    described(db, item, asked(db, item)?.len(), rows?)
}

/// How much an item shares with each of others, with the sizes of both.
fn described(db: &Connection, item: u64, asked: usize, shared: Vec<(u64, usize)>) -> Result<Vec<Partner>, CaseError> {
    let own = size(db, item)?;
    let partner = |(other, shared)| Ok(Partner { item: other, shared, asked, sizes: (own, size(db, other)?) });
    shared.into_iter().map(partner).collect()
}

/// How many different fingerprints two items share, and how many the one has that has
/// fewer.
///
/// # Errors
/// [`CaseError`].
pub fn shared(db: &Connection, one: u64, other: u64) -> Result<(usize, usize), CaseError> {
    let select =
        "SELECT count(DISTINCT a.hash) FROM fingerprint a JOIN fingerprint b ON b.hash = a.hash AND b.item = ?2
        WHERE a.item = ?1";
    let (fewer, more) = if size(db, one)? <= size(db, other)? { (one, other) } else { (other, one) };
    let shared = db.prepare_cached(select)?.query_row((fewer, more), |row| row.get(0))?;
    Ok((shared, size(db, fewer)?))
}

/// Of some items, by their places: pairs that share fingerprints, the lower place first.
/// What a crowd shares is one text: then each is paired with the first only.
///
/// # Errors
/// [`CaseError`].
pub fn among(db: &Connection, items: &[u64]) -> Result<BTreeSet<(usize, usize)>, CaseError> {
    let mut holders: HashMap<i64, Vec<usize>> = HashMap::new();
    for (place, item) in items.iter().enumerate() {
        for hash in asked(db, *item)? {
            holders.entry(hash).or_default().push(place);
        }
    }
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for held in holders.values() {
        let firsts = if held.len() > CROWD { 1 } else { held.len() };
        for (at, a) in held.iter().take(firsts).enumerate() {
            held.iter().skip(at + 1).for_each(|b| *shared.entry((*a, *b)).or_default() += 1);
        }
    }
    Ok(shared.into_iter().filter(|(_, prints)| *prints >= TOGETHER).map(|(pair, _)| pair).collect())
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
