//! Who could have known: circles by date, around a claim or a name.

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use super::circle::{self, Circle};
use super::reference::ClaimRef;
use super::{LedgerError, claim, words};
use crate::case::CaseError;

/// A circle with the claims that its people could have known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The circle.
    pub circle: Circle,
    /// Its claims.
    pub claims: Vec<ClaimRef>,
    /// People without those who are excluded.
    pub possible: u32,
    /// Whether it had access on or before the day that is asked about; nothing where
    /// no day is.
    pub in_time: Option<bool>,
}

/// Who could have known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Knew {
    /// The day by which they must have known: that of the first tip the claim came from.
    pub by: Option<Day>,
    /// Circles, those with the earliest access first.
    pub circles: Vec<Row>,
    /// Names that stand in every circle of the claim and are not excluded.
    pub in_all: Vec<String>,
}

/// The circles of a claim.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn of_claim(db: &Connection, number: ClaimRef) -> Result<Knew, LedgerError> {
    claim::find(db, number)?;
    let by = first_tip(db, number)?;
    let mut circles = rows(db, by)?;
    circles.retain(|row| row.claims.contains(&number));
    let in_all = in_all(&circles);
    Ok(Knew { by, circles, in_all })
}

/// The circles in which somebody is named.
///
/// # Errors
/// [`CaseError`].
pub fn of_name(db: &Connection, name: &str) -> Result<Knew, CaseError> {
    let folded = words::fold(name);
    let mut circles = rows(db, None)?;
    circles.retain(|row| row.circle.members.iter().any(|member| words::fold(member) == folded));
    Ok(Knew { by: None, circles, in_all: Vec::new() })
}

/// Every circle.
///
/// # Errors
/// [`CaseError`].
pub fn everyone(db: &Connection) -> Result<Knew, CaseError> {
    Ok(Knew { circles: rows(db, None)?, ..Knew::default() })
}

fn first_tip(db: &Connection, number: ClaimRef) -> Result<Option<Day>, CaseError> {
    let select = "SELECT min(tip.day) FROM claim_origin o JOIN item ON item.ordinal = o.item
        JOIN tip ON tip.id = item.tip WHERE o.claim = ?1 AND o.until IS NULL";
    let day: Option<i32> = db.query_row(select, [number.0], |row| row.get(0)).optional()?.flatten();
    day.map(Day::from_number).transpose().map_err(|_| CaseError::Damaged)
}

fn rows(db: &Connection, by: Option<Day>) -> Result<Vec<Row>, CaseError> {
    let mut rows = Vec::new();
    for circle in circle::all(db)? {
        let claims = claims(db, &circle)?;
        let possible = circle.people.saturating_sub(circle.excluded.len() as u32);
        let in_time = by.map(|by| circle.from.is_none_or(|from| from <= by));
        rows.push(Row { circle, claims, possible, in_time });
    }
    rows.sort_by_key(|row| (row.circle.from, row.circle.number));
    Ok(rows)
}

fn claims(db: &Connection, circle: &Circle) -> Result<Vec<ClaimRef>, CaseError> {
    let select = "SELECT claim FROM claim_circle WHERE circle = ?1 AND until IS NULL ORDER BY claim";
    let mut select = db.prepare_cached(select)?;
    let numbers: Result<Vec<u32>, _> = select.query_map([circle.number.0], |row| row.get(0))?.collect();
    Ok(numbers?.into_iter().map(ClaimRef::new).collect())
}

fn in_all(rows: &[Row]) -> Vec<String> {
    let Some((first, rest)) = rows.split_first() else { return Vec::new() };
    let holds = |row: &Row, name: &str| {
        let folded = words::fold(name);
        let among = |names: &[String]| names.iter().any(|member| words::fold(member) == folded);
        among(&row.circle.members) && !among(&row.circle.excluded)
    };
    let names = first.circle.members.iter();
    names.filter(|name| holds(first, name) && rest.iter().all(|row| holds(row, name))).cloned().collect()
}
