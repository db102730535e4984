//! `searched` and `decide`

use clap::Args;
use serde_json::{Value, json};
use subrosa_tip::Day;

use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::outside::{self, Search};
use crate::ledger::withdrawn::{self, Verdict};
use crate::ledger::{ClaimRef, TipRef, claim};
use crate::output::Output;

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk searched C1 --where 'press archive, all years, both spellings' --day 2026-11-20";
pub(super) const DECIDE_EXAMPLE: &str =
    "Example:\n  subrosa-desk decide T1 keep --reason 'two documents support it without the tip'";

#[derive(Args)]
pub(super) struct Searched {
    /// The claim, such as C1
    claim: ClaimRef,
    /// Where it was looked whether somebody had reported it
    #[arg(long = "where", value_name = "TEXT")]
    place: String,
    /// On which day
    #[arg(long)]
    day: Day,
}

pub(super) fn searched(case: &mut Case, Searched { claim: number, place, day }: Searched) -> Result<Output, Failure> {
    outside::searched(case, number, &place, day)?;
    let searches = outside::of_claim(case.db(), number)?;
    let output = Output::new(json!({
        "claim": number.to_string(),
        "searches": searches.iter().map(search_object).collect::<Vec<_>>(),
    }))
    .line(format!("A search for {number} on {day} is kept; {} in all.", searches.len()));
    let is_new = claim::find(case.db(), number)?.novelty == "new";
    let how = format!(
        "`claim set {number} --novelty new` says that nobody had reported it, `--novelty public` that somebody had"
    );
    Ok(if is_new { output } else { output.line(how) })
}

pub(super) fn search_object(search: &Search) -> Value {
    json!({ "where": search.place, "day": search.day, "by": search.by.name, "entry": search.by.entry })
}

#[derive(Args)]
pub(super) struct Decide {
    /// The tip that was taken back, such as T1
    tip: TipRef,
    /// What is done about what was printed of it
    verdict: Verdict,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn decide(case: &mut Case, Decide { tip, verdict, reason }: Decide) -> Result<Output, Failure> {
    let claims = withdrawn::decide(case, tip, verdict, &reason)?;
    let claims: Vec<_> = claims.iter().map(ToString::to_string).collect();
    let output = Output::new(json!({ "tip": tip.to_string(), "verdict": verdict.word(), "claims": claims }))
        .line(format!("Decided of {}, printed from {tip}: {}.", claims.join(", "), verdict.word()));
    let next = match verdict {
        Verdict::Keep => return Ok(output.line("Readers see no change.")),
        Verdict::Correct => "correct",
        Verdict::Retract => "retract",
    };
    Ok(output.line(format!("Readers see it with the next dossier, after `{next}` of each.")))
}

/// Decisions that wait, for whoever looks at tips or at what is to be done.
pub(super) fn open_decisions(case: &Case) -> Result<(Vec<Value>, Option<String>), Failure> {
    let open = withdrawn::undecided(case.db())?;
    let ids = |claims: &[ClaimRef]| claims.iter().map(ToString::to_string).collect::<Vec<_>>();
    let objects = open.iter().map(|(tip, claims)| json!({ "tip": tip.to_string(), "claims": ids(claims) })).collect();
    let told = |(tip, claims): &(TipRef, Vec<ClaimRef>)| {
        format!(
            "{tip} was withdrawn and {} printed from it: `decide {tip} keep|correct|retract`",
            ids(claims).join(", ")
        )
    };
    let notice: Vec<_> = open.iter().map(told).collect();
    Ok((objects, (!notice.is_empty()).then(|| notice.join("; "))))
}
