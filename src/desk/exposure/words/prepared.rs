//! A text that leaves the desk, taken apart once for everything that looks at it.

use std::ops::Range;

use super::details::{self, Detail};
use super::leaving::Leaving;
use super::text::{Word, Words, span};
use crate::search::language;

/// Sentences are compared in pieces of so many words: a list without full stops is one.
const PIECE: usize = 60;

pub(super) struct Prepared<'l> {
    pub(super) leaving: &'l Leaving,
    letters: Vec<char>,
    pub(super) language: Option<&'static str>,
    pub(super) words: Words,
    pub(super) details: Vec<Detail>,
}

impl<'l> Prepared<'l> {
    pub(super) fn of(leaving: &'l Leaving) -> Self {
        let prose = leaving.prose();
        let language = language(&prose);
        let mut words = Words::of(&prose, language);
        words.sentences = words.sentences.into_iter().flat_map(pieces).collect();
        let details = details::find(&prose, &words);
        Self { leaving, letters: prose.chars().collect(), language, words, details }
    }

    /// What stands in a range of characters.
    pub(super) fn cut(&self, range: &Range<usize>) -> String {
        self.letters.get(range.clone()).unwrap_or_default().iter().collect()
    }

    /// What stands from the first of some words to the last.
    pub(super) fn phrase(&self, words: Range<usize>) -> String {
        self.cut(&span(self.words.all.get(words).unwrap_or_default()))
    }

    /// The words that say something, of a sentence, as typed.
    pub(super) fn telling(&self, sentence: usize) -> Vec<String> {
        let telling = |word: &&Word| !word.says_little;
        self.words.sentence(sentence).iter().filter(telling).map(|word| word.text.clone()).collect()
    }
}

fn pieces(sentence: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = sentence.end;
    sentence.step_by(PIECE).map(move |start| start..(start + PIECE).min(end))
}
