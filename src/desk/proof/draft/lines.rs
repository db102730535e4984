//! Plain text and what a worker extracted → blocks.

use std::ops::Range;

use super::{Block, Kind};

/// A line that is longer, in characters, was not wrapped: one line is one paragraph.
const WRAPPED_MOST: usize = 100;
/// A line that has so much of the width of its neighbours was wrapped: some wrap with a
/// ragged hand.
const FULL_PER_CENT: usize = 85;
/// A heading is no longer.
const HEADING_MOST: usize = 120;

/// Each line is a block, but for those in `unprinted`, in bytes.
pub(super) fn unwrapped(text: &str, unprinted: &[Range<usize>]) -> Vec<Block> {
    let (mut blocks, mut at, mut bytes) = (Vec::new(), 0, 0);
    for line in text.split_inclusive(['\n', '\u{c}']) {
        if !unprinted.iter().any(|range| range.contains(&bytes)) {
            blocks.push(block(&[(line, at)]));
        }
        at += line.chars().count();
        bytes += line.len();
    }
    blocks
}

/// Paragraphs are set off by empty lines, by lines that were ended before they were full,
/// and by the numbers and bullets of lists.
pub(super) fn wrapped(text: &str) -> Vec<Block> {
    let (mut blocks, mut open, mut at) = (Vec::new(), Vec::new(), 0);
    for line in text.split_inclusive(['\n', '\u{c}']) {
        if line.trim().is_empty() {
            paragraphs(&std::mem::take(&mut open), &mut blocks);
        } else {
            open.push((line, at));
        }
        at += line.chars().count();
    }
    paragraphs(&open, &mut blocks);
    blocks
}

/// A line and how many characters of the draft stand before it.
type Line<'t> = (&'t str, usize);

fn paragraphs(lines: &[Line<'_>], blocks: &mut Vec<Block>) {
    let width = lines.iter().map(|(line, _)| line.trim_end().chars().count()).max().unwrap_or_default();
    let mut open: Vec<Line<'_>> = Vec::new();
    for line in lines {
        if open.last().is_some_and(|last| is_end(last.0, line.0, width)) {
            blocks.push(block(&std::mem::take(&mut open)));
        }
        open.push(*line);
    }
    if !open.is_empty() {
        blocks.push(block(&open));
    }
}

/// Whether a line was ended by its writer: nothing is wrapped, the next line begins an
/// item, or its first word would easily have fitted and is none that goes on.
fn is_end(line: &str, next: &str, width: usize) -> bool {
    let first = next.split_whitespace().next().unwrap_or_default();
    let fits = (line.trim_end().chars().count() + 1 + first.chars().count()) * 100 <= width * FULL_PER_CENT;
    let goes_on = first.starts_with(char::is_lowercase) && line.trim_end().ends_with(char::is_alphanumeric);
    width > WRAPPED_MOST || is_item(next) || (fits && !goes_on)
}

/// `1.`, `a)`, `-`, `•` before words.
fn is_item(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let bullet = matches!(first, "-" | "*" | "•" | "–" | "—");
    let count = first.trim_start_matches('(').trim_end_matches(['.', ')']);
    let ends = first.ends_with(['.', ')']) && !count.is_empty();
    let short = count.len() <= 3 && (count.bytes().all(|byte| byte.is_ascii_digit()) || count.len() == 1);
    (bullet || (ends && short)) && words.next().is_some()
}

fn block(lines: &[Line<'_>]) -> Block {
    let first = lines.first().map_or("", |(line, _)| line.trim());
    let mut block = Block::new(kind(first, lines.len()));
    for (line, at) in lines {
        line.chars().enumerate().for_each(|(index, letter)| block.push(letter, at + index));
    }
    block
}

/// A short line by itself that ends as no sentence does heads what follows.
fn kind(first: &str, lines: usize) -> Kind {
    let bare = first.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '}']);
    let ends = bare.ends_with(['.', '!', '?', '…', ':', ';', ',']);
    match () {
        () if is_item(first) => Kind::Item,
        () if lines == 1 && !ends && first.chars().count() <= HEADING_MOST => Kind::Heading,
        () => Kind::Paragraph,
    }
}
