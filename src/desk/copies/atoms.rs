//! A text as words and signs, and what stands between them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

use crate::fingerprint::is_invisible;

/// A word or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    /// As it stands there.
    pub raw: String,
    /// Without what nobody sees: by this, atoms are aligned.
    pub seen: String,
    /// Its place in characters.
    pub place: Range<usize>,
    /// Spaces and invisible characters before it.
    pub gap: String,
}

impl Atom {
    pub(super) fn is_word(&self) -> bool {
        self.seen.contains(char::is_alphanumeric)
    }

    pub(super) fn has_digit(&self) -> bool {
        self.seen.contains(char::is_numeric)
    }

    /// Its shape (UTS 39): equal for look-alikes.
    pub(super) fn shape(&self) -> String {
        skeleton(&self.seen).collect()
    }

    /// In one width, style and composition.
    pub(super) fn plain(&self) -> String {
        self.seen.nfkc().collect()
    }
}

/// Splits a text. The last atom is empty: it carries the gap at the end.
pub(super) fn split(text: &str) -> Vec<Atom> {
    let mut splitter = Splitter::default();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        splitter.letter(letter, letters.peek().copied());
    }
    splitter.end();
    splitter.atoms.push(Atom {
        raw: String::new(),
        seen: String::new(),
        place: splitter.at..splitter.at,
        gap: splitter.gap,
    });
    splitter.atoms
}

#[derive(Default)]
struct Splitter {
    atoms: Vec<Atom>,
    word: String,
    start: usize,
    gap: String,
    at: usize,
}

impl Splitter {
    fn letter(&mut self, letter: char, next: Option<char>) {
        // A figure is one word: `48,317`.
        let in_figure = matches!(letter, '.' | ',' | ':')
            && self.word.ends_with(char::is_numeric)
            && next.is_some_and(char::is_numeric);
        let within = is_combining_mark(letter) || is_invisible(letter) || in_figure;
        if letter.is_alphanumeric() && !is_invisible(letter) || (within && !self.word.is_empty()) {
            if self.word.is_empty() {
                self.start = self.at;
            }
            self.word.push(letter);
        } else {
            self.end();
            if letter.is_whitespace() || is_invisible(letter) || letter.is_control() {
                self.gap.push(letter);
            } else {
                self.start = self.at;
                self.word.push(letter);
                self.at += 1;
                self.end();
                return;
            }
        }
        self.at += 1;
    }

    /// Ends a word. What is invisible at its end stands between it and the next.
    fn end(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let raw = std::mem::take(&mut self.word);
        let kept = raw.trim_end_matches(is_invisible).to_owned();
        let rest = raw.get(kept.len()..).unwrap_or_default().to_owned();
        let gap = std::mem::replace(&mut self.gap, rest);
        let place = self.start..self.start + kept.chars().count();
        let seen = kept.chars().filter(|letter| !is_invisible(*letter)).collect();
        self.atoms.push(Atom { raw: kept, seen, place, gap });
    }
}
