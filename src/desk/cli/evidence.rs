//! `link`, `unlink`, `answer` and `flag`

use std::ops::Range;
use std::str::FromStr;

use clap::Args;
use serde_json::json;

use super::claim::read_tips;
use crate::case::Case;
use crate::failure::Failure;
use crate::ledger::evidence::answer::Verdict;
use crate::ledger::evidence::flags::{self, Finding};
use crate::ledger::evidence::{self, Basis, HeardFrom, Interest, Relation, Said};
use crate::ledger::{CircleRef, ClaimRef, EvidenceRef, SourceRef};
use crate::output::Output;

pub(super) const EXAMPLE: &str = "Example:\n  subrosa-desk link C1 D3:120-310 supports --basis first-hand \
                                  --present-at K1 --reason 'signed the order'";
pub(super) const UNLINK_EXAMPLE: &str = "Example:\n  subrosa-desk unlink E3 --reason 'it is about another bridge'";
pub(super) const ANSWER_EXAMPLE: &str =
    "Example:\n  subrosa-desk answer E7 refuted --reason 'the minutes show him present'";
pub(super) const FLAG_EXAMPLE: &str =
    "Example:\n  subrosa-desk flag D3 retracted --reason 'taken back on 3 May, see D9'";

/// `D3` or `D3:120-310`, in Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Passage {
    item: String,
    range: Option<Range<u64>>,
}

impl FromStr for Passage {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let Some((item, range)) = text.split_once(':') else { return Ok(Self { item: text.into(), range: None }) };
        let bounds = range.split_once('-').and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
        match bounds {
            Some((start, end)) if start < end => Ok(Self { item: item.into(), range: Some(start..end) }),
            _ => Err("not a passage, such as D3:120-310"),
        }
    }
}

fn heard_from(text: &str) -> Result<HeardFrom, &'static str> {
    let wrong = "not a source, such as S1, and not `unknown`";
    if text == "unknown" { Ok(HeardFrom::Unknown) } else { text.parse().map(HeardFrom::Source).map_err(|_| wrong) }
}

#[derive(Args)]
pub(super) struct Link {
    /// The claim, such as C1
    claim: ClaimRef,
    /// The item, or a range of its characters, such as D3:120-310
    passage: Passage,
    /// What the passage does to the claim
    relation: Relation,
    /// How the source knows [default: as its tip says]
    #[arg(long)]
    basis: Option<Basis>,
    /// Who says so in the passage [default: the item's source]
    #[arg(long, value_name = "S")]
    source: Option<SourceRef>,
    /// Whom the source has it from, or `unknown`
    #[arg(long, value_name = "S", value_parser = heard_from)]
    heard_from: Option<HeardFrom>,
    /// The circle in which the source was present
    #[arg(long, value_name = "K")]
    present_at: Option<CircleRef>,
    /// What the source would have the claim be
    #[arg(long)]
    interest: Option<Interest>,
    /// It is the source's own business to know
    #[arg(long)]
    competent: bool,
    /// Why it bears on the claim so
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) fn link(case: &mut Case, arguments: Link) -> Result<Output, Failure> {
    let Link { claim, passage, relation, basis, source, heard_from, present_at, interest, competent, reason } =
        arguments;
    read_tips(case, std::slice::from_ref(&passage.item))?;
    let Passage { item, range } = passage;
    let said =
        Said { claim, item, range, relation, basis, source, heard_from, present_at, interest, competent, reason };
    let number = evidence::link(case, &said)?;
    let (item, word) = (&said.item, relation.word());
    Ok(Output::new(json!({ "id": number.to_string(), "claim": claim.to_string(), "item": item, "relation": word }))
        .line(format!("{number}: {item} {word} {claim}.")))
}

#[derive(Args)]
pub(super) struct Unlink {
    /// The evidence, such as E3
    evidence: EvidenceRef,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn unlink(case: &mut Case, Unlink { evidence: number, reason }: Unlink) -> Result<Output, Failure> {
    let claim = evidence::unlink(case, number, &reason)?;
    Ok(Output::new(json!({ "id": number.to_string(), "claim": claim.to_string() }))
        .line(format!("{number} no longer bears on {claim}.")))
}

#[derive(Args)]
pub(super) struct Answer {
    /// The contradicting evidence, such as E7
    evidence: EvidenceRef,
    /// What was done about it
    verdict: Verdict,
    /// Why; `printed` does without
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) fn answer(case: &mut Case, arguments: Answer) -> Result<Output, Failure> {
    let Answer { evidence: number, verdict, reason } = arguments;
    let claim = evidence::answer::answer(case, number, verdict, reason.as_deref())?;
    let word = verdict.word();
    Ok(Output::new(json!({ "id": number.to_string(), "claim": claim.to_string(), "verdict": word }))
        .line(format!("{number} against {claim} is answered: {word}.")))
}

#[derive(Args)]
pub(super) struct Flag {
    /// The item, such as D3
    item: String,
    /// What was found out about it
    finding: Finding,
    /// How
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(super) fn flag(case: &mut Case, Flag { item, finding, reason }: Flag) -> Result<Output, Failure> {
    let flags = flags::mark(case, &item, finding, &reason)?;
    let words: Vec<_> = flags.iter().map(|flag| flag.word()).collect();
    let said = if words.is_empty() { "sound".to_owned() } else { words.join(" and ") };
    Ok(Output::new(json!({ "id": item, "flags": words })).line(format!("{item} is {said}.")))
}
