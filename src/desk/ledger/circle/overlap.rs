//! How many people circles share, and how many there are in all.

use rusqlite::{Connection, OptionalExtension};

use super::find;
use crate::case::{Case, CaseError, Record};
use crate::ledger::LedgerError;
use crate::ledger::reference::CircleRef;

/// Keeps that two circles have at least so many people in common; 0 takes back what was
/// said of them.
///
/// # Errors
/// [`LedgerError`]: unknown, or more than the smaller one has.
pub fn overlap(case: &mut Case, [one, other]: [CircleRef; 2], at_least: u32) -> Result<(), LedgerError> {
    let (first, second) = (find(case.db(), one)?, find(case.db(), other)?);
    let smaller = first.people.min(second.people);
    if one == other {
        return Err(LedgerError::CircleCycle(one));
    }
    if at_least > smaller {
        return Err(LedgerError::CircleLarge { people: at_least, of: smaller });
    }
    let act = case.begin()?;
    let (lower, higher, entry) = (one.0.min(other.0), one.0.max(other.0), act.next_entry()?);
    let end = "UPDATE circle_overlap SET until = ?3 WHERE lower = ?1 AND higher = ?2 AND until IS NULL";
    act.db().execute(end, (lower, higher, entry))?;
    if at_least > 0 {
        let insert = "INSERT INTO circle_overlap (lower, higher, at_least, since) VALUES (?1, ?2, ?3, ?4)";
        act.db().execute(insert, (lower, higher, at_least, entry))?;
    }
    let record = Record::new("overlap", first.id).with("with", other.to_string());
    Ok(act.commit(record.with("at_least", u64::from(at_least)))?)
}

/// Keeps how many people there are in all.
///
/// # Errors
/// [`LedgerError::CircleLarge`]: a circle has more.
pub fn set_universe(case: &mut Case, people: u32) -> Result<(), LedgerError> {
    let largest = "SELECT coalesce(max(people), 0) FROM circle_state WHERE until IS NULL";
    let largest: u32 = case.db().query_row(largest, [], |row| row.get(0))?;
    if largest > people || people == 0 {
        return Err(LedgerError::CircleLarge { people: largest, of: people });
    }
    let desk = case.desk_id()?;
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.db().execute("UPDATE circle_universe SET until = ?1 WHERE until IS NULL", [entry])?;
    act.db().execute("INSERT INTO circle_universe (people, since) VALUES (?1, ?2)", (people, entry))?;
    Ok(act.commit(Record::new("universe", desk).with("people", u64::from(people)))?)
}

/// How many people there are in all, where that is known.
///
/// # Errors
/// [`CaseError`].
pub fn universe(db: &Connection) -> Result<Option<u32>, CaseError> {
    let select = "SELECT people FROM circle_universe WHERE until IS NULL";
    Ok(db.query_row(select, [], |row| row.get(0)).optional()?)
}

/// Circles that are known to overlap, with how many they share at least.
///
/// # Errors
/// [`CaseError`].
pub fn overlaps(db: &Connection) -> Result<Vec<(CircleRef, CircleRef, u32)>, CaseError> {
    let select = "SELECT lower, higher, at_least FROM circle_overlap WHERE until IS NULL ORDER BY lower, higher";
    let mut select = db.prepare(select)?;
    let read = select.query_map([], |row| Ok((CircleRef::new(row.get(0)?), CircleRef::new(row.get(1)?), row.get(2)?)));
    let rows: Result<Vec<_>, _> = read?.collect();
    Ok(rows?)
}
