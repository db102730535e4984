//! What texts and metadata of the evidence give away.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rusqlite::Connection;

use super::Support;
use super::people::People;
use crate::case::{Case, CaseError};
use crate::corpus::{self, Item};
use crate::independence::found::attribution::{self, Citation};
use crate::independence::found::lineage::{self, Templates};
use crate::independence::found::reuse::{self, Aside, Words};
use crate::independence::found::{cited, errors};
use crate::independence::{Node, Question, Reason};
use crate::ledger::LedgerError;
use crate::ledger::claim::Claim;
use crate::read::Metadata;

/// So many items are compared with each other: a newspaper's day, and a second of work.
const ITEMS_MOST: usize = 120;
/// So many other items of a publisher tell what it prints everywhere.
const OTHERS_MOST: usize = 12;
/// Longer texts are read so far, in bytes.
const TEXT_MOST: usize = 2 * 1024 * 1024;

/// An item of the evidence with its text.
struct Read<'s> {
    item: &'s Item,
    sources: BTreeSet<u32>,
    text: String,
    words: Words,
    /// The passages that are evidence, in bytes, with whose they are.
    evidence: Vec<(u32, Range<usize>)>,
    metadata: Vec<Metadata>,
}

pub(super) fn found(
    case: &Case,
    claim: &Claim,
    supports: &[Support],
    people: &People,
    question: &mut Question,
    unchecked: &mut Vec<String>,
) -> Result<(), LedgerError> {
    let read = read(case, supports)?;
    cites(&read, people, question);
    let compared = read.get(..ITEMS_MOST.min(read.len())).unwrap_or_default();
    if compared.len() < read.len() {
        unchecked.push(format!("of {} items the first {ITEMS_MOST} were compared with each other", read.len()));
    }
    let quoted = quoted(case, claim, compared)?;
    let boilerplate = boilerplate(case, compared)?;
    let templates = templates(case.db())?;
    for (place, first) in compared.iter().enumerate() {
        for second in compared.iter().skip(place + 1) {
            let tie = reuse_of(first, second, &boilerplate, &quoted);
            let tie = tie.into_iter().chain(lineage::lineage(&first.metadata, &second.metadata, &templates));
            tie.for_each(|tie| between(question, first, second, &tie));
        }
    }
    let texts: Vec<&str> = compared.iter().map(|read| read.text.as_str()).collect();
    let alone: Vec<usize> = (0..texts.len()).collect();
    for (a, b, tie) in errors::shared(&texts, &claim.text, &alone).ties {
        if let (Some(first), Some(second)) = (compared.get(a), compared.get(b)) {
            between(question, first, second, &tie);
        }
    }
    Ok(())
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
        read.evidence.push((support.source, range));
    }
    Ok(by_item.into_values().collect())
}

fn of_item<'s>(case: &Case, item: &'s Item) -> Result<Read<'s>, CaseError> {
    let mut text = corpus::text(case.db(), item.ordinal)?;
    text.truncate(text.floor_char_boundary(TEXT_MOST));
    let metadata = metadata(case.db(), item.ordinal)?;
    Ok(Read { item, sources: BTreeSet::new(), words: Words::of(&text), text, evidence: Vec::new(), metadata })
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

fn cites(read: &[Read<'_>], people: &People, question: &mut Question) {
    let mut citations: Vec<(u32, Citation)> = Vec::new();
    for item in read {
        let attributions = attribution::find(&item.text, &people.names);
        for (source, range) in &item.evidence {
            let governing = attribution::governing(&attributions, range);
            citations.extend(governing.into_iter().map(|citation| (*source, citation)));
        }
    }
    let cited = citations.iter().map(|(source, citation)| (*source, citation));
    question.take(cited::cited(cited, &people.names, &BTreeSet::new()));
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
        self.edges.extend(edges.map(|edge| super::super::Edge { a: node(edge.a), b: node(edge.b), ..edge }));
    }
}

/// A reason between two items ties the sources that stand for them.
fn between(question: &mut Question, first: &Read<'_>, second: &Read<'_>, tie: &super::super::found::Tie) {
    for a in &first.sources {
        for b in second.sources.iter().filter(|b| *b != a) {
            question.edges.push(tie.clone().edge(Node::Source(*a), Node::Source(*b)));
        }
    }
}

fn reuse_of(
    first: &Read<'_>,
    second: &Read<'_>,
    boilerplate: &Aside,
    quoted: &[(Option<subrosa_tip::Day>, u64, Words)],
) -> Option<super::super::found::Tie> {
    let ranges = |read: &Read<'_>| read.evidence.iter().map(|(_, range)| range.clone()).collect::<Vec<_>>();
    let (of_first, of_second) = (ranges(first), ranges(second));
    let day = first.item.published.min(second.item.published);
    let mut aside = boilerplate.clone();
    let both = [first.item.ordinal, second.item.ordinal];
    let third = quoted
        .iter()
        .filter(|(published, ordinal, _)| !both.contains(ordinal) && published.is_some() && *published < day);
    third.for_each(|(_, _, words)| aside.third(words));
    let item = |read: &'_ Read<'_>| read.item.published;
    let first_item = reuse::Item { words: &first.words, evidence: &of_first, published: item(first) };
    let second_item = reuse::Item { words: &second.words, evidence: &of_second, published: item(second) };
    reuse::compare(&first_item, &second_item, &aside)
}

/// Public documents that are linked to the claim: both of two reports may quote one.
fn quoted(
    case: &Case,
    claim: &Claim,
    read: &[Read<'_>],
) -> Result<Vec<(Option<subrosa_tip::Day>, u64, Words)>, LedgerError> {
    let select = "SELECT DISTINCT item.ordinal FROM evidence e JOIN item ON item.ordinal = e.item
        WHERE e.claim = ?1 AND e.until IS NULL AND item.kind IN ('official', 'document', 'dataset') LIMIT 20";
    let mut select = case.db().prepare_cached(select)?;
    let ordinals: Result<Vec<u64>, _> = select.query_map([claim.number.0], |row| row.get(0))?.collect();
    let mut quoted = Vec::new();
    for ordinal in ordinals? {
        let known = read.iter().find(|read| read.item.ordinal == ordinal);
        let item = crate::corpus::item::of_ordinal(case.db(), ordinal)?.ok_or(CaseError::Damaged)?;
        let words =
            known.map_or_else(|| Ok(of_item(case, &item)?.words), |read| Ok::<_, CaseError>(read.words.clone()))?;
        quoted.push((item.published, ordinal, words));
    }
    Ok(quoted)
}

/// What the publishers of these items print under everything.
fn boilerplate(case: &Case, read: &[Read<'_>]) -> Result<Aside, LedgerError> {
    let mut aside = Aside::default();
    let own: BTreeSet<u64> = read.iter().map(|read| read.item.ordinal).collect();
    let publishers: BTreeSet<&str> = read.iter().filter_map(|read| read.item.publisher.as_deref()).collect();
    let select = "SELECT ordinal FROM item WHERE publisher = ?1 AND forgotten = 0 ORDER BY ordinal DESC LIMIT ?2";
    for publisher in publishers {
        let mut select = case.db().prepare_cached(select)?;
        let others: Result<Vec<u64>, _> =
            select.query_map((publisher, OTHERS_MOST + own.len()), |row| row.get(0))?.collect();
        let mut words = Vec::new();
        for ordinal in others?.into_iter().filter(|ordinal| !own.contains(ordinal)).take(OTHERS_MOST) {
            words.push(Words::of(&corpus::text(case.db(), ordinal)?));
        }
        aside.boilerplate(&words);
    }
    Ok(aside)
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
