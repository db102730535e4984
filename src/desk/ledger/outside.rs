//! Searches outside the case: whether somebody had reported it before. None found inside
//! is no proof that nobody did.

use rusqlite::Connection;
use subrosa_tip::Day;

use super::doer::{self, Doer};
use super::reference::ClaimRef;
use super::{LedgerError, claim, words};
use crate::case::{Case, CaseError, Record};

/// A search that an editor made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Where it was looked.
    pub place: String,
    /// On which day.
    pub day: Day,
    /// Who kept it.
    pub by: Doer,
}

/// Keeps that an editor looked, on a day, whether somebody had reported a claim.
///
/// # Errors
/// [`LedgerError`]: an unknown claim, a place that is no line, a day that has not come.
pub fn searched(case: &mut Case, number: ClaimRef, place: &str, day: Day) -> Result<(), LedgerError> {
    let id = claim::row(case.db(), number)?;
    let place = words::line(place, "where it was looked", words::CLAIM_MAX)?;
    if day > case.today()? {
        return Err(LedgerError::Future("the day of the search"));
    }
    let act = case.begin()?;
    let insert = "INSERT INTO outside_search (claim, place, day, since) VALUES (?1, ?2, ?3, ?4)";
    act.db().execute(insert, (number.0, place, day.number(), act.next_entry()?))?;
    Ok(act.commit(Record::new("searched", id).with("searched_on", day.to_string()))?)
}

/// The searches for a claim, oldest day first.
///
/// # Errors
/// [`CaseError`].
pub fn of_claim(db: &Connection, number: ClaimRef) -> Result<Vec<Search>, CaseError> {
    let select = "SELECT place, day, since FROM outside_search WHERE claim = ?1 AND until IS NULL ORDER BY day, since";
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<(String, i32, u64)>, _> =
        select.query_map([number.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect();
    let search = |(place, day, entry)| {
        let day = Day::from_number(day).map_err(|_| CaseError::Damaged)?;
        Ok(Search { place, day, by: doer::of(db, entry)? })
    };
    rows?.into_iter().map(search).collect()
}
