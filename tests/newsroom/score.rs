//! What was found, beside what is true.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Newsroom;
use super::truth::{Dependence, Innocent, Node, Pair};

/// A detector's answer on one newsroom, in indices of its sources.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Two that are certainly one, in any order.
    pub joined: Vec<(usize, usize)>,
    /// Two that may be one.
    pub possible: Vec<(usize, usize)>,
    /// A direct reason between two sources of the case: who derives from whom.
    pub derives: Vec<(usize, usize)>,
    /// The count, if every possible reason holds and if none does.
    pub least: usize,
    pub most: usize,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub hits: usize,
    pub of: usize,
}

impl Share {
    /// Counts one more.
    fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.of += 1;
    }

    /// The share, if there was anything to share.
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }
}

/// Figures of one kind of dependence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// True pairs of this kind that were found at the right strength: sure as sure, possible as possible.
    pub recall: Share,
    /// True pairs of this kind that were found, at whatever strength.
    pub noticed: Share,
    /// Found pairs with a source that depends in this way, that are true.
    pub precision: Share,
    /// Direct derivations of this kind within the case that were found the right way round.
    pub direction: Share,
    /// Newsrooms with this kind whose range is exact.
    pub exact: Share,
    /// Those whose least is higher than the truth: the error that lets something be printed.
    pub too_high: Share,
    /// Those whose least is lower: the error that costs an editor time.
    pub too_low: Share,
}

/// Figures over many newsrooms.
#[derive(Debug, Clone, Default)]
pub struct Score {
    pub kinds: BTreeMap<Dependence, Row>,
    /// Innocent pairs that were wrongly said to be one, surely or possibly.
    pub innocent: BTreeMap<Innocent, Share>,
    /// All pairs, whatever their kind.
    pub all: Row,
}

/// Lower index first.
fn ordered((a, b): (usize, usize)) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Whether a pair was found as sure, and whether it was found at all.
struct Sight {
    sure: bool,
    any: bool,
}

impl Sight {
    fn of(pair: &Pair, joined: &BTreeSet<(usize, usize)>, possible: &BTreeSet<(usize, usize)>) -> Self {
        let two = (pair.a, pair.b);
        let sure = joined.contains(&two);
        Self { sure, any: sure || possible.contains(&two) }
    }

    /// A possible one that is called sure is as wrong as a missed one.
    fn is_right(&self, pair: &Pair) -> bool {
        if pair.joined { self.sure } else { self.any && !self.sure }
    }

    /// What was said holds: sure only of what is sure, possible of what is at least possible.
    fn holds(&self, pair: &Pair) -> bool {
        pair.joined || (pair.possible && !self.sure)
    }
}

impl Score {
    /// Adds the answer on one newsroom.
    pub fn add(&mut self, newsroom: &Newsroom, found: &Found) {
        let joined: BTreeSet<_> = found.joined.iter().copied().map(ordered).collect();
        let possible: BTreeSet<_> = found.possible.iter().copied().map(ordered).collect();
        let made = made(newsroom);
        for pair in &newsroom.truth.pairs {
            let sight = Sight::of(pair, &joined, &possible);
            self.add_pair(pair, &sight, &made);
        }
        self.add_directions(newsroom, found);
        let exact = (found.least, found.most) == (newsroom.truth.least, newsroom.truth.most);
        let rows = newsroom.truth.kinds.iter().copied().collect();
        let least = found.least.cmp(&newsroom.truth.least);
        self.each_row(&rows, |row| {
            row.exact.add(exact);
            row.too_high.add(least.is_gt());
            row.too_low.add(least.is_lt());
        });
    }

    /// Recall and precision of one pair.
    fn add_pair(&mut self, pair: &Pair, sight: &Sight, made: &BTreeMap<usize, BTreeSet<Dependence>>) {
        if pair.joined || pair.possible {
            self.each_row(&pair.kinds, |row| {
                row.recall.add(sight.is_right(pair));
                row.noticed.add(sight.any);
            });
        }
        if sight.any {
            let touched = [pair.a, pair.b].iter().flat_map(|s| made.get(s)).flatten().copied().collect();
            self.each_row(&touched, |row| row.precision.add(sight.holds(pair)));
        }
        for kind in &pair.innocent {
            self.innocent.entry(*kind).or_default().add(sight.any);
        }
    }

    /// Counts the same in the rows of some kinds and in the row of all.
    fn each_row(&mut self, kinds: &BTreeSet<Dependence>, count: impl Fn(&mut Row)) {
        for kind in kinds {
            count(self.kinds.entry(*kind).or_default());
        }
        count(&mut self.all);
    }

    /// Direct derivations between two sources of the case.
    fn add_directions(&mut self, newsroom: &Newsroom, found: &Found) {
        for edge in newsroom.truth.edges.iter().filter(|edge| edge.directed) {
            if let (Node::Source(from), Node::Source(to)) = (edge.from, edge.to) {
                let hit = found.derives.contains(&(from, to));
                self.kinds.entry(edge.kind).or_default().direction.add(hit);
                self.all.direction.add(hit);
            }
        }
    }

    /// Everything as a table in Markdown.
    pub fn table(&self) -> String {
        let mut table = String::from(
            "| Kind | Pairs | Recall | Noticed | Precision | Direction | Exact counts | Least too high | Least too low |\n\
             |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        );
        let rows = self.kinds.iter().map(|(kind, row)| (format!("{kind:?}"), row));
        for (name, row) in rows.chain([("all".to_owned(), &self.all)]) {
            let shares = [row.recall, row.noticed, row.precision, row.direction, row.exact, row.too_high, row.too_low];
            let shares = shares.map(cell).join(" | ");
            let _ = writeln!(table, "| {name} | {} | {shares} |", row.recall.of);
        }
        table.push_str("\n| Innocent likeness | Pairs | Wrongly joined |\n|---|--:|--:|\n");
        for (kind, share) in &self.innocent {
            let _ = writeln!(table, "| {kind:?} | {} | {} |", share.of, cell(*share));
        }
        table
    }
}

/// In which ways each source of a newsroom depends on something.
fn made(newsroom: &Newsroom) -> BTreeMap<usize, BTreeSet<Dependence>> {
    let mut made: BTreeMap<usize, BTreeSet<Dependence>> = BTreeMap::new();
    for edge in &newsroom.truth.edges {
        let ends = [Some(edge.from), (!edge.directed).then_some(edge.to)];
        for node in ends.into_iter().flatten() {
            if let Node::Source(source) = node {
                made.entry(source).or_default().insert(edge.kind);
            }
        }
    }
    made
}

/// A share with three digits, or a dash for nothing.
fn cell(share: Share) -> String {
    share.value().map_or_else(|| "–".into(), |value| format!("{value:.3}"))
}
