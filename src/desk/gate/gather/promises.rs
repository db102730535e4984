//! Tips and conversations behind a claim, with what their sources were promised.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use super::Linked;
use super::shared::Shared;
use crate::case::{Case, CaseError, RowId};
use crate::corpus::Item;
use crate::corpus::interview::{self, Terms};
use crate::corpus::item::Class;
use crate::gate::facts::{Nearness, Spoken, TipUse};
use crate::independence::gather::Unusable;
use crate::independence::gather::people::People;
use crate::ledger::claim::Claim;
use crate::ledger::{LedgerError, words};
use crate::policy::Policy;

type Behind<'b> = (&'b [Linked], &'b [Item]);

/// Tips that a claim came from or that support it, in the order of their numbers.
pub(super) fn tips(
    case: &Case,
    claim: &Claim,
    (linked, origins): Behind<'_>,
    shared: &Shared,
) -> Result<Vec<TipUse>, LedgerError> {
    let db = case.db();
    let (mut numbers, mut quoted) = (BTreeSet::new(), BTreeSet::new());
    for item in origins {
        numbers.extend(tip_of(db, item.ordinal)?);
    }
    for one in linked.iter().filter(|linked| linked.supports()) {
        let Some(tip) = tip_of(db, one.item.ordinal)? else { continue };
        numbers.insert(tip);
        if claim.kind == "quote" {
            quoted.insert(tip);
        }
    }
    let one = |tip| Ok(tip_use(db, claim, (tip, quoted.contains(&tip)), shared)?);
    numbers.into_iter().map(one).collect()
}

/// The tip in whose thread an item came.
fn tip_of(db: &Connection, ordinal: u64) -> Result<Option<u32>, CaseError> {
    let select = "SELECT tip.number FROM item JOIN tip ON tip.id = item.tip WHERE item.ordinal = ?1";
    Ok(db.prepare_cached(select)?.query_row([ordinal], |row| row.get(0)).optional()?)
}

fn tip_use(
    db: &Connection,
    _claim: &Claim,
    (number, quoted): (u32, bool),
    shared: &Shared,
) -> Result<TipUse, CaseError> {
    let select = "SELECT id, consent, state, day FROM tip WHERE number = ?1";
    let read =
        |row: &rusqlite::Row<'_>| Ok((row.get::<_, RowId>(0)?, row.get(1)?, row.get::<_, String>(2)?, row.get(3)?));
    let (id, consent, state, day) = db.prepare_cached(select)?.query_row([number], read)?;
    Ok(TipUse {
        name: format!("T{number}"),
        consent,
        withdrawn: state == "withdrawn",
        decided: shared.decided.contains(&id),
        day: Day::from_number(day).map_err(|_| CaseError::Damaged)?,
        nearness: if quoted { Nearness::Quotation } else { Nearness::Own },
    })
}

/// Passages of conversations that a claim came from or that support it.
pub(super) fn spoken(
    db: &Connection,
    claim: &Claim,
    (linked, origins): Behind<'_>,
    people: &People,
) -> Result<Vec<Spoken>, LedgerError> {
    let support = linked.iter().filter(|linked| linked.supports() && linked.evidence.flags.is_empty());
    let support = support.map(|linked| (&linked.item, linked.evidence.range.clone(), true));
    let origins = origins.iter().map(|item| (item, None, false));
    let mut spoken = Vec::new();
    for (item, range, supports) in support.chain(origins).filter(|(item, ..)| item.class == Class::Interview) {
        let place = match &range {
            Some(range) => format!("{}:{}-{}", item.name, range.start, range.end),
            None => item.name.clone(),
        };
        let range = range.unwrap_or(0..item.characters.unwrap_or(0));
        let spans = interview::spans(db, item)?;
        let within = spans.into_iter().filter(|span| span.range.start < range.end && range.start < span.range.end);
        let Some(terms) = within.map(|span| span.terms).max_by_key(|terms| strictness(*terms)) else { continue };
        let named = item.source.is_some_and(|source| is_named(&claim.text, people, source));
        spoken.push(Spoken { place, terms, descriptor: item.descriptor.clone(), named, supports });
    }
    Ok(spoken)
}

fn strictness(terms: Terms) -> u8 {
    match terms {
        Terms::OnRecord => 0,
        Terms::OnBackground => 1,
        Terms::DeepBackground => 2,
        Terms::OffRecord => 3,
    }
}

/// Whether a sentence has a name of a source in it, as whole words.
fn is_named(text: &str, people: &People, source: u32) -> bool {
    let Some(known) = people.get(people.root(source)) else { return false };
    let plain = |text: &str| {
        let words = words::fold(text);
        let words: Vec<_> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        format!(" {} ", words.join(" "))
    };
    let text = plain(text);
    known.name.iter().chain(&known.aliases).any(|name| text.contains(&plain(name)))
}

/// Supporting evidence that its source does not allow to be counted.
pub(super) fn barred(linked: &[Linked], tips: &[TipUse], spoken: &[Spoken], policy: &Policy) -> Unusable {
    let leads_only: BTreeSet<&str> =
        tips.iter().filter(|tip| tip.consent == "background").map(|tip| tip.name.as_str()).collect();
    let off_record: BTreeSet<&str> = spoken
        .iter()
        .filter(|spoken| spoken.supports && spoken.terms == Terms::OffRecord)
        .map(|spoken| spoken.place.as_str())
        .collect();
    let why = |linked: &Linked| {
        let item = linked.item.name.as_str();
        let place = linked.evidence.range.as_ref().map(|range| format!("{item}:{}-{}", range.start, range.end));
        if off_record.contains(place.as_deref().unwrap_or(item)) {
            return Some("it is off the record");
        }
        let tip = item.split('/').next().unwrap_or(item);
        let leads = leads_only.contains(tip) && !policy.consent.background_counts;
        leads.then_some("its source allows leads only")
    };
    let supports = linked.iter().filter(|linked| linked.supports());
    supports.filter_map(|linked| Some((linked.evidence.number, why(linked)?))).collect()
}
