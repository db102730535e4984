//! A claim's sentence as the ranking sees it. Pure.

use crate::search::{Pool, Term, raw_words};

/// How much more than its rarity a rare word weighs: a word weighs `idf ^
/// RARITY_EXPONENT`. BM25's own is 1; with more, one rare word that both hold says
/// more than several frequent ones. Chosen on one half of a set of claims; flat
/// between 1.5 and 1.9 there.
const RARITY_EXPONENT: f64 = 1.6;
/// How much more a name or a number weighs than another word as rare, as a share:
/// these tell what a claim is about. Flat between 0.2 and 0.5.
const NAMED_SHARE: f64 = 0.3;
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
    /// What each term weighs.
    pub weights: Vec<f64>,
    /// Terms that stand side by side in the claim, sorted.
    pub pairs: Vec<(usize, usize)>,
}

impl Claim {
    /// Weighs each word by how few passages hold it.
    pub fn new(words: &[Word<'_>], pool: &Pool) -> Self {
        let named = |term: usize| {
            let first = pool.order.iter().position(|of| *of == term).and_then(|at| words.get(at));
            first.is_some_and(|word| word.is_named)
        };
        let weigh = |(term, word): (usize, &Term)| weight(word.frequency, pool.passages, named(term));
        let weights = pool.terms.iter().enumerate().map(weigh).collect();
        let mut pairs: Vec<_> = pool.order.windows(2).filter_map(pair).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { weights, pairs }
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

/// `ln(1 + (N - n + 0.5) / (n + 0.5)) ^ RARITY_EXPONENT` (Robertson and Zaragoza, "The
/// Probabilistic Relevance Framework: BM25 and Beyond", 2009, in the form that is
/// never negative).
fn weight(frequency: u64, passages: u64, is_named: bool) -> f64 {
    let (holding, all) = (frequency as f64, passages as f64);
    let idf = (1.0 + ((all - holding).max(0.0) + 0.5) / (holding + 0.5)).ln();
    idf.powf(RARITY_EXPONENT) * if is_named { 1.0 + NAMED_SHARE } else { 1.0 }
}
