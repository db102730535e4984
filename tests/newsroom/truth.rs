//! What is true of a newsroom: who derives from whom, and what follows from it.
//!
//! Nothing here looks at a text. The builder says how each item was made; the
//! pairs follow by the rule that two sources are one if their ancestors meet.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A source of the case by its index, or somebody who is cited and is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An index into `Newsroom::sources`.
    Source(usize),
    /// An index into `Truth::ghosts`.
    Ghost(usize),
}

/// How one came to depend on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dependence {
    /// The first report word by word, below another masthead and headline.
    Verbatim,
    /// The first report after a subeditor: some words changed, a paragraph cut.
    LightEdit,
    /// The same information paragraph by paragraph, in other sentences.
    MediumRewrite,
    /// The same information in other words and another order.
    StrongRewrite,
    /// Taken from a rewrite, not from the first report.
    CopyOfCopy,
    /// An agency's text with a headline and a dateline of its own, often cut.
    Wire,
    /// Nothing but what another source of the case reported.
    CitesOnly,
    /// Nothing but what two others reported, which may be independent.
    CitesTwo,
    /// Articles that cite each other and nobody else.
    Circular,
    /// Cites an outlet that is not in the case.
    UnseenReport,
    /// Rests on somebody without a name, who may be any other such, or a tip's sender.
    Unnamed,
    /// Two outlets with one owner on record.
    SharedOwner,
    /// A strong rewrite of the same day that kept a misspelt name.
    SharedError,
    /// The evidence is what one official said in public.
    RestsOnStatement,
}

impl Dependence {
    /// Each of them once.
    pub const ALL: [Self; 14] = [
        Self::Verbatim,
        Self::LightEdit,
        Self::MediumRewrite,
        Self::StrongRewrite,
        Self::CopyOfCopy,
        Self::Wire,
        Self::CitesOnly,
        Self::CitesTwo,
        Self::Circular,
        Self::UnseenReport,
        Self::Unnamed,
        Self::SharedOwner,
        Self::SharedError,
        Self::RestsOnStatement,
    ];
}

/// What two sources share although neither depends on the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Innocent {
    /// Two first-hand reports of one event.
    SameEvent,
    /// Both quote one public statement, beside evidence of their own.
    SharedStatement,
    /// Both quote two answers from a hearing that both attended.
    SameHearing,
    /// Their platform closes every page of theirs with the same words.
    SharedBoilerplate,
    /// One mentions the other, for something else.
    SideCitation,
}

impl Innocent {
    /// Each of them once.
    pub const ALL: [Self; 5] =
        [Self::SameEvent, Self::SharedStatement, Self::SameHearing, Self::SharedBoilerplate, Self::SideCitation];
}

/// One direct reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The dependent one, if the reason is directed.
    pub from: Node,
    /// Whom or what it depends on.
    pub to: Node,
    /// How.
    pub kind: Dependence,
    /// `from` derives from `to`; otherwise the two are one without a direction.
    pub directed: bool,
    /// Certain, or only possible.
    pub sure: bool,
}

/// What is true of two sources, the lower index first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// An index into the sources.
    pub a: usize,
    /// A higher one.
    pub b: usize,
    /// One for this claim.
    pub joined: bool,
    /// Perhaps one; false where they certainly are.
    pub possible: bool,
    /// Along the shortest way from one to the other.
    pub kinds: BTreeSet<Dependence>,
    /// What they share without being one; empty where they are.
    pub innocent: BTreeSet<Innocent>,
}

/// Everything that is true of a newsroom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// Who is cited and is not in the case, by name.
    pub ghosts: Vec<String>,
    /// The direct reasons.
    pub edges: Vec<Edge>,
    /// Every pair of sources, joined or not.
    pub pairs: Vec<Pair>,
    /// Independent sources if every possible reason holds, by construction.
    pub least: usize,
    /// The same if none does.
    pub most: usize,
    /// Kinds of dependence that occur.
    pub kinds: BTreeSet<Dependence>,
}

/// An ancestor, with the steps to it and their kinds.
type Ancestors = BTreeMap<Node, (usize, BTreeSet<Dependence>)>;

/// A node and all that it derives from, breadth first.
fn ancestors(of: Node, edges: &[Edge]) -> Ancestors {
    let mut found = Ancestors::from([(of, (0, BTreeSet::new()))]);
    let mut queue = VecDeque::from([of]);
    while let Some(at) = queue.pop_front() {
        let (steps, kinds) = found[&at].clone();
        for edge in edges.iter().filter(|edge| edge.directed && edge.sure && edge.from == at) {
            if let Entry::Vacant(place) = found.entry(edge.to) {
                let mut kinds = kinds.clone();
                kinds.insert(edge.kind);
                place.insert((steps + 1, kinds));
                queue.push_back(edge.to);
            }
        }
    }
    found
}

/// Every meeting of two lines of ancestors: its length, its kinds, whether it is sure.
fn meetings(x: &Ancestors, y: &Ancestors, edges: &[Edge]) -> Vec<(usize, BTreeSet<Dependence>, bool)> {
    let mut met = Vec::new();
    for (u, (there, kinds)) in x {
        for (v, (back, others)) in y {
            let mut all: BTreeSet<_> = kinds.union(others).copied().collect();
            if u == v {
                met.push((there + back, all.clone(), true));
            }
            for edge in edges.iter().filter(|edge| !edge.directed) {
                if (edge.from, edge.to) == (*u, *v) || (edge.to, edge.from) == (*u, *v) {
                    all.insert(edge.kind);
                    met.push((there + back + 1, all.clone(), edge.sure));
                }
            }
        }
    }
    met
}

/// What follows from the direct reasons for every pair of so many sources.
pub fn close(sources: usize, edges: &[Edge]) -> Vec<Pair> {
    let lines: Vec<_> = (0..sources).map(|source| ancestors(Node::Source(source), edges)).collect();
    let mut pairs = Vec::new();
    for b in 0..sources {
        for a in 0..b {
            let met = meetings(&lines[a], &lines[b], edges);
            let joined = met.iter().any(|(_, _, sure)| *sure);
            let counted = || met.iter().filter(|(_, _, sure)| *sure == joined);
            let shortest = counted().map(|(steps, ..)| *steps).min();
            let kinds =
                counted().filter(|(steps, ..)| Some(*steps) == shortest).flat_map(|(_, k, _)| k.clone()).collect();
            pairs.push(Pair { a, b, joined, possible: !joined && !met.is_empty(), kinds, innocent: BTreeSet::new() });
        }
    }
    pairs
}

/// The largest set of sources of which no two are one, by trying every set.
pub fn count_by_force(sources: usize, pairs: &[Pair], with_possible: bool) -> usize {
    let barred: Vec<u32> = pairs
        .iter()
        .filter(|pair| pair.joined || (with_possible && pair.possible))
        .map(|pair| 1_u32 << pair.a | 1 << pair.b)
        .collect();
    let sets = 0..1_u32 << sources;
    sets.filter(|set| barred.iter().all(|two| set & two != *two)).map(u32::count_ones).max().unwrap_or(0) as usize
}
