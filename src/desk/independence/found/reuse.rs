//! Whether one text is a copy of another.
//!
//! *Order of work*: whoever calls finds the pairs that may share something (fingerprints);
//! here two of them are compared closely. Both are [`Words`], prepared once an item; what
//! stands there for other reasons is [`Aside`]: boilerplate, and texts that both quote.
//! Then [`measure`] and [`told`] count, and [`judge`] judges by the counts.
//!
//! Real copying is loose. True copies of one wire story share on average 30 % of their
//! three-word sequences (NEWS-COPY, Silcock et al. 2022), so that a demand of near
//! identity misses most; on the texts of Clough and Stevenson the containment of single
//! words separates copies from others better (AUC .974) than eight-word sequences
//! (.946). Both are counted, the words without names and figures, which two reports of
//! one event share in any case.
//!
//! *Bounds*: linear in the words of both, apart from the alignment, which takes
//! [`align::WINDOW_MOST`] words of each around at most [`EVIDENCE_MOST`] places.

pub mod align;
pub mod aside;
mod candidates;
pub mod judge;
pub mod measure;
#[cfg(test)]
mod tests;
pub mod told;
pub mod words;

use std::ops::Range;

use subrosa_tip::Day;

pub use aside::Aside;
pub use candidates::candidates;
use judge::Shared;
pub use words::Words;

use super::{Derives, Tie, in_words};
use crate::independence::Reason;

/// So many places of evidence of one item are looked at.
pub const EVIDENCE_MOST: usize = 4;

/// An item of the claim.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its text, prepared.
    pub words: &'a Words,
    /// The passages that are evidence.
    pub evidence: &'a [Range<usize>],
    /// When it appeared.
    pub published: Option<Day>,
}

/// Compares two items. `None`: they need not know of each other.
#[must_use]
pub fn compare(first: &Item<'_>, second: &Item<'_>, aside: &Aside) -> Option<Tie> {
    if let Some(tie) = on_one_quotation(first, second, aside) {
        return Some(tie);
    }
    let shared = Shared::of(first, second, aside);
    let sure = shared.judge()?;
    Some(tie(first, second, &shared.detail(), sure))
}

/// The later derives from the earlier; of one day, or of none, neither is known to.
fn tie(first: &Item<'_>, second: &Item<'_>, found: &str, sure: bool) -> Tie {
    match (first.published, second.published) {
        (Some(a), Some(b)) if a != b => {
            let (derives, later, earlier) = if a > b { (Derives::First, a, b) } else { (Derives::Second, b, a) };
            let detail = format!("{found}, {} after {}", in_words(later), in_words(earlier));
            Tie { reason: Reason::TextReuse, derives, detail, sure }
        }
        (Some(day), Some(_)) => Tie::between(Reason::SharedText, format!("{found}, both of {}", in_words(day)), sure),
        _ => Tie::between(Reason::SharedText, format!("{found}, days not known"), sure),
    }
}

/// Both passages lie in what both quote: they rest on whoever said it.
fn on_one_quotation(first: &Item<'_>, second: &Item<'_>, aside: &Aside) -> Option<Tie> {
    let words = aside.shared_by_evidence(first, second)?;
    let detail = format!("both passages rest on one quotation, {words} words in a row");
    Some(Tie::between(Reason::SharedText, detail, true))
}
