//! Whether one text is a copy of another.
//!
//! *Order of work*: whoever calls finds the pairs that may share something (fingerprints);
//! here two of them are compared closely. Both are [`Words`], prepared once an item; what
//! stands there for other reasons is [`Aside`]: boilerplate, and texts that both quote.
//! Then [`measure`] counts, and [`compare`] judges by the counts.
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
pub mod measure;
#[cfg(test)]
mod tests;
pub mod words;

use std::ops::Range;

use subrosa_tip::Day;

pub use aside::Aside;
use measure::{Around, Measure};
pub use words::Words;

use super::{Derives, Tie, in_words};
use crate::independence::Reason;

/// So many places of evidence of one item are looked at.
pub const EVIDENCE_MOST: usize = 4;

/// Share of three-word sequences that makes a copy by itself. On the articles written for
/// the tests, reports of one event written apart share up to 4 %, a cut copy 46 %, a light
/// rewrite 38 %; true copies of wire stories on average 30 % (NEWS-COPY).
const SEQUENCES_SURE: f64 = 0.18;
/// Share that may be one: a rewrite that leaves hardly a sentence keeps 10 to 15 %.
const SEQUENCES_PERHAPS: f64 = 0.07;
/// With so many of its words from the other, fewer sequences suffice: rewrites keep 63 to
/// 97 % of them, reports written apart share up to 34 %.
const WORDS_SURE: f64 = 0.62;
/// Of words alone: more than two reports of one event share by their subject.
const WORDS_PERHAPS: f64 = 0.50;
/// Fewer counted sequences than this say nothing about an item.
const SEQUENCES_LEAST: usize = 12;
/// So many words in a row, neither quoted nor boilerplate, nobody writes twice by chance;
/// names of offices and firms have up to six.
const RUN_PERHAPS: usize = 9;
/// Such a run around the evidence is a copied passage.
const RUN_SURE: usize = 14;
/// Around the evidence so much in the same order is a copied passage: 47 to 100 % in the
/// copies, up to 6 % in reports written apart. Two lines on one sale share more by chance.
const ALIGNED_SURE: f64 = 0.45;
/// Around the evidence so little says that the copied part lies elsewhere in the item.
const AROUND_LEAST: f64 = 0.08;
/// So many of the shared sequences stand in the same order, or it is another order.
const SAME_ORDER: f64 = 0.8;

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
    let masks = [first, second].map(|item| aside.mask(item.words));
    let [a, b] = &masks;
    let whole = Measure::of((first.words, a), (second.words, b));
    let around = Around::of((first.words, a, first.evidence), (second.words, b, second.evidence));
    let sure = judge(&whole, &around)?;
    Some(tie(first, second, &detail(&whole, &around), sure))
}

/// `Some(true)` for a copy, `Some(false)` for what may be one.
fn judge(whole: &Measure, around: &Around) -> Option<bool> {
    let enough = whole.counted >= SEQUENCES_LEAST;
    let copied = enough
        && (whole.sequences >= SEQUENCES_SURE || (whole.words >= WORDS_SURE && whole.sequences >= SEQUENCES_PERHAPS));
    let passage = around.run >= RUN_SURE || (around.sequences >= SEQUENCES_SURE && around.aligned >= ALIGNED_SURE);
    let maybe = (enough && (whole.sequences >= SEQUENCES_PERHAPS || whole.words >= WORDS_PERHAPS))
        || whole.run >= RUN_PERHAPS
        || around.aligned >= ALIGNED_SURE;
    let elsewhere = around.known && around.sequences < AROUND_LEAST && around.aligned < ALIGNED_SURE;
    (copied || passage || maybe).then_some((copied && !elsewhere) || passage)
}

fn detail(whole: &Measure, around: &Around) -> String {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let order = if whole.order >= SAME_ORDER { "in the same order" } else { "in another order" };
    if whole.counted >= SEQUENCES_LEAST && whole.sequences >= SEQUENCES_PERHAPS {
        return format!("{} of the three-word sequences, {order}", percent(whole.sequences));
    }
    if whole.run.max(around.run) >= RUN_PERHAPS {
        return format!("{} words in a row", whole.run.max(around.run));
    }
    if whole.counted >= SEQUENCES_LEAST && whole.words >= WORDS_PERHAPS {
        return format!("{} of the words, {order}", percent(whole.words));
    }
    format!("{} of the words around the evidence, in the same order", percent(around.aligned))
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
