//! Of all reasons those that a reader must see: of ten copies of one text nine reasons, and
//! not forty-five.
//!
//! What surely shares a text is one group, shown by its first: of the group each member's
//! tie to the first, or all that it has where it has none to the first; and of what perhaps
//! ties two groups one reason. The other reasons stay in the table.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Node, Reason};

/// The reasons that must be shown, in their order.
#[must_use]
pub fn telling(edges: &[Edge]) -> Vec<&Edge> {
    let groups = Groups::of(edges);
    let mut seen: BTreeSet<(Node, Node)> = BTreeSet::new();
    let mut to_first: Vec<&Edge> = edges.iter().collect();
    // A tie between the firsts of two groups stands for theirs.
    to_first.sort_by_key(|edge| !(groups.is_first(edge.a) && groups.is_first(edge.b)));
    let shown: BTreeSet<*const Edge> =
        to_first.into_iter().filter(|edge| groups.shows(edge, &mut seen)).map(std::ptr::from_ref).collect();
    edges.iter().filter(|edge| shown.contains(&std::ptr::from_ref(*edge))).collect()
}

fn is_of_text(edge: &Edge) -> bool {
    matches!(edge.reason, Reason::TextReuse | Reason::SharedText)
}

/// What surely shares a text.
struct Groups {
    /// For each member the first of its group.
    first: BTreeMap<Node, Node>,
    /// Who is surely tied to the first.
    near: BTreeSet<Node>,
}

impl Groups {
    fn of(edges: &[Edge]) -> Self {
        let sure: Vec<&Edge> = edges.iter().filter(|edge| is_of_text(edge) && edge.sure).collect();
        let nodes: BTreeSet<Node> = sure.iter().flat_map(|edge| [edge.a, edge.b]).collect();
        let mut group: BTreeMap<Node, Node> = nodes.iter().map(|node| (*node, *node)).collect();
        for edge in &sure {
            let of = |node: Node| group.get(&node).copied().unwrap_or(node);
            let (one, other) = (of(edge.a).min(of(edge.b)), of(edge.a).max(of(edge.b)));
            group.values_mut().filter(|member| **member == other).for_each(|member| *member = one);
        }
        let first = firsts(&group, &sure);
        let at_first = |edge: &&&Edge| first.get(&edge.a) == Some(&edge.b) || first.get(&edge.b) == Some(&edge.a);
        let near = sure.iter().filter(at_first).flat_map(|edge| [edge.a, edge.b]).collect();
        Self { first, near }
    }

    fn group(&self, node: Node) -> Node {
        self.first.get(&node).copied().unwrap_or(node)
    }

    fn is_first(&self, node: Node) -> bool {
        self.group(node) == node
    }

    fn shows(&self, edge: &Edge, seen: &mut BTreeSet<(Node, Node)>) -> bool {
        if !is_of_text(edge) {
            return true;
        }
        let (one, other) = (self.group(edge.a), self.group(edge.b));
        if one == other {
            let both_near = self.near.contains(&edge.a) && self.near.contains(&edge.b);
            return edge.sure && (self.is_first(edge.a) || self.is_first(edge.b) || !both_near);
        }
        seen.insert((one.min(other), one.max(other)))
    }
}

/// The first of a group is whoever is repeated by most and repeats nobody, else the lowest.
fn firsts(group: &BTreeMap<Node, Node>, sure: &[&Edge]) -> BTreeMap<Node, Node> {
    let mut best: BTreeMap<Node, (usize, Node)> = BTreeMap::new();
    for (node, of) in group {
        let repeats = sure.iter().filter(|edge| edge.a == *node && edge.reason == Reason::TextReuse).count();
        let better = best.get(of).is_none_or(|(fewest, _)| repeats < *fewest);
        if better {
            best.insert(*of, (repeats, *node));
        }
    }
    group.iter().map(|(node, of)| (*node, best.get(of).map_or(*of, |(_, first)| *first))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(a: u32, b: u32, reason: Reason, sure: bool) -> Edge {
        Edge { sure, ..Edge::sure(Node::Source(a), Node::Source(b), reason, "") }
    }

    fn shown(edges: &[Edge]) -> Vec<(u32, u32)> {
        telling(edges).iter().filter_map(|edge| Some((edge.a.source()?, edge.b.source()?))).collect()
    }

    #[test]
    fn copies_of_one_text_are_shown_by_the_first_and_nothing_else_is_left_out() {
        use Reason::{Attribution, Owner, SharedText, TextReuse};
        let edges = [
            edge(2, 1, TextReuse, true),
            edge(3, 1, TextReuse, true),
            edge(3, 2, TextReuse, true),
            edge(2, 3, SharedText, true),
            edge(3, 4, TextReuse, false),
            edge(1, 4, SharedText, false),
            edge(2, 3, Owner, true),
            edge(3, 2, Attribution, false),
        ];
        assert_eq!(shown(&edges), [(2, 1), (3, 1), (1, 4), (2, 3), (3, 2)]);
    }

    #[test]
    fn a_copy_of_a_copy_that_no_longer_looks_like_the_first_keeps_its_own_reason() {
        let edges = [edge(2, 1, Reason::TextReuse, true), edge(3, 2, Reason::TextReuse, true)];
        assert_eq!(shown(&edges), [(2, 1), (3, 2)]);
    }
}
