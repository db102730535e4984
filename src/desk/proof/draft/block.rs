//! A block: what is read as one run of sentences, as a reader sees it, with the place of
//! every character in the draft.

use std::ops::Range;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph, or a line that stands for one.
    Paragraph,
    /// A heading.
    Heading,
    /// An item of a list, or a cell of a table.
    Item,
    /// Set apart as a quotation.
    Quoted,
}

/// A run of sentences without the marks of its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// What a reader sees.
    pub plain: String,
    /// For each character of it, where it stands in the draft, in Unicode scalar values.
    pub places: Vec<usize>,
    /// Claims that are marked in it: how many characters of `plain` stand before each mark,
    /// and what is marked there.
    pub marks: Vec<(usize, super::Marked)>,
}

impl Block {
    /// An empty one.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, plain: String::new(), places: Vec::new(), marks: Vec::new() }
    }

    /// Adds a character and its place.
    pub fn push(&mut self, letter: char, place: usize) {
        self.plain.push(letter);
        self.places.push(place);
    }

    /// Where a range of its characters stands in the draft.
    #[must_use]
    pub fn place(&self, characters: Range<usize>) -> Range<usize> {
        let start = self.places.get(characters.start).copied().unwrap_or_default();
        let last = characters.end.checked_sub(1).and_then(|last| self.places.get(last));
        start..last.map_or(start, |last| last + 1)
    }

    /// Characters before a byte of `plain`.
    #[must_use]
    pub fn character(&self, byte: usize) -> usize {
        self.plain.get(..byte).map_or(self.places.len(), |before| before.chars().count())
    }
}
