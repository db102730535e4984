//! Words as fingerprints see them: folded, without what nobody sees.

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// A word and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In small letters, composed (NFKC), without invisible characters.
    pub text: String,
    /// In Unicode scalar values of the text.
    pub place: Range<usize>,
}

/// The words of a text, in order. Every character of a script that is written
/// without spaces is a word.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    Words { letters: text.chars().peekable(), at: 0 }
}

/// Characters that take no room: joiners, direction marks, selectors, soft hyphens.
#[must_use]
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e01ef}')
}

struct Words<'t> {
    letters: Peekable<Chars<'t>>,
    at: usize,
}

impl Words<'_> {
    fn step(&mut self) -> Option<char> {
        self.at += 1;
        self.letters.next()
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        while !self.letters.peek().is_none_or(|letter| letter.is_alphanumeric() && !is_invisible(*letter)) {
            self.step();
        }
        let start = self.at;
        let mut raw = String::from(self.step()?);
        let mut end = self.at;
        let is_alone = raw.chars().any(stands_alone);
        while let Some(letter) = self.letters.peek().copied() {
            if is_invisible(letter) {
                self.step();
                continue;
            }
            let goes_on = letter.is_alphanumeric() && !is_alone && !stands_alone(letter);
            if !goes_on && !is_combining_mark(letter) {
                break;
            }
            raw.extend(self.step());
            end = self.at;
        }
        let text = raw.nfkc().flat_map(char::to_lowercase).collect();
        Some(Word { text, place: start..end })
    }
}

fn stands_alone(letter: char) -> bool {
    matches!(
        letter.script(),
        Script::Han
            | Script::Hiragana
            | Script::Katakana
            | Script::Thai
            | Script::Lao
            | Script::Khmer
            | Script::Myanmar
            | Script::Tibetan
    )
}
