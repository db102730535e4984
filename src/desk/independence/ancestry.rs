//! What each source derives from, as sets of bits.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::{Edge, NODES_MAX, Node, TooMany};

/// The closure of one set of reasons.
#[derive(Debug)]
pub struct Ancestry {
    places: BTreeMap<Node, usize>,
    nodes: Vec<Node>,
    /// anc(x): x, and everything that x derives from.
    ancestors: Vec<FixedBitSet>,
    /// anc(x), and everything that is tied to one of anc(x) without a direction.
    reached: Vec<FixedBitSet>,
}

/// How reasons are read whose direction is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As what they are: a tie.
    AsFound,
    /// Either may derive from the other. For the least that may be counted: if B took A's
    /// text, whatever A is one with is one with B.
    AtWorst,
}

impl Ancestry {
    /// Follows the edges. Each end of each is one of the nodes.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn of<'e>(
        nodes: &BTreeSet<Node>,
        edges: impl Iterator<Item = &'e Edge>,
        reading: Reading,
    ) -> Result<Self, TooMany> {
        if nodes.len() > NODES_MAX {
            return Err(TooMany(nodes.len()));
        }
        let places: BTreeMap<Node, usize> = nodes.iter().enumerate().map(|(place, node)| (*node, place)).collect();
        let empty = vec![FixedBitSet::with_capacity(nodes.len()); nodes.len()];
        let (mut parents, mut tied) = (empty.clone(), empty);
        for edge in edges {
            let (Some(&a), Some(&b)) = (places.get(&edge.a), places.get(&edge.b)) else { continue };
            if edge.reason.is_directed() {
                set(&mut parents, a, b);
            } else if reading == Reading::AtWorst && edge.reason.hides_a_direction() {
                set(&mut parents, a, b);
                set(&mut parents, b, a);
            } else {
                set(&mut tied, a, b);
                set(&mut tied, b, a);
            }
        }
        let ancestors: Vec<_> = (0..nodes.len()).map(|start| everything_above(start, &parents)).collect();
        let reached = ancestors.iter().map(|above| with_ties(above, &tied)).collect();
        Ok(Self { places, nodes: nodes.iter().copied().collect(), ancestors, reached })
    }

    /// Whether two sources are one. A source is one with itself.
    #[must_use]
    pub fn are_one(&self, x: Node, y: Node) -> bool {
        let reached = self.places.get(&x).and_then(|&place| self.reached.get(place));
        let above = self.places.get(&y).and_then(|&place| self.ancestors.get(place));
        matches!((reached, above), (Some(reached), Some(above)) if !reached.is_disjoint(above))
    }

    /// How many a source derives from.
    #[must_use]
    pub fn ancestors(&self, node: Node) -> usize {
        let above = self.places.get(&node).and_then(|&place| self.ancestors.get(place));
        above.map_or(0, |above| above.count_ones(..).saturating_sub(1))
    }

    /// Whether a source derives from another, or is it.
    #[must_use]
    pub fn derives(&self, node: Node, from: Node) -> bool {
        let (Some(&node), Some(&from)) = (self.places.get(&node), self.places.get(&from)) else { return false };
        self.ancestors.get(node).is_some_and(|above| above.contains(from))
    }

    /// Circles in which each derives from each, of two and more, the lowest number first.
    #[must_use]
    pub fn cycles(&self) -> Vec<Vec<Node>> {
        let mut seen = BTreeSet::new();
        let mut cycles = Vec::new();
        for &node in &self.nodes {
            let circle = |other: &&Node| self.derives(node, **other) && self.derives(**other, node);
            let cycle: Vec<Node> = self.nodes.iter().filter(circle).copied().collect();
            if cycle.len() > 1 && seen.insert(node) {
                seen.extend(&cycle);
                cycles.push(cycle);
            }
        }
        cycles
    }
}

fn set(rows: &mut [FixedBitSet], row: usize, bit: usize) {
    if let Some(row) = rows.get_mut(row) {
        row.insert(bit);
    }
}

fn everything_above(start: usize, parents: &[FixedBitSet]) -> FixedBitSet {
    let mut above = FixedBitSet::with_capacity(parents.len());
    let mut open = vec![start];
    while let Some(node) = open.pop() {
        if !above.put(node) {
            open.extend(parents.get(node).into_iter().flat_map(FixedBitSet::ones));
        }
    }
    above
}

fn with_ties(above: &FixedBitSet, tied: &[FixedBitSet]) -> FixedBitSet {
    let mut reached = above.clone();
    above.ones().filter_map(|node| tied.get(node)).for_each(|ties| reached.union_with(ties));
    reached
}
