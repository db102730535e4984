//! What a drawing may show of a protected source: its number, and the kind of each reason.
//!
//! A page leaves the case and lies on a desk. Owners and authors of a protected source,
//! the words of editors about it, what was found in its texts and whom those cite could
//! each tell who it is. They stay in the case, where `independence` prints them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Answer, Edge, Node, Reason};

/// Stands for what is not shown.
pub const WITHHELD: &str = "withheld";

/// The answer without what could tell who a protected source is. The count is the same.
#[must_use]
pub fn shown(answer: &Answer, protected: &BTreeSet<u32>) -> Answer {
    let is_protected = |node: Node| node.source().is_some_and(|source| protected.contains(&source));
    let touches = |edge: &Edge| is_protected(edge.a) || is_protected(edge.b);
    let mut shown = answer.clone();
    // What is shared by the same reason stays apart from what is shared by another.
    let mut words: BTreeMap<(Reason, String), String> = BTreeMap::new();
    for edge in shown.edges.iter_mut().filter(|edge| touches(edge) && !edge.detail.is_empty()) {
        let number = words.len() + 1;
        let word = words.entry((edge.reason, edge.detail.clone()));
        edge.detail = word.or_insert_with(|| format!("{WITHHELD} ({number})")).clone();
    }
    for ghost in shown.ghosts.iter_mut().filter(|ghost| !ghost.unnamed) {
        let node = Node::Ghost(ghost.number);
        if answer.edges.iter().any(|edge| edge.b == node && is_protected(edge.a)) {
            WITHHELD.clone_into(&mut ghost.name);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::super::super::{Ghost, Question, Witness, answer};
    use super::*;

    #[test]
    fn of_a_protected_source_the_number_and_the_kind_of_reason_are_left_and_the_count_is_the_same() {
        let source = Node::Source;
        let edge = |a, b, reason, detail: &str| Edge::sure(a, b, reason, detail);
        let edges = vec![
            edge(source(1), source(2), Reason::Owner, "Brine and Daughters"),
            edge(source(2), source(3), Reason::Owner, "Lantern Press"),
            edge(source(1), source(3), Reason::Decided, "they drank together"),
            edge(source(1), Node::Ghost(1), Reason::Attribution, "in the same sentence"),
            edge(source(3), Node::Ghost(2), Reason::Attribution, "in the same sentence"),
        ];
        let ghost = |number, name: &str| Ghost { number, name: name.to_owned(), unnamed: false };
        let witness = |source| Witness { source, passages: 1, barred: None };
        let ghosts = vec![ghost(1, "Quillon Marr"), ghost(2, "the harbour report")];
        let whole = answer(Question { witnesses: (1..=3).map(witness).collect(), ghosts, edges }).unwrap();
        let less = shown(&whole, &BTreeSet::from([1]));
        let details: Vec<&str> = less.edges.iter().map(|edge| edge.detail.as_str()).collect();
        assert_eq!(
            details,
            ["withheld (1)", "Lantern Press", "withheld (2)", "withheld (3)", "in the same sentence"],
            "the owner of two open sources is shown"
        );
        assert_eq!(
            less.ghosts.iter().map(|ghost| ghost.name.as_str()).collect::<Vec<_>>(),
            [WITHHELD, "the harbour report"]
        );
        assert_eq!((less.independent, less.at_most, &less.set), (whole.independent, whole.at_most, &whole.set));
        let open = shown(&whole, &BTreeSet::new());
        assert_eq!(open.edges, whole.edges, "the control: without a protected source all is shown");
    }
}
