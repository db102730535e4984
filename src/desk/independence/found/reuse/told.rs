//! What two texts tell alike, in whatever words: the facts of a rewrite.
//!
//! A rewrite keeps little of the wording and most of what is told: how old, how many, for
//! how much, and the nouns and verbs that cannot be replaced. Two who report the same
//! event apart share its names, its day and the claim itself; further figures, and half of
//! the telling words in pairs, they share far more seldom (Clough, Gaizauskas, Piao and
//! Wilks, ACL 2002, on rewritten agency copy). Names tell nothing by themselves: both name
//! the same officials.

use std::collections::HashSet;

use super::aside::Mask;
use super::measure::{Side, share};
use super::words::Words;

/// Two telling words make a pair when so many telling words lie between them at most.
const PAIR_GAP: usize = 2;

/// What two texts tell alike, apart from the claim, the day, quotations and boilerplate.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Told {
    /// Figures that are no dates.
    pub figures: usize,
    /// Telling words, by their stems.
    pub words: usize,
    /// What part of the telling words of the one that has fewer.
    pub share: f64,
    /// Pairs of telling words that stand close together in both, in the same order.
    pub pairs: usize,
}

impl Told {
    pub(super) fn of(first: Side<'_>, second: Side<'_>) -> Self {
        let (ours, theirs) = (Facts::of(first), Facts::of(second));
        let words = ours.words.intersection(&theirs.words).count();
        Self {
            figures: ours.figures.intersection(&theirs.figures).count(),
            words,
            share: share(words, ours.words.len().min(theirs.words.len())),
            pairs: ours.pairs.intersection(&theirs.pairs).count(),
        }
    }
}

/// The facts of one text.
struct Facts {
    figures: HashSet<u64>,
    words: HashSet<u64>,
    pairs: HashSet<(u64, u64)>,
}

impl Facts {
    fn of((words, mask): Side<'_>) -> Self {
        let stems = stems(words, mask);
        let near = |place: usize| stems.iter().skip(place + 1).take(PAIR_GAP);
        let pairs = stems.iter().enumerate().flat_map(|(place, one)| near(place).map(move |other| (*one, *other)));
        Self { figures: figures(words, mask), pairs: pairs.collect(), words: stems.iter().copied().collect() }
    }
}

/// Telling words in order, those of the claim left out.
fn stems(words: &Words, mask: &Mask) -> Vec<u64> {
    let marks = mask.counts.iter().zip(&mask.subject);
    let told = words.all.iter().zip(marks).filter(|(word, (counts, subject))| word.tells && **counts && !**subject);
    told.map(|(word, _)| word.stem).collect()
}

/// Also in speech: what somebody is said to have counted was counted.
fn figures(words: &Words, mask: &Mask) -> HashSet<u64> {
    let told = words.all.iter().zip(&mask.subject).filter(|(word, subject)| word.counts_something && !**subject);
    told.map(|(word, _)| word.hash).collect()
}
