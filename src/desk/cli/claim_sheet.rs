//! `claim show`: one page

use serde_json::{Value, json};

use crate::case::Case;
use crate::case::custody::Entry;
use crate::failure::Failure;
use crate::ledger::evidence::HeardFrom;
use crate::ledger::evidence::read::Evidence;
use crate::ledger::sheet::{self, Sheet};
use crate::ledger::{ClaimRef, SourceRef};
use crate::output::Output;

use super::outlook::missing_object;
use super::todo::todo_object;

pub(super) fn show(case: &Case, claim: ClaimRef) -> Result<Output, Failure> {
    let sheet = sheet::of(case, claim)?;
    Ok(page(Output::new(object(&sheet)), &sheet))
}

fn ids<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn object(sheet: &Sheet) -> Value {
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
        "unanswered": unanswered.iter().map(|evidence| evidence.number.to_string()).collect::<Vec<_>>(),
        "evidence": sheet.evidence.iter().map(evidence_object).collect::<Vec<_>>(),
        "told": sheet.told.iter().map(|(source, day)| json!({ "source": source.to_string(), "day": day })).collect::<Vec<_>>(),
        "todo": sheet.todos.iter().map(todo_object).collect::<Vec<_>>(),
        "notes": sheet.notes.iter().map(|(number, words)| json!({ "note": number, "text": words })).collect::<Vec<_>>(),
        "missing": sheet.missing.iter().map(missing_object).collect::<Vec<_>>(),
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

fn page(output: Output, sheet: &Sheet) -> Output {
    let output = head(output, sheet);
    let sides = [("FOR", "supports"), ("AGAINST", "contradicts"), ("MENTIONS", "mentions")];
    let output = sides.into_iter().fold(output, |output, (title, relation)| {
        let side: Vec<_> = sheet.evidence.iter().filter(|evidence| evidence.relation == relation).collect();
        if side.is_empty() && relation == "mentions" {
            return output;
        }
        let output = output.line("").line(format!("{title}: {}", side.len()));
        side.into_iter().fold(output, evidence_lines)
    });
    let output = tail(output, sheet);
    let output = output.line("").line("HISTORY");
    sheet.history.iter().fold(output, |output, (entry, reason)| {
        let about = entry.detail.get("evidence").map(detail_word).unwrap_or_default();
        let reason = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        output.line(format!("{}  {}  {}{about}{reason}", entry.day, entry.actor, entry.action))
    })
}

fn detail_word(detail: &crate::case::custody::Detail) -> String {
    match detail {
        crate::case::custody::Detail::Text(text) => format!(" {text}"),
        crate::case::custody::Detail::Integer(number) => format!(" {number}"),
    }
}

fn head(output: Output, sheet: &Sheet) -> Output {
    let Sheet { claim, parts, .. } = sheet;
    let mut facts = vec![claim.kind.clone(), format!("novelty {}", claim.novelty)];
    facts.extend(claim.day.map(|day| format!("happened {day}")));
    facts.extend(claim.embargo.as_ref().map(|time| format!("embargo {time}")));
    facts.push(format!("entered {} by {}", claim.entered, claim.by));
    let output = output.line(format!("{}  {}", claim.number, claim.text)).line(facts.join(", "));
    let ties = [
        ("from", parts.from.clone()),
        ("circles", ids(&parts.circles)),
        ("accuses", parts.accuses.clone()),
        ("concerns", parts.concerns.clone()),
        ("rests on", ids(&parts.rests_on)),
        ("carries", ids(&parts.carries)),
    ];
    let output = ties
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .fold(output, |output, (tie, names)| output.line(format!("{tie}: {}", names.join(", "))));
    let output = match &sheet.assessment {
        Some((credibility, label, reason)) => {
            let reason = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            output.line(format!("assessed {label}, credibility {credibility}{reason}"))
        }
        None => output.line("not assessed"),
    };
    let unanswered: Vec<_> = sheet.evidence.iter().filter(|evidence| evidence.unanswered()).collect();
    let flagged: Vec<_> = sheet.evidence.iter().filter(|evidence| !evidence.flags.is_empty()).collect();
    let names =
        |all: &[&Evidence]| all.iter().map(|evidence| evidence.number.to_string()).collect::<Vec<_>>().join(", ");
    let output = if unanswered.is_empty() {
        output
    } else {
        output.line(format!("CONTRADICTED, and nobody has answered: {}", names(&unanswered)))
    };
    if flagged.is_empty() {
        output
    } else {
        output.line(format!("RESTS ON WHAT IS NO LONGER SOUND: {}", names(&flagged)))
    }
}

/// The passage between bars, with what stands around it behind dots: nothing typed
/// by others can pass for a line of the desk's.
fn evidence_lines(output: Output, evidence: &Evidence) -> Output {
    let place = match &evidence.range {
        Some(range) => format!("{}:{}-{}", evidence.item, range.start, range.end),
        None => evidence.item.clone(),
    };
    let excerpt = evidence.excerpt.clone().unwrap_or_default();
    let part = excerpt.part.as_deref().map(|part| format!(", {part}")).unwrap_or_default();
    let mut facts = vec![evidence.standing.clone()];
    facts.extend(evidence.published.map(|day| format!("published {day}")));
    facts.extend(evidence.source.map(|source: SourceRef| source.to_string()));
    facts.extend(evidence.basis.clone());
    facts.extend(evidence.heard_from.map(|from| format!("heard from {}", heard(from))));
    facts.extend(evidence.present_at.map(|circle| format!("present at {circle}")));
    facts.extend(evidence.interest.as_ref().map(|interest| format!("interest {interest}")));
    facts.extend(evidence.competent.then(|| "competent".to_owned()));
    let output = output.line(format!("{}  {place}{part}  [{}]", evidence.number, facts.join(", ")));
    let flags: Vec<_> = evidence.flags.iter().map(|flag| flag.word()).collect();
    let output = if flags.is_empty() { output } else { output.line(format!("  !! {}", flags.join(", "))) };
    let output = [("…", &excerpt.before), ("|", &excerpt.text), ("…", &excerpt.after)].into_iter().fold(
        output,
        |output, (mark, text)| {
            let words: Vec<_> = text.split_whitespace().collect();
            if words.is_empty() { output } else { output.line(format!("  {mark} {}", words.join(" "))) }
        },
    );
    let output = match &evidence.reason {
        Some(reason) => output.line(format!("  because {reason}")),
        None => output,
    };
    match (&evidence.answer, evidence.unanswered()) {
        (Some(answer), _) => {
            let reason = answer.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            output.line(format!("  answered: {}{reason}", answer.verdict))
        }
        (None, true) => output.line("  not answered"),
        (None, false) => output,
    }
}

fn tail(output: Output, sheet: &Sheet) -> Output {
    let told = sheet.told.iter().map(|(source, day)| format!("told {source} on {day}"));
    let notes = sheet.notes.iter().map(|(number, words)| format!("note {number}: {words}"));
    let todos = sheet.todos.iter().map(|todo| {
        let person = todo.person.as_deref().map(|person| format!(" ({person})")).unwrap_or_default();
        format!("to do {}: {}{person}", todo.number, todo.words)
    });
    let open: Vec<String> = todos.chain(told).chain(notes).collect();
    let output =
        if open.is_empty() { output } else { open.into_iter().fold(output.line("").line("OPEN"), Output::line) };
    let output = output.line("").line("MISSING");
    if sheet.missing.is_empty() {
        return output.line("nothing that the ledger can see");
    }
    sheet.missing.iter().fold(output, |output, missing| output.line(format!("{}  →  {}", missing.reason, missing.fix)))
}
