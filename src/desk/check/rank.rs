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
//! f'    = f / (1 - B + B·l/L) + Σ NEAR·FADE^(d-1) [term is d passages away]
//!         + WHOLE [term is in the document] + LEAD [term is in the document's first passage]
//! score = Σ weight(term) · f'·(K + 1) / (f' + K)  +  PAIR · Σ least weight of each pair that stands side by side
//! ```
//!
//! A document's first passage, its title or first words, says what all of it is about
//! (the field of BM25F that web and news retrieval weighs most). The last part is the
//! ordered window of the sequential dependence model (Metzler and Croft, SIGIR 2005),
//! counted once a pair. A passage that is a whole document has no context: what
//! remains is BM25 with weights of words, and pairs.
//!
//! The constants were chosen on one half of a set of claims (the halves are made by
//! the cited page, so that no page is in both) and looked at on the other and on sets
//! without neighbours: `tests/bench/retrieval.sh` prints all of them.

use std::collections::{BTreeMap, HashSet};

use super::claim::Claim;
use crate::search::{Documents, Held};

/// So many passages before and after a hit are candidates too: what a claim is
/// about often stands in one sentence and what it says of it in the next.
pub(super) const REACH: u64 = 2;

/// Saturation and length, near what is commonly set for short texts (Trotman,
/// Puurula, Burgess, ADCS 2014: k1 0.9, b 0.4); passages of one document differ in
/// length by chance. Both without a unit.
const K: f64 = 0.6;
const B: f64 = 0.35;
/// What a term in the next passage counts, in occurrences in the passage itself.
const NEAR: f64 = 0.15;
/// How much less it counts for each passage further away, as a share.
const FADE: f64 = 0.5;
/// What a term counts that stands anywhere in the part of the document that was
/// read, in occurrences.
const WHOLE: f64 = 0.15;
/// What a term of the document's first passage counts, in occurrences.
const LEAD: f64 = 0.3;
/// What two terms side by side count, as a share of what the less telling one weighs.
const PAIR: f64 = 0.3;

/// A passage with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub item: u64,
    pub passage: u64,
    pub score: f64,
}

/// Scores every passage of the pool; best first, equal ones by place.
pub(super) fn rank(claim: &Claim, documents: &Documents) -> Vec<Ranked> {
    let average = average(documents);
    let mut ranked = Vec::new();
    for (item, document) in documents {
        let whole: HashSet<usize> = document.values().flat_map(terms).collect();
        for (passage, held) in document {
            let mut frequencies = own(claim, held, average);
            if document.len() > 1 {
                near(&mut frequencies, *passage, document);
                add(&mut frequencies, whole.iter().copied(), WHOLE);
                add(&mut frequencies, document.get(&0).into_iter().flat_map(terms), LEAD);
            }
            let score = saturated(claim, &frequencies) + PAIR * pairs(claim, held);
            ranked.push(Ranked { item: *item, passage: *passage, score });
        }
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.item.cmp(&b.item)).then(a.passage.cmp(&b.passage)));
    ranked
}

fn terms(held: &Held) -> impl Iterator<Item = usize> + '_ {
    held.counts.iter().map(|(term, _)| *term)
}

fn average(documents: &Documents) -> f64 {
    let all = || documents.values().flat_map(BTreeMap::values);
    let words: f64 = all().map(|held| f64::from(held.length)).sum();
    words.max(1.0) / all().count().max(1) as f64
}

fn own(claim: &Claim, held: &Held, average: f64) -> Vec<f64> {
    let length = 1.0 - B + B * f64::from(held.length) / average;
    let mut frequencies = vec![0.0; claim.weights.len()];
    for (term, count) in &held.counts {
        add(&mut frequencies, [*term], f64::from(*count) / length);
    }
    frequencies
}

fn near(frequencies: &mut [f64], passage: u64, document: &BTreeMap<u64, Held>) {
    let mut counts = NEAR;
    for distance in 1..=REACH {
        for number in [passage.checked_sub(distance), Some(passage + distance)].into_iter().flatten() {
            add(frequencies, document.get(&number).into_iter().flat_map(terms), counts);
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
fn pairs(claim: &Claim, held: &Held) -> f64 {
    let mut seen = HashSet::new();
    let adjacent = held.places.windows(2).filter_map(|words| match words {
        [(at, first), (next, second)] if at + 1 == *next => Some((*first, *second)),
        _ => None,
    });
    adjacent
        .filter(|pair| claim.pairs.binary_search(pair).is_ok() && seen.insert(*pair))
        .map(|(first, second)| claim.weight(first).min(claim.weight(second)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A passage of ten words that holds these terms side by side.
    fn held(terms: &[usize]) -> Held {
        let counts = terms.iter().map(|term| (*term, 1)).collect();
        let places = terms.iter().zip(4..).map(|(term, at)| (at, *term)).collect();
        Held { length: 10, counts, places }
    }

    /// Documents from their passages, first of all of them.
    fn order(claim: &Claim, documents: &[&[Held]]) -> Vec<(u64, u64)> {
        let document = |passages: &&[Held]| (0..).zip(passages.iter().cloned()).collect();
        let documents = (0..).zip(documents.iter().map(document)).collect();
        rank(claim, &documents).into_iter().map(|found| (found.item, found.passage)).collect()
    }

    fn claim(weights: &[f64]) -> Claim {
        Claim { weights: weights.to_vec(), pairs: (1..weights.len()).map(|term| (term - 1, term)).collect() }
    }

    #[test]
    fn the_passage_beside_counts_and_the_nearer_one_more() {
        let (one, other, none) = (held(&[0]), held(&[1]), held(&[]));
        let next: &[Held] = &[none.clone(), none.clone(), one.clone(), other.clone()];
        let further: &[Held] = &[none.clone(), none.clone(), one.clone(), none.clone(), other.clone()];
        let away: &[Held] = &[none.clone(), none.clone(), one, none.clone(), none.clone(), other];
        let found = order(&claim(&[2.0, 1.0]), &[away, further, next]);
        assert_eq!(
            found.iter().filter(|(_, passage)| *passage == 2).map(|found| found.0).collect::<Vec<_>>(),
            [2, 1, 0]
        );
    }

    #[test]
    fn the_first_passage_of_a_document_says_what_the_others_are_about() {
        let (one, other, none) = (held(&[0]), held(&[1]), held(&[]));
        let gap = || vec![none.clone(); 4];
        let titled = [vec![other.clone()], gap(), vec![one.clone()], gap(), vec![none.clone()]].concat();
        let elsewhere = [vec![none.clone()], gap(), vec![one], gap(), vec![other]].concat();
        let found = order(&claim(&[2.0, 1.0]), &[&elsewhere, &titled]);
        assert_eq!(found.iter().filter(|(_, passage)| *passage == 5).map(|found| found.0).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn words_of_the_document_count_wherever_they_stand() {
        let (one, other, none) = (held(&[0]), held(&[1]), held(&[]));
        let gap = || vec![none.clone(); 4];
        let with = [gap(), vec![one.clone()], gap(), vec![other]].concat();
        let without = [gap(), vec![one], gap(), vec![none.clone()]].concat();
        let found = order(&claim(&[2.0, 1.0]), &[&without, &with]);
        assert_eq!(found.iter().filter(|(_, passage)| *passage == 4).map(|found| found.0).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn two_words_side_by_side_are_more_than_both_apart_and_in_their_order() {
        let apart = Held { places: vec![(2, 0), (7, 1)], ..held(&[0, 1]) };
        let turned = Held { places: vec![(2, 1), (3, 0)], ..held(&[0, 1]) };
        let found = order(&claim(&[1.0, 1.0]), &[&[apart], &[turned], &[held(&[0, 1])]]);
        assert_eq!(found.first(), Some(&(2, 0)));
        assert_eq!(
            order(&Claim { pairs: Vec::new(), ..claim(&[1.0, 1.0]) }, &[&[held(&[1])], &[held(&[0, 1])]]),
            [(1, 0), (0, 0)]
        );
    }

    #[test]
    fn a_passage_that_is_a_whole_document_has_no_context_of_its_own() {
        let short = Held { length: 5, ..held(&[0]) };
        let found = order(&claim(&[1.0]), &[&[held(&[0])], &[short]]);
        assert_eq!(found, [(1, 0), (0, 0)], "the shorter first, as BM25 has it");
    }
}
