//! The largest set of sources of which no two are one: a maximum independent set,
//! exact, by branch and bound over bits.
//!
//! *Bound*: a greedy cover of what is left by cliques; of a clique at most one can be
//! taken (the colouring bound of Tomita and Seki, DMTCS 2003, on the complement).
//! *Reduction*: a source that is one with at most one other is taken at once, which is
//! never worse. *Limit*: groups of at most 128 sources that hang together, and a number
//! of steps, not of seconds, so that the answer is the same on every machine.

use super::ancestry::Ancestry;
use super::reason::Node;

/// Most sources that hang together, for an exact answer.
const GROUP_MAX: usize = 128;
/// Steps of one search. 60 sources at random take some thousands.
const STEPS_MAX: u32 = 2_000_000;

/// A set of sources, and how good it is.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// No two of these are one.
    pub set: Vec<Node>,
    /// No such set is larger than this.
    pub at_most: usize,
}

impl Chosen {
    /// A largest set among `nodes`; of several the one whose nodes stand first there.
    #[must_use]
    pub fn among(nodes: &[Node], ancestry: &Ancestry) -> Self {
        let mut chosen = Self::default();
        for group in groups(nodes, ancestry) {
            let Self { set, at_most } = of_group(&group, ancestry);
            chosen.set.extend(set);
            chosen.at_most += at_most;
        }
        chosen.set.sort_unstable();
        chosen
    }

    /// Whether no larger set exists.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.set.len() == self.at_most
    }
}

/// Parts of the graph that nothing joins, each in the order given.
fn groups(nodes: &[Node], ancestry: &Ancestry) -> Vec<Vec<Node>> {
    let mut left: Vec<Node> = nodes.to_vec();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let mut group: Vec<Node> = vec![left.remove(0)];
        let mut next = 0;
        while let Some(&node) = group.get(next) {
            group.extend(left.extract_if(.., |other| ancestry.are_one(node, *other)));
            next += 1;
        }
        group.sort_by_key(|node| nodes.iter().position(|other| other == node));
        groups.push(group);
    }
    groups
}

fn of_group(group: &[Node], ancestry: &Ancestry) -> Chosen {
    let (searched, rest) = group.split_at(group.len().min(GROUP_MAX));
    let graph = Graph::of(searched, ancestry);
    let mut search = Search { graph: &graph, steps: STEPS_MAX, best: 0 };
    search.extend(graph.all(), 0);
    let at_most = if search.steps > 0 { bits(search.best) } else { graph.cover(graph.all()) };
    let mut set = search.best;
    if search.steps > 0 {
        set = graph.first_of_its_size(bits(set), set);
    }
    let set = searched.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, node)| *node).collect();
    Chosen { set, at_most: at_most + rest.len() }
}

/// Sources by place, and for each those that it is one with.
struct Graph {
    one_with: Vec<u128>,
}

fn bits(set: u128) -> usize {
    set.count_ones() as usize
}

impl Graph {
    fn of(nodes: &[Node], ancestry: &Ancestry) -> Self {
        let row = |(place, node): (usize, &Node)| {
            let others = nodes.iter().enumerate().filter(|(other, _)| *other != place);
            others.filter(|(_, other)| ancestry.are_one(*node, **other)).fold(0, |row, (other, _)| row | 1 << other)
        };
        Self { one_with: nodes.iter().enumerate().map(row).collect() }
    }

    fn all(&self) -> u128 {
        (0..self.one_with.len()).fold(0, |all, place| all | 1 << place)
    }

    fn one_with(&self, place: usize) -> u128 {
        self.one_with.get(place).copied().unwrap_or_default()
    }

    /// What is left when `place` is taken.
    fn without(&self, left: u128, place: usize) -> u128 {
        left & !self.one_with(place) & !(1 << place)
    }

    /// So many cliques cover `left`: no independent set in it is larger.
    fn cover(&self, mut left: u128) -> usize {
        let mut cliques = 0;
        while left != 0 {
            let mut clique = left;
            while clique != 0 {
                let place = clique.trailing_zeros() as usize;
                left &= !(1 << place);
                clique &= self.one_with(place);
            }
            cliques += 1;
        }
        cliques
    }

    /// The set of this size whose places are lowest, taken one by one.
    fn first_of_its_size(&self, size: usize, found: u128) -> u128 {
        let (mut left, mut taken) = (self.all(), 0);
        for place in 0..self.one_with.len() {
            if left >> place & 1 == 0 {
                continue;
            }
            let mut search = Search { graph: self, steps: STEPS_MAX, best: 0 };
            let after = self.without(left, place);
            search.extend(after, 0);
            if search.steps == 0 {
                return found;
            }
            if bits(taken) + 1 + bits(search.best) == size {
                taken |= 1 << place;
                left = after;
            } else {
                left &= !(1 << place);
            }
        }
        taken
    }
}

struct Search<'g> {
    graph: &'g Graph,
    /// How many are left; none means that the search was cut short.
    steps: u32,
    best: u128,
}

impl Search<'_> {
    /// Extends `taken` by what is `left`, and keeps what beats the best.
    fn extend(&mut self, mut left: u128, mut taken: u128) {
        self.steps = self.steps.saturating_sub(1);
        while let Some(place) = self.harmless(left) {
            taken |= 1 << place;
            left = self.graph.without(left, place);
        }
        if bits(taken) > bits(self.best) {
            self.best = taken;
        }
        if left == 0 || self.steps == 0 || bits(taken) + self.graph.cover(left) <= bits(self.best) {
            return;
        }
        let place = self.busiest(left);
        self.extend(self.graph.without(left, place), taken | 1 << place);
        self.extend(left & !(1 << place), taken);
    }

    /// One that is one with at most one other: taking it is never worse.
    fn harmless(&self, left: u128) -> Option<usize> {
        places(left).find(|&place| bits(self.graph.one_with(place) & left) <= 1)
    }

    /// The one that is one with most: whichever way it is decided, most follows.
    fn busiest(&self, left: u128) -> usize {
        places(left).max_by_key(|&place| bits(self.graph.one_with(place) & left)).unwrap_or_default()
    }
}

fn places(set: u128) -> impl Iterator<Item = usize> {
    (0..u128::BITS as usize).filter(move |place| set >> place & 1 == 1)
}
