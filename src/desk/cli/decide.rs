//! `assess` and `note`

use clap::Args;
use serde_json::json;

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::ClaimRef;
use crate::ledger::decide::{self, Label};
use crate::output::Output;

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk assess C1 --credibility 2 --label probable --reason 'two documents, one voice'";
pub(super) const NOTE_EXAMPLE: &str = "Example:\n  subrosa-desk note C1 'ask the harbour office again'";

#[derive(Args)]
pub(super) struct Assess {
    /// The claim, such as C1
    claim: ClaimRef,
    /// Admiralty credibility: 1 confirmed, 2 probably, 3 possibly, 4 doubtful, 5 improbable, 6 cannot be judged
    #[arg(long, value_name = "1..6", value_parser = clap::value_parser!(u8).range(1..=6))]
    credibility: u8,
    /// How far it may be said to be so
    #[arg(long)]
    label: Label,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) fn assess(case: &mut Case, arguments: Assess) -> Result<Output, Failure> {
    let Assess { claim, credibility, label, reason } = arguments;
    decide::assess(case, claim, (credibility, label), reason.as_deref())?;
    let word = label.word();
    Ok(Output::new(json!({ "id": claim.to_string(), "credibility": credibility, "label": word }))
        .line(format!("{claim} is {word}, credibility {credibility}.")))
}

#[derive(Args)]
pub(super) struct Note {
    /// What it is about, such as C1, E3, S2, K1, D4, T1
    id: String,
    /// Your words
    text: String,
}

pub(super) fn note(case: &mut Case, Note { id, text }: Note) -> Result<Output, Failure> {
    let number = decide::note(case, &id, &text)?;
    Ok(Output::new(json!({ "id": id, "note": number })).line(format!("Note {number} is kept with {id}.")))
}
