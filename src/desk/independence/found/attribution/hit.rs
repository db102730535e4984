//! A place in a sentence where somebody is given as the source.

use std::ops::Range;

/// Ranges are tokens of the sentence.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// The phrase that names whom.
    pub(super) who: Range<usize>,
    /// The words that attribute.
    pub(super) by: Range<usize>,
    /// Whether nobody is named, whatever the phrase holds.
    pub(super) unnamed: bool,
    /// Whether the whole story may be meant: "first reported by".
    pub(super) story: bool,
    /// Whether the words say so, and not only may.
    pub(super) certain: bool,
}

impl Hit {
    pub(super) fn new(who: Range<usize>, by: Range<usize>) -> Self {
        Self { who, by, unnamed: false, story: false, certain: true }
    }

    /// Somebody is named, and nothing says for what.
    pub(super) fn perhaps(who: Range<usize>) -> Self {
        Self { certain: false, ..Self::new(who.clone(), who) }
    }

    pub(super) fn unnamed(who: Range<usize>) -> Self {
        Self { unnamed: true, ..Self::new(who.clone(), who) }
    }
}
