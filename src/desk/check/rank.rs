//! How well a passage fits a claim. Pure.
//!
//! A passage is scored as one document of several *fields*: itself, its neighbours,
//! its whole document. As in BM25F (Robertson, Zaragoza, Taylor, CIKM 2004;
//! Robertson and Zaragoza 2009, §3.6) the fields' frequencies are added, each with
//! its weight, *before* they saturate, so that context makes up for a word that the
//! passage lacks (a name that stands in the sentence before, a town in the
//! heading) and adds little to one that it holds. With `f` the frequency of a
//! term in the passage, `l` its length in words and `L` the average of the pool:
//!
//! ```text
//! f'    = f / (1 - B + B·l/L) + Σ NEAR·FADE^(d-1) [term is d passages away] + WHOLE [term is in the document]
//! score = Σ weight(term) · f'·(K + 1) / (f' + K)  +  PAIR · Σ least weight of each pair that stands side by side
//! ```
//!
//! The last part is the ordered window of the sequential dependence model (Metzler
//! and Croft, SIGIR 2005), counted once a pair. A passage that is a whole document has
//! no context: what remains is BM25 with weights of words, and pairs.

use std::collections::HashSet;

use super::claim::Claim;
use super::pool::{Passages, REACH, Read};

/// Saturation and length, as commonly set for short texts (Trotman, Puurula, Burgess,
/// ADCS 2014: k1 0.9, b 0.4); passages of one document differ in length by chance.
const K: f64 = 0.9;
const B: f64 = 0.4;
/// What a term in the next passage counts, beside one in the passage itself.
const NEAR: f64 = 0.2;
/// How much less it counts for each passage further away.
const FADE: f64 = 0.5;
/// What a term counts that stands anywhere in the part of the document that was read.
const WHOLE: f64 = 0.15;
/// What two terms side by side count, beside the rarer's absence of one.
const PAIR: f64 = 0.3;

/// A passage with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub item: u64,
    pub passage: u64,
    pub score: f64,
}

/// Scores every passage of the pool; best first, equal ones by place.
pub(super) fn rank(claim: &Claim, passages: &Passages) -> Vec<Ranked> {
    let average = average(passages);
    let mut ranked = Vec::new();
    for (item, document) in passages {
        let whole: HashSet<usize> =
            document.values().flat_map(|read| read.terms.iter().map(|(term, _)| *term)).collect();
        for (passage, read) in document {
            let mut frequencies = own(claim, read, average);
            if document.len() > 1 {
                near(&mut frequencies, *passage, |number| document.get(&number));
                frequencies
                    .iter_mut()
                    .enumerate()
                    .filter(|(term, _)| whole.contains(term))
                    .for_each(|(_, f)| *f += WHOLE);
            }
            let score = saturated(claim, &frequencies) + PAIR * pairs(claim, read);
            ranked.push(Ranked { item: *item, passage: *passage, score });
        }
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.item.cmp(&b.item)).then(a.passage.cmp(&b.passage)));
    ranked
}

fn average(passages: &Passages) -> f64 {
    let count: usize = passages.values().map(std::collections::BTreeMap::len).sum();
    let words: usize = passages.values().flat_map(|document| document.values()).map(|read| read.length).sum();
    words.max(1) as f64 / count.max(1) as f64
}

fn own(claim: &Claim, read: &Read, average: f64) -> Vec<f64> {
    let length = 1.0 - B + B * read.length as f64 / average;
    let mut frequencies = vec![0.0; claim.weights.len()];
    add(&mut frequencies, read.terms.iter().map(|(term, _)| *term), 1.0 / length);
    frequencies
}

fn near<'r>(frequencies: &mut [f64], passage: u64, at: impl Fn(u64) -> Option<&'r Read>) {
    let mut counts = NEAR;
    for distance in 1..=REACH {
        for number in [passage.checked_sub(distance), Some(passage + distance)].into_iter().flatten() {
            let terms: HashSet<usize> =
                at(number).into_iter().flat_map(|read| &read.terms).map(|(term, _)| *term).collect();
            add(frequencies, terms, counts);
        }
        counts *= FADE;
    }
}

fn add(frequencies: &mut [f64], terms: impl IntoIterator<Item = usize>, counts: f64) {
    for term in terms {
        if let Some(frequency) = frequencies.get_mut(term) {
            *frequency += counts;
        }
    }
}

fn saturated(claim: &Claim, frequencies: &[f64]) -> f64 {
    claim.weights.iter().zip(frequencies).map(|(weight, f)| weight * f * (K + 1.0) / (f + K)).sum()
}

/// Pairs of the claim that stand side by side in the passage, in their order.
fn pairs(claim: &Claim, read: &Read) -> f64 {
    let mut seen = HashSet::new();
    let adjacent = read.terms.windows(2).filter_map(|words| match words {
        [(first, at), (second, next)] if at + 1 == *next => Some((*first, *second)),
        _ => None,
    });
    adjacent
        .filter(|pair| claim.pairs.binary_search(pair).is_ok() && seen.insert(*pair))
        .map(|(first, second)| claim.weight(first).min(claim.weight(second)))
        .sum()
}
