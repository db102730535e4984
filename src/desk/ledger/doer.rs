//! Who did it, and when: what the log says of the entry that a row names.

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use crate::case::CaseError;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doer {
    /// The number of the entry.
    pub entry: u64,
    /// The editor's stated name.
    pub name: String,
    /// The day.
    pub day: Day,
}

/// Who made this entry.
///
/// # Errors
/// [`CaseError::Damaged`] when the log has no such entry that can be read.
pub fn of(db: &Connection, entry: u64) -> Result<Doer, CaseError> {
    let select = "SELECT json_extract(entry, '$.actor'), json_extract(entry, '$.day') FROM custody
        WHERE seq = ?1 AND json_valid(entry)";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let (name, day): (String, String) =
        db.prepare_cached(select)?.query_row([entry], read).optional()?.ok_or(CaseError::Damaged)?;
    Ok(Doer { entry, name, day: day.parse().map_err(|_| CaseError::Damaged)? })
}
