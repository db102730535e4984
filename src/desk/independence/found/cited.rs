//! From what evidence cites to edges, and to ghosts for what is not in the case.

use std::collections::BTreeSet;

use super::attribution::{Citation, Who};
use super::names::{Names, is_form_of, key};
use crate::independence::{By, Edge, Ghost, Node, Reason};

/// Edges, and the ghosts that they go to.
#[derive(Debug, Clone, Default)]
pub struct Cited {
    /// Numbered from 1, in the order in which they are first cited.
    pub ghosts: Vec<Ghost>,
    /// Each once.
    pub edges: Vec<Edge>,
    keys: Vec<Vec<String>>,
}

/// Resolves what the evidence of each source cites. Who is named and not in the case is
/// one ghost for all who name them; who is not named is a ghost for each source, which
/// may be any of the protected sources and any other such ghost. A source that cites
/// itself cites nobody.
#[must_use]
pub fn cited<'c>(
    citations: impl IntoIterator<Item = (u32, &'c Citation)>,
    names: &Names,
    protected: &BTreeSet<u32>,
) -> Cited {
    let mut cited = Cited::default();
    for (source, citation) in citations {
        let Some((to, whole)) = cited.node(source, citation, names) else { continue };
        if to != Node::Source(source) {
            cited.cite(source, to, citation, whole);
        }
    }
    cited.may_be_anyone(protected);
    cited
}

impl Cited {
    /// Whom a citation means, and whether it can mean no other.
    fn node(&mut self, source: u32, citation: &Citation, names: &Names) -> Option<(Node, bool)> {
        match &citation.who {
            Who::Named(name) => match names.meant(name) {
                Some(meant) => Some((Node::Source(meant.source), meant.whole || names.is_outlet(name))),
                None => self.named(name).map(|node| (node, true)),
            },
            Who::Unnamed(words) => Some((self.unnamed(source, words), true)),
        }
    }

    fn named(&mut self, name: &str) -> Option<Node> {
        let key = key(name);
        if key.is_empty() {
            return None;
        }
        let same = |other: &Vec<String>| *other == key || is_form_of(&key, other) || is_form_of(other, &key);
        let known = self.keys.iter().position(same);
        Some(match known.and_then(|place| self.ghosts.get(place)) {
            Some(ghost) => Node::Ghost(ghost.number),
            None => self.ghost(name, false, key),
        })
    }

    /// One for each source: it has said nothing that would tell two apart.
    fn unnamed(&mut self, source: u32, words: &str) -> Node {
        let of_source = |edge: &&Edge| edge.a == Node::Source(source) && self.is_unnamed(edge.b);
        match self.edges.iter().find(of_source) {
            Some(edge) => edge.b,
            None => self.ghost(words, true, Vec::new()),
        }
    }

    fn is_unnamed(&self, node: Node) -> bool {
        self.ghosts.iter().any(|ghost| ghost.unnamed && Node::Ghost(ghost.number) == node)
    }

    fn ghost(&mut self, name: &str, unnamed: bool, key: Vec<String>) -> Node {
        let number = u32::try_from(self.ghosts.len() + 1).unwrap_or(u32::MAX);
        self.ghosts.push(Ghost { number, name: name.to_owned(), unnamed });
        self.keys.push(key);
        Node::Ghost(number)
    }

    /// A sure citation takes the place of a possible one.
    fn cite(&mut self, source: u32, to: Node, citation: &Citation, whole: bool) {
        let (a, sure, detail) = (Node::Source(source), citation.sure && whole, citation.place.to_owned());
        match self.edges.iter_mut().find(|edge| edge.a == a && edge.b == to) {
            Some(edge) if sure && !edge.sure => (edge.sure, edge.detail) = (sure, detail),
            Some(_) => {}
            None => self.edges.push(Edge { a, b: to, reason: Reason::Attribution, detail, sure, by: By::Desk }),
        }
    }

    fn may_be_anyone(&mut self, protected: &BTreeSet<u32>) {
        let unnamed: Vec<Node> =
            self.ghosts.iter().filter(|ghost| ghost.unnamed).map(|ghost| Node::Ghost(ghost.number)).collect();
        for (place, ghost) in unnamed.iter().enumerate() {
            let people = protected.iter().map(|source| Node::Source(*source));
            let others = unnamed.iter().take(place).copied();
            let maybe = |a| Edge::possible(a, *ghost, Reason::MaybeUnnamed);
            self.edges.extend(people.chain(others).map(maybe));
        }
    }
}

#[cfg(test)]
mod tests;
