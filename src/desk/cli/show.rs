//! `show`

use clap::Args;
use serde_json::json;

use super::tips::{file_object, source};
use super::usage::unknown;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::{Tip, TipRef, tip};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk show T1";

#[derive(Args)]
pub(super) struct Show {
    /// The tip, such as T1
    tip: TipRef,
}

pub(super) fn run(case: &Case, Show { tip: number }: Show) -> Result<Output, Failure> {
    let tip = tip::find(case, number)?.ok_or_else(|| unknown(number))?;
    let message = tip::message(case, &tip)?;
    let output = Output::new(json!({
        "id": tip.number.to_string(),
        "source": source(&tip),
        "day": tip.day,
        "kind": tip.kind,
        "basis": tip.basis,
        "consent": tip.consent,
        "language": tip.language,
        "state": tip.state,
        "message": message.as_ref().map(|text| text.as_str()),
        "files": tip.files.iter().map(file_object).collect::<Vec<_>>(),
        // Follow-ups and replies come with the way back.
        "thread": [],
    }));
    let output = with_head(output, &tip);
    // A bar before every line of the source's: none can pass for one of the desk's.
    let lines = message.iter().flat_map(|text| text.lines()).map(|line| format!("  | {line}"));
    Ok(lines.fold(output, Output::line))
}

fn with_head(output: Output, tip: &Tip) -> Output {
    let head = format!("{}  from {}, received {}", tip.number, source(tip), tip.day);
    let terms = format!("basis: {}   consent: {}   state: {}", tip.basis, tip.consent, tip.state);
    let files = tip.files.iter().map(|file| {
        let name = file.name.as_deref().unwrap_or("(erased)");
        format!("{}  {} bytes  {name}", file.reference, file.bytes)
    });
    files.fold(output.line(head).line(terms), Output::line)
}
