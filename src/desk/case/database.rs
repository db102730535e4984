//! SQLite pages that SQLCipher encrypts and authenticates.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::CaseError;
use crate::disk::{Pending, create_private, erase_all};

/// Set on every opening. `locking_mode` keeps the WAL's index in memory, so that
/// no shared-memory file lies beside the database.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA temp_store = MEMORY;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA secure_delete = ON;
";
/// Set once nothing speaks against writing. The size limit takes back the log of
/// a large file after it was imported.
const WRITING: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 67108864;
";

/// Statements that are kept prepared.
const STATEMENTS: usize = 128;

/// A database's steps from empty to current, in order. A published step is never
/// changed; a new one is added.
pub(super) type Migrations = &'static [&'static str];

/// Makes a new database file.
pub(super) fn create(path: &Path, key: &[u8; 32], steps: Migrations) -> Result<Connection, CaseError> {
    // Made before SQLite does, so that it and its log never have another mode.
    create_private(path)?;
    open(path, key, steps)
}

/// Opens a database and brings it to the current version.
pub(super) fn open(path: &Path, key: &[u8; 32], steps: Migrations) -> Result<Connection, CaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut db = Connection::open_with_flags(path, flags)?;
    // SQLCipher would write to standard error, with the time of day.
    db.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let hex = Zeroizing::new(hex::encode(key));
    db.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex.as_str())))?;
    db.execute_batch(SETTINGS)?;
    // Otherwise SQLite, which is built with statistics of values, makes a statement's plan
    // anew for every other value that is bound to it; no such statistics are kept here.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // An act of the ledger has some twenty statements, a claim's page as many again.
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    let version = version(&db)?;
    if version > steps.len() {
        return Err(CaseError::Newer);
    }
    db.execute_batch(WRITING)?;
    if (1..steps.len()).contains(&version) {
        keep_copy(&db, path, version)?;
    }
    migrate(&mut db, version, steps)?;
    Ok(db)
}

/// The first read: fails when the first page does not authenticate.
fn version(db: &Connection) -> Result<usize, CaseError> {
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(version).map_err(|_| CaseError::Newer)
}

/// Where a database lies as it was before this program brought it up from a version.
fn copy_path(path: &Path, version: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("{COPY}{version}"));
    name.into()
}

/// What the name of such a copy has after that of the database.
pub(super) const COPY: &str = ".before-version-";

/// Copies the database, encrypted as it is, before it is changed for good: an older
/// program can go on with the copy. Without room for it nothing is changed.
fn keep_copy(db: &Connection, path: &Path, version: usize) -> Result<(), CaseError> {
    // What is still in the log belongs to the file; nobody writes meanwhile.
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let copy = copy_path(path, version);
    erase_all(&copy)?;
    let mut pending = Pending::beside(&copy)?;
    io::copy(&mut File::open(path)?, &mut pending)?;
    Ok(pending.publish()?)
}

fn migrate(db: &mut Connection, from: usize, steps: Migrations) -> Result<(), CaseError> {
    for (index, step) in steps.iter().enumerate().skip(from) {
        let transaction = db.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", (index + 1) as i64)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Authenticates every page and checks SQLite's structures.
///
/// *Returns* what is wrong, in SQLCipher's and SQLite's words; nothing when all is well.
pub(super) fn damage(db: &Connection) -> Result<Vec<String>, CaseError> {
    // What is still in the log belongs to the file.
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    for check in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
        let found = complaints(db, check)?;
        // What lies on a page that does not authenticate is not looked at.
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

fn complaints(db: &Connection, check: &str) -> Result<Vec<String>, CaseError> {
    let mut statement = db.prepare(check)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let line = row.get_ref(0)?.as_str().unwrap_or("a row without its parent");
        if line != "ok" {
            found.push(line.to_owned());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::fixture::folder;

    const ONE: Migrations = &["CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);"];
    const TWO: Migrations =
        &["CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);", "ALTER TABLE a ADD COLUMN y INTEGER;"];
    const BROKEN: Migrations = &[ONE[0], "CREATE TABLE b (x INTEGER) STRICT; this is no SQL;"];

    #[test]
    fn an_older_database_is_brought_up_and_keeps_its_rows() {
        let folder = folder();
        let path = folder.path().join("db");
        drop(create(&path, &[1; 32], ONE).unwrap());
        assert!(open(&path, &[1; 32], BROKEN).is_err());
        let row = |steps| {
            let db = open(&path, &[1; 32], steps).unwrap();
            let row: i64 = db.query_row("SELECT x FROM a", [], |row| row.get(0)).unwrap();
            assert!(db.prepare("SELECT * FROM b").is_err(), "half a step was undone");
            (row, version(&db).unwrap())
        };
        assert_eq!(row(ONE), (7, 1));
        let copies = || std::fs::read_dir(folder.path()).unwrap().count() - 1;
        // Half a step was to be made, and was not: the copy of before is there already.
        assert_eq!(copies(), 1, "and a private file with all in it");
        assert_eq!(row(TWO), (7, 2));
        let copy = copy_path(&path, 1);
        assert_eq!(version(&open(&copy, &[1; 32], ONE).unwrap()).unwrap(), 1, "as it was before");
        assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(copies(), 1);
        assert!(matches!(open(&path, &[1; 32], ONE), Err(CaseError::Newer)));
        assert!(matches!(open(&path, &[2; 32], TWO), Err(CaseError::Damaged)));
        assert_eq!(row(TWO), (7, 2));
    }

    #[test]
    fn the_copy_of_before_has_what_was_still_in_the_log() {
        let folder = folder();
        let (path, killed) = (folder.path().join("db"), folder.path().join("killed"));
        let db = create(&path, &[1; 32], ONE).unwrap();
        db.execute("INSERT INTO a VALUES (8)", []).unwrap();
        // As a desk that is killed leaves it: the log was not taken over into the file.
        let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
        std::fs::copy(&path, &killed).unwrap();
        std::fs::copy(log(&path), log(&killed)).unwrap();
        let rows = |path: &Path, steps| {
            let db = open(path, &[1; 32], steps).unwrap();
            db.query_row("SELECT count(*) FROM a", [], |row| row.get::<_, u32>(0)).unwrap()
        };
        let alone = folder.path().join("alone");
        std::fs::copy(&path, &alone).unwrap();
        assert!(
            !open(&alone, &[1; 32], ONE).is_ok_and(|db| {
                db.query_row("SELECT count(*) FROM a", [], |row| row.get::<_, u32>(0)).is_ok_and(|rows| rows == 2)
            }),
            "the control: the file alone has not all"
        );
        assert_eq!(rows(&killed, TWO), 2);
        assert_eq!(rows(&copy_path(&killed, 1), ONE), 2, "and neither has the copy lost any");
    }
}
