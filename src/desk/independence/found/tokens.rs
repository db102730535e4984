//! A text as words and marks, each with its place.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::search::fold;

/// A word or one mark between words; spaces are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// As it stands.
    pub text: &'t str,
    /// Without case and accents; of a mark the mark itself, quotation marks as `"`.
    pub word: String,
    /// Where it stands.
    pub at: Range<usize>,
    /// Whether it is a word or a number.
    pub is_word: bool,
    /// Whether `'s` follows.
    pub owns: bool,
}

impl Token<'_> {
    /// Whether it is one of these, as they are folded.
    #[must_use]
    pub fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.word.as_str())
    }

    /// Whether it is written as names are.
    #[must_use]
    pub fn is_capital(&self) -> bool {
        self.is_word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it begins with a figure.
    #[must_use]
    pub fn is_figure(&self) -> bool {
        self.text.starts_with(|first: char| first.is_ascii_digit())
    }
}

/// The tokens of a text in order (UAX 29; an apostrophe parts words, `'s` is noted).
#[must_use]
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    for (start, piece) in text.split_word_bound_indices() {
        if piece.chars().any(char::is_alphanumeric) {
            word(piece, start, &mut tokens);
        } else if !piece.trim().is_empty() {
            tokens.push(mark(piece, start));
        }
    }
    tokens
}

/// A word, parted at its apostrophes.
fn word<'t>(piece: &'t str, start: usize, tokens: &mut Vec<Token<'t>>) {
    let mut at = start;
    for part in piece.split_inclusive(['\'', '’', 'ʼ']) {
        let bare = part.trim_end_matches(['\'', '’', 'ʼ']);
        let follows_apostrophe = at > start;
        match tokens.last_mut() {
            Some(before) if follows_apostrophe && matches!(bare, "s" | "S") => before.owns = true,
            _ if bare.is_empty() => {}
            _ => tokens.push(Token {
                text: bare,
                word: folded(bare),
                at: at..at + bare.len(),
                is_word: true,
                owns: false,
            }),
        }
        at += part.len();
    }
}

fn mark(piece: &str, start: usize) -> Token<'_> {
    let word = if is_quote(piece) { "\"" } else { piece };
    Token { text: piece, word: word.to_owned(), at: start..start + piece.len(), is_word: false, owns: false }
}

/// Whether a mark opens or closes speech. The single apostrophe does not: it is
/// far more often part of a word.
#[must_use]
pub fn is_quote(mark: &str) -> bool {
    matches!(mark, "\"" | "“" | "”" | "„" | "«" | "»" | "‟" | "''" | "``")
}

fn folded(word: &str) -> String {
    if word.is_ascii() { word.to_ascii_lowercase() } else { fold(word) }
}

/// The tokens that lie within a range.
#[must_use]
pub fn within<'a, 't>(tokens: &'a [Token<'t>], range: &Range<usize>) -> &'a [Token<'t>] {
    let start = tokens.partition_point(|token| token.at.start < range.start);
    let end = tokens.partition_point(|token| token.at.end <= range.end);
    tokens.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_places_and_owners_are_noted() {
        let text = "The Gazette’s report: “didn't” d'Église 4.2 %";
        let found = tokens(text);
        assert!(found.iter().all(|token| &text[token.at.clone()] == token.text));
        let words: Vec<&str> = found.iter().map(|token| token.word.as_str()).collect();
        assert_eq!(words, ["the", "gazette", "report", ":", "\"", "didn", "t", "\"", "d", "eglise", "4.2", "%"]);
        let owners: Vec<&str> = found.iter().filter(|token| token.owns).map(|token| token.text).collect();
        assert_eq!(owners, ["Gazette"]);
        assert_eq!(within(&found, &(4..23)).len(), 3, "Gazette, report and the colon");
    }
}
