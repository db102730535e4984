//! Which claims a sentence prints: by its marks, else by its likeness to one.

use std::collections::{HashMap, HashSet};

use super::align::read_words;
use super::sentence::Sentence;
use crate::check::hint::{self, Kind};
use crate::corpus::Shown;
use crate::ledger::claim::Claim;

/// Of what a claim's words weigh, so much must stand in a sentence that prints it.
const LIKENESS: f64 = 0.65;
/// So much and no difference in a figure, a date, a negation: it is about the claim.
const ABOUT: f64 = 0.5;

/// A claim that a sentence prints or is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Like {
    /// Its place among the claims.
    pub claim: usize,
    /// Share of its words' weight that stands in the sentence.
    pub likeness: f64,
    /// It says something else: another figure, date, name, or the contrary.
    pub differs: bool,
}

/// Claims by their words.
pub struct Likeness<'c> {
    claims: &'c [Claim],
    words: Vec<HashSet<String>>,
    holders: HashMap<String, Vec<usize>>,
}

impl<'c> Likeness<'c> {
    /// Of all claims.
    #[must_use]
    pub fn of(claims: &'c [Claim]) -> Self {
        let words: Vec<HashSet<String>> = claims.iter().map(|claim| telling(&claim.text)).collect();
        let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, all) in words.iter().enumerate() {
            all.iter().for_each(|word| holders.entry(word.clone()).or_default().push(index));
        }
        Self { claims, words, holders }
    }

    /// The claim that a sentence is most like; nothing where none is near.
    #[must_use]
    pub fn best(&self, sentence: &Sentence) -> Option<Like> {
        let said = telling(&sentence.text);
        let mut shared: HashMap<usize, f64> = HashMap::new();
        for word in &said {
            for holder in self.holders.get(word).into_iter().flatten() {
                *shared.entry(*holder).or_default() += self.weight(word);
            }
        }
        let of_all = |claim: usize| self.words.get(claim).into_iter().flatten().map(|word| self.weight(word)).sum();
        let share = |(claim, weight): (usize, f64)| (claim, weight / f64::max(of_all(claim), f64::EPSILON));
        let best = shared.into_iter().map(share).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let (claim, likeness) = best;
        let differs = self.claims.get(claim).is_some_and(|claim| differ(&claim.text, &sentence.text));
        (likeness >= if differs { ABOUT } else { LIKENESS }).then_some(Like { claim, likeness, differs })
    }

    /// A word weighs more the fewer claims hold it.
    fn weight(&self, word: &str) -> f64 {
        let holders = self.holders.get(word).map_or(0, Vec::len) as f64;
        (1.0 + self.claims.len() as f64 / (holders + 1.0)).ln()
    }
}

fn telling(text: &str) -> HashSet<String> {
    read_words(text).into_iter().filter(super::align::SourceWord::is_telling).map(|word| word.text).collect()
}

fn differ(claim: &str, sentence: &str) -> bool {
    let shown = Shown { start: 0, end: 0, text: sentence.to_owned(), part: None };
    let hints = hint::hints(claim, &shown, None, (None, None));
    hints.iter().any(|hint| matches!(hint.kind, Kind::Number | Kind::Date | Kind::Negation | Kind::Unit))
}
