//! Items of the same source as a tip: what is not corroborated by itself.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::CheckError;
use crate::case::RowId;

/// Ordinals of every item that came from the mailboxes of these tips, or from these
/// sources by number.
///
/// # Errors
/// [`CheckError::UnknownTip`].
pub(super) fn items(db: &Connection, tips: &[String], sources: &[u32]) -> Result<HashSet<u64>, CheckError> {
    let mut items = HashSet::new();
    for tip in tips {
        let select = "SELECT source FROM tip WHERE 'T' || number = ?1";
        let source: Option<RowId> = db.query_row(select, [tip], |row| row.get(0)).optional()?;
        // What was typed is said back: it is the editor's own word, bounded.
        let source = source.ok_or_else(|| CheckError::UnknownTip(tip.chars().take(40).collect()))?;
        items.extend(of(db, source)?);
    }
    for number in sources {
        let select = "SELECT id FROM source WHERE number = ?1";
        let source: Option<RowId> = db.query_row(select, [number], |row| row.get(0)).optional()?;
        items.extend(source.map(|source| of(db, source)).transpose()?.unwrap_or_default());
    }
    Ok(items)
}

fn of(db: &Connection, source: RowId) -> Result<Vec<u64>, CheckError> {
    let select = "SELECT ordinal FROM item WHERE source = ?1 OR tip IN (SELECT id FROM tip WHERE source = ?1)";
    let mut select = db.prepare_cached(select)?;
    let ordinals: Result<Vec<u64>, _> = select.query_map([source], |row| row.get(0))?.collect();
    Ok(ordinals?)
}
