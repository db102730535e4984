//! Which of many texts may be retellings of each other, without comparing every pair.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::words::Words;

/// So many figures two texts share before they are compared: one is a coincidence.
const FIGURES: usize = 2;
/// A figure that stands in more texts is the matter itself, or a price everybody quotes.
/// The pairs of one figure are at most the square of this.
const HOLDERS_MOST: usize = 40;

/// Pairs of texts by their places, the lower first, that share figures which are no dates.
#[must_use]
pub fn candidates(texts: &[&Words]) -> BTreeSet<(usize, usize)> {
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (place, words) in texts.iter().enumerate() {
        let figures: BTreeSet<u64> =
            words.all.iter().filter(|word| word.counts_something).map(|word| word.hash).collect();
        figures.into_iter().for_each(|figure| holders.entry(figure).or_default().push(place));
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for held in holders.values().filter(|held| held.len() <= HOLDERS_MOST) {
        for (at, a) in held.iter().enumerate() {
            held.iter().skip(at + 1).for_each(|b| *shared.entry((*a, *b)).or_default() += 1);
        }
    }
    shared.into_iter().filter(|(_, figures)| *figures >= FIGURES).map(|(pair, _)| pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_two_figures_are_candidates_and_dates_are_no_figures() {
        let texts = [
            "The pump ran 31 hours and cost 4,150 crowns on 7 March 2025.",
            "It cost 4,150 crowns, and for 31 hours it ran.",
            "On 7 March 2025 it ran for 31 hours.",
        ];
        let words: Vec<Words> = texts.iter().map(|text| Words::of(text)).collect();
        assert_eq!(candidates(&words.iter().collect::<Vec<_>>()), BTreeSet::from([(0, 1)]));
    }
}
