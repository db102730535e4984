//! From how each source knows to witnesses, bars and reasons: the table "what counts as
//! what", for what has been recorded. What texts give away is found elsewhere
//! ([`found`](super::found)).
//!
//! How somebody knows belongs to the evidence, not to the source: one source saw one
//! thing and heard another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Barred, Edge, Node, Reason, Witness};

/// What is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// That something is so.
    Fact,
    /// That this source said so: whoever heard it knows it at first hand.
    Saying(u32),
    /// That a document says so: the document shows it by itself.
    Document,
}

/// One piece of evidence that supports the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Whose it is: of a document its author, where that is known.
    pub source: u32,
    /// How the source knows; of a document how its author knew.
    pub way: Way,
    /// Whether the source was there when it was said or done.
    pub present: bool,
    /// Sources with whom it has spoken about it.
    pub conferred: BTreeSet<u32>,
    /// Set when the evidence is a document that somebody handed over.
    pub supplied: Option<Supplied>,
    /// What the source is.
    pub standing: Standing,
    /// Whether it would gain by being believed.
    pub interest: Interest,
}

/// How a source knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// It saw or heard it, or it is its own act.
    FirstHand,
    /// From this document, which is named by its content.
    Document(u64),
    /// From somebody: a source, or a ghost for whoever is not in the case.
    Heard(Node),
    /// Nobody knows.
    Unknown,
}

/// How a document came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supplied {
    /// From this source.
    pub by: u32,
    /// Whether it was shown to be authentic without that source.
    pub authenticated: bool,
    /// Which document, by its content.
    pub document: u64,
}

/// What a source is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// Admiralty reliability E: it has been wrong or has lied.
    pub unreliable: bool,
    /// A mailbox whose reliability is F: nobody has judged who writes there.
    pub unjudged: bool,
    /// An authority or a firm, which speaks for itself.
    pub institution: bool,
    /// Whether the matter is within its competence.
    pub competent: bool,
}

/// What a source would gain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Interest {
    /// Nothing is known.
    #[default]
    None,
    /// To be believed serves it.
    For,
    /// To say so costs it something.
    Against,
}

/// What the evidence amounts to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Each source once.
    pub witnesses: Vec<Witness>,
    /// What ties them.
    pub edges: Vec<Edge>,
    /// Institutions that speak against their own interest within their competence: one
    /// of them is enough alone.
    pub enough_alone: BTreeSet<u32>,
}

/// Reads the evidence for a claim. `distinct` are pairs of sources, the lower number
/// first, of which an editor recorded why they are different people.
#[must_use]
pub fn who_knows(claim: Claim, evidence: &[Evidence], distinct: &BTreeSet<(u32, u32)>) -> Known {
    let mut known = Known { witnesses: witnesses(claim, evidence), ..Known::default() };
    for one in evidence {
        known.edges.extend(hearsay(claim, one));
        known.edges.extend(conferred(one, evidence));
        known.edges.extend(supplied(claim, one));
    }
    known.edges.extend(on_one_document(evidence));
    known.edges.extend(unjudged(evidence, distinct));
    known.edges.dedup();
    let alone = |one: &&Evidence| {
        let Standing { institution, competent, unreliable, .. } = one.standing;
        institution && competent && !unreliable && one.interest == Interest::Against
    };
    known.enough_alone = evidence.iter().filter(alone).map(|one| one.source).collect();
    known
}

/// A source is barred when each of its passages is.
fn witnesses(claim: Claim, evidence: &[Evidence]) -> Vec<Witness> {
    let mut found: BTreeMap<u32, Witness> = BTreeMap::new();
    for one in evidence {
        let barred = barred(claim, one);
        let witness = found.entry(one.source).or_insert_with(|| Witness { source: one.source, passages: 0, barred });
        witness.passages += 1;
        witness.barred = witness.barred.and(barred);
    }
    found.into_values().collect()
}

fn barred(claim: Claim, one: &Evidence) -> Option<Barred> {
    let of_itself = matches!(claim, Claim::Saying(source) if source == one.source);
    if one.standing.unreliable {
        Some(Barred::Unreliable)
    } else if one.standing.institution && one.interest == Interest::For && !of_itself {
        Some(Barred::OwnInterest)
    } else if claim == Claim::Fact && one.supplied.is_some() && one.way == Way::Unknown {
        Some(Barred::Unknowing)
    } else {
        None
    }
}

/// To hear somebody say it is first-hand for "he said so", and second-hand for it.
fn hearsay(claim: Claim, one: &Evidence) -> Option<Edge> {
    let Way::Heard(from) = one.way else { return None };
    let witnessed = matches!(claim, Claim::Saying(source) if Node::Source(source) == from) && one.present;
    (!witnessed && claim != Claim::Document && from != Node::Source(one.source))
        .then(|| edge(one.source, from, Reason::HeardFrom, ""))
}

/// Who has spoken with another witness may say what the other remembers.
fn conferred(one: &Evidence, evidence: &[Evidence]) -> Vec<Edge> {
    let others = one.conferred.iter().filter(|other| evidence.iter().any(|two| two.source == **other));
    others.map(|other| edge(one.source, Node::Source(*other), Reason::HeardFrom, "they conferred")).collect()
}

/// A document is its tipster's word, unless it was shown to be authentic without them and,
/// for a fact, its author knew.
fn supplied(claim: Claim, one: &Evidence) -> Option<Edge> {
    let Supplied { by, authenticated, .. } = one.supplied?;
    let stands = authenticated && (claim != Claim::Fact || one.way == Way::FirstHand);
    (!stands && by != one.source).then(|| edge(one.source, Node::Source(by), Reason::DerivesFrom, "who supplied it"))
}

/// All who rest on one document are one, the document among them.
fn on_one_document(evidence: &[Evidence]) -> Vec<Edge> {
    let document = |one: &Evidence| match (one.way, one.supplied) {
        (Way::Document(document), _) => Some(document),
        (_, supplied) => supplied.map(|supplied| supplied.document),
    };
    let mut by_document: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    for one in evidence {
        if let Some(document) = document(one) {
            by_document.entry(document).or_default().insert(one.source);
        }
    }
    let tied = |sources: &BTreeSet<u32>| {
        pairs(sources).map(|(a, b)| edge(a, Node::Source(b), Reason::Lineage, "one document")).collect::<Vec<_>>()
    };
    by_document.values().flat_map(tied).collect()
}

fn unjudged(evidence: &[Evidence], distinct: &BTreeSet<(u32, u32)>) -> Vec<Edge> {
    let sources: BTreeSet<u32> = evidence.iter().filter(|one| one.standing.unjudged).map(|one| one.source).collect();
    let open = pairs(&sources).filter(|pair| !distinct.contains(pair));
    open.map(|(a, b)| edge(a, Node::Source(b), Reason::Unjudged, "")).collect()
}

fn pairs(sources: &BTreeSet<u32>) -> impl Iterator<Item = (u32, u32)> {
    sources.iter().enumerate().flat_map(|(place, a)| sources.iter().skip(place + 1).map(|b| (*a, *b)))
}

fn edge(source: u32, to: Node, reason: Reason, detail: &str) -> Edge {
    Edge::sure(Node::Source(source), to, reason, detail)
}

#[cfg(test)]
mod tests;
