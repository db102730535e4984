//! A claim's sentence as the ranking sees it. Pure.

use std::collections::HashMap;

use crate::search::{Pool, raw_words};

/// How much more than its rarity a rare word weighs: a word weighs
/// `idf ^ RARITY`. BM25's own is 1; with more, one rare word that both hold says
/// more than several frequent ones. Flat between 1.2 and 1.5 on both halves of the
/// set that it was looked at with.
const RARITY: f64 = 1.3;
/// How much more a name or a number weighs than another word as rare: these tell
/// what a claim is about. Flat between 0.2 and 0.6.
const NAMED: f64 = 0.3;
/// Most words of a claim that are looked for.
const WORDS: usize = 128;

/// A word of the claim, as it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub text: &'t str,
    /// A capital inside a sentence, or a digit.
    pub is_named: bool,
}

/// The words of a claim in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let named = |(index, text): (usize, &str)| {
        let capital = index > 0 && text.starts_with(char::is_uppercase);
        text.contains(|c: char| c.is_numeric()) || capital
    };
    raw_words(text).take(WORDS).enumerate().map(|(index, text)| Word { text, is_named: named((index, text)) }).collect()
}

/// What is looked for in a passage.
#[derive(Debug, Default)]
pub(super) struct Claim {
    /// Which term a stem stands for.
    terms: HashMap<String, usize>,
    /// What each term weighs.
    pub weights: Vec<f64>,
    /// Terms that stand side by side in the claim.
    pub pairs: Vec<(usize, usize)>,
    /// The claim as a row of terms.
    order: Vec<usize>,
}

impl Claim {
    /// Weighs each word by how few passages hold it.
    pub fn new(words: &[Word<'_>], pool: &Pool) -> Self {
        let mut claim = Self::default();
        for (word, (stems, frequency)) in words.iter().zip(&pool.words) {
            let known = stems.iter().find_map(|stem| claim.terms.get(stem)).copied();
            let term = known.unwrap_or_else(|| claim.add(stems, weight(*frequency, pool.passages, word.is_named)));
            claim.order.push(term);
        }
        claim.pairs = claim.order.windows(2).filter_map(pair).collect();
        claim.pairs.sort_unstable();
        claim.pairs.dedup();
        claim
    }

    fn add(&mut self, stems: &[String], weight: f64) -> usize {
        let term = self.weights.len();
        self.weights.push(weight);
        for stem in stems {
            self.terms.entry(stem.clone()).or_insert(term);
        }
        term
    }

    /// The term that a stem of a passage stands for.
    pub fn term(&self, stem: &str) -> Option<usize> {
        self.terms.get(stem).copied()
    }

    /// Weight of a term.
    pub fn weight(&self, term: usize) -> f64 {
        self.weights.get(term).copied().unwrap_or_default()
    }
}

fn pair(words: &[usize]) -> Option<(usize, usize)> {
    match words {
        [first, second] if first != second => Some((*first, *second)),
        _ => None,
    }
}

/// `ln(1 + (N - n + 0.5) / (n + 0.5)) ^ RARITY` (Robertson and Zaragoza, "The
/// Probabilistic Relevance Framework: BM25 and Beyond", 2009, in the form that is
/// never negative).
fn weight(frequency: u64, passages: u64, is_named: bool) -> f64 {
    let (holding, all) = (frequency as f64, passages as f64);
    let idf = (1.0 + ((all - holding).max(0.0) + 0.5) / (holding + 0.5)).ln();
    idf.powf(RARITY) * if is_named { 1.0 + NAMED } else { 1.0 }
}
