//! `corpus add --table`: a row a document, columns named as the options.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use csv::{ReaderBuilder, StringRecord};

use super::add::Added;
use super::origin::{Kind, Origin, number};
use super::{CorpusError, Standing};
use crate::case::Case;
use crate::disk::folder_of;

/// Longest table, in bytes.
const TABLE_BYTES: u64 = 64 * 1024 * 1024;
/// So much of its first line says what its cells are parted by, in bytes.
const HEAD_BYTES: usize = 4_096;
const COLUMNS: [&str; 9] =
    ["path", "kind", "publisher", "url", "published", "obtained", "source", "standing", "reason"];

/// A row of a table: a file, and what is said of it or what is wrong with it.
pub type Line = (PathBuf, Result<Origin, String>);

/// Adds the documents of a table. Paths that are not absolute are taken from the
/// folder of the table. A row that cannot be used is named and stops no other.
///
/// # Errors
/// [`CorpusError::Table`] for what is no table, before anything is added; otherwise
/// as [`super::add::add`].
pub fn add(case: &mut Case, table: &Path, mut progress: impl FnMut(usize, usize)) -> Result<Added, CorpusError> {
    let lines = read(table)?;
    let mut added = Added::default();
    let of = lines.len();
    for (index, (path, origin)) in lines.into_iter().enumerate() {
        match origin.map(|origin| origin.check(case).map(|()| origin)) {
            Ok(Ok(origin)) => added.file(case, &path, &origin)?,
            Ok(Err(error @ CorpusError::Case(_))) => return Err(error),
            Ok(Err(error)) => added.failed.push((path.to_string_lossy().into_owned(), error.to_string())),
            Err(reason) => added.failed.push((path.to_string_lossy().into_owned(), reason)),
        }
        progress(index + 1, of);
    }
    Ok(added)
}

fn wrong(reason: impl Into<String>) -> CorpusError {
    CorpusError::Table(reason.into())
}

fn read(table: &Path) -> Result<Vec<Line>, CorpusError> {
    let is_file = std::fs::metadata(table).is_ok_and(|data| data.is_file() && data.len() <= TABLE_BYTES);
    if !is_file {
        return Err(wrong(format!("the table is no file that can be read, or longer than {TABLE_BYTES} bytes")));
    }
    let bytes = std::fs::read(table).map_err(|_| wrong("the table cannot be read"))?;
    lines(&bytes, folder_of(table))
}

/// The rows of a table: CSV in UTF-8, with commas, semicolons or tabs, below a head that
/// names its columns. Paths that are not absolute are taken from `folder`.
///
/// # Errors
/// [`CorpusError::Table`].
pub fn lines(table: &[u8], folder: &Path) -> Result<Vec<Line>, CorpusError> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter(table)).trim(csv::Trim::All).from_reader(table);
    let head = reader.headers().map_err(|_| wrong("the head of the table is no CSV in UTF-8"))?.clone();
    // Spreadsheets begin UTF-8 with a mark.
    let head: StringRecord = head.iter().map(|name| name.trim_start_matches('\u{feff}')).collect();
    if let Some(unknown) = head.iter().find(|name| !COLUMNS.contains(name)) {
        let unknown: String = unknown.chars().take(40).collect();
        return Err(wrong(format!("the table has a column {unknown:?}; columns are {}", COLUMNS.join(", "))));
    }
    if !head.iter().any(|name| name == "path") {
        return Err(wrong("the table has no column \"path\""));
    }
    let mut lines = Vec::new();
    for (number, row) in reader.records().enumerate() {
        // A row that is no CSV shifts what follows: nothing of the table is believed.
        let row = row.map_err(|_| wrong(format!("row {} of the table is no CSV in UTF-8", number + 2)))?;
        lines.push(line(&head, &row, folder));
    }
    Ok(lines)
}

/// Spreadsheets of some countries write semicolons.
fn delimiter(table: &[u8]) -> u8 {
    let head = table.get(..table.len().min(HEAD_BYTES)).unwrap_or_default();
    let head = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |byte| head.iter().filter(|other| **other == byte).count();
    [b';', b'\t'].into_iter().find(|byte| count(*byte) > count(b',')).unwrap_or(b',')
}

fn line(head: &StringRecord, row: &StringRecord, folder: &Path) -> Line {
    let cell = |name: &str| {
        let cell = head.iter().zip(row).find_map(|(column, cell)| (column == name).then_some(cell));
        cell.filter(|cell| !cell.is_empty()).map(str::to_owned)
    };
    let path = folder.join(cell("path").unwrap_or_default());
    if cell("path").is_none() {
        return (path, Err("the row names no path".into()));
    }
    (path, origin(cell))
}

fn origin(cell: impl Fn(&str) -> Option<String>) -> Result<Origin, String> {
    let parsed = |name: &str| cell(name).map(|text| text.parse().map_err(|_| format!("{name} is no day"))).transpose();
    let source = cell("source").map(|text| number(&text));
    Ok(Origin {
        kind: cell("kind").map(|text| Kind::from_str(&text, false)).transpose().map_err(|_| "no such kind")?,
        publisher: cell("publisher"),
        url: cell("url"),
        published: parsed("published")?,
        obtained: parsed("obtained")?,
        source: source.map(|number| number.ok_or("source is not the id of one, such as S1")).transpose()?,
        stated: cell("standing").map(|text| text.parse::<Standing>()).transpose().map_err(|_| "no such standing")?,
        reason: cell("reason"),
    })
}
