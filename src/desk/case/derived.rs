//! `index.db`: the full-text index, which can always be made again.
//!
//! Its key is random and lies in `case.db`. Whatever happens to the file, a new
//! one is made under a new key; what an old one held is then out of reach.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension};
use zeroize::Zeroizing;

use super::{Case, CaseError, Record, database, schema};
use crate::disk::sync_folder;
use crate::search::OpenIndex;

const INDEX_DB: &str = "index.db";

/// How often debts to the index were settled; the index carries the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation(pub u64);

impl Case {
    /// The index that the command before left open.
    pub(crate) fn take_index(&mut self) -> Option<OpenIndex> {
        self.index.take()
    }

    /// Keeps the index open for the next command.
    pub(crate) fn keep_index(&mut self, index: OpenIndex) {
        self.index = Some(index);
    }

    /// Whether there is an index, damaged or not.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn has_index(&self) -> Result<bool, CaseError> {
        let keys: u64 = self.db.query_row("SELECT count(*) FROM search_index", [], |row| row.get(0))?;
        Ok(keys > 0 && self.index_path().exists())
    }

    /// What is wrong with the pages of the index, in SQLCipher's and SQLite's words.
    /// Everything in it is derived from the rest of the case: nothing is lost with it.
    ///
    /// # Errors
    /// [`CaseError`] when the machine failed.
    pub fn index_damage(&mut self) -> Result<Vec<String>, CaseError> {
        match self.open_index().and_then(|db| db.as_ref().map(database::damage).transpose()) {
            Ok(found) => Ok(found.unwrap_or_default()),
            Err(CaseError::Damaged | CaseError::Newer) => Ok(vec!["it cannot be read through".to_owned()]),
            Err(error) => Err(error),
        }
    }

    /// Opens the database of the index; nothing when there is none. One that was kept
    /// open is closed: there is one connection at a time.
    ///
    /// # Errors
    /// [`CaseError::Damaged`] also for one that another key made.
    pub fn open_index(&mut self) -> Result<Option<Connection>, CaseError> {
        self.index = None;
        let select = "SELECT key FROM search_index";
        let key = self.db.query_row(select, [], |row| row.get::<_, [u8; 32]>(0).map(Zeroizing::new)).optional()?;
        match key {
            Some(key) if self.index_path().exists() => {
                Ok(Some(relaxed(database::open(&self.index_path(), &key, schema::INDEX)?)?))
            }
            _ => Ok(None),
        }
    }

    /// Makes a new, empty database for the index, under a new key, in place of any other.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn make_index(&mut self) -> Result<Connection, CaseError> {
        self.index = None;
        let path = self.index_path();
        for suffix in ["", "-wal", "-journal"] {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            match fs::remove_file(PathBuf::from(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        sync_folder(&self.folder)?;
        let key = Zeroizing::new(subrosa_tip::random::<32>().map_err(|_| CaseError::Random)?);
        let desk = self.desk_id()?;
        let act = self.begin()?;
        act.db().execute(
            "INSERT INTO search_index (one, key, generation) VALUES (1, ?1, 0) ON CONFLICT DO UPDATE SET key = ?1",
            [key.as_slice()],
        )?;
        act.commit(Record::new("make-index", desk))?;
        relaxed(database::create(&path, &key, schema::INDEX)?)
    }

    /// How often debts to the index were settled.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn index_generation(&self) -> Result<Generation, CaseError> {
        let number = self.db.query_row("SELECT generation FROM search_index", [], |row| row.get(0)).optional()?;
        Ok(Generation(number.unwrap_or(0)))
    }

    /// Notes that the index holds every item as the case does.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn settle_index(&mut self, generation: Generation) -> Result<(), CaseError> {
        // No act of an editor's: the act that made the debt has its entry.
        let transaction = self.db.transaction()?;
        transaction.execute("DELETE FROM index_debt", [])?;
        transaction.execute("UPDATE search_index SET generation = ?1", [generation.0])?;
        Ok(transaction.commit()?)
    }

    pub(super) fn index_path(&self) -> PathBuf {
        self.folder.join(INDEX_DB)
    }
}

/// A loss of power may take the last commits, and never damages the file: what
/// the index then lacks is indexed again.
fn relaxed(db: Connection) -> Result<Connection, CaseError> {
    db.execute_batch("PRAGMA synchronous = NORMAL")?;
    Ok(db)
}
