//! Editors with a key of their own. A name alone is only a statement.

use std::io;

use rusqlite::{Connection, OptionalExtension, Row};
use subrosa_tip::words::fingerprint;

use super::{EditorKey, SignoffError};
use crate::case::{Case, CaseError, Editor, Record, RowId};
use crate::ledger::words;

/// An editor with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// The number of the row.
    pub number: u32,
    /// Its permanent id.
    pub id: RowId,
    /// The name.
    pub name: String,
    /// The public half, Ed25519.
    pub key: [u8; 32],
}

impl Keyed {
    /// Name and key in words that two people compare.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        fingerprint("subrosa editor", &[self.name.as_bytes(), &self.key])
    }
}

const EDITORS: &str = "SELECT number, id, name, key FROM editor WHERE until IS NULL";

fn read(row: &Row<'_>) -> rusqlite::Result<Keyed> {
    Ok(Keyed { number: row.get(0)?, id: row.get(1)?, name: row.get(2)?, key: row.get(3)? })
}

/// Every editor who has a key, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Keyed>, CaseError> {
    let mut select = db.prepare_cached(&format!("{EDITORS} ORDER BY number"))?;
    let editors: Result<Vec<_>, _> = select.query_map([], read)?.collect();
    Ok(editors?)
}

/// The editor of this name, however it is spelt, when they have a key.
///
/// # Errors
/// [`CaseError`].
pub fn of_name(db: &Connection, name: &str) -> Result<Option<Keyed>, CaseError> {
    let mut select = db.prepare_cached(&format!("{EDITORS} AND folded = ?1"))?;
    Ok(select.query_row([words::fold(name)], read).optional()?)
}

/// Keeps the public half of a new editor's key. `keep` puts the private half where it
/// belongs, before anything of it is kept: nobody is an editor without one.
///
/// # Errors
/// [`SignoffError::NameTaken`], [`SignoffError::Unwritten`]. Nothing is changed then.
pub fn add(
    case: &mut Case,
    name: &Editor,
    key: &EditorKey,
    keep: impl FnOnce() -> io::Result<()>,
) -> Result<Keyed, SignoffError> {
    let name = name.to_string();
    if of_name(case.db(), &name)?.is_some() {
        return Err(SignoffError::NameTaken);
    }
    let act = case.begin()?;
    let editor = Keyed { number: act.next_number("editor")?, id: RowId::new()?, name, key: key.public() };
    let insert = "INSERT INTO editor (number, id, name, folded, key, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let folded = words::fold(&editor.name);
    act.db().execute(insert, (editor.number, editor.id, &editor.name, folded, editor.key, act.next_entry()?))?;
    keep().map_err(SignoffError::Unwritten)?;
    act.commit(Record::new("add-editor", editor.id).with("key", hex::encode(editor.key)))?;
    Ok(editor)
}

/// Takes an editor's key away, for a reason: a lost or stolen one. What it signed is void.
///
/// # Errors
/// [`SignoffError::UnknownEditor`], a reason that is none. Nothing is changed then.
pub fn remove(case: &mut Case, name: &str, reason: &str) -> Result<Keyed, SignoffError> {
    let editor = of_name(case.db(), name)?.ok_or(SignoffError::UnknownEditor)?;
    let reason = words::reason(reason)?;
    let act = case.begin()?;
    act.because(Some(reason))?;
    act.db().execute("UPDATE editor SET until = ?2 WHERE number = ?1", (editor.number, act.next_entry()?))?;
    act.commit(Record::new("remove-editor", editor.id).with("key", hex::encode(editor.key)))?;
    Ok(editor)
}

/// Refuses two names that are not two editors. Before anybody has a key a name is all
/// that there is; afterwards both must have one.
///
/// # Errors
/// [`SignoffError::NotTwo`], [`SignoffError::UnknownEditor`].
pub fn two(db: &Connection, first: &str, second: &str) -> Result<(), SignoffError> {
    if words::fold(first) == words::fold(second) {
        return Err(SignoffError::NotTwo);
    }
    let nobody_has_a_key = all(db)?.is_empty();
    let known = |name: &str| of_name(db, name).map(|editor| nobody_has_a_key || editor.is_some());
    if known(first)? && known(second)? { Ok(()) } else { Err(SignoffError::UnknownEditor) }
}
