//! What editors recorded of the sources: from whom they have it, whose they are, and whom
//! we told.

use std::collections::{BTreeMap, BTreeSet};

use subrosa_tip::Day;

use super::Support;
use super::people::People;
use crate::case::Case;
use crate::independence::{Edge, Node, Question, Reason};
use crate::ledger::claim::{self, Claim};
use crate::ledger::source::list::Source;
use crate::ledger::{LedgerError, decide};

pub(super) fn declared(
    case: &Case,
    claim: &Claim,
    supports: &[Support],
    people: &People,
    question: &mut Question,
) -> Result<(), LedgerError> {
    let told = told(case, claim, supports, people)?;
    question.edges.extend(told);
    question.edges.extend(after_a_tip(supports, people));
    let lineage: BTreeSet<(u32, u32)> = sources(question).iter().flat_map(|source| people.lineage(*source)).collect();
    question.edges.extend(lineage.into_iter().map(|(a, b)| edge(a, b, Reason::DerivesFrom, "")));
    let nodes = sources(question);
    question.edges.extend(shared(&nodes, people, Reason::Owner, |source| source.owner.clone()));
    question.edges.extend(shared(&nodes, people, Reason::Author, |source| source.author.clone()));
    question.edges.extend(publishers(supports));
    Ok(())
}

/// Witnesses, and whoever a reason goes to so far.
fn sources(question: &Question) -> BTreeSet<u32> {
    let ends = question.edges.iter().flat_map(|edge| [edge.a, edge.b]).filter_map(Node::source);
    ends.chain(question.witnesses.iter().map(|witness| witness.source)).collect()
}

fn edge(a: u32, b: u32, reason: Reason, detail: &str) -> Edge {
    Edge::sure(Node::Source(a), Node::Source(b), reason, detail)
}

/// Pairs of sources that have the same word.
fn shared(
    nodes: &BTreeSet<u32>,
    people: &People,
    reason: Reason,
    word: impl Fn(&Source) -> Option<String>,
) -> Vec<Edge> {
    let words = nodes.iter().filter_map(|number| Some((*number, word(people.get(*number)?)?)));
    tied(words, reason)
}

/// Items of one publisher that different sources stand for.
fn publishers(supports: &[Support]) -> Vec<Edge> {
    tied(
        supports.iter().filter_map(|support| Some((support.source, support.item.publisher.clone()?))),
        Reason::Publisher,
    )
}

fn tied(words: impl Iterator<Item = (u32, String)>, reason: Reason) -> Vec<Edge> {
    let mut groups: BTreeMap<String, (String, BTreeSet<u32>)> = BTreeMap::new();
    for (source, word) in words {
        let group = groups.entry(crate::ledger::words::fold(&word)).or_insert_with(|| (word, BTreeSet::new()));
        group.1.insert(source);
    }
    let pairs = |(word, sources): &(String, BTreeSet<u32>)| {
        let sources: Vec<u32> = sources.iter().copied().collect();
        let pairs = sources.iter().enumerate().flat_map(|(place, a)| sources.iter().skip(place + 1).map(|b| (*a, *b)));
        pairs.map(|(a, b)| edge(a, b, reason, word)).collect::<Vec<_>>()
    };
    groups.values().flat_map(pairs).collect()
}

/// Who confirms what we told them has it from those whom we have it from, unless they show
/// a basis of their own or had said it before.
fn told(case: &Case, claim: &Claim, supports: &[Support], people: &People) -> Result<Vec<Edge>, LedgerError> {
    let mut edges = Vec::new();
    let origins = claim::question(case.db(), claim.number)?.sources;
    for (source, day) in decide::told_of(case.db(), claim.number)? {
        let source = people.root(source.0);
        let own: Vec<&Support> = supports.iter().filter(|support| support.source == source).collect();
        if own.iter().any(|support| has_own_basis(support) || said_on(support) < day) {
            continue;
        }
        let before = supports.iter().filter(|support| said_on(support) <= day).map(|support| support.source);
        let before: BTreeSet<u32> = before.chain(origins.iter().map(|source| people.root(*source))).collect();
        let others = before.into_iter().filter(|other| *other != source && !own.is_empty());
        edges.extend(others.map(|other| edge(source, other, Reason::Told, &format!("on {day}"))));
    }
    Ok(edges)
}

/// What appeared after somebody wrote to us may come from the same person, unless an
/// editor recorded how its source knows. What came with no day of publication did not appear.
fn after_a_tip(supports: &[Support], people: &People) -> Vec<Edge> {
    let mut tips: BTreeMap<u32, Day> = BTreeMap::new();
    for support in supports.iter().filter(|support| people.is_protected(support.source)) {
        let day = tips.entry(support.source).or_insert_with(|| said_on(support));
        *day = said_on(support).min(*day);
    }
    let mut edges = Vec::new();
    for support in supports.iter().filter(|support| !people.is_protected(support.source) && !has_own_basis(support)) {
        let Some(appeared) = support.item.published else { continue };
        for (tip, _) in tips.iter().filter(|(_, day)| appeared >= **day) {
            let detail = format!("{} appeared on {appeared}", support.item.name);
            let (a, b) = (Node::Source(support.source), Node::Source(*tip));
            edges.push(Edge { detail, ..Edge::possible(a, b, Reason::AfterTip) });
        }
    }
    edges
}

fn has_own_basis(support: &Support) -> bool {
    matches!(support.evidence.basis.as_deref(), Some("first-hand" | "document"))
}

fn said_on(support: &Support) -> Day {
    support.item.published.or(support.item.obtained).unwrap_or(support.item.day)
}
