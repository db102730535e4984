//! What stands between marks of quotation, and how it is to be read.
//!
//! An ellipsis leaves out, `[words]` are the writer's, `[sic]` is nothing, `[T]he` is *The*;
//! marks of emphasis and quotations within are no part of the words. Fewer than four words
//! are a title or a distance, and no quotation.

mod marks;
mod reading;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub use reading::{Element, elements};

use super::draft::{Block, Draft, Kind};

/// So many words a quotation has at least.
pub const WORDS_LEAST: usize = 4;

/// A quotation in a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Its place in the draft with its marks, in Unicode scalar values.
    pub range: Range<usize>,
    /// As a reader sees it, without its marks.
    pub text: String,
    /// How it is to be read.
    pub elements: Vec<Element>,
    /// The number of its block.
    pub block: usize,
    /// Its characters within the block.
    pub inside: Range<usize>,
}

/// The quotations of a draft, in order.
#[must_use]
pub fn quotations(draft: &Draft) -> Vec<Quotation> {
    draft.blocks.iter().enumerate().flat_map(|(number, block)| of_block(block, number)).collect()
}

/// Those and what is too short to be one.
#[must_use]
pub fn spans(draft: &Draft) -> Vec<(usize, Range<usize>)> {
    let of =
        |(number, block): (usize, &Block)| marks::spans(&letters(block)).into_iter().map(move |span| (number, span));
    draft.blocks.iter().enumerate().flat_map(of).collect()
}

fn letters(block: &Block) -> Vec<char> {
    block.plain.chars().collect()
}

fn of_block(block: &Block, number: usize) -> Vec<Quotation> {
    let letters = letters(block);
    let mut spans = marks::spans(&letters);
    // Set apart, it needs no marks.
    if spans.is_empty() && block.kind == Kind::Quoted {
        spans.push(0..letters.len());
    }
    spans.into_iter().filter_map(|span| quotation(block, number, &letters, span)).collect()
}

fn quotation(block: &Block, number: usize, letters: &[char], span: Range<usize>) -> Option<Quotation> {
    let text: String = letters.get(span.clone())?.iter().collect();
    let text = text.trim_matches(|c: char| marks::is_mark(c) || c.is_whitespace()).to_owned();
    let count = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    // A script without spaces has no words to count: there four characters are.
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    let enough = count >= WORDS_LEAST || (count < 2 && letters > 12 && !text.is_ascii());
    enough.then(|| Quotation {
        range: block.place(span.clone()),
        elements: elements(&text),
        text,
        block: number,
        inside: span,
    })
}
