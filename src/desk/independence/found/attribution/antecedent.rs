//! Who is meant by "she", by "the newspaper", and by a surname alone.

use std::collections::HashMap;
use std::ops::Range;

use super::super::names::key;
use super::super::tokens::Token;
use super::lexicon::{BREAKS, CALENDAR, DETERMINERS, OUTLETS, PASSED_OVER, PREPOSITIONS};
use super::who::{Meant, Who, text};

/// Longest name, in words; a text in capitals is none.
const NAME_MOST: usize = 6;

/// Names of a text, as far as it has been read.
pub(super) struct Antecedents {
    /// The longest first form of a name, by its last word: "quell" → "Mara Quell".
    full: HashMap<String, String>,
    /// Runs of at least two capitals, where they stand.
    runs: Vec<(usize, String)>,
    /// The last who was given as a source, and where.
    last: Option<(usize, Who)>,
    last_outlet: Option<(usize, Who)>,
}

impl Antecedents {
    /// The names in a text.
    pub(super) fn of(tokens: &[Token<'_>]) -> Self {
        let mut names = Self { full: HashMap::new(), runs: Vec::new(), last: None, last_outlet: None };
        let mut run: Vec<Token<'_>> = Vec::new();
        for token in tokens {
            let opens_a_sentence = run.is_empty() && is_grammar(token);
            if token.is_capital() && !token.is(CALENDAR) && !opens_a_sentence {
                run.push(token.clone());
                if !token.owns && run.len() < NAME_MOST {
                    continue;
                }
            }
            names.keep(&run);
            run.clear();
        }
        names.keep(&run);
        names
    }

    fn keep(&mut self, run: &[Token<'_>]) {
        let (Some(first), name) = (run.first(), text(run)) else { return };
        let words = key(&name);
        if let Some(last) = words.last().filter(|_| words.len() > 1) {
            self.full.entry(last.clone()).or_insert_with(|| name.clone());
            self.runs.push((first.at.start, name));
        }
    }

    /// Somebody; what stands for one named before becomes that one. What is named is
    /// remembered.
    pub(super) fn somebody(&mut self, meant: Meant, at: usize, paragraph: &Range<usize>) -> Option<(Who, bool)> {
        let found = match meant {
            Meant::Somebody { who: Who::Named(name), certain } => (Who::Named(self.in_full(name)), certain),
            Meant::Somebody { who, certain } => (who, certain),
            Meant::Before { outlet, words } => self.before(outlet, words, at, paragraph)?,
        };
        self.last = Some((at, found.0.clone()));
        if is_outlet(&found.0) {
            self.last_outlet = Some((at, found.0.clone()));
        }
        Some(found)
    }

    fn before(&self, outlet: bool, words: String, at: usize, paragraph: &Range<usize>) -> Option<(Who, bool)> {
        let pronoun = !words.contains(' ');
        let last = if outlet && !pronoun { &self.last_outlet } else { &self.last };
        match last {
            Some((place, who)) => Some((who.clone(), paragraph.contains(place))),
            None if pronoun => {
                let later = self.runs.partition_point(|(place, _)| *place < at);
                let run = self.runs.get(later.checked_sub(1)?)?;
                Some((Who::Named(run.1.clone()), false))
            }
            None => Some((Who::Unnamed(words), false)),
        }
    }

    fn in_full(&self, name: String) -> String {
        let words = key(&name);
        match words.as_slice() {
            [only] if name.chars().any(char::is_uppercase) => self.full.get(only).cloned().unwrap_or(name),
            _ => name,
        }
    }
}

fn is_outlet(who: &Who) -> bool {
    matches!(who, Who::Named(name) if key(name).iter().any(|word| OUTLETS.contains(&word.as_str())))
}

fn is_grammar(token: &Token<'_>) -> bool {
    token.is(DETERMINERS) || token.is(BREAKS) || token.is(PREPOSITIONS) || token.is(PASSED_OVER)
}
