//! What texts and metadata of the evidence give away.
//!
//! *Which pairs*: up to [`ITEMS_ALL`] items each is compared with each. Of more only those
//! are that share fingerprints in the index of the case or figures that are no dates:
//! without either two texts share neither a passage nor what is told.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rusqlite::Connection;

use super::Support;
use super::beside::Beside;
use super::people::People;
use crate::case::{Case, CaseError};
use crate::corpus::item::Class;
use crate::corpus::{self, Item};
use crate::fingerprint::store;
use crate::independence::found::Tie;
use crate::independence::found::among::among;
use crate::independence::found::attribution::{self, Citation};
use crate::independence::found::cited;
use crate::independence::found::errors;
use crate::independence::found::lineage::{self, Templates};
use crate::independence::found::reuse::{self, Words};
use crate::independence::{Edge, Node, Question, Reason};
use crate::ledger::LedgerError;
use crate::ledger::claim::Claim;
use crate::read::Metadata;

/// Up to so many items all pairs are compared: a newspaper's day, and a second of work.
pub(super) const ITEMS_ALL: usize = 120;
/// Longer texts are read so far, in bytes.
const TEXT_MOST: usize = 2 * 1024 * 1024;
/// What two letters of one wording say of those who wrote them.
const PLANTED: &str = "possibly one person or one planted text";

/// An item of the evidence with its text.
pub(super) struct Read<'s> {
    pub(super) item: &'s Item,
    sources: BTreeSet<u32>,
    text: String,
    /// Whether the text goes on after what was read.
    cut: bool,
    pub(super) words: Words,
    /// The passages that are evidence, in bytes, with whose they are.
    evidence: Vec<(u32, Range<usize>)>,
    ranges: Vec<Range<usize>>,
    metadata: Vec<Metadata>,
}

impl Read<'_> {
    fn compared(&self) -> reuse::Item<'_> {
        reuse::Item { words: &self.words, evidence: &self.ranges, published: self.item.published }
    }
}

pub(super) fn found(
    case: &Case,
    claim: &Claim,
    supports: &[Support],
    people: &People,
    question: &mut Question,
) -> Result<Extent, LedgerError> {
    let read = read(case, supports)?;
    let uncited = cites(&read, people, question);
    let beside = Beside::of(case, claim, &read)?;
    let items: Vec<(reuse::Item<'_>, &str)> = read.iter().map(|read| (read.compared(), read.text.as_str())).collect();
    let pairs = pairs(case.db(), &read)?;
    let extent = Extent::of(&read, pairs.len(), uncited);
    let ties = among(&items, &claim.text, pairs, |a, b| beside.of_pair(read.get(a), read.get(b)));
    for (a, b, tie) in ties {
        if let (Some(first), Some(second)) = (read.get(a), read.get(b)) {
            between(question, first, second, &of_letters(first, second, tie));
        }
    }
    made_from_one_another(case, &read, question)?;
    Ok(extent)
}

/// How much of the texts was looked at; items by their names.
pub(super) struct Extent {
    /// Without a text.
    pub(super) without_text: Vec<String>,
    /// Longer than what is read.
    pub(super) cut: Vec<String>,
    /// Longer than what is searched for mistakes.
    pub(super) long: Vec<String>,
    /// With more passages of evidence than are compared.
    pub(super) many: Vec<String>,
    /// Documents in which nobody was found whom the evidence is from.
    pub(super) uncited: Vec<String>,
    /// Pairs of items that were compared, and how many there are.
    pub(super) pairs: usize,
    pub(super) all_pairs: usize,
    /// Whether the index was asked: for pairs, or for what a publisher prints everywhere.
    pub(super) asked_index: bool,
}

impl Extent {
    fn of(read: &[Read<'_>], pairs: usize, uncited: Vec<String>) -> Self {
        let named = |holds: fn(&Read<'_>) -> bool| -> Vec<String> {
            read.iter().filter(|read| holds(read)).map(|read| read.item.name.clone()).collect()
        };
        let asked_index = read.len() > ITEMS_ALL || read.iter().any(|read| read.item.publisher.is_some());
        Self {
            asked_index,
            uncited,
            without_text: named(|read| read.text.trim().is_empty()),
            cut: named(|read| read.cut),
            long: named(|read| read.words.count() > errors::WORDS_MOST),
            many: named(|read| read.ranges.len() > reuse::EVIDENCE_MOST),
            pairs,
            all_pairs: read.len() * read.len().saturating_sub(1) / 2,
        }
    }
}

/// Which items are compared closely.
fn pairs(db: &Connection, read: &[Read<'_>]) -> Result<BTreeSet<(usize, usize)>, CaseError> {
    if read.len() <= ITEMS_ALL {
        return Ok((0..read.len()).flat_map(|b| (0..b).map(move |a| (a, b))).collect());
    }
    let ordinals: Vec<u64> = read.iter().map(|read| read.item.ordinal).collect();
    let words: Vec<&Words> = read.iter().map(|read| &read.words).collect();
    let mut pairs = store::among(db, &ordinals)?;
    pairs.extend(reuse::candidates(&words));
    Ok(pairs)
}

/// Two who write to us in the same words are one, or were given the words.
fn of_letters(first: &Read<'_>, second: &Read<'_>, tie: Tie) -> Tie {
    let letters = [first, second].iter().all(|read| read.item.class == Class::Message);
    if !letters || !matches!(tie.reason, Reason::TextReuse | Reason::SharedText) {
        return tie;
    }
    Tie { reason: Reason::SharedText, detail: format!("{PLANTED}: {}", tie.detail), ..tie }
}

fn read<'s>(case: &Case, supports: &'s [Support]) -> Result<Vec<Read<'s>>, CaseError> {
    let mut by_item: BTreeMap<u64, Read<'s>> = BTreeMap::new();
    for support in supports {
        let read = match by_item.entry(support.item.ordinal) {
            std::collections::btree_map::Entry::Occupied(read) => read.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(of_item(case, &support.item)?),
        };
        let range = support.evidence.range.clone();
        let range = range.map_or(0..read.text.len(), |range| in_bytes(&read.text, &range));
        read.sources.insert(support.source);
        read.ranges.push(range.clone());
        read.evidence.push((support.source, range));
    }
    Ok(by_item.into_values().collect())
}

fn of_item<'s>(case: &Case, item: &'s Item) -> Result<Read<'s>, CaseError> {
    let whole = corpus::text(case.db(), item.ordinal)?;
    let (cut, text) = (whole.len() > TEXT_MOST, shortened(whole));
    let (words, metadata) = (Words::of(&text), metadata(case.db(), item.ordinal)?);
    let (evidence, ranges) = (Vec::new(), Vec::new());
    Ok(Read { item, sources: BTreeSet::new(), words, text, cut, evidence, ranges, metadata })
}

pub(in crate::independence) fn text(case: &Case, ordinal: u64) -> Result<String, CaseError> {
    Ok(shortened(corpus::text(case.db(), ordinal)?))
}

fn shortened(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(TEXT_MOST));
    text
}

fn metadata(db: &Connection, ordinal: u64) -> Result<Vec<Metadata>, CaseError> {
    let mut select = db.prepare_cached("SELECT key, value FROM item_metadata WHERE item = ?1 ORDER BY rowid")?;
    let read = |row: &rusqlite::Row<'_>| Ok(Metadata { key: row.get(0)?, value: row.get(1)? });
    let metadata: Result<Vec<_>, _> = select.query_map([ordinal], read)?.collect();
    Ok(metadata?)
}

/// Unicode scalar values → bytes.
fn in_bytes(text: &str, range: &Range<u64>) -> Range<usize> {
    let byte = |character: u64| text.char_indices().nth(character as usize).map_or(text.len(), |(at, _)| at);
    byte(range.start)..byte(range.end)
}

/// *Returns* the documents whose evidence is from nobody who was found.
fn cites(read: &[Read<'_>], people: &People, question: &mut Question) -> Vec<String> {
    let (mut citations, mut uncited): (Vec<(u32, Citation)>, _) = (Vec::new(), Vec::new());
    for item in read {
        let attributions = attribution::find(&item.text, &people.names);
        let before = citations.len();
        for (source, range) in &item.evidence {
            let governing = attribution::governing(&attributions, range);
            citations.extend(governing.into_iter().map(|citation| (*source, citation)));
        }
        if citations.len() == before && item.item.class == Class::Document && !item.text.is_empty() {
            uncited.push(item.item.name.clone());
        }
    }
    let cited = citations.iter().map(|(source, citation)| (*source, citation));
    question.take(cited::cited(cited, &people.names, &BTreeSet::new()));
    uncited
}

impl Question {
    /// Adds what is cited, its ghosts behind those that are there.
    fn take(&mut self, cited: cited::Cited) {
        let new: BTreeMap<u32, Node> =
            cited.ghosts.into_iter().map(|ghost| (ghost.number, self.add_ghost(ghost.name, ghost.unnamed))).collect();
        let node = |node: Node| match node {
            Node::Ghost(number) => new.get(&number).copied().unwrap_or(node),
            Node::Source(_) => node,
        };
        // Who may be whom is found for all ghosts together.
        let edges = cited.edges.into_iter().filter(|edge| edge.reason != Reason::MaybeUnnamed);
        self.edges.extend(edges.map(|edge| Edge { a: node(edge.a), b: node(edge.b), ..edge }));
    }
}

/// A reason between two items ties the sources that stand for them.
fn between(question: &mut Question, first: &Read<'_>, second: &Read<'_>, tie: &Tie) {
    for a in &first.sources {
        for b in second.sources.iter().filter(|b| *b != a) {
            question.edges.push(tie.clone().edge(Node::Source(*a), Node::Source(*b)));
        }
    }
}

/// What documents say about themselves. Most of a case has nothing of the kind.
fn made_from_one_another(case: &Case, read: &[Read<'_>], question: &mut Question) -> Result<(), CaseError> {
    let made: Vec<&Read<'_>> = read.iter().filter(|read| !read.metadata.is_empty()).collect();
    if made.len() < 2 {
        return Ok(());
    }
    let templates = templates(case.db())?;
    for (place, first) in made.iter().enumerate() {
        for second in made.iter().skip(place + 1) {
            let tie = lineage::lineage(&first.metadata, &second.metadata, &templates);
            tie.into_iter().for_each(|tie| between(question, first, second, &tie));
        }
    }
    Ok(())
}

/// Sessions of editing that many documents of the case share.
fn templates(db: &Connection) -> Result<Templates, CaseError> {
    let select = "SELECT item, key, value FROM item_metadata WHERE key LIKE '%.revision-id' ORDER BY item";
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([])?;
    let mut documents: BTreeMap<u64, Vec<Metadata>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        documents.entry(row.get(0)?).or_default().push(Metadata { key: row.get(1)?, value: row.get(2)? });
    }
    Ok(Templates::of(documents.values().map(Vec::as_slice)))
}
