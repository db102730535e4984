//! `claims import` and `claims export`

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use serde_json::json;

use super::usage::{check_free, unreadable, unwritable};
use crate::case::{Case, Record};
use crate::disk::Pending;
use crate::failure::{Exit, Failure};
use crate::ledger::table::{self, csv, excel};
use crate::output::Output;

/// Longest table, in bytes.
const TABLE_BYTES: u64 = 64 * 1024 * 1024;

pub(super) fn import(case: &mut Case, path: &Path) -> Result<Output, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(TABLE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > TABLE_BYTES {
        return Err(Failure::new(Exit::Usage, "table", format!("the table is longer than {TABLE_BYTES} bytes")));
    }
    // By what it is, and never by its name.
    let rows = if bytes.starts_with(excel::MAGIC) { excel::read(&bytes)? } else { csv::read(&bytes)? };
    let imported = table::import(case, &rows)?;
    let ids = |all: &[crate::ledger::ClaimRef]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (added, changed) = (ids(&imported.added), ids(&imported.changed));
    Ok(Output::new(json!({ "added": added, "changed": changed, "unchanged": imported.unchanged })).line(format!(
        "Claims entered: {}. Corrected: {}. As they were: {}.",
        added.len(),
        changed.len(),
        imported.unchanged
    )))
}

pub(super) fn export(case: &mut Case, path: &Path) -> Result<Output, Failure> {
    check_free(path)?;
    let rows = table::export(case)?;
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    let desk = case.desk_id()?;
    let act = case.begin()?;
    let bytes = match extension.as_deref() {
        Some("csv") => csv::write(&rows)?,
        Some("xlsx") => excel::write(&rows, act.day())?,
        _ => return Err(Failure::new(Exit::Usage, "table", "a table is written as .csv or .xlsx")),
    };
    let claims = rows.len().saturating_sub(1);
    let mut pending = Pending::beside(path).map_err(|error| unwritable(path, &error))?;
    pending.write_all(&bytes).map_err(|error| unwritable(path, &error))?;
    // Logged before the file has its name: what was not logged never left.
    act.commit(Record::new("export-claims", desk).with("claims", claims as u64))?;
    pending.publish().map_err(|error| unwritable(path, &error))?;
    let path = path.display().to_string();
    Ok(Output::new(json!({ "path": path, "claims": claims }))
        .line(format!("{claims} claims were written to {path}."))
        .notice(format!("{path} holds claims outside the case, decrypted")))
}
