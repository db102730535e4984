//! What ties two sources together, found in their texts, days and metadata.
//!
//! *What enters*: texts with the ranges that are evidence, days, pairs of metadata.
//! *What leaves*: a [`Tie`] for two of them or a [`cited::Citation`] of something, each
//! with words that a person can check. Nothing here knows the case: whoever calls says
//! which item belongs to which source.
//!
//! | Module | Holds |
//! |---|---|
//! | [`attribution`] | who is given as the source of a sentence |
//! | [`names`] | which source of the case is meant by a name |
//! | [`cited`] | attributions → edges, and ghosts for what is not in the case |
//! | [`reuse`] | one text is a copy of another |
//! | [`errors`] | the same mistake in two texts |
//! | [`among`] | both of these, for all texts of a claim together |
//! | [`lineage`] | two documents were made from one another |
//!
//! and beneath them [`tokens`] and [`sentences`]. All ranges are bytes of the text.

pub mod among;
pub mod attribution;
pub mod cited;
pub mod errors;
pub mod lineage;
pub mod names;
pub mod reuse;
pub mod sentences;
pub mod tokens;

#[cfg(test)]
mod timing;

use subrosa_tip::Day;
use time::Month;

use super::{By, Edge, Node, Reason};

/// A reason between two items, the first and the second as they were handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Why.
    pub reason: Reason,
    /// Whether the first derives from the second, or the other way round. Of no weight
    /// for a reason without a direction.
    pub derives: Derives,
    /// What was found, in words.
    pub detail: String,
    /// Whether it holds, or only may.
    pub sure: bool,
}

/// Which of two derives from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derives {
    /// The first from the second.
    First,
    /// The second from the first.
    Second,
}

impl Tie {
    /// A reason without a direction.
    fn between(reason: Reason, detail: String, sure: bool) -> Self {
        Self { reason, derives: Derives::First, detail, sure }
    }

    /// The edge between the sources of the two items.
    #[must_use]
    pub fn edge(self, first: Node, second: Node) -> Edge {
        let (a, b) = if self.derives == Derives::First { (first, second) } else { (second, first) };
        Edge { a, b, reason: self.reason, detail: self.detail, sure: self.sure, by: By::Desk }
    }
}

/// "3 March 2026"
fn in_words(day: Day) -> String {
    let written = day.to_string();
    let mut parts = written.splitn(3, '-').filter_map(|part| part.parse::<u16>().ok());
    let (year, month, number) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| Month::try_from(u8::try_from(month).ok()?).ok());
    match (year, month, number) {
        (Some(year), Some(month), Some(number)) => format!("{number} {month} {year}"),
        _ => written,
    }
}
