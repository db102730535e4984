//! `timeline`

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::usage::{check_free, unwritable};
use crate::case::{Case, Record};
use crate::disk::Pending;
use crate::failure::Failure;
use crate::ledger::timeline::{self, Event};
use crate::output::Output;

pub(super) const TIMELINE_EXAMPLE: &str = "Example:\n  subrosa-desk timeline --html timeline.html";

#[derive(Args)]
pub(super) struct Timeline {
    /// Write it as a page without scripts; nothing is overwritten
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(super) fn timeline(case: &mut Case, Timeline { html }: Timeline) -> Result<Output, Failure> {
    let events = timeline::events(case.db())?;
    let output = Output::new(json!({ "events": events.iter().map(event_object).collect::<Vec<_>>() }));
    let Some(path) = html else { return Ok(listed(output, &events)) };
    check_free(&path)?;
    let mut pending = Pending::beside(&path).map_err(|error| unwritable(&path, &error))?;
    pending.write_all(timeline::html(&events).as_bytes()).map_err(|error| unwritable(&path, &error))?;
    // Logged before the file has its name: what was not logged never left.
    let desk = case.desk_id()?;
    case.begin()?.commit(Record::new("export-timeline", desk).with("events", events.len() as u64))?;
    pending.publish().map_err(|error| unwritable(&path, &error))?;
    let path = path.display();
    Ok(output
        .line(format!("{} days were written to {path}.", events.len()))
        .notice(format!("{path} holds claims outside the case, decrypted")))
}

fn listed(output: Output, events: &[Event]) -> Output {
    if events.is_empty() {
        return output.line("No day is known: `claim set C1 --day DAY` gives one.");
    }
    let row = |event: &Event| [event.day.to_string(), event.kind.to_owned(), event.id.clone(), event.words.clone()];
    output.table(["DAY", "WHAT", "ID", ""], &events.iter().map(row).collect::<Vec<_>>())
}

fn event_object(event: &Event) -> Value {
    json!({ "day": event.day, "kind": event.kind, "id": event.id, "text": event.words })
}
