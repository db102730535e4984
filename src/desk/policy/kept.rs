//! The policy that holds, and setting another.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::Policy;
use super::written::{PolicyError, parse};
use crate::case::{Case, CaseError, Record};
use crate::ledger::{LedgerError, words};

/// Why no policy was set.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// It is none.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The reason is none, or the case failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<CaseError> for SetError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rusqlite::Error> for SetError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// The policy that holds; the built-in one until another is set.
///
/// # Errors
/// [`CaseError::Damaged`] for one that this program never took.
pub fn now(db: &Connection) -> Result<Policy, CaseError> {
    let text: Option<String> = db
        .prepare_cached("SELECT words FROM policy WHERE until IS NULL")?
        .query_row([], |row| row.get(0))
        .optional()?;
    text.map_or_else(|| Ok(Policy::default()), |text| parse(&text).map_err(|_| CaseError::Damaged))
}

/// Sets the policy, in the place of an earlier one. *Returns* it.
///
/// # Errors
/// [`SetError`]; nothing is changed then.
pub fn set(case: &mut Case, text: &str, reason: &str) -> Result<Policy, SetError> {
    let reason = words::reason(reason)?;
    let policy = parse(text)?;
    let desk = case.desk_id()?;
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    act.db().execute("UPDATE policy SET until = ?1 WHERE until IS NULL", [entry])?;
    act.db().execute("INSERT INTO policy (words, since) VALUES (?1, ?2)", (text, entry))?;
    act.commit(Record::new("set-policy", desk).with("sha256", hex::encode(Sha256::digest(text))))?;
    Ok(policy)
}
