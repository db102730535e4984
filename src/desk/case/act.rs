//! One change of the case. It cannot be committed without saying what it was.

use std::fmt;
use std::str::FromStr;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use subrosa_tip::Day;

use super::custody::{self, Record};
use super::{Case, CaseError};

/// Longest name of an editor, in characters: it stands in every entry of the log.
const NAME_MAX: usize = 100;

/// The editor's stated name: a statement until a signature proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editor(String);

/// A text cannot stand for an editor in the custody log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an editor's name has 1 to {NAME_MAX} characters and no control characters")]
pub struct EditorError;

impl FromStr for Editor {
    type Err = EditorError;

    fn from_str(text: &str) -> Result<Self, EditorError> {
        let sound = !text.trim().is_empty() && text.chars().count() <= NAME_MAX && !text.chars().any(char::is_control);
        if sound { Ok(Self(text.to_owned())) } else { Err(EditorError) }
    }
}

impl Default for Editor {
    fn default() -> Self {
        Self("editor".to_owned())
    }
}

impl fmt::Display for Editor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A transaction of `case.db`. Dropping it undoes it; committing it takes the
/// custody entry that tells of it.
pub struct Act<'c> {
    transaction: Transaction<'c>,
    day: Day,
    editor: &'c Editor,
}

impl<'c> Act<'c> {
    pub(super) fn begin(case: &'c mut Case) -> Result<Self, CaseError> {
        let day = case.clock.today()?;
        let transaction = case.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Self { transaction, day, editor: &case.editor })
    }

    /// The database, inside this transaction.
    #[must_use]
    pub fn db(&self) -> &Connection {
        &self.transaction
    }

    /// The day of this act.
    #[must_use]
    pub fn day(&self) -> Day {
        self.day
    }

    /// The editor who acts.
    #[must_use]
    pub fn editor(&self) -> &Editor {
        self.editor
    }

    /// The next number of this kind, such as `tip`: 1, 2, 3 …, never given twice.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn next_number(&self, kind: &str) -> Result<u32, CaseError> {
        const NEXT: &str = "INSERT INTO numbering (kind, last) VALUES (?1, 1)
            ON CONFLICT (kind) DO UPDATE SET last = last + 1 RETURNING last";
        Ok(self.db().prepare_cached(NEXT)?.query_row([kind], |row| row.get(0))?)
    }

    /// The number of the entry that is logged next: a row of the ledger names the
    /// entry that tells of it.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn next_entry(&self) -> Result<u64, CaseError> {
        let next = "SELECT coalesce(max(seq), 0) + 1 FROM custody";
        Ok(self.db().prepare_cached(next)?.query_row([], |row| row.get(0))?)
    }

    /// Keeps why the next entry was made: erasable, so outside the chain.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn because(&self, reason: Option<&str>) -> Result<(), CaseError> {
        let Some(reason) = reason else { return Ok(()) };
        let insert = "INSERT INTO reason (entry, words) VALUES (?1, ?2)";
        self.db().prepare_cached(insert)?.execute((self.next_entry()?, reason))?;
        Ok(())
    }

    /// Logs one part of an act that has several.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn note(&self, record: Record) -> Result<(), CaseError> {
        custody::append(&self.transaction, self.day, &self.editor.0, record)
    }

    /// Logs the act and makes it last.
    ///
    /// # Errors
    /// [`CaseError`]; nothing of it was done then.
    pub fn commit(self, record: Record) -> Result<(), CaseError> {
        self.note(record)?;
        Ok(self.transaction.commit()?)
    }
}
