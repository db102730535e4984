//! `status`: counts, days and bytes.

use std::path::Path;

use super::output::{Failure, Output};
use super::run::reach;
use crate::config::Loaded;
use crate::transfer::{Status, ask_status};

pub(super) fn status(file: &Path) -> Result<Output, Failure> {
    let loaded = Loaded::read(file)?;
    let status = reach(
        &loaded,
        || Ok(ask_status(&loaded.data())?),
        |intake| Ok(Status::of(intake.vault.as_ref(), &intake.installation)?),
    )?;
    let days = status.days.iter().map(|(day, count)| format!("\n  {day}  {count}"));
    let Status { envelopes, bytes, replies, tombstones, .. } = status;
    let days = days.collect::<String>();
    let text = format!("{envelopes} envelopes, {bytes} bytes{days}\n{replies} replies, {tombstones} tombstones");
    let json = serde_json::to_value(&status).map_err(|error| Failure::machine("json", error))?;
    Ok(Output::done(json, text))
}
