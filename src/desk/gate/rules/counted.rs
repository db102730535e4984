//! Enough independent sources, and not only such as nobody can judge.

use crate::gate::facts::{Counted, Facts};
use crate::gate::rule::{Cost, Finding, Lack};
use crate::policy::Policy;

pub fn sources(facts: &Facts, policy: &Policy) -> Finding {
    if facts.is_opinion() {
        return Ok("an opinion rests on claims".into());
    }
    if facts.sound().next().is_none() {
        return Ok("there is nothing to count yet".into());
    }
    if let Some(reason) = enough_alone(facts, policy) {
        return Ok(reason);
    }
    let need = needed(facts, policy);
    let have = count(&facts.counted, policy);
    // A document stands in beside a source, and never in place of the last one.
    let document = facts.counted.authenticated.as_ref().filter(|_| policy.sources.authenticated && have > 0);
    let (have_all, and) = match document {
        Some(item) => (have + 1, format!(" and {item}, which is authenticated")),
        None => (have, String::new()),
    };
    let sentence = format!("{}{and}; {need} needed", several(have));
    if have_all >= need && !facts.counted.too_many { Ok(sentence) } else { Err(vec![lack(facts, sentence)]) }
}

/// A hedge says that several sources do not confirm it; no hedge takes back an accusation.
fn needed(facts: &Facts, policy: &Policy) -> u32 {
    match (facts.is_accusation(), facts.is_hedged(policy)) {
        (true, _) => policy.sources.accusation,
        (false, true) => policy.sources.hedged,
        (false, false) => policy.sources.least,
    }
}

fn several(sources: u32) -> String {
    match sources {
        0 => "no independent source".to_owned(),
        1 => "1 independent source".to_owned(),
        several => format!("{several} independent sources"),
    }
}

fn count(counted: &Counted, policy: &Policy) -> u32 {
    if policy.sources.possible_ties { counted.independent } else { counted.at_most }
}

fn lack(facts: &Facts, sentence: String) -> Lack {
    let number = facts.claim.number;
    let left_out: Vec<_> =
        facts.counted.left_out.iter().map(|(id, why)| format!("{id} was not counted: {why}")).collect();
    let reason = match facts.counted.too_many {
        true => "it has more sources than can be counted: merge those that are one".to_owned(),
        false => [sentence].into_iter().chain(left_out).collect::<Vec<_>>().join("; "),
    };
    let fix = format!(
        "link {number} ITEM:START-END supports --source S… (check {number} shows passages, independence {number} why)"
    );
    Lack::new(Cost::Finding, reason, fix)
}

/// What is enough without a second source.
fn enough_alone(facts: &Facts, policy: &Policy) -> Option<String> {
    let counted = &facts.counted;
    if policy.sources.against_interest
        && let Some(source) = counted.alone.first()
    {
        return Some(format!("S{source} speaks against its own interest within its competence"));
    }
    if policy.sources.own_words && facts.is_quote() && counted.own_words {
        return Some("they are somebody's own words, published or on record".to_owned());
    }
    let item =
        counted.authenticated.as_ref().filter(|_| facts.claim.kind == "document" && policy.sources.authenticated)?;
    Some(format!("{item} is authenticated, and shows by itself what it says"))
}

pub fn judged(facts: &Facts, policy: &Policy) -> Finding {
    let need = policy.sources.judged;
    let (least, most) = facts.counted.judged;
    let have = if policy.sources.possible_ties { least } else { most };
    let nothing = facts.is_opinion() || facts.sound().next().is_none();
    if nothing || need == 0 || (facts.is_quote() && policy.sources.own_words && facts.counted.own_words) {
        return Ok("no source of it needs a rating".into());
    }
    let sentence = format!("{have} of its sources are rated A to D; {need} needed");
    if have >= need {
        return Ok(sentence);
    }
    Err(vec![Lack::new(
        Cost::Decision,
        sentence,
        "source set S… --reliability A..D (or link what a source says that is rated)",
    )])
}
