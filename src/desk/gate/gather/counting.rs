//! How many independent sources a claim has among what may be used.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::gate::facts::Counted;
use crate::gate::gather::Linked;
use crate::independence::gather::people::People;
use crate::independence::gather::{Gathered, Unusable, gather_without};
use crate::independence::{Answer, Barred, Question, answer};
use crate::ledger::{ClaimRef, LedgerError};

pub(super) fn count(
    case: &Case,
    number: ClaimRef,
    people: &People,
    (linked, barred): (&[Linked], &Unusable),
) -> Result<Counted, LedgerError> {
    let gathered = gather_without(case, number, people, barred)?;
    let usable = || linked.iter().filter(|one| one.supports() && counts(one, barred));
    let mut counted = Counted {
        alone: gathered.enough_alone.iter().copied().collect(),
        authenticated: authenticated(case, usable())?,
        own_words: own_words(&gathered, usable(), people),
        left_out: gathered.left_out.iter().map(|left| (left.evidence.to_string(), left.why)).collect(),
        ..Counted::default()
    };
    let judged = judged(&gathered.question, people);
    match (answer(gathered.question), answer(judged)) {
        (Ok(all), Ok(judged)) => {
            (counted.independent, counted.at_most) = range(&all);
            counted.judged = range(&judged);
        }
        _ => counted.too_many = true,
    }
    Ok(counted)
}

fn counts(linked: &Linked, barred: &Unusable) -> bool {
    linked.evidence.flags.is_empty() && !barred.contains_key(&linked.evidence.number)
}

fn range(answer: &Answer) -> (u32, u32) {
    let number = |sources: usize| u32::try_from(sources).unwrap_or(u32::MAX);
    (number(answer.independent), number(answer.at_most))
}

/// The same question over those whom somebody could judge.
fn judged(question: &Question, people: &People) -> Question {
    let mut question = question.clone();
    for witness in &mut question.witnesses {
        let rated = people.get(witness.source).is_some_and(|source| source.reliability != "F");
        if !rated {
            witness.barred = witness.barred.or(Some(Barred::Unjudged));
        }
    }
    question
}

/// A document that somebody authenticated, and whose author knew at first hand or that is
/// shown for what it says.
fn authenticated<'l>(case: &Case, usable: impl Iterator<Item = &'l Linked>) -> Result<Option<String>, LedgerError> {
    let mut select = case.db().prepare_cached("SELECT EXISTS (SELECT 1 FROM authentication WHERE item = ?1)")?;
    for linked in usable.filter(|linked| linked.evidence.basis.as_deref() == Some("first-hand")) {
        if select.query_row([linked.item.ordinal], |row| row.get(0))? {
            return Ok(Some(linked.item.name.clone()));
        }
    }
    Ok(None)
}

/// Whether whoever is quoted said it where anybody may hear it.
fn own_words<'l>(gathered: &Gathered, usable: impl Iterator<Item = &'l Linked>, people: &People) -> bool {
    let open = usable.filter(|linked| matches!(linked.evidence.standing.as_str(), "public" | "on-record"));
    let said: BTreeSet<u32> =
        open.filter_map(|linked| linked.evidence.source.map(|source| people.root(source.0))).collect();
    gathered.speaker.is_some_and(|speaker| said.contains(&speaker))
}
