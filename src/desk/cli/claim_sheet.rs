//! `claim show`: one page
//!
//! | Module | Holds |
//! |---|---|
//! | [`page`] | the same for people |

mod page;

use serde_json::{Value, json};

use crate::case::Case;
use crate::case::custody::Entry;
use crate::failure::Failure;
use crate::independence;
use crate::independence::gather::gather;
use crate::independence::sentence::sentence;
use crate::ledger::ClaimRef;
use crate::ledger::evidence::HeardFrom;
use crate::ledger::evidence::read::Evidence;
use crate::ledger::sheet::{self, Sheet};
use crate::output::Output;

use super::gate::{missing_objects, of_page};
use super::todo::todo_object;

pub(super) fn show(case: &mut Case, claim: ClaimRef) -> Result<Output, Failure> {
    let sheet = sheet::of(case, claim)?;
    let counted = counted(case, claim)?;
    let judged = of_page(case, claim)?;
    let mut object = object(&sheet, &counted);
    if let Some(fields) = object.as_object_mut() {
        fields.insert("missing".into(), missing_objects(&judged).into());
        fields.insert("verdict".into(), judged.first().map(|judged| judged.verdict.word()).into());
    }
    Ok(page::page(Output::new(object), &sheet, &counted.sentence, &judged))
}

/// How many independent sources support a claim; no numbers where there are too many to say.
struct Counted {
    range: Option<(usize, usize)>,
    sentence: String,
}

fn counted(case: &Case, claim: ClaimRef) -> Result<Counted, Failure> {
    Ok(match independence::answer(gather(case, claim)?.question) {
        Ok(answer) => Counted { range: Some((answer.independent, answer.at_most)), sentence: sentence(&answer) },
        Err(too_many) => Counted { range: None, sentence: too_many.to_string() },
    })
}

fn ids<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn object(sheet: &Sheet, counted: &Counted) -> Value {
    let Sheet { claim, parts, .. } = sheet;
    let assessment = sheet
        .assessment
        .as_ref()
        .map(|(credibility, label, reason)| json!({ "credibility": credibility, "label": label, "reason": reason }));
    let unanswered: Vec<_> = sheet.evidence.iter().filter(|evidence| evidence.unanswered()).collect();
    json!({
        "id": claim.number.to_string(),
        "text": claim.text,
        "kind": claim.kind,
        "day": claim.day,
        "novelty": claim.novelty,
        "embargo": claim.embargo,
        "entered": { "day": claim.entered, "by": claim.by },
        "from": parts.from,
        "circles": ids(&parts.circles),
        "accuses": parts.accuses,
        "concerns": parts.concerns,
        "rests_on": ids(&parts.rests_on),
        "carries": ids(&parts.carries),
        "assessment": assessment,
        "independent": counted.range.map(|(least, _)| least),
        "at_most": counted.range.map(|(_, most)| most),
        "independence": counted.sentence,
        "unanswered": unanswered.iter().map(|evidence| evidence.number.to_string()).collect::<Vec<_>>(),
        "evidence": sheet.evidence.iter().map(evidence_object).collect::<Vec<_>>(),
        "told": sheet.told.iter().map(|(source, day)| json!({ "source": source.to_string(), "day": day })).collect::<Vec<_>>(),
        "todo": sheet.todos.iter().map(todo_object).collect::<Vec<_>>(),
        "notes": sheet.notes.iter().map(|(number, words)| json!({ "note": number, "text": words })).collect::<Vec<_>>(),
        "history": sheet.history.iter().map(history_object).collect::<Vec<_>>(),
    })
}

fn evidence_object(evidence: &Evidence) -> Value {
    let excerpt = evidence.excerpt.clone().unwrap_or_default();
    json!({
        "id": evidence.number.to_string(),
        "item": evidence.item,
        "whole": evidence.range.is_none(),
        "passage": {
            "start": evidence.range.as_ref().map_or(0, |range| range.start),
            "end": evidence.range.as_ref().map_or_else(|| excerpt.text.chars().count() as u64, |range| range.end),
            "text": excerpt.text,
            "before": excerpt.before,
            "after": excerpt.after,
            "part": excerpt.part,
            "cut": excerpt.cut,
        },
        "standing": evidence.standing,
        "published": evidence.published,
        "relation": evidence.relation,
        "basis": evidence.basis,
        "source": evidence.source.map(|source| source.to_string()),
        "heard_from": evidence.heard_from.map(heard),
        "present_at": evidence.present_at.map(|circle| circle.to_string()),
        "interest": evidence.interest,
        "competent": evidence.competent,
        "reason": evidence.reason,
        "answer": evidence.answer.as_ref().map(|answer| json!({ "verdict": answer.verdict, "reason": answer.reason })),
        "flags": evidence.flags.iter().map(|flag| flag.word()).collect::<Vec<_>>(),
    })
}

fn heard(from: HeardFrom) -> String {
    match from {
        HeardFrom::Source(source) => source.to_string(),
        HeardFrom::Unknown => "unknown".into(),
    }
}

fn history_object((entry, reason): &(Entry, Option<String>)) -> Value {
    json!({
        "entry": entry.seq,
        "day": entry.day,
        "by": entry.actor,
        "action": entry.action,
        "detail": entry.detail,
        "reason": reason,
    })
}
