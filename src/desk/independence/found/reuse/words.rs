//! A text prepared for comparison.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::super::attribution::CALENDAR;
use super::super::sentences::Shape;
use super::super::tokens::{Token, tokens};
use super::aside::LENGTH;

/// More words than this are not compared: a book of 200,000 words is, a dump is not.
pub const WORDS_MOST: usize = 400_000;
/// Shorter ones are titles and words held at arm's length, not speech.
const QUOTATION_LEAST: usize = 4;
/// Words of one stem are taken for one by so many first letters: "photographs" and
/// "photographed". Truncation serves languages whose grammar is not known here (McNamee
/// and Mayfield, Information Retrieval 7, 2004).
const STEM: usize = 6;

/// Words that stand in any text of their language. What consists of them alone says
/// nothing about where a text is from.
pub(crate) const COMMON: &[&str] = &[
    "a", "about", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "but", "by", "can", "could", "did", "do", "does", "down", "during", "for", "from", "had", "has",
    "have", "he", "her", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "may", "me", "more",
    "most", "my", "no", "not", "now", "of", "off", "on", "one", "only", "or", "other", "our", "out", "over", "own",
    "said", "says", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "to", "too", "two", "under", "up", "very", "was", "we", "were", "what",
    "when", "where", "which", "while", "who", "whose", "will", "with", "would", "year", "years", "you", "your", "told",
    "new", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "und", "oder", "ist", "war", "nicht",
    "mit", "von", "zu", "im", "auf", "fur", "sich", "es", "er", "sie", "dass", "wurde", "werden", "hat", "auch", "le",
    "la", "les", "de", "du", "un", "une", "et", "est", "que", "qui", "dans", "par", "pour", "sur", "pas", "ne", "il",
    "elle", "a", "el", "los", "las", "y", "en", "por", "con", "para", "se", "del", "una", "su", "al", "l", "d",
];

/// The words of one text.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub(super) all: Vec<Word>,
    /// Sequences of [`aside::LENGTH`](super::aside::LENGTH) words in order, by their hash.
    pub(super) long: Vec<u64>,
    /// Three-word sequences by their hash, with the place of their first word.
    pub(super) sequences: Vec<(u64, u32)>,
}

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) hash: u64,
    pub(super) at: Range<usize>,
    /// Whether it stands in speech.
    pub(super) quoted: bool,
    /// Whether it is neither common, nor a name, nor a figure.
    pub(super) tells: bool,
    pub(super) common: bool,
    /// Of its first letters.
    pub(super) stem: u64,
    /// Whether it is a figure that is no date: how many, how old, how much.
    pub(super) counts_something: bool,
}

impl Words {
    /// How many words there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Of a text. What lies beyond [`WORDS_MOST`] is left out.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let shape = Shape::of(text);
        let tokens = tokens(text);
        let mut all = Vec::new();
        let mut quotations = shape.quotations.iter().peekable();
        let mut quoted_until = 0;
        for token in tokens.iter().filter(|token| token.is_word).take(WORDS_MOST) {
            while let Some(quotation) = quotations.next_if(|quotation| quotation.start <= token.at.start) {
                if is_speech(text, quotation) {
                    quoted_until = quotation.end;
                }
            }
            all.push(word(token, token.at.start < quoted_until));
        }
        mark_figures(&tokens, &mut all);
        let mut sequences: Vec<(u64, u32)> = all.windows(3).zip(0..).filter_map(sequence).collect();
        sequences.sort_unstable();
        Self { long: long(&all).collect(), all, sequences }
    }

    /// The places of the words that lie in a range of the text.
    pub(super) fn places(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.all.partition_point(|word| word.at.end <= range.start);
        start..self.all.partition_point(|word| word.at.start < range.end).max(start)
    }
}

fn is_speech(text: &str, quotation: &Range<usize>) -> bool {
    text.get(quotation.clone()).is_some_and(|speech| speech.split_whitespace().count() >= QUOTATION_LEAST)
}

fn word(token: &Token<'_>, quoted: bool) -> Word {
    let common = COMMON.contains(&token.word.as_str());
    let tells = !common && !token.is_capital() && !token.is_figure();
    let stem = hashed(&token.word.chars().take(STEM).collect::<String>());
    Word { hash: hashed(&token.word), at: token.at.clone(), quoted, tells, common, stem, counts_something: false }
}

/// A day of a month and a year say when, and every report of one event says that.
fn mark_figures(tokens: &[Token<'_>], all: &mut [Word]) {
    let words: Vec<&Token<'_>> = tokens.iter().filter(|token| token.is_word).take(all.len()).collect();
    for (place, word) in all.iter_mut().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|token| token.is(CALENDAR));
        let dated = beside(place.checked_sub(1)) || beside(Some(place + 1));
        word.counts_something =
            words.get(place).is_some_and(|token| token.is_figure() && !is_year(&token.word)) && !dated;
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse::<u32>().is_ok_and(|year| (1800..2100).contains(&year))
}

/// A sequence of common words alone is left out: "one of the" stands in every long text.
fn sequence((three, place): (&[Word], u32)) -> Option<(u64, u32)> {
    let says = three.iter().any(|word| !word.common);
    says.then(|| (hashed(&three.iter().map(|word| word.hash).collect::<Vec<_>>()), place))
}

/// The sequences by which a passage is known again.
pub(super) fn long(words: &[Word]) -> impl Iterator<Item = u64> {
    words.windows(LENGTH).map(|window| hashed(&window.iter().map(|word| word.hash).collect::<Vec<_>>()))
}

/// Not kept anywhere: only the same within one run of the program.
pub(crate) fn hashed(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
