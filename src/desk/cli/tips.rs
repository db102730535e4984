//! `tips`

use serde_json::{Value, json};

use super::judge;
use crate::arrive::tombstones::{self, Expired};
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::{StoredFile, Tip, tip};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk tips --json";

pub(super) fn run(case: &Case) -> Result<Output, Failure> {
    let tips = tip::all(case)?;
    let rows: Vec<_> = tips.iter().map(row).collect();
    let expired = tombstones::all(case)?;
    let (decisions, waiting) = judge::open_decisions(case)?;
    let output = Output::new(json!({
        "tips": tips.iter().map(object).collect::<Vec<_>>(),
        "expired": expired.iter().map(expired_object).collect::<Vec<_>>(),
        "decisions": decisions,
    }));
    let output = waiting.into_iter().fold(output, Output::notice);
    let output = if expired.is_empty() { output } else { output.notice(lost(&expired)) };
    if rows.is_empty() {
        return Ok(output.line("No tips yet: `subrosa-desk import BAG` takes them up."));
    }
    Ok(output.table(["TIP", "SOURCE", "DAY", "BASIS", "CONSENT", "LANGUAGE", "CHARACTERS", "FILES", "STATE"], &rows))
}

fn expired_object(expired: &Expired) -> Value {
    json!({
        "envelope": expired.envelope,
        "day": expired.day,
        "reason": expired.reason,
        "arrived": expired.arrived,
    })
}

fn lost(expired: &[Expired]) -> String {
    let never = expired.iter().filter(|expired| !expired.arrived).count();
    format!("{} envelopes expired at a server; {never} of them never reached this desk", expired.len())
}

fn object(tip: &Tip) -> Value {
    json!({
        "id": tip.number.to_string(),
        "source": source(tip),
        "day": tip.day,
        "basis": tip.basis,
        "consent": tip.consent,
        "language": tip.language,
        "characters": tip.characters,
        "files": tip.files.iter().map(file_object).collect::<Vec<_>>(),
        "state": tip.state,
    })
}

pub(super) fn source(tip: &Tip) -> String {
    format!("S{}", tip.source)
}

pub(super) fn file_object(file: &StoredFile) -> Value {
    json!({
        "id": file.reference.to_string(),
        "name": file.name,
        "type": file.declared_type,
        "bytes": file.bytes,
    })
}

fn row(tip: &Tip) -> [String; 9] {
    [
        tip.number.to_string(),
        source(tip),
        tip.day.to_string(),
        tip.basis.clone(),
        tip.consent.clone(),
        tip.language.clone().unwrap_or_default(),
        tip.characters.map(|count| count.to_string()).unwrap_or_default(),
        tip.files.len().to_string(),
        tip.state.clone(),
    ]
}
