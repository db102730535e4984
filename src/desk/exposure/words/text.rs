//! A text as this room sees it: words with their places, by sentences.

use std::ops::Range;

use super::common::{is_grammar, says_little};
use crate::fingerprint;
use crate::independence::found::sentences::Shape;
use crate::search::{Stems, fold, language};

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded, without what nobody sees: by this, texts are compared letter for letter.
    pub(super) text: String,
    /// Without its ending.
    pub(super) stem: String,
    /// In Unicode scalar values.
    pub(super) place: Range<usize>,
    /// Grammar needs it.
    pub(super) is_grammar: bool,
    /// It says nothing of where a text is from.
    pub(super) says_little: bool,
    /// Written with a capital.
    pub(super) is_capital: bool,
    /// Begins with a digit.
    pub(super) is_figure: bool,
    /// Part of the figure before it: `317` in `41,317`.
    pub(super) is_glued: bool,
}

/// The words of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) all: Vec<Word>,
    /// Ranges of `all`.
    pub(super) sentences: Vec<Range<usize>>,
}

impl Words {
    /// Of a text in a language (ISO 639-3) or, without one, in that of its letters.
    pub(super) fn of(text: &str, of_language: Option<&str>) -> Self {
        let stems = Stems::of(of_language.or_else(|| language(text)));
        let mut all: Vec<Word> = Vec::new();
        let letters = Letters::of(text);
        for fingerprint::Word { text, place } in fingerprint::words(text) {
            let first = letters.at(place.start);
            let gap = all.last().map(|last| letters.between(last.place.end, place.start));
            let is_figure = first.is_some_and(char::is_numeric);
            let is_glued = is_figure
                && all.last().is_some_and(|last| last.is_figure)
                && gap.is_some_and(|gap| matches!(gap, [mark] if matches!(mark, '.' | ',' | ':' | '\'' | '’')));
            let (folded, stem) = (fold(&text), stems.stem(&text));
            all.push(Word {
                is_grammar: is_grammar(&folded),
                says_little: says_little(&folded),
                is_capital: first.is_some_and(char::is_uppercase),
                is_figure,
                is_glued,
                stem,
                text,
                place,
            });
        }
        let sentences = sentences(text, &all);
        Self { all, sentences }
    }

    /// The words of a sentence.
    pub(super) fn sentence(&self, number: usize) -> &[Word] {
        self.sentences.get(number).and_then(|range| self.all.get(range.clone())).unwrap_or_default()
    }

    /// The number of the sentence that holds a word.
    pub(super) fn sentence_of(&self, word: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.end <= word)
    }

    /// Words that lie in a range of characters.
    pub(super) fn within(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.all.partition_point(|word| word.place.end <= range.start);
        start..self.all.partition_point(|word| word.place.start < range.end).max(start)
    }
}

/// From the first character of some words to the last; nothing for none.
pub(super) fn span(words: &[Word]) -> Range<usize> {
    match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.place.start..last.place.end,
        _ => 0..0,
    }
}

/// How many words these are to a reader: a figure is one.
pub(super) fn count(words: &[Word]) -> usize {
    words.iter().filter(|word| !word.is_glued).count()
}

/// Characters of a range.
pub(super) fn cut(text: &str, range: &Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}

/// Turns ranges of bytes into ranges of characters, in any order.
pub(super) struct Characters(Vec<usize>);

impl Characters {
    pub(super) fn of(text: &str) -> Self {
        Self(text.char_indices().map(|(at, _)| at).collect())
    }

    pub(super) fn range(&self, bytes: &Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.0.partition_point(|start| *start < byte);
        at(bytes.start)..at(bytes.end)
    }
}

fn sentences(text: &str, all: &[Word]) -> Vec<Range<usize>> {
    let characters = Characters::of(text);
    let mut sentences = Vec::new();
    let mut start = 0;
    for sentence in Shape::of(text).sentences {
        let end = characters.range(&sentence).end;
        let until = all.partition_point(|word| word.place.start < end);
        if until > start {
            sentences.push(start..until);
            start = until;
        }
    }
    if start < all.len() {
        sentences.push(start..all.len());
    }
    sentences
}

/// Characters by their number.
struct Letters(Vec<char>);

impl Letters {
    fn of(text: &str) -> Self {
        Self(text.chars().collect())
    }

    fn at(&self, place: usize) -> Option<char> {
        self.0.get(place).copied()
    }

    fn between(&self, from: usize, until: usize) -> &[char] {
        self.0.get(from..until).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_places_by_sentences_whatever_nobody_sees_in_them() {
        let text = "Dr. Ann O\u{200b}rm paid 41,317.50 euro. Nobody asked\u{ad}.";
        let words = Words::of(text, Some("eng"));
        let texts: Vec<&str> = words.all.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["dr", "ann", "orm", "paid", "41", "317", "50", "euro", "nobody", "asked"]);
        assert_eq!(words.sentences, [0..8, 8..10]);
        assert_eq!(count(words.sentence(0)), 6, "a figure is one word to a reader");
        assert_eq!(cut(text, &span(&words.all[2..4])), "O\u{200b}rm paid");
        assert_eq!((words.sentence_of(7), words.sentence_of(8)), (0, 1));
        assert_eq!(words.within(&(0..7)), 0..2);
        assert_eq!(words.all[9].stem, Words::of("asking", Some("eng")).all[0].stem);
    }
}
