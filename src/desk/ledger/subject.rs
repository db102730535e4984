//! Any id that people type → the permanent name of its row.

use rusqlite::OptionalExtension;

use super::reference::{CircleRef, ClaimRef, EvidenceRef, SourceRef};
use super::{LedgerError, TipRef, circle, claim, evidence, source, tip};
use crate::case::{Case, RowId};
use crate::corpus::item;

/// The row that an id names: `S1`, `C1`, `E1`, `K1`, or an item's or a tip's name.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn row(case: &Case, id: &str) -> Result<RowId, LedgerError> {
    let db = case.db();
    if let Ok(number) = id.parse::<ClaimRef>() {
        return claim::row(db, number);
    }
    if let Ok(number) = id.parse::<SourceRef>() {
        return source::row(db, number);
    }
    if let Ok(number) = id.parse::<CircleRef>() {
        return Ok(circle::find(db, number)?.id);
    }
    if let Ok(number) = id.parse::<EvidenceRef>() {
        return Ok(evidence::find(db, number)?.id);
    }
    if let Ok(number) = id.parse::<TipRef>()
        && let Some(tip) = tip::find(case, number)?
    {
        return Ok(tip.id);
    }
    let select = "SELECT id FROM item WHERE name = ?1";
    let found = db.prepare_cached(select)?.query_row([id], |row| row.get(0)).optional()?;
    // What was typed is said back: it is the editor's own word, bounded.
    found.ok_or_else(|| LedgerError::Unknown(id.chars().take(40).collect()))
}

/// Every name under which the log may speak of this id: of an item also the tip, message
/// or file that it reads; of a piece of evidence its claim.
///
/// # Errors
/// As [`row`].
pub fn log_of(case: &Case, id: &str) -> Result<Vec<String>, LedgerError> {
    if let Ok(number) = id.parse::<EvidenceRef>() {
        return Ok(vec![claim::row(case.db(), evidence::find(case.db(), number)?.claim)?.to_string()]);
    }
    match item::subjects(case.db(), id) {
        Ok(subjects) => Ok(subjects),
        Err(_) => Ok(vec![row(case, id)?.to_string()]),
    }
}
