//! `search`

use clap::Args;
use serde_json::{Value, json};
use subrosa_tip::Day;

use super::corpus::take_up_tips;
use crate::case::Case;
use crate::corpus::Kind;
use crate::failure::Failure;
use crate::output::{Output, Progress};
use crate::search::{Asked, Fresh, Hit, Scope, search};

pub(super) const EXAMPLE: &str =
    "Example:\n  subrosa-desk search '\"closed the bridge\" minutes alter*' --in corpus --before 2026-11-01";

/// Most hits of one search.
const HITS_MAX: u64 = 1_000;

#[derive(Args)]
pub(super) struct Search {
    /// Words, in any form; "words in quotation marks" stand so; begin* begins a word
    query: String,
    /// Where to look
    #[arg(long = "in", value_name = "WHERE", default_value = "all")]
    scope: Scope,
    /// Only documents of this kind
    #[arg(long)]
    kind: Option<Kind>,
    /// Only what was published (of a tip: received; of an interview: held) before this day
    #[arg(long, value_name = "DAY")]
    before: Option<Day>,
    /// Most hits
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=HITS_MAX))]
    limit: u64,
}

pub(super) fn run(case: &mut Case, arguments: Search) -> Result<Output, Failure> {
    let Search { query, scope, kind, before, limit } = arguments;
    let unread = take_up_tips(case).err();
    let progress = Progress::of("items indexed");
    let asked = Asked { query, scope, kind, before, limit: limit as usize };
    let (hits, fresh) = search(case, &asked, |done, of| progress.step(done, of))?;
    drop(progress);
    let output = Output::new(json!({ "hits": hits.iter().map(object).collect::<Vec<_>>() }));
    let output = match fresh {
        Fresh::Rebuilt(_) => output.notice("the index was damaged or not of this case, and was made anew"),
        Fresh::Completed(_) | Fresh::Made(_) => output,
    };
    let output = match unread {
        Some(failure) => output.notice(format!("not every message and file was searched: {}", failure.message)),
        None => output,
    };
    Ok(if hits.is_empty() { output.line("Nothing was found.") } else { hits.iter().zip(1..).fold(output, line) })
}

fn object(hit: &Hit) -> Value {
    let Hit { item, passage, score } = hit;
    json!({
        "item": item.name,
        "passage": { "start": passage.start, "end": passage.end, "text": passage.text },
        "score": score,
        "part": passage.part,
        "path": item.path,
        "title": item.title,
        "standing": item.standing.word(),
    })
}

/// Numbered, because the shell's short answers name rows by their numbers.
fn line(output: Output, (hit, number): (&Hit, usize)) -> Output {
    let Hit { item, passage, .. } = hit;
    let part = passage.part.as_deref().map(|part| format!(", {part}")).unwrap_or_default();
    let place = format!("{number}  {}:{}-{}{part}  [{}]", item.name, passage.start, passage.end, item.standing);
    let text: Vec<_> = passage.text.split_whitespace().collect();
    output.line(place).line(format!("  | {}", text.join(" ")))
}
