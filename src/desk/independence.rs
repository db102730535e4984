//! How many sources there really are, **for one claim at a time**.
//!
//! *What enters*: a [`Question`], the sources whose passages support the claim, and the
//! reasons why some of them may be one. *What leaves*: an [`Answer`], a range with the
//! reasons that made it, which a colleague, a lawyer or a court can check by hand.
//!
//! | Module | Holds |
//! |---|---|
//! | [`gather`] | from the case to a question |
//! | [`witness`] | how each source knows: who counts, and who is one by that |
//! | [`found`] | what texts, days and metadata give away |
//! | [`decision`] | what editors add and cut |
//! | [`reason`] | nodes, reasons, edges: what ties two sources together |
//! | [`ancestry`] | what each source derives from, and who derives from each other |
//! | [`chosen`] | the largest set of sources of which no two are one |
//! | [`sentence`] | the answer in words |
//! | [`telling`] | of all reasons those that must be shown |
//! | [`drawing`] | the answer as a picture |
//! | [`mod@what_if`] | what falls with a source |
//!
//! Derivation is directed: anc(x) is x and everything that x derives from. Two sources
//! are one when some u of anc(x) and some v of anc(y) are equal or tied otherwise (an
//! owner, an author, a rare error), so a copy of a copy joins the first even when the two
//! no longer look alike. Being one is not transitive: S1 and S3 may each share something
//! with S2, and nothing with each other.
//!
//! Every reason is *sure* or *possible*. With all of them the count is the least, with
//! the sure ones alone it is the most; whoever decides uses the least. For the least a
//! shared text of which the first is not known is read at its worst: either may have it
//! from the other ([`Reading`]).

pub mod ancestry;
pub mod chosen;
pub mod decision;
pub mod drawing;
pub mod found;
pub mod gather;
pub mod reason;
pub mod sentence;
pub mod telling;
pub mod what_if;
pub mod witness;

#[cfg(test)]
mod tests;

use ancestry::{Ancestry, Reading};
use chosen::Chosen;
pub use reason::{By, Edge, Ghost, Node, Reason};

/// Most sources and ghosts in one question. The closure takes the square of it in bits,
/// and nobody reads a drawing of more.
pub const NODES_MAX: usize = 512;

/// One claim's sources and what ties them together.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The sources whose passages support the claim, each once.
    pub witnesses: Vec<Witness>,
    /// What is cited and is not in the case.
    pub ghosts: Vec<Ghost>,
    /// The reasons. Their ends may be sources that are no witnesses.
    pub edges: Vec<Edge>,
}

/// A source that supports the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its number, the 3 of `S3`.
    pub source: u32,
    /// How many passages of it support the claim.
    pub passages: usize,
    /// Why it counts as nothing, whatever else is true; `None` when it counts.
    pub barred: Option<Barred>,
}

/// Why a source counts as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// Its reliability is E: it has been wrong or has lied.
    Unreliable,
    /// It speaks in its own interest: that it said so is known, not that it is so.
    OwnInterest,
    /// A document whose author is not known to have known: it proves what it says.
    Unknowing,
    /// Nobody can judge how far it is to be believed, where that is asked for.
    Unjudged,
    /// It has been found to be false ("what if").
    Assumed,
}

impl Barred {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreliable => "unreliable",
            Self::OwnInterest => "own-interest",
            Self::Unknowing => "unknowing",
            Self::Unjudged => "unjudged",
            Self::Assumed => "assumed-false",
        }
    }
}

/// How many, and why.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As they were asked about, in the order of their numbers.
    pub witnesses: Vec<Witness>,
    /// As they were asked about.
    pub ghosts: Vec<Ghost>,
    /// The direct reasons.
    pub edges: Vec<Edge>,
    /// Pairs of witnesses that are one, whether tied directly or through others.
    pub joined: Vec<Joined>,
    /// Circles in which each derives from each.
    pub cycles: Vec<Vec<Node>>,
    /// How many may count before independence.
    pub admissible: usize,
    /// The least: all reasons hold. Where the search was cut short, a number that is
    /// certainly reached.
    pub independent: usize,
    /// The most: only the sure reasons hold. Where the search was cut short, a number
    /// that is certainly not exceeded.
    pub at_most: usize,
    /// A largest set of sources that are independent even if all reasons hold; sources
    /// that derive from nobody first.
    pub set: Vec<u32>,
    /// A largest set if only the sure reasons hold.
    pub set_at_most: Vec<u32>,
    /// Whether both numbers are exact.
    pub exact: bool,
}

/// Two witnesses that are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The lower number.
    pub a: u32,
    /// The higher number.
    pub b: u32,
    /// Whether the sure reasons suffice.
    pub sure: bool,
}

/// There are too many sources and ghosts to answer about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} sources stand behind this claim or are cited for it; at most {NODES_MAX} can be compared")]
pub struct TooMany(pub usize);

/// Answers a question.
///
/// # Errors
/// [`TooMany`].
pub fn answer(question: Question) -> Result<Answer, TooMany> {
    let Question { mut witnesses, ghosts, edges } = question;
    witnesses.sort_by_key(|witness| witness.source);
    let asked = witnesses.iter().map(|witness| Node::Source(witness.source));
    let nodes = asked.chain(edges.iter().flat_map(|edge| [edge.a, edge.b])).collect();
    let all = Ancestry::of(&nodes, edges.iter(), Reading::AtWorst)?;
    let found = Ancestry::of(&nodes, edges.iter(), Reading::AsFound)?;
    let sure = Ancestry::of(&nodes, edges.iter().filter(|edge| edge.sure), Reading::AsFound)?;
    let counting: Vec<Node> = counting(&witnesses, &found);
    let (least, most) = (Chosen::among(&counting, &all), Chosen::among(&counting, &sure));
    Ok(Answer {
        joined: joined(&witnesses, &all, &sure),
        cycles: found.cycles(),
        admissible: counting.len(),
        independent: least.set.len(),
        at_most: most.at_most,
        exact: least.is_exact() && most.is_exact(),
        set: sources(&least),
        set_at_most: sources(&most),
        witnesses,
        ghosts,
        edges,
    })
}

fn sources(chosen: &Chosen) -> Vec<u32> {
    chosen.set.iter().filter_map(|node| node.source()).collect()
}

/// Who may count, those that derive from fewest first.
fn counting(witnesses: &[Witness], ancestry: &Ancestry) -> Vec<Node> {
    let counting = witnesses.iter().filter(|witness| witness.barred.is_none());
    let mut nodes: Vec<Node> = counting.map(|witness| Node::Source(witness.source)).collect();
    nodes.sort_by_key(|node| (ancestry.ancestors(*node), *node));
    nodes
}

fn joined(witnesses: &[Witness], all: &Ancestry, sure: &Ancestry) -> Vec<Joined> {
    let pairs = witnesses.iter().enumerate().flat_map(|(place, a)| {
        witnesses.iter().skip(place + 1).map(|b| (Node::Source(a.source), Node::Source(b.source), a.source, b.source))
    });
    let one = pairs.filter(|(x, y, ..)| all.are_one(*x, *y));
    one.map(|(x, y, a, b)| Joined { a, b, sure: sure.are_one(x, y) }).collect()
}
