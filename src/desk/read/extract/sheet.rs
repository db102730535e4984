//! Sheets: a part each, a line a row, cells apart by tabs, at their places.

use std::io::Cursor;

use calamine::{Data, DataRef, DataType, ExcelDateTime, Ods, Reader, SheetVisible, Xlsx};

use super::office::{self, Package};
use super::{Output, Stop, open, traces};
use crate::read::Format;
use crate::read::error::Refusal;

/// What every XLSX has.
pub(super) const MAIN: &str = "xl/workbook.xml";
/// Most empty cells or rows that are written between two full ones: what lies
/// further apart is on a sheet that nobody printed.
const GAP: u32 = 200;

/// Reads an XLSX cell by cell: a cell in the last corner costs no more than another.
pub(super) fn excel(package: &mut Package<'_>, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    // Every sheet is unpacked once here, so that a bomb is found before calamine meets it.
    let looks = match package.entry("xl/styles.xml")? {
        Some(styles) => traces::Looks::of(&styles)?,
        None => traces::Looks::default(),
    };
    let (mut hidden, mut comments) = (Vec::new(), Vec::new());
    for name in package.names().iter().filter(|name| name.starts_with("xl/") && name.ends_with(".xml")) {
        if let Some(entry) = package.entry(name)? {
            refuse_entities(&entry)?;
            hidden.extend(traces::hidden(name, &entry, &looks)?);
            if name.starts_with("xl/comments") {
                comments.extend(traces::comments(&entry)?);
            }
        }
    }
    let mut book = Xlsx::new(Cursor::new(document)).map_err(|_| Refusal::Unreadable)?;
    output.format(Format::Xlsx)?;
    office::tell(package, Format::Xlsx, output)?;
    for (key, value) in hidden {
        output.metadata(key, &value)?;
    }
    for sheet in book.sheets_metadata().to_vec() {
        begin(&sheet.name, sheet.visible, Format::Xlsx, output)?;
        let Ok(mut cells) = book.worksheet_cells_reader(&sheet.name) else {
            output.note("a sheet without cells, a chart perhaps, was not read")?;
            continue;
        };
        let mut rows = Rows::default();
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => rows.cell(cell.get_position(), &words(cell.get_value()), output)?,
                Ok(None) => break,
                Err(_) => {
                    output.note("a sheet is damaged and was read up to the damage")?;
                    break;
                }
            }
        }
        rows.finish(output)?;
    }
    tell_comments(&comments, output)?;
    package.embedded(&["xl/media/", "xl/embeddings/"], output)
}

/// Comments are a part of their own, a line each.
fn tell_comments(comments: &[String], output: &mut Output<'_>) -> Result<(), Stop> {
    if comments.is_empty() {
        return Ok(());
    }
    output.metadata("xlsx.comments", &comments.len().to_string())?;
    output.part("comments")?;
    comments.iter().try_for_each(|comment| output.text(&format!("{}\n", comment.replace(['\n', '\r'], " "))))
}

/// Reads an OpenDocument sheet.
pub(super) fn opened(package: &mut Package<'_>, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    open::require_open(package)?;
    let content = package.entry("content.xml")?.unwrap_or_default();
    refuse_entities(&content)?;
    let mut book = Ods::new(Cursor::new(document)).map_err(|_| Refusal::Unreadable)?;
    output.format(Format::Ods)?;
    open::tell(package, Format::Ods, output)?;
    open::tell_unseen(package, Format::Ods, &content, output)?;
    for sheet in book.sheets_metadata().to_vec() {
        begin(&sheet.name, sheet.visible, Format::Ods, output)?;
        let range = book.worksheet_range(&sheet.name).map_err(|_| Refusal::Unreadable)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::default();
        for (row, column, value) in range.used_cells() {
            let place = |first: u32, offset: usize| first.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
            rows.cell((place(top, row), place(left, column)), &words(value), output)?;
        }
        rows.finish(output)?;
    }
    package.embedded(&["Pictures/"], output)
}

fn begin(name: &str, visible: SheetVisible, format: Format, output: &mut Output<'_>) -> Result<(), Stop> {
    if visible != SheetVisible::Visible {
        output.metadata(&format!("{}.hidden-sheet", format.as_str()), name)?;
    }
    output.part(&format!("sheet {name}"))
}

fn refuse_entities(entry: &[u8]) -> Result<(), Refusal> {
    const DECLARES: &[u8] = b"<!ENTITY";
    // Declarations come before the first element.
    let head = entry.get(..entry.len().min(64 * 1024)).unwrap_or_default();
    if head.windows(DECLARES.len()).any(|piece| piece == DECLARES) { Err(Refusal::Bomb) } else { Ok(()) }
}

/// Rows as they grow.
#[derive(Default)]
struct Rows {
    at: Option<(u32, u32)>,
}

impl Rows {
    fn cell(&mut self, (row, column): (u32, u32), words: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        if words.is_empty() {
            return Ok(());
        }
        let (last_row, last_column) = self.at.unwrap_or_default();
        let tabs = if row > last_row || self.at.is_none() {
            output.text(&"\n".repeat(row.saturating_sub(last_row).min(GAP) as usize))?;
            column
        } else {
            column.saturating_sub(last_column)
        };
        output.text(&"\t".repeat(tabs.min(GAP) as usize))?;
        // A cell is one line, whatever was typed into it.
        output.text(&words.replace(['\n', '\r', '\t'], " "))?;
        self.at = Some((row, column));
        Ok(())
    }

    fn finish(&self, output: &mut Output<'_>) -> Result<(), Stop> {
        if self.at.is_some() { output.text("\n") } else { Ok(()) }
    }
}

/// A cell as a reader sees it, with dates in RFC 3339's form.
trait Cell: DataType {
    fn moment(&self) -> Option<ExcelDateTime>;
    fn written(&self) -> String;
}

impl Cell for Data {
    fn moment(&self) -> Option<ExcelDateTime> {
        if let Self::DateTime(moment) = self { Some(*moment) } else { None }
    }

    fn written(&self) -> String {
        self.to_string()
    }
}

impl Cell for DataRef<'_> {
    fn moment(&self) -> Option<ExcelDateTime> {
        if let Self::DateTime(moment) = self { Some(*moment) } else { None }
    }

    fn written(&self) -> String {
        Data::from(self.clone()).to_string()
    }
}

fn words(cell: &impl Cell) -> String {
    match cell.moment() {
        Some(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
        }
        _ => cell.written(),
    }
}
