//! Claims as a spreadsheet, out and in.
//!
//! *Format*: a head, then a row a claim; columns in any order, named as the options
//! of `claim add`. A row with an `id` corrects that claim, one without enters a new
//! one. Several values in a cell stand apart by semicolons. What a spreadsheet would
//! take for a formula stands behind an apostrophe, which is taken off again.
//!
//! | Module | Holds |
//! |---|---|
//! | [`cells`] | one value ↔ one cell: pure |
//! | [`csv`] | rows ↔ CSV |
//! | [`excel`] | rows ↔ XLSX, which a worker reads |

pub mod cells;
pub mod csv;
pub mod excel;

use std::collections::HashSet;

use clap::ValueEnum;

use super::claim::list::{Line, lines};
use super::claim::parts::{self, Parts};
use super::claim::{self, Claim, Kind, Novelty, Said};
use super::reference::ClaimRef;
use super::{LedgerError, words};
use crate::case::{Act, Case, CaseError, Record};

/// Columns that are read back.
const COLUMNS: [&str; 11] =
    ["id", "text", "kind", "day", "novelty", "embargo", "from", "circle", "accuses", "concerns", "rests-on"];
/// Columns that tell whoever reads the sheet, and are passed over when it comes back.
const TOLD: [&str; 6] = ["label", "supports", "contradicts", "mentions", "unanswered", "flagged"];

/// A table: a head and its rows.
pub type Rows = Vec<Vec<String>>;

/// Every claim as rows, with their head.
///
/// # Errors
/// [`CaseError`].
pub fn export(case: &Case) -> Result<Rows, CaseError> {
    let head = COLUMNS.iter().chain(&TOLD).map(|column| (*column).to_owned()).collect();
    let mut rows = vec![head];
    for line in lines(case.db())? {
        let parts = parts::of(case.db(), line.claim.number)?;
        rows.push(row_of(&line, &parts).iter().map(|cell| cells::neutral(cell)).collect());
    }
    Ok(rows)
}

fn row_of(Line { claim, weight, assessment, .. }: &Line, parts: &Parts) -> Vec<String> {
    let mut row = vec![
        claim.number.to_string(),
        claim.text.clone(),
        claim.kind.clone(),
        claim.day.map(|day| day.to_string()).unwrap_or_default(),
        claim.novelty.clone(),
        claim.embargo.clone().unwrap_or_default(),
        cells::join(&parts.from),
        cells::join(&parts.circles),
        cells::join(&parts.accuses),
        cells::join(&parts.concerns),
        cells::join(&parts.rests_on),
        assessment.as_ref().map(|(_, label)| label.clone()).unwrap_or_default(),
    ];
    let counts = [weight.supports, weight.contradicts, weight.mentions, weight.unanswered, weight.flagged];
    row.extend(counts.map(|count| count.to_string()));
    row
}

/// What a table did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Claims that are new.
    pub added: Vec<ClaimRef>,
    /// Claims that are otherwise since.
    pub changed: Vec<ClaimRef>,
    /// Rows that said what was so already.
    pub unchanged: usize,
}

/// Takes a table, all of it or nothing.
///
/// # Errors
/// [`LedgerError::Table`], or [`LedgerError::Row`] naming the first row that cannot be
/// taken; the ledger is as it was then.
pub fn import(case: &mut Case, rows: &Rows) -> Result<Imported, LedgerError> {
    let (head, rows) = rows.split_first().ok_or_else(|| LedgerError::Table("the table is empty".into()))?;
    check_head(head)?;
    let desk = case.desk_id()?;
    let act = case.begin()?;
    let mut imported = Imported::default();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty())) {
        take(&act, head, row, &mut imported).map_err(|error| refused(index + 2, error))?;
    }
    let record = Record::new("import-claims", desk)
        .with("added", imported.added.len() as u64)
        .with("changed", imported.changed.len() as u64);
    act.commit(record)?;
    Ok(imported)
}

fn refused(row: usize, error: LedgerError) -> LedgerError {
    match error {
        LedgerError::Case(_) | LedgerError::Row { .. } => error,
        error => LedgerError::Row { row, reason: error.to_string() },
    }
}

fn check_head(head: &[String]) -> Result<(), LedgerError> {
    let mut seen = HashSet::new();
    for column in head.iter().filter(|column| !column.is_empty()) {
        let shown: String = column.chars().take(40).collect();
        if !COLUMNS.contains(&column.as_str()) && !TOLD.contains(&column.as_str()) {
            let columns = COLUMNS.join(", ");
            return Err(LedgerError::Table(format!("the table has a column {shown:?}; columns are {columns}")));
        }
        if !seen.insert(column) {
            return Err(LedgerError::Table(format!("the table has the column {shown:?} twice")));
        }
    }
    if seen.contains(&"text".to_owned()) {
        Ok(())
    } else {
        Err(LedgerError::Table("the table has no column \"text\"".into()))
    }
}

/// A row by the names of its columns.
struct Cells<'r> {
    head: &'r [String],
    row: &'r [String],
}

impl Cells<'_> {
    /// The value of a cell; nothing where it is empty or there is no such column.
    fn one(&self, column: &str) -> Option<String> {
        let place = self.head.iter().position(|name| name == column)?;
        let cell = cells::restored(self.row.get(place)?);
        (!cell.is_empty()).then_some(cell)
    }

    /// The values of a cell; nothing where there is no such column.
    fn several(&self, column: &str) -> Option<Vec<String>> {
        self.head.iter().any(|name| name == column).then(|| cells::split(&self.one(column).unwrap_or_default()))
    }

    fn parsed<T>(&self, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, LedgerError> {
        let wrong = || LedgerError::Table(format!("its {column} is none that there is"));
        self.one(column).map(|cell| parse(&cell).ok_or_else(wrong)).transpose()
    }
}

fn take(act: &Act<'_>, head: &[String], row: &[String], imported: &mut Imported) -> Result<(), LedgerError> {
    if row.len() > head.len() && row.iter().skip(head.len()).any(|cell| !cell.is_empty()) {
        return Err(LedgerError::Table("it has more cells than the head has columns".into()));
    }
    let cells = Cells { head, row };
    let said = said(&cells)?;
    let Some(number) = cells.parsed("id", |id| id.parse::<ClaimRef>().ok())? else {
        let (number, record) = claim::enter(act, &said)?;
        act.note(record)?;
        imported.added.push(number);
        return Ok(());
    };
    let before = claim::find(act.db(), number)?;
    let parts = parts::of(act.db(), number)?;
    match difference(&before, &parts, said, &cells) {
        None => imported.unchanged += 1,
        Some(said) => {
            act.note(claim::correct(act, &before, &said)?)?;
            imported.changed.push(number);
        }
    }
    Ok(())
}

fn said(cells: &Cells<'_>) -> Result<Said, LedgerError> {
    let several = |column: &str| cells.several(column).unwrap_or_default();
    let ids = |column: &'static str| -> Result<Vec<u32>, LedgerError> {
        let letter = if column == "circle" { 'K' } else { 'C' };
        let number = |id: &String| id.strip_prefix(letter).and_then(|digits| digits.parse().ok());
        let wrong = || LedgerError::Table(format!("its {column} is no id such as {letter}1"));
        several(column).iter().map(|id| number(id).ok_or_else(wrong)).collect()
    };
    Ok(Said {
        text: Some(words::claim(&cells.one("text").unwrap_or_default())?.to_owned()),
        kind: cells.parsed("kind", |word| Kind::from_str(word, false).ok())?,
        day: cells.parsed("day", |word| word.parse().ok())?,
        novelty: cells.parsed("novelty", |word| Novelty::from_str(word, false).ok())?,
        embargo: cells.one("embargo"),
        from: several("from"),
        circles: ids("circle")?.into_iter().map(super::CircleRef::new).collect(),
        accuses: several("accuses"),
        concerns: several("concerns"),
        rests_on: ids("rests-on")?.into_iter().map(ClaimRef::new).collect(),
        without: Vec::new(),
        reason: None,
    })
}

/// What a row changes of the claim that it names; nothing when it changes nothing.
fn difference(before: &Claim, parts: &Parts, said: Said, cells: &Cells<'_>) -> Option<Said> {
    let known = |names: &[String]| -> HashSet<String> { names.iter().map(|name| words::fold(name)).collect() };
    let new = |names: Vec<String>, old: &[String]| -> Vec<String> {
        let old = known(old);
        names.into_iter().filter(|name| !old.contains(&words::fold(name))).collect()
    };
    let mut without = Vec::new();
    for (column, old) in [
        ("from", parts.from.clone()),
        ("circle", parts.circles.iter().map(ToString::to_string).collect()),
        ("accuses", parts.accuses.clone()),
        ("concerns", parts.concerns.clone()),
        ("rests-on", parts.rests_on.iter().map(ToString::to_string).collect()),
    ] {
        if let Some(kept) = cells.several(column) {
            let kept = known(&kept);
            without.extend(old.into_iter().filter(|name| !kept.contains(&words::fold(name))));
        }
    }
    let changed = Said {
        text: said.text.filter(|text| *text != before.text),
        kind: said.kind.filter(|kind| kind.word() != before.kind),
        day: said.day.filter(|day| Some(*day) != before.day),
        novelty: said.novelty.filter(|novelty| novelty.word() != before.novelty),
        embargo: said.embargo.filter(|embargo| Some(embargo) != before.embargo.as_ref()),
        from: new(said.from, &parts.from),
        circles: said.circles.into_iter().filter(|circle| !parts.circles.contains(circle)).collect(),
        accuses: new(said.accuses, &parts.accuses),
        concerns: new(said.concerns, &parts.concerns),
        rests_on: said.rests_on.into_iter().filter(|ground| !parts.rests_on.contains(ground)).collect(),
        without,
        reason: None,
    };
    changed.says_something().then_some(changed)
}
