//! Words in a row that two texts share. Exact: no hash decides.

use std::collections::HashMap;
use std::ops::Range;

use super::text::{Word, Words};

/// Sequences by which runs are found.
const SEED: usize = 3;
/// Of a sequence that stands often in a text so many places are followed.
const PLACES: usize = 64;

/// A text whose sequences are known.
pub(super) struct Seeds<'t> {
    words: &'t Words,
    places: HashMap<[&'t str; SEED], Vec<u32>>,
}

/// A run, in words of the two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) ours: Range<usize>,
    pub(super) theirs: Range<usize>,
}

impl<'t> Seeds<'t> {
    pub(super) fn of(words: &'t Words) -> Self {
        let mut places: HashMap<[&'t str; SEED], Vec<u32>> = HashMap::new();
        for (window, at) in words.all.windows(SEED).zip(0..) {
            let held = places.entry(key(window)).or_default();
            if held.len() < PLACES {
                held.push(at);
            }
        }
        Self { words, places }
    }

    /// The longest runs of at least `least` words (at least three), in the order of theirs.
    pub(super) fn runs(&self, theirs: &[Word], least: usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        // Where a run that goes on was begun: by how far the two texts are apart.
        let mut covered: HashMap<i64, usize> = HashMap::new();
        for (at, window) in theirs.windows(SEED).enumerate() {
            for place in self.places.get(&key(window)).into_iter().flatten() {
                let ours = *place as usize;
                let apart = ours as i64 - at as i64;
                if covered.get(&apart).is_some_and(|until| at < *until) {
                    continue;
                }
                let run = self.run(theirs, ours, at);
                covered.insert(apart, run.theirs.end);
                if run.ours.len() >= least {
                    runs.push(run);
                }
            }
        }
        runs
    }

    /// As far as it goes both ways: a sequence that stands too often seeds none.
    fn run(&self, theirs: &[Word], ours: usize, at: usize) -> Run {
        let all = &self.words.all;
        let (before, after) = (all.get(..ours).unwrap_or_default(), all.get(ours..).unwrap_or_default());
        let same = |(a, b): &(&Word, &Word)| a.text == b.text;
        let on = after.iter().zip(theirs.get(at..).unwrap_or_default()).take_while(same).count();
        let their_before = theirs.get(..at).unwrap_or_default();
        let back = before.iter().rev().zip(their_before.iter().rev()).take_while(same).count();
        Run { ours: ours - back..ours + on, theirs: at - back..at + on }
    }
}

fn key(window: &[Word]) -> [&str; SEED] {
    let word = |at: usize| window.get(at).map_or("", |word| word.text.as_str());
    [word(0), word(1), word(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_long_as_they_can_be_and_each_comes_once() {
        let ours = Words::of("a b c d e f g, and again a b c d x", None);
        let found = |theirs: &str, least| Seeds::of(&ours).runs(&Words::of(theirs, None).all, least);
        assert_eq!(found("z b c d e f z", 3), [Run { ours: 1..6, theirs: 1..6 }, Run { ours: 10..13, theirs: 1..4 }]);
        assert_eq!(found("z b c d e f z", 5), [Run { ours: 1..6, theirs: 1..6 }]);
        assert!(found("a c b d", 3).is_empty(), "the order counts");
        assert!(found("a b", 3).is_empty() && found("", 3).is_empty());
    }
}
