//! `check`

use clap::Args;
use serde_json::{Value, json};
use subrosa_tip::Day;

use super::corpus::take_up_tips;
use crate::case::Case;
use crate::check::hint::{Hint, Place};
use crate::check::{Asked, Candidate, CheckError, check};
use crate::failure::{Exit, Failure};
use crate::ledger::{ClaimRef, claim};
use crate::output::{Output, Progress};
use crate::search::Fresh;

pub(super) const EXAMPLE: &str = "Examples:\n  subrosa-desk check C1\n  subrosa-desk check --text 'Hanna Veld closed the bridge on 3 March 2026' --day 2026-03-03 --without T1";

/// Most rows of one answer: the pool holds few more that fit.
const ROWS_MAX: u64 = 100;

#[derive(Args)]
pub(super) struct Check {
    /// The claim, such as C1
    #[arg(required_unless_present = "text", conflicts_with_all = ["text", "day"])]
    claim: Option<ClaimRef>,
    /// A sentence in place of a claim of the ledger
    #[arg(long)]
    text: Option<String>,
    /// With --text: the day of what it says happened
    #[arg(long, value_name = "DAY")]
    day: Option<Day>,
    /// Leave out everything from this tip's mailbox
    #[arg(long, value_name = "TIP")]
    without: Vec<String>,
    /// Most rows
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=ROWS_MAX))]
    limit: u64,
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Search(error) => error.into(),
            CheckError::UnknownTip(_) => {
                Self::new(Exit::Usage, "unknown-tip", error.to_string()).hint("`subrosa-desk tips` lists them")
            }
        }
    }
}

pub(super) fn run(case: &mut Case, arguments: Check) -> Result<Output, Failure> {
    let Check { claim, text, day, without, limit } = arguments;
    let (text, day, sources) = match claim {
        Some(claim) => claim_of(case, claim)?,
        None => (text.unwrap_or_default(), day, Vec::new()),
    };
    let unread = take_up_tips(case).err();
    let progress = Progress::of("items indexed");
    let asked = Asked { text, day, without, sources, limit: limit as usize };
    let (candidates, fresh) = check(case, &asked, |done, of| progress.step(done, of))?;
    drop(progress);
    let list: Vec<Value> = candidates.iter().map(object).collect();
    let output =
        Output::new(json!({ "claim": claim.map(|claim| claim.to_string()), "text": asked.text, "candidates": list }));
    let output = match fresh {
        Fresh::Rebuilt(_) => output.notice("the index was damaged or not of this case, and was made anew"),
        Fresh::Completed(_) | Fresh::Made(_) => output,
    };
    let output = match unread {
        Some(failure) => output.notice(format!("not every message and file was searched: {}", failure.message)),
        None => output,
    };
    if candidates.is_empty() {
        return Ok(output.line("Nothing bears on it."));
    }
    Ok(candidates.iter().zip(1..).fold(output, lines))
}

/// A claim as it is asked about: its text, the day of what it claims, and the sources of
/// the tips that it came from, which are left out.
fn claim_of(case: &Case, claim: ClaimRef) -> Result<(String, Option<Day>, Vec<u32>), Failure> {
    let question = claim::question(case.db(), claim)?;
    Ok((question.text, question.day, question.sources))
}

fn object(candidate: &Candidate) -> Value {
    let Candidate { item, passage, score, same_text, hints } = candidate;
    json!({
        "item": item.name,
        "passage": { "start": passage.start, "end": passage.end, "text": passage.text },
        "score": score,
        "same_text": same_text,
        "hints": hints.iter().map(hint_object).collect::<Vec<_>>(),
        "part": passage.part,
        "path": item.path,
        "title": item.title,
        "standing": item.standing.word(),
    })
}

/// `claim` and `passage` are the words that differ; where a side says nothing of the
/// kind, null. `claim_at` counts in the claim's text, `passage_at` in the item's.
fn hint_object(hint: &Hint) -> Value {
    let text = |place: &Option<Place>| place.as_ref().map(|place| place.text.clone());
    let at = |place: &Option<Place>| {
        place.as_ref().and_then(|place| place.at.clone()).map(|at| json!({ "start": at.start, "end": at.end }))
    };
    json!({
        "kind": hint.kind.word(),
        "claim": text(&hint.claim), "passage": text(&hint.passage),
        "claim_at": at(&hint.claim), "passage_at": at(&hint.passage),
    })
}

/// Numbered, because the shell's short answers name rows by their numbers.
fn lines(output: Output, (candidate, number): (&Candidate, usize)) -> Output {
    let Candidate { item, passage, same_text, hints, .. } = candidate;
    let part = passage.part.as_deref().map(|part| format!(", {part}")).unwrap_or_default();
    let place = format!("{number}  {}:{}-{}{part}  [{}]", item.name, passage.start, passage.end, item.standing);
    let text: Vec<_> = passage.text.split_whitespace().collect();
    let output = output.line(place).line(format!("  | {}", text.join(" ")));
    let output = hints.iter().fold(output, |output, hint| output.line(format!("  ? {}", sentence(hint))));
    if same_text.is_empty() { output } else { output.line(format!("  = same text: {}", same_text.join(", "))) }
}

fn sentence(hint: &Hint) -> String {
    let word = |place: &Option<Place>| place.as_ref().map_or("nothing".to_owned(), |place| format!("“{}”", place.text));
    format!("{}: the claim has {}, the passage {}", hint.kind.word(), word(&hint.claim), word(&hint.passage))
}
