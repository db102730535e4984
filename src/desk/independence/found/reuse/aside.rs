//! What two texts share for other reasons than that one copied the other.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::words::{Word, Words, long};
use super::{EVIDENCE_MOST, Item};

/// Length of the sequences by which a passage is known again: long enough that two
/// writers do not meet in it, short enough to survive a changed word.
pub(super) const LENGTH: usize = 6;
/// A sequence that stands in so many items of one publisher is boilerplate: a follow-up
/// or two may repeat a background paragraph.
const ITEMS_LEAST: usize = 4;
/// A passage rests on a quotation when it holds so many of its words in a row.
const RESTS_LEAST: usize = 6;

/// Sequences that are left out of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Aside {
    boilerplate: HashSet<u64>,
    third: HashSet<u64>,
    /// Words and stems of the claim.
    subject: HashSet<u64>,
}

/// Which words of one text count in a comparison.
#[derive(Debug, Clone, Default)]
pub(super) struct Mask {
    /// Neither quoted, nor boilerplate, nor taken from a third text.
    pub(super) counts: Vec<bool>,
    /// Every text on the claim has it: a common word, or one of the claim's.
    pub(super) subject: Vec<bool>,
}

impl Mask {
    /// How many words count.
    pub(super) fn counted(&self) -> usize {
        self.counts.iter().filter(|counts| **counts).count()
    }
}

impl Aside {
    /// Adds what stands in many items of one publisher. Hand in items that bear on
    /// *other* claims: what a publisher repeats about this one is no boilerplate.
    pub fn boilerplate<'w>(&mut self, items: impl IntoIterator<Item = &'w Words>) {
        let mut counted: HashMap<u64, usize> = HashMap::new();
        for words in items {
            let own: HashSet<u64> = words.long.iter().copied().collect();
            own.into_iter().for_each(|sequence| *counted.entry(sequence).or_default() += 1);
        }
        let many = counted.into_iter().filter(|(_, items)| *items >= ITEMS_LEAST);
        self.boilerplate.extend(many.map(|(sequence, _)| sequence));
    }

    /// Adds an item that both may quote, such as a public report: a third one, earlier
    /// than both, which is compared with each of them by itself.
    pub fn third(&mut self, words: &Words) {
        self.third.extend(&words.long);
    }

    /// Adds the claim. Whoever reports it must say what it says: a sequence of its own
    /// words ("forty drums of solvent") shows nothing.
    pub fn claim(&mut self, words: &Words) {
        self.subject.extend(words.all.iter().flat_map(|word| [word.hash, word.stem]));
    }

    /// For each word whether it counts.
    pub(super) fn mask(&self, words: &Words) -> Mask {
        let subject = |word: &Word| {
            word.common || self.subject.contains(&word.hash) || (word.tells && self.subject.contains(&word.stem))
        };
        Mask { counts: self.counting(words), subject: words.all.iter().map(subject).collect() }
    }

    fn counting(&self, words: &Words) -> Vec<bool> {
        let mut counts: Vec<bool> = words.all.iter().map(|word| !word.quoted).collect();
        for (place, sequence) in words.long.iter().enumerate() {
            if self.boilerplate.contains(sequence) || self.third.contains(sequence) {
                counts.iter_mut().skip(place).take(LENGTH).for_each(|counts| *counts = false);
            }
        }
        counts
    }

    /// The longest run of quoted words that a passage of the one and a passage of the
    /// other both rest on.
    pub(super) fn shared_by_evidence(&self, first: &Item<'_>, second: &Item<'_>) -> Option<usize> {
        let runs = |item: &Item<'_>| -> Vec<Vec<u64>> {
            let places = item.evidence.iter().take(EVIDENCE_MOST).map(|range| item.words.places(range));
            places.flat_map(|places| self.quoted_runs(item.words, &places)).collect()
        };
        let (ours, theirs) = (runs(first), runs(second));
        let pairs = ours.iter().flat_map(|our| theirs.iter().map(move |their| longest_run(our, their)));
        pairs.max().filter(|run| *run >= RESTS_LEAST)
    }

    /// What a passage quotes, if it rests on that: most of its words are quoted, or of those
    /// that it shares with the claim two in three.
    fn quoted_runs(&self, words: &Words, places: &Range<usize>) -> Vec<Vec<u64>> {
        let passage = words.all.get(places.clone()).unwrap_or_default();
        let mut quoted: Vec<bool> = passage.iter().map(|word| word.quoted).collect();
        for (place, _) in long(passage).enumerate().filter(|(_, sequence)| self.third.contains(sequence)) {
            quoted.iter_mut().skip(place).take(LENGTH).for_each(|quoted| *quoted = true);
        }
        let most = quoted.iter().filter(|quoted| **quoted).count() * 2 >= passage.len();
        if !most && !self.claim_is_quoted(passage, &quoted) {
            return Vec::new();
        }
        let marked: Vec<(&Word, bool)> = passage.iter().zip(quoted).collect();
        let runs = marked.split(|(_, quoted)| !quoted).filter(|run| run.len() >= RESTS_LEAST);
        runs.map(|run| run.iter().map(|(word, _)| word.hash).collect()).collect()
    }
}

impl Aside {
    fn claim_is_quoted(&self, passage: &[Word], quoted: &[bool]) -> bool {
        let claims = |word: &&(&Word, &bool)| !word.0.common && self.subject.contains(&word.0.hash);
        let marked: Vec<(&Word, &bool)> = passage.iter().zip(quoted).collect();
        let all = marked.iter().filter(claims).count();
        let spoken = marked.iter().filter(claims).filter(|(_, quoted)| **quoted).count();
        spoken >= 2 && spoken * 3 >= all * 2
    }
}

/// Longest common run, by rows (a passage has some hundred words at most that count).
fn longest_run(a: &[u64], b: &[u64]) -> usize {
    const PASSAGE_MOST: usize = 500;
    let (a, b) = (a.get(..a.len().min(PASSAGE_MOST)), b.get(..b.len().min(PASSAGE_MOST)));
    let (Some(a), Some(b)) = (a, b) else { return 0 };
    let mut row = vec![0_usize; b.len() + 1];
    let mut best = 0;
    for word in a {
        let mut before = 0;
        for (cell, other) in row.iter_mut().skip(1).zip(b) {
            let run = if word == other { before + 1 } else { 0 };
            before = std::mem::replace(cell, run);
            best = best.max(run);
        }
    }
    best
}
