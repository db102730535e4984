//! The page of a claim for people: claim, evidence for and against in its place, how many
//! sources there are, what is open, what is missing, what was done.

use super::{heard, ids};
use crate::case::custody::Detail;
use crate::gate::{self, Judged};
use crate::ledger::SourceRef;
use crate::ledger::evidence::read::Evidence;
use crate::ledger::sheet::Sheet;
use crate::output::Output;

pub(super) fn page(output: Output, sheet: &Sheet, independence: &str, judged: &[Judged]) -> Output {
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
    let output = output.line("").line("HOW MANY SOURCES").line(independence);
    let output = missing(tail(output, sheet), judged);
    let output = output.line("").line("HISTORY");
    sheet.history.iter().fold(output, |output, (entry, reason)| {
        let about = entry.detail.get("evidence").map(detail_word).unwrap_or_default();
        let reason = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        output.line(format!("{}  {}  {}{about}{reason}", entry.day, entry.actor, entry.action))
    })
}

fn detail_word(detail: &Detail) -> String {
    match detail {
        Detail::Text(text) => format!(" {text}"),
        Detail::Integer(number) => format!(" {number}"),
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
    if open.is_empty() { output } else { open.into_iter().fold(output.line("").line("OPEN"), Output::line) }
}

/// What the gate still asks for.
fn missing(output: Output, judged: &[Judged]) -> Output {
    let verdict = judged.first().map(|judged| judged.verdict.word()).unwrap_or_default();
    let output = output.line("").line(format!("MISSING ({verdict})"));
    let lacks = gate::lacks(judged);
    if lacks.is_empty() {
        return output.line("nothing");
    }
    lacks.into_iter().fold(output, |output, (.., lack)| output.line(format!("{}  →  {}", lack.reason, lack.fix)))
}
