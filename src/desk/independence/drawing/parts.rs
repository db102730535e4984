//! What is drawn: sources, ghosts, plates for what is shared, and the lines between.

use std::collections::{BTreeMap, BTreeSet};

use super::super::telling::telling;
use super::super::{Answer, Edge, Node, Reason};
use super::Names;

/// A thing with a place on the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// A source or a ghost.
    Node(Node),
    /// Something that sources share: what sort of thing, and which.
    Shared(&'static str, String),
}

/// A line from what derives to what it derives from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) verb: &'static str,
    pub(super) sure: bool,
}

/// All of it, not placed yet.
pub(super) struct Parts {
    pub(super) things: Vec<Thing>,
    pub(super) links: Vec<Link>,
    /// Which frame each thing stands in, from 0.
    pub(super) frames: Vec<usize>,
}

impl Parts {
    pub(super) fn of(answer: &Answer) -> Self {
        let witnesses = answer.witnesses.iter().map(|witness| Node::Source(witness.source));
        let nodes: BTreeSet<Node> = witnesses.chain(answer.edges.iter().flat_map(|edge| [edge.a, edge.b])).collect();
        let mut parts =
            Self { things: nodes.into_iter().map(Thing::Node).collect(), links: Vec::new(), frames: Vec::new() };
        telling(&answer.edges).into_iter().for_each(|edge| parts.draw(edge));
        parts.links.sort();
        parts.links.dedup();
        parts.frames = frames(parts.things.len(), &parts.links);
        parts
    }

    fn draw(&mut self, edge: &Edge) {
        let (Some(a), Some(b)) = (self.place(&Thing::Node(edge.a)), self.place(&Thing::Node(edge.b))) else { return };
        let Some(shared) = shared(edge) else {
            self.links.push(Link { from: a, to: b, verb: verb(edge.reason), sure: edge.sure });
            return;
        };
        let plate = Thing::Shared(shared, which(edge));
        let plate = self.place(&plate).unwrap_or_else(|| {
            self.things.push(plate);
            self.things.len() - 1
        });
        let to_plate = |from| Link { from, to: plate, verb: "", sure: edge.sure };
        self.links.extend([a, b].map(to_plate));
    }

    fn place(&self, thing: &Thing) -> Option<usize> {
        self.things.iter().position(|other| other == thing)
    }
}

/// What the plate is; `None` for what goes from one to another.
fn shared(edge: &Edge) -> Option<&'static str> {
    match edge.reason {
        Reason::Owner => Some("one owner"),
        Reason::Publisher => Some("one publisher"),
        Reason::Author => Some("one author"),
        Reason::SharedText => Some("shared text"),
        Reason::RareError => Some("a shared rare error"),
        Reason::Lineage => Some("related documents"),
        Reason::Unjudged => Some("unjudged, may be one"),
        Reason::MaybeUnnamed => Some("may be the unnamed"),
        Reason::DerivesFrom
        | Reason::HeardFrom
        | Reason::Told
        | Reason::TextReuse
        | Reason::Attribution
        | Reason::AfterTip
        | Reason::Decided => None,
    }
}

/// What fits on a plate; the table has all of it.
fn which(edge: &Edge) -> String {
    let detail = edge.detail.as_str();
    let first = detail.split(' ').next().unwrap_or_default();
    match edge.reason {
        Reason::SharedText if detail.contains("retold") => "the same facts, retold".to_owned(),
        Reason::SharedText if detail.contains("one quotation") => "one quotation".to_owned(),
        Reason::SharedText if detail.contains("in a row") => format!("{first} words in a row"),
        Reason::SharedText if detail.contains('%') => {
            let share = detail.split(" %").next().and_then(|before| before.split(' ').next_back()).unwrap_or_default();
            format!("{share} % the same")
        }
        _ => detail.to_owned(),
    }
}

fn verb(reason: Reason) -> &'static str {
    match reason {
        Reason::HeardFrom => "has it from",
        Reason::Told => "was told of",
        Reason::AfterTip => "came after",
        Reason::TextReuse => "repeats",
        Reason::Attribution => "cites",
        Reason::Decided => "depends on",
        _ => "derives from",
    }
}

/// What hangs together, numbered by its first thing.
fn frames(things: usize, links: &[Link]) -> Vec<usize> {
    let mut frames: Vec<usize> = (0..things).collect();
    for link in links {
        let of = |end: usize| frames.get(end).copied().unwrap_or(end);
        let (one, other) = (of(link.from).min(of(link.to)), of(link.from).max(of(link.to)));
        frames.iter_mut().filter(|frame| **frame == other).for_each(|frame| *frame = one);
    }
    let order: BTreeMap<usize, usize> =
        frames.iter().collect::<BTreeSet<_>>().into_iter().enumerate().map(|(new, old)| (*old, new)).collect();
    frames.iter().filter_map(|frame| order.get(frame).copied()).collect()
}

/// What stands under a source's number.
pub(super) fn caption(node: Node, answer: &Answer, names: &Names) -> String {
    let ghost = answer.ghosts.iter().find(|ghost| Node::Ghost(ghost.number) == node);
    let ghost = ghost.map(|ghost| if ghost.unnamed { "unnamed".to_owned() } else { ghost.name.clone() });
    ghost.or_else(|| names.get(&node).cloned()).unwrap_or_default()
}
