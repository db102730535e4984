//! A quotation against a text, word by word.
//!
//! The cheapest way to make a part of the text into the quotation (semi-global alignment,
//! Sellers 1980): words that differ, are missing or were added cost one each; what an
//! ellipsis leaves out and what stands in brackets costs nothing. What costs nothing is
//! exact, unless the gap hides what turns the sense, or two sentences were made one.

mod hidden;
mod path;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

pub use path::Difference;
pub use words::{SourceWord, read_words};

use super::quotation::Element;

/// Words of a quotation that are compared at once; a longer one is a document of its own.
pub const WORDS_MOST: usize = 600;
/// Of its words so many must stand in the text in their order, or it is not the text.
const SHARE_LEAST: f64 = 0.6;
/// So many of these must be no little word.
const TELLING_LEAST: usize = 2;

/// How a quotation stands in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its place in the text, in Unicode scalar values.
    pub range: Range<usize>,
    /// Share of its words that stand there.
    pub share: f64,
    /// What differs; nothing where it is exact.
    pub differences: Vec<Difference>,
}

impl Found {
    /// Whether it stands there as it is quoted.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Where a quotation stands in a text, best; nothing where less than the greater part does.
#[must_use]
pub fn align(quotation: &[Element], text: &[SourceWord]) -> Option<Found> {
    let wanted = path::Wanted::of(quotation);
    if wanted.words.is_empty() || wanted.words.len() > WORDS_MOST || text.is_empty() {
        return None;
    }
    // Whatever their order: most places are given up here.
    let held = wanted.held(text);
    if (held as f64) < SHARE_LEAST * wanted.words.len() as f64 {
        return None;
    }
    let path = path::best(&wanted, text);
    let equal = path.equal();
    let share = equal.len() as f64 / wanted.words.len() as f64;
    let telling = equal.iter().filter(|(index, _)| wanted.words.get(*index).is_some_and(|word| word.is_telling()));
    let telling = telling.count();
    let all = wanted.words.iter().filter(|word| word.is_telling()).count();
    if share < SHARE_LEAST || telling < TELLING_LEAST.min(all) || telling * 2 < all {
        return None;
    }
    let mut differences = path.differences(&wanted, text);
    if differences.is_empty() {
        differences = hidden::differences(&wanted, &path, text);
    }
    Some(Found { range: path.range(text)?, share, differences })
}
