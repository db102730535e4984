//! The archive of keys that editors imported: which domain showed which key record
//! under which selector, on which day.
//!
//! *Format*: `keys.tsv`, UTF-8, a line a sighting: selector, domain, record as it
//! stands in the DNS, day seen (`YYYY-MM-DD`), with tabs between. A first line
//! `selector domain record seen` is passed over, as are empty lines and those that
//! begin with `#`. A record may be in the quoted pieces that `dig` prints.

use rusqlite::Connection;
use sha2::{Digest, Sha256};
use subrosa_tip::Day;

use super::key::Record as KeyRecord;
use crate::case::{Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};

/// Most bytes of a file.
pub const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Most bad lines that are named.
const NAMED: usize = 20;
/// Most bytes of a selector or a domain (RFC 1035).
const NAME_BYTES: usize = 255;

/// One look at a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The day.
    pub seen: Day,
    /// What stood there.
    pub record: KeyRecord,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Lines that are no sightings.
    #[error("{}", lines(.0))]
    Lines(Vec<(usize, Wrong)>),
    /// Not UTF-8.
    #[error("the file is not UTF-8")]
    Encoding,
    /// Longer than is read.
    #[error("the file is longer than {FILE_BYTES} bytes")]
    Length,
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Too few or too many.
    #[error("it has not four columns")]
    Columns,
    /// The first or second.
    #[error("the selector or the domain is none")]
    Name,
    /// The third.
    #[error("the key record is none, or has a key that is not supported")]
    Key,
    /// The fourth.
    #[error("the day is none, such as 2026-03-02")]
    Day,
    /// A day on which nobody can have seen anything yet.
    #[error("the day is still to come")]
    Future,
}

fn lines(all: &[(usize, Wrong)]) -> String {
    let named: Vec<_> = all.iter().take(NAMED).map(|(line, wrong)| format!("line {line}: {wrong}")).collect();
    let more = all.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!("; and {more} more lines") } else { String::new() };
    format!("{}{rest}", named.join("; "))
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        let message = error.to_string();
        match error {
            ArchiveError::Case(error) => error.into(),
            ArchiveError::Lines(_) | ArchiveError::Encoding | ArchiveError::Length => {
                Self::new(Exit::Damaged, "keys-damaged", message)
                    .hint("nothing was added; a line is selector, domain, record and day seen, with tabs between")
            }
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Sightings that are new.
    pub added: usize,
    /// Sightings that the case had.
    pub already: usize,
}

/// A line that is a sighting.
struct Row {
    selector: String,
    domain: String,
    record: String,
    seen: Day,
}

/// Imports a file: all of it or nothing.
///
/// # Errors
/// [`ArchiveError`].
pub fn add(case: &mut Case, file: &[u8]) -> Result<Added, ArchiveError> {
    if file.len() as u64 > FILE_BYTES {
        return Err(ArchiveError::Length);
    }
    let rows = parse(std::str::from_utf8(file).map_err(|_| ArchiveError::Encoding)?, case.today()?)?;
    let desk = case.desk_id()?;
    let act = case.begin()?;
    let mut added = 0;
    {
        let mut insert =
            act.db().prepare("INSERT OR IGNORE INTO dkim_key VALUES (?1, ?2, ?3, ?4, ?5)").map_err(CaseError::from)?;
        for Row { selector, domain, record, seen } in &rows {
            let row = (RowId::new()?, domain, selector, record, seen.number());
            added += insert.execute(row).map_err(CaseError::from)?;
        }
    }
    let already = rows.len() - added;
    act.commit(
        Record::new("add-dkim-keys", desk)
            .with("sha256", hex::encode(Sha256::digest(file)))
            .with("added", added as u64)
            .with("already", already as u64),
    )?;
    Ok(Added { added, already })
}

fn parse(text: &str, today: Day) -> Result<Vec<Row>, ArchiveError> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for (number, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
        let is_head = number == 0 && line.starts_with("selector\t");
        if is_head || line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match row(line, today) {
            Ok(row) => rows.push(row),
            Err(wrong) => bad.push((number + 1, wrong)),
        }
    }
    if bad.is_empty() { Ok(rows) } else { Err(ArchiveError::Lines(bad)) }
}

fn row(line: &str, today: Day) -> Result<Row, Wrong> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [selector, domain, record, seen] = cells.as_slice() else { return Err(Wrong::Columns) };
    let record = unquoted(record);
    KeyRecord::parse(&record).map_err(|_| Wrong::Key)?;
    let seen: Day = seen.parse().map_err(|_| Wrong::Day)?;
    if seen > today {
        return Err(Wrong::Future);
    }
    Ok(Row { selector: name(selector)?, domain: name(domain.trim_end_matches('.'))?, record, seen })
}

fn name(text: &str) -> Result<String, Wrong> {
    let sound = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let whole = !text.is_empty() && text.len() <= NAME_BYTES && text.chars().all(sound);
    if whole && !text.split('.').any(str::is_empty) { Ok(text.to_lowercase()) } else { Err(Wrong::Name) }
}

/// `"v=DKIM1\; p=AB" "CD"` → `v=DKIM1; p=ABCD`. Some programs escape the semicolon.
fn unquoted(record: &str) -> String {
    if !record.starts_with('"') {
        return record.to_owned();
    }
    record.split('"').skip(1).step_by(2).collect::<String>().replace("\\;", ";")
}

/// Everything that was seen of a selector of a domain, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn sightings(db: &Connection, selector: &str, domain: &str) -> Result<Vec<Sighting>, CaseError> {
    let select = "SELECT record, seen FROM dkim_key WHERE domain = ?1 AND selector = ?2 ORDER BY seen, rowid";
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([domain, selector])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let record = KeyRecord::parse(row.get_ref(0)?.as_str().map_err(|_| CaseError::Damaged)?);
        let seen = Day::from_number(row.get(1)?).map_err(|_| CaseError::Damaged)?;
        all.push(Sighting { seen, record: record.map_err(|_| CaseError::Damaged)? });
    }
    Ok(all)
}

/// What the archive has of one domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The domain.
    pub domain: String,
    /// Its selectors.
    pub selectors: u64,
    /// Different records.
    pub records: u64,
    /// Sightings.
    pub sightings: u64,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// What the archive has, by domain.
///
/// # Errors
/// [`CaseError`].
pub fn counts(db: &Connection) -> Result<Vec<Count>, CaseError> {
    let mut select = db.prepare(
        "SELECT domain, count(DISTINCT selector), count(DISTINCT selector || ' ' || record), count(*), min(seen),
            max(seen) FROM dkim_key GROUP BY domain ORDER BY domain",
    )?;
    let mut rows = select.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let day = |column: usize| -> Result<Day, CaseError> {
            Day::from_number(row.get(column)?).map_err(|_| CaseError::Damaged)
        };
        all.push(Count {
            domain: row.get(0)?,
            selectors: row.get(1)?,
            records: row.get(2)?,
            sightings: row.get(3)?,
            first: day(4)?,
            last: day(5)?,
        });
    }
    Ok(all)
}
