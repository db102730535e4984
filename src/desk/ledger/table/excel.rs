//! Rows ↔ XLSX. A sheet that comes in is read by a worker, as every document is: in
//! it each cell is one line.

use std::io::Read;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use subrosa_tip::Day;

use super::Rows;
use crate::ledger::LedgerError;
use crate::read::{self, Format, IgnoreMembers, Limits, ReadError};

/// How every file of this form begins.
pub const MAGIC: &[u8] = b"PK\x03\x04";

/// Rows as a workbook with one sheet of texts. It carries the day and no time.
///
/// # Errors
/// [`LedgerError::Table`]: more rows or longer cells than a sheet has.
pub fn write(rows: &Rows, day: Day) -> Result<Vec<u8>, LedgerError> {
    workbook(rows, day).map_err(|_| LedgerError::Table("this is more than a sheet holds: export CSV".into()))
}

fn workbook(rows: &Rows, day: Day) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let midnight = ExcelDateTime::parse_from_str(&day.to_string())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&midnight));
    let sheet = book.add_worksheet().set_name("claims")?;
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
    }
    book.save_to_buffer()
}

/// The first sheet of a workbook as rows.
///
/// # Errors
/// [`LedgerError::Table`]: no workbook, or one that the worker refuses.
pub fn read(bytes: &[u8]) -> Result<Rows, LedgerError> {
    let mut input = bytes;
    let limits = Limits::default();
    let answer = read::read(&mut input as &mut dyn Read, bytes.len() as u64, &limits, &mut IgnoreMembers);
    let reading = answer.map_err(|error| match error {
        ReadError::Machine(error) => LedgerError::Case(error.into()),
        other => LedgerError::Table(format!("the table could not be read: {other}")),
    })?;
    if !matches!(reading.format, Format::Xlsx | Format::Ods) {
        return Err(LedgerError::Table("the table is neither CSV nor a workbook".into()));
    }
    let end = reading.parts.get(1).map_or(reading.text.len(), |part| part.start);
    let sheet = reading.text.get(..end).unwrap_or_default();
    let lines = sheet.strip_suffix('\n').unwrap_or(sheet).split('\n');
    Ok(lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}
