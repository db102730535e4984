//! A page as its sentences.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::Page;
use crate::fingerprint::words;

/// A line of so few words that ends as no sentence does is a menu or a label.
const FURNITURE_WORDS: usize = 3;
/// So many words a time stamp has at most.
const STAMP_WORDS: usize = 8;

/// A sentence, or a line that stands for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// With every run of white space as one space.
    pub text: String,
    /// In Unicode scalar values of the page's text.
    pub place: Range<usize>,
    /// Its words, folded.
    pub words: Vec<String>,
    /// The paragraph it stands in, counted from 0.
    pub paragraph: usize,
    /// Whether it is a menu, a label or a time stamp.
    pub furniture: bool,
}

/// The sentences of the article, in order.
pub(super) fn of(page: &Page) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let article = page.text.get(page.article.clone()).unwrap_or_default();
    let mut at = page.text.get(..page.article.start).unwrap_or_default().chars().count();
    for (paragraph, line) in article.split_inclusive('\n').enumerate() {
        for piece in line.split_sentence_bounds() {
            let length = piece.chars().count();
            let lead = piece.chars().take_while(|letter| letter.is_whitespace()).count();
            let place = at + lead..(at + lead + piece.trim().chars().count());
            sentences.extend(sentence(piece, place, paragraph));
            at += length;
        }
    }
    sentences
}

fn sentence(piece: &str, place: Range<usize>, paragraph: usize) -> Option<Sentence> {
    let text = piece.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: Vec<String> = words(piece).map(|word| word.text).collect();
    if words.is_empty() {
        return None;
    }
    let ends =
        text.trim_end_matches(['"', '”', '“', '’', '\'', ')', '»', '«']).ends_with(['.', '!', '?', '…', '。', ':']);
    let few = words.len() <= FURNITURE_WORDS;
    let furniture = !ends && (few || (words.len() <= STAMP_WORDS && is_stamp(&words)));
    Some(Sentence { text, place, words, paragraph, furniture })
}

/// A line about time: a figure, and a word of clocks and calendars.
fn is_stamp(words: &[String]) -> bool {
    const CLOCK: [&str; 16] = [
        "ago",
        "updated",
        "published",
        "posted",
        "modified",
        "minutes",
        "hours",
        "min",
        "read",
        "utc",
        "gmt",
        "stand",
        "uhr",
        "aktualisiert",
        "minuten",
        "veröffentlicht",
    ];
    words.iter().any(|word| word.starts_with(|letter: char| letter.is_numeric()))
        && words.iter().any(|word| CLOCK.contains(&word.as_str()))
}
