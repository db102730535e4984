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

const INDEX_DB: &str = "index.db";

/// How often debts to the index were settled; the index carries the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation(pub u64);

impl Case {
    /// Opens the database of the index; nothing when there is none.
    ///
    /// # Errors
    /// [`CaseError::Damaged`] also for one that another key made.
    pub fn open_index(&self) -> Result<Option<Connection>, CaseError> {
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
