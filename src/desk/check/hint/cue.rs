//! Words that turn a sentence, and whether they turn the part that both texts share.

use std::ops::Range;

use super::list::Words;
use super::pair::Pair;
use super::text::{Text, Token};

/// So many words that say something after a cue may be what it is about: "no evidence
/// that the general ordered".
const NEXT: usize = 4;

/// A phrase as a list of folded words; the last may end in `*` for any ending.
pub(super) type Phrase = &'static [&'static str];

/// The phrases of the four languages, English first.
pub(super) struct Cues {
    pub english: &'static [Phrase],
    pub german: &'static [Phrase],
    pub french: &'static [Phrase],
    pub spanish: &'static [Phrase],
}

impl Cues {
    fn of(&self, language: &str) -> &'static [Phrase] {
        match language {
            "deu" => self.german,
            "fra" => self.french,
            "spa" => self.spanish,
            _ => self.english,
        }
    }

    /// Where these phrases stand, in tokens; the longer first where several fit.
    pub fn find(&self, text: &Text) -> Vec<Range<usize>> {
        let phrases = self.of(text.language);
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in 0..text.tokens.len() {
            if found.last().is_some_and(|last| last.end > start) {
                continue;
            }
            let fits = |phrase: &&Phrase| phrase.iter().enumerate().all(|(at, word)| is(text.lower(start + at), word));
            let longest = phrases.iter().filter(fits).map(|phrase| phrase.len()).max();
            found.extend(longest.map(|length| start..start + length));
        }
        found
    }
}

fn is(word: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == pattern,
    }
}

/// Cues of the claim that stand in a clause about what both share.
pub(super) fn in_claim(pair: &Pair, found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    within(pair, &pair.claim, found)
}

/// Cues of the passage's nearest sentence in a clause about what both share.
pub(super) fn in_passage(pair: &Pair, found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let in_focus = |cue: &Range<usize>| pair.passage.token(cue.start).is_some_and(|token| pair.in_focus(token));
    within(pair, &pair.passage, found.into_iter().filter(in_focus).collect())
}

fn within(pair: &Pair, text: &Text, mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let is_about = |token: &Token| pair.about(text, token.clause);
    found.retain(|cue| text.token(cue.start).is_some_and(is_about) && governs(pair, text, cue));
    found
}

/// Whether a cue stands beside what both share: one of the next words that say
/// something, or the one before ("paid nothing" is about paying; "and found nothing"
/// is not).
fn governs(pair: &Pair, text: &Text, cue: &Range<usize>) -> bool {
    let clause = text.token(cue.start).map(|token| token.clause);
    let says = |token: &&Token| !token.stem.is_empty() && Some(token.clause) == clause;
    let after = text.tokens.get(cue.end..).unwrap_or_default().iter().filter(says).take(NEXT);
    let before = text.tokens.get(..cue.start).unwrap_or_default().iter().rev().filter(says).take(1);
    after.chain(before).any(|token| pair.is_shared(&token.stem))
}

/// Whether a token is one of a list.
pub(super) fn is_one_of(text: &Text, index: Option<usize>, list: &Words) -> bool {
    index.is_some_and(|index| list.has(text.lower(index)))
}
