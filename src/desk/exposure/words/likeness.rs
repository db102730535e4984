//! How close two sentences are: the same words, a rewrite, or the same said otherwise.
//! Pure.
//!
//! Words in a row are told exactly ([`super::runs`]). For the rest two things count: how
//! many words stand in the same order (local alignment), and how much of what the
//! sentences tell they tell with the same words, each weighed by how rare it is in the
//! case. Single words separate rewrites from others better than sequences (Clough and
//! Stevenson, Language Resources and Evaluation 45, 2011).

use std::collections::HashMap;

use super::text::Word;
use crate::independence::found::reuse::align::align;

/// How close a text is to a protected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same facts in mostly other words.
    Loose,
    /// A close paraphrase: half of what tells is the same.
    Close,
    /// Most words, in the same order.
    Near,
    /// Words in a row.
    Verbatim,
}

impl Likeness {
    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Loose => "loose",
            Self::Close => "close",
            Self::Near => "near",
            Self::Verbatim => "verbatim",
        }
    }
}

/// Share of the words in the same order that makes a near copy: light edits keep 70 % and
/// more, rewrites under 60 %.
const NEAR_SHARE: f64 = 0.65;
/// And so many of them, of which so many say something.
const NEAR_WORDS: usize = 6;
/// See [`NEAR_WORDS`].
const NEAR_TELLING: usize = 3;
/// Share of the telling words that makes a close paraphrase.
const CLOSE_SHARE: f64 = 0.52;
/// And so many of them: two short sentences on one matter soon share two.
const CLOSE_WORDS: usize = 4;
/// Share that makes a loose one.
const LOOSE_SHARE: f64 = 0.40;
/// And so many of them.
const LOOSE_WORDS: usize = 3;
/// What the words that are shared weigh at least: subject words alone weigh less.
const LOOSE_WEIGHT: f64 = 1.5;
/// A word weighs this much where nobody counted it.
const UNCOUNTED: f64 = 0.8;
/// The same with letters at the end, from so many on: "ferries" and "ferry".
const BEGINNING: usize = 5;

/// How much words tell, by their stems. What nobody counted tells much.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights(HashMap<String, f64>);

impl Weights {
    pub(super) fn insert(&mut self, stem: &str, weight: f64) {
        let kept = self.0.entry(stem.to_owned()).or_insert(weight);
        *kept = kept.min(weight);
    }

    /// Of a word.
    pub(super) fn of(&self, word: &Word) -> f64 {
        if word.says_little { 0.0 } else { self.0.get(&word.stem).copied().unwrap_or(UNCOUNTED) }
    }
}

/// What two sentences share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shared {
    /// Different telling words of both.
    pub(super) words: usize,
    /// What these weigh.
    pub(super) weight: f64,
    /// Which part that is of the sentence that tells less.
    pub(super) share: f64,
    /// Which part of the words stands in the same order.
    pub(super) order: f64,
    /// How many that are.
    pub(super) ordered: usize,
}

impl Shared {
    pub(super) fn of(ours: &[Word], theirs: &[Word], weights: &Weights) -> Self {
        let (one, other) = (telling(ours, weights), telling(theirs, weights));
        let shared: Vec<f64> = one
            .iter()
            .filter(|(stem, _)| other.keys().any(|other| is_same(stem, other)))
            .map(|(_, weight)| *weight)
            .collect();
        let weight: f64 = shared.iter().sum();
        let all = |words: &HashMap<&str, f64>| words.values().sum::<f64>();
        let (short, long) = if ours.len() <= theirs.len() { (ours, theirs) } else { (theirs, ours) };
        let ordered = align(&numbers(short), &numbers(long)).shared;
        Self {
            words: shared.len(),
            weight,
            share: part(weight, all(&one).min(all(&other))),
            order: part(ordered as f64, short.len() as f64),
            ordered,
        }
    }

    /// What this makes of the sentence.
    pub(super) fn likeness(&self) -> Option<Likeness> {
        let Self { words, weight, share, order, ordered } = *self;
        if order >= NEAR_SHARE && ordered >= NEAR_WORDS && words >= NEAR_TELLING {
            return Some(Likeness::Near);
        }
        if weight < LOOSE_WEIGHT {
            return None;
        }
        if share >= CLOSE_SHARE && words >= CLOSE_WORDS {
            return Some(Likeness::Close);
        }
        (share >= LOOSE_SHARE && words >= LOOSE_WORDS).then_some(Likeness::Loose)
    }
}

fn part(of: f64, whole: f64) -> f64 {
    if whole <= 0.0 { 0.0 } else { (of / whole).min(1.0) }
}

/// Different telling words with their weights.
fn telling<'w>(words: &'w [Word], weights: &Weights) -> HashMap<&'w str, f64> {
    let telling = words.iter().map(|word| (word.stem.as_str(), weights.of(word)));
    telling.filter(|(_, weight)| *weight > 0.0).collect()
}

/// One stem, or one the beginning of the other: stemmers part verbs from their nouns.
fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short == long || (short.chars().count() >= BEGINNING && long.starts_with(short))
}

/// Words as numbers for the alignment, by their stems.
fn numbers(words: &[Word]) -> Vec<u64> {
    words.iter().map(|word| crate::independence::found::reuse::words::hashed(&word.stem)).collect()
}
