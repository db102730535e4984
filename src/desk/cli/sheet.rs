//! `sheet`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use rusqlite::Connection;
use serde_json::json;

use super::inspect::damaged;
use super::usage::{check_free, unwritable};
use crate::authenticity::inspection;
use crate::authenticity::integrity::Integrity;
use crate::case::{Case, CaseError, Record};
use crate::corpus::{Item, item};
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::sheet::{self, Sources};

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk sheet D1 --html /mnt/encrypted/d1.html";

#[derive(Args)]
pub(super) struct Sheet {
    /// The item, such as D1 or T1/F1
    item: String,
    /// Write it as a page to print; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn run(case: &mut Case, Sheet { item: name, html }: Sheet) -> Result<Output, Failure> {
    html.as_deref().map_or(Ok(()), check_free)?;
    let item = item::find(case.db(), &name)?;
    let inspection = inspection::inspect(case, &item)?;
    // The sheet names itself: what leaves the case is in the log before it leaves.
    let to = if html.is_some() { "file" } else { "terminal" };
    case.begin()?.commit(Record::new("sheet", item.id).with("to", to))?;
    let sheet = sheet::sheet(&Sources {
        item: &item,
        metadata: &metadata(case.db(), &item)?,
        inspection: &inspection,
        entries: &case.custody_of(&item::subjects(case.db(), &name)?)?,
        log: case.verify_custody(None)?,
        made: (case.today()?.to_string(), case.editor().to_string()),
    });
    let object = json!({ "id": name, "sheet": sheet, "path": html.as_ref().map(|path| path.display().to_string()) });
    let output = match &html {
        Some(path) => written(path, &sheet, Output::new(object))?,
        None => sheet.lines().into_iter().fold(Output::new(object), Output::line),
    };
    Ok(if inspection.integrity == Integrity::Damaged { output.problem(damaged(&name)) } else { output })
}

fn metadata(db: &Connection, item: &Item) -> Result<Vec<(String, String)>, CaseError> {
    let mut select = db.prepare("SELECT key, value FROM item_metadata WHERE item = ?1 ORDER BY rowid")?;
    let pairs: Result<Vec<_>, _> = select.query_map([item.ordinal], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(pairs?)
}

fn written(path: &Path, sheet: &sheet::Sheet, output: Output) -> Result<Output, Failure> {
    let page = sheet.html().map_err(|_| Failure::new(Exit::Machine, "machine-failed", "the page could not be made"))?;
    let mut pending = Pending::beside(path).map_err(|error| unwritable(path, &error))?;
    pending.write_all(page.as_bytes()).map_err(|error| unwritable(path, &error))?;
    pending.publish().map_err(|error| unwritable(path, &error))?;
    Ok(output
        .line(format!("The sheet was written to {}.", path.display()))
        .notice("the sheet lies outside the case and names what is in it"))
}
