//! The bytes of an item against the hash that they came with.

use std::io;

use rusqlite::Connection;

use crate::case::CaseError;
use crate::case::content::{CopyError, copy};
use crate::corpus::Item;

/// How an item's original bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Integrity {
    /// They have the hash that they came with.
    Whole,
    /// They have another.
    Damaged,
    /// They were erased, and their hash with them.
    Erased,
}

impl Integrity {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Damaged => "damaged",
            Self::Erased => "erased",
        }
    }
}

/// Reads every byte of an item and compares.
///
/// # Errors
/// [`CaseError`] when it cannot be read; a difference is an answer.
pub fn verify(db: &Connection, item: &Item) -> Result<Integrity, CaseError> {
    let (Some(content), Some(expected)) = (item.content, item.sha256) else { return Ok(Integrity::Erased) };
    let select = "SELECT sha256 FROM content WHERE id = ?1";
    let kept: [u8; 32] = db.query_row(select, [content], |row| row.get(0))?;
    match copy(db, content, &mut io::sink()) {
        Ok(()) if kept == expected => Ok(Integrity::Whole),
        Ok(()) | Err(CopyError::Altered) => Ok(Integrity::Damaged),
        Err(CopyError::Case(error)) => Err(error),
        Err(CopyError::Write(error)) => Err(error.into()),
    }
}
