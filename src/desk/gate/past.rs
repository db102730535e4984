//! The case as it was at an earlier entry of its log.
//!
//! For each table whose rows hold from one entry to another a table of the same name is
//! made in memory (TEMP, `temp_store = MEMORY`) with the rows that held then, and shadows
//! the real one on this connection until the [`Past`] is dropped; SQLite itself makes
//! prepared statements anew. So every query that reads the present reads the past, and
//! none is written twice. Of tips, items and sources, whose rows are rewritten, the
//! changed columns come from `tip_past`, `item_past` and `source_past`.
//!
//! *What it cannot bring back*: words that were erased since. [`Past::erased`] names them.

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use crate::case::{Case, CaseError};

/// A point of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The number of an entry.
    pub entry: u64,
    /// Its day.
    pub day: Day,
}

/// The point of this entry; nothing when the log has none.
///
/// # Errors
/// [`CaseError`].
pub fn of_entry(db: &Connection, entry: u64) -> Result<Option<Point>, CaseError> {
    let select = "SELECT json_extract(entry, '$.day') FROM custody WHERE seq = ?1";
    let day: Option<String> = db.query_row(select, [entry], |row| row.get(0)).optional()?;
    let point = |day: String| Ok(Point { entry, day: day.parse().map_err(|_| CaseError::Damaged)? });
    day.map(point).transpose()
}

/// The last entry up to the end of this day; nothing when the case is younger.
///
/// # Errors
/// [`CaseError`].
pub fn of_day(db: &Connection, day: Day) -> Result<Option<Point>, CaseError> {
    // Days are written so that their order is that of their letters.
    let select = "SELECT max(seq) FROM custody WHERE json_extract(entry, '$.day') <= ?1";
    let entry: Option<u64> = db.query_row(select, [day.to_string()], |row| row.get(0))?;
    Ok(entry.map(|entry| Point { entry, day }))
}

/// While it is there, reading the case reads the past. It borrows the case, so that nobody
/// writes meanwhile.
pub struct Past<'c> {
    case: &'c Case,
    shadows: Vec<String>,
}

impl<'c> Past<'c> {
    /// Goes back to an entry.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn open(case: &'c Case, entry: u64) -> Result<Self, CaseError> {
        let mut past = Self { case, shadows: Vec::new() };
        for table in tables(case.db())? {
            // Noted first: half a shadow is taken away too.
            past.shadows.push(table.name.clone());
            shadow(case.db(), &table, entry)?;
        }
        Ok(past)
    }

    /// The case as it was.
    #[must_use]
    pub fn case(&self) -> &Case {
        self.case
    }

    /// Names of items that were there then and whose words were erased since.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn erased(&self) -> Result<Vec<String>, CaseError> {
        let select = "SELECT past.name FROM item past JOIN main.item today ON today.ordinal = past.ordinal
            WHERE today.forgotten = 1 AND past.forgotten = 0 ORDER BY past.ordinal";
        let mut select = self.case.db().prepare(select)?;
        let names: Result<Vec<_>, _> = select.query_map([], |row| row.get(0))?.collect();
        Ok(names?)
    }

    /// Up to which entry changes of tips, items and sources were not kept: the case was
    /// brought up to this version there.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn begins(&self) -> Result<u64, CaseError> {
        let select = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'past-since'";
        Ok(self.case.db().query_row(select, [], |row| row.get(0)).optional()?.unwrap_or(0))
    }
}

impl Drop for Past<'_> {
    fn drop(&mut self) {
        for name in &self.shadows {
            // It is in memory: at worst it goes with the connection.
            let _ = self.case.db().execute_batch(&format!("DROP TABLE IF EXISTS temp.\"{name}\""));
        }
    }
}

/// How a table's past is known.
enum Kept {
    /// Rows say from which entry they hold, and until which.
    SinceUntil,
    /// Rows are only added, and say with which entry.
    Entry,
    /// Rows are rewritten; this table has what they were.
    Beside(String),
}

struct Table {
    name: String,
    columns: Vec<Column>,
    kept: Kept,
}

struct Column {
    name: String,
    kind: String,
    is_key: bool,
}

/// Every table whose past is known.
fn tables(db: &Connection) -> Result<Vec<Table>, CaseError> {
    let names = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut names = db.prepare(names)?;
    let names: Result<Vec<String>, _> = names.query_map([], |row| row.get(0))?.collect();
    let names = names?;
    let mut tables = Vec::new();
    for name in &names {
        let columns = columns(db, name)?;
        let has = |wanted: &str| columns.iter().any(|column| column.name == wanted);
        let beside = format!("{name}_past");
        let kept = match () {
            () if name.ends_with("_past") => continue,
            () if names.contains(&beside) => Kept::Beside(beside),
            () if has("since") && has("until") => Kept::SinceUntil,
            // The reason of an entry is found by the entry alone.
            () if has("entry") && !["reason", "custody"].contains(&name.as_str()) => Kept::Entry,
            () => continue,
        };
        tables.push(Table { name: name.clone(), columns, kept });
    }
    Ok(tables)
}

fn columns(db: &Connection, table: &str) -> Result<Vec<Column>, CaseError> {
    let mut select = db.prepare("SELECT name, type, pk FROM pragma_table_info(?1, 'main')")?;
    let read = |row: &rusqlite::Row<'_>| {
        let (kind, place): (String, u32) = (row.get(1)?, row.get(2)?);
        Ok(Column { name: row.get(0)?, is_key: place == 1 && kind == "INTEGER", kind })
    };
    let columns: Result<Vec<_>, _> = select.query_map([table], read)?.collect();
    Ok(columns?)
}

fn shadow(db: &Connection, table: &Table, entry: u64) -> Result<(), CaseError> {
    let Table { name, columns, kept } = table;
    let declared = columns.iter().map(|column| {
        let key = if column.is_key { " PRIMARY KEY" } else { "" };
        format!("\"{}\" {}{key}", column.name, column.kind)
    });
    db.execute_batch(&format!("CREATE TEMP TABLE \"{name}\" ({})", declared.collect::<Vec<_>>().join(", ")))?;
    let plain = |column: &Column| format!("\"{}\"", column.name);
    let list = columns.iter().map(plain).collect::<Vec<_>>().join(", ");
    // Rows are read in the order in which they were written: that is theirs by number.
    let with_number = !columns.iter().any(|column| column.is_key);
    let (into, number) = if with_number { ("rowid, ", "t.rowid, ") } else { ("", "") };
    let (values, from) = then(db, columns, kept)?;
    let insert =
        format!("INSERT INTO temp.\"{name}\" ({into}{list}) SELECT {number}{values} FROM main.\"{name}\" t {from}");
    db.execute(&insert, [entry])?;
    indexes(db, name)
}

/// What a column held, in SQL.
type Value = Box<dyn Fn(&Column) -> String>;

/// What the columns held at entry ?1, and of which rows.
fn then(db: &Connection, columns: &[Column], kept: &Kept) -> Result<(String, String), CaseError> {
    let own = |column: &Column| format!("t.\"{}\"", column.name);
    let (value, from): (Value, String) = match kept {
        Kept::SinceUntil => {
            let value = move |column: &Column| match column.name.as_str() {
                "until" => "CASE WHEN t.until <= ?1 THEN t.until END".to_owned(),
                _ => own(column),
            };
            (Box::new(value), "WHERE t.since <= ?1".to_owned())
        }
        Kept::Entry => (Box::new(own), "WHERE t.entry IS NULL OR t.entry <= ?1".to_owned()),
        Kept::Beside(beside) => {
            let changing: Vec<String> = self::columns(db, beside)?.into_iter().map(|column| column.name).collect();
            let value = move |column: &Column| match changing.contains(&column.name) {
                true => format!("p.\"{}\"", column.name),
                false => own(column),
            };
            let from = format!(
                "JOIN main.\"{beside}\" p ON p.id = t.id AND p.since <= ?1
                AND (p.until IS NULL OR p.until > ?1)"
            );
            (Box::new(value), from)
        }
    };
    Ok((columns.iter().map(value).collect::<Vec<_>>().join(", "), from))
}

/// The same indexes, so that a claim is found as fast as in the present.
fn indexes(db: &Connection, table: &str) -> Result<(), CaseError> {
    let select = "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL";
    let mut select = db.prepare(select)?;
    let rows: Result<Vec<(String, String)>, _> =
        select.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    for (name, sql) in rows? {
        db.execute_batch(&sql.replacen(&format!("INDEX {name}"), &format!("INDEX temp.{name}"), 1))?;
    }
    for column in unique(db, table)? {
        db.execute_batch(&format!("CREATE INDEX temp.\"only {column} of {table}\" ON \"{table}\" (\"{column}\")"))?;
    }
    Ok(())
}

/// Columns that are unique by themselves: their indexes have no words of their own.
fn unique(db: &Connection, table: &str) -> Result<Vec<String>, CaseError> {
    let select = "SELECT i.name FROM pragma_index_list(?1, 'main') l, pragma_index_info(l.name, 'main') i
        WHERE l.origin IN ('u', 'pk') AND i.seqno = 0";
    let mut select = db.prepare(select)?;
    let names: Result<Vec<String>, _> = select.query_map([table], |row| row.get(0))?.collect();
    let mut names = names?;
    names.sort();
    names.dedup();
    Ok(names)
}
