//! Rows ↔ CSV (RFC 4180), in UTF-8, with commas or what else a country writes.

use csv::{ReaderBuilder, WriterBuilder};

use super::Rows;
use crate::ledger::LedgerError;

/// Rows as CSV.
///
/// # Errors
/// [`LedgerError::Table`], which memory alone can cause.
pub fn write(rows: &Rows) -> Result<Vec<u8>, LedgerError> {
    let wrong = |_| LedgerError::Table("the table could not be written".into());
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(wrong)?;
    }
    writer.into_inner().map_err(|_| LedgerError::Table("the table could not be written".into()))
}

/// CSV as rows; the row of a number stands at that place, as far as no cell has lines.
///
/// # Errors
/// [`LedgerError::Table`] for what is no text; [`LedgerError::Row`] for a row that is no CSV.
pub fn read(bytes: &[u8]) -> Result<Rows, LedgerError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |byte| head.iter().filter(|other| **other == byte).count();
    let delimiter = [b';', b'\t'].into_iter().find(|byte| count(*byte) > count(b',')).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let wrong = |_| LedgerError::Row { row: index + 1, reason: "it is no CSV in UTF-8".into() };
        rows.push(record.map_err(wrong)?.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}
