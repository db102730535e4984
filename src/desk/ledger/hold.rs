//! Legal holds: nothing that one stands over is printed until it is lifted.
//!
//! | Module | Holds |
//! |---|---|
//! | `over` | which claims a hold stands over |

mod over;

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

pub use over::{over, over_each};

use super::doer::{self, Doer};
use super::{LedgerError, subject, words};
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};

/// Why a hold was neither laid nor lifted.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// Circles and single links are not held: what rests on them is.
    #[error("a hold stands over a claim, a tip, a source, an item, or without an id over the whole case")]
    Subject,
    /// There is one.
    #[error("a hold stands over it already")]
    Already,
    /// There is none.
    #[error("no hold stands over it")]
    Absent,
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<CaseError> for HoldError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rusqlite::Error> for HoldError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<HoldError> for Failure {
    fn from(error: HoldError) -> Self {
        let message = error.to_string();
        match error {
            HoldError::Subject => Self::new(Exit::Usage, "hold-subject", message),
            HoldError::Already => Self::new(Exit::Refused, "held-already", message)
                .hint("`subrosa-desk hold list` shows since when, and why"),
            HoldError::Absent => {
                Self::new(Exit::Refused, "not-held", message).hint("`subrosa-desk hold list` shows what is held")
            }
            HoldError::Ledger(error) => error.into(),
        }
    }
}

/// A hold that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// What people call what it stands over; none for the whole case.
    pub subject: Option<String>,
    /// Who laid it, when, by which entry.
    pub by: Doer,
    /// Why; none once erased.
    pub reason: Option<String>,
    row: Option<RowId>,
}

/// Lays a hold over what an id names, or over the whole case.
///
/// # Errors
/// [`HoldError`]. Nothing is changed then.
pub fn add(case: &mut Case, id: Option<&str>, reason: &str) -> Result<(), HoldError> {
    let (row, reason) = (held_row(case, id)?, words::reason(reason)?);
    let act = case.begin()?;
    act.because(Some(reason))?;
    let insert = "INSERT INTO hold (number, subject, since) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    if act.db().execute(insert, (act.next_number("hold")?, row, act.next_entry()?))? == 0 {
        return Err(HoldError::Already);
    }
    commit(act, "hold", row)
}

/// Lifts a hold.
///
/// # Errors
/// [`HoldError`]. Nothing is changed then.
pub fn lift(case: &mut Case, id: Option<&str>, reason: &str) -> Result<(), HoldError> {
    let (row, reason) = (held_row(case, id)?, words::reason(reason)?);
    let act = case.begin()?;
    act.because(Some(reason))?;
    let end = "UPDATE hold SET until = ?2 WHERE subject IS ?1 AND until IS NULL";
    if act.db().execute(end, (row, act.next_entry()?))? == 0 {
        return Err(HoldError::Absent);
    }
    commit(act, "lift-hold", row)
}

/// The log names what is held; of a hold over everything, the desk.
fn commit(act: Act<'_>, action: &'static str, row: Option<RowId>) -> Result<(), HoldError> {
    let desk = "SELECT value FROM meta WHERE name = 'desk'";
    let subject = match row {
        Some(row) => row.to_string(),
        None => act.db().query_row(desk, [], |row| row.get(0))?,
    };
    Ok(act.commit(Record::new(action, subject))?)
}

fn held_row(case: &Case, id: Option<&str>) -> Result<Option<RowId>, HoldError> {
    let Some(id) = id else { return Ok(None) };
    let row = subject::row(case, id)?;
    let name: Option<String> = case.db().query_row(&format!("SELECT {NAME}"), [row], |row| row.get(0))?;
    if name.is_some() { Ok(Some(row)) } else { Err(HoldError::Subject) }
}

/// What people call the row `?1`, when it is one that can be held.
const NAME: &str = "coalesce(
    (SELECT 'C' || number FROM claim WHERE id = ?1), (SELECT 'T' || number FROM tip WHERE id = ?1),
    (SELECT 'S' || number FROM source WHERE id = ?1), (SELECT name FROM item WHERE id = ?1))";

/// Every hold that stands, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Hold>, CaseError> {
    let select = "SELECT subject, since, words FROM hold LEFT JOIN reason ON entry = since
        WHERE until IS NULL ORDER BY number";
    let mut select = db.prepare_cached(select)?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let rows: Result<Vec<(Option<RowId>, u64, Option<String>)>, _> = select.query_map([], read)?.collect();
    rows?.into_iter().map(|row| with_names(db, row)).collect()
}

fn with_names(db: &Connection, row: (Option<RowId>, u64, Option<String>)) -> Result<Hold, CaseError> {
    let (row, entry, reason) = row;
    let name = |row: RowId| db.prepare_cached(&format!("SELECT {NAME}"))?.query_row([row], |row| row.get(0));
    Ok(Hold { subject: row.map(name).transpose()?.flatten(), by: doer::of(db, entry)?, reason, row })
}

impl Hold {
    /// The day on which it was laid.
    #[must_use]
    pub fn day(&self) -> Day {
        self.by.day
    }
}
