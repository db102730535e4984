//! What a text shares with protected passages: words in a row, and sentences that say the
//! same. Pure; what clears is asked of whoever knows.

use std::collections::HashMap;
use std::ops::Range;

use super::likeness::{Likeness, Shared, Weights};
use super::prepared::Prepared;
use super::runs::{Run, Seeds};
use super::text::{Word, Words, count, span};

/// A row of so many words that all say little is idiom.
const IDIOM: usize = 8;
/// Fewer words in a row than the policy asks for count when so many of them say something
/// and are rare in the case.
const RARE_WORDS: usize = 3;
/// See [`RARE_WORDS`]: what such a word weighs at least.
const RARE: f64 = 0.6;
/// A public sentence clears what says nearly as much of it.
const AS_CLOSE: f64 = 0.9;

/// A passage that was read.
pub(super) struct Read {
    pub(super) item: u64,
    /// Characters of the item's text before it.
    pub(super) start: usize,
    pub(super) text: String,
    pub(super) words: Words,
}

/// What one text shares with one protected item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Match {
    /// In characters of the text.
    pub(super) at: Range<usize>,
    pub(super) item: u64,
    /// In characters of the item's text.
    pub(super) place: Range<usize>,
    pub(super) likeness: Likeness,
    /// So many words in a row.
    pub(super) words: usize,
}

/// Words in a row, in words of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InARow {
    pub(super) ours: Range<usize>,
    pub(super) item: u64,
    /// In characters of the item's text, of the first word of `ours`.
    place: Range<usize>,
}

/// Rows of at least `least` words that say something, and shorter ones of rare words.
pub(super) fn in_a_row(
    ours: &Prepared<'_>,
    seeds: &Seeds<'_>,
    theirs: &Read,
    least: usize,
    weights: &Weights,
) -> Vec<InARow> {
    let mut found = Vec::new();
    for Run { ours: range, theirs: other } in seeds.runs(&theirs.words.all, 3) {
        let (mine, there) = (slice(&ours.words.all, &range), slice(&theirs.words.all, &other));
        if says_something(mine, least, weights) {
            let place = span(there);
            found.push(InARow {
                ours: range,
                item: theirs.item,
                place: theirs.start + place.start..theirs.start + place.end,
            });
        }
    }
    found
}

fn slice<'w>(words: &'w [Word], range: &Range<usize>) -> &'w [Word] {
    words.get(range.clone()).unwrap_or_default()
}

fn says_something(words: &[Word], least: usize, weights: &Weights) -> bool {
    let long = count(words);
    if long >= least {
        return long >= IDIOM.max(least) || words.iter().any(|word| !word.says_little);
    }
    let rare = |word: &&Word| !word.is_capital && !word.is_figure && weights.of(word) >= RARE;
    words.iter().filter(rare).count() >= RARE_WORDS
}

/// The stretches of a row that no public item has: every sequence of `least` words in
/// `cleared` is taken out, and what is left is whole sequences again.
pub(super) fn uncleared(
    row: &InARow,
    ours: &Prepared<'_>,
    least: usize,
    cleared: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Match> {
    let length = row.ours.len();
    let window = least.min(length);
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for start in row.ours.start..=row.ours.end - window {
        let here = start..start + window;
        if cleared(here.clone()) {
            continue;
        }
        match stretches.last_mut() {
            Some(last) if last.end >= here.start => last.end = here.end,
            _ => stretches.push(here),
        }
    }
    stretches.into_iter().map(|stretch| of_stretch(row, ours, stretch, length)).collect()
}

fn of_stretch(row: &InARow, ours: &Prepared<'_>, stretch: Range<usize>, length: usize) -> Match {
    let words = slice(&ours.words.all, &stretch);
    let at = span(words);
    // The whole row has its place; a part of it lies within.
    let whole = span(slice(&ours.words.all, &row.ours));
    let place = if stretch.len() == length {
        row.place.clone()
    } else {
        let start = row.place.start + (at.start - whole.start);
        start.min(row.place.end)..(start + at.len()).min(row.place.end)
    };
    Match { at, item: row.item, place, likeness: Likeness::Verbatim, words: count(words) }
}

/// The sentence of a passage, or two of them, that is closest to a sentence.
pub(super) fn closest(sentence: &[Word], theirs: &Read, weights: &Weights) -> Option<(Likeness, Shared, Range<usize>)> {
    let sentences = &theirs.words.sentences;
    let pairs = sentences.iter().zip(sentences.iter().skip(1)).map(|(one, other)| one.start..other.end);
    let windows = sentences.iter().cloned().chain(pairs);
    let compared = windows.filter_map(|window| {
        let words = slice(&theirs.words.all, &window);
        let shared = Shared::of(sentence, words, weights);
        let place = span(words);
        Some((shared.likeness()?, shared, theirs.start + place.start..theirs.start + place.end))
    });
    // Of two that are as close, the one that is shorter: it comes first.
    compared.reduce(|best, next| if (next.0, next.1.share) > (best.0, best.1.share) { next } else { best })
}

/// Whether a public sentence says as much of it.
pub(super) fn is_as_close(public: &Shared, protected: &Shared) -> bool {
    public.share >= protected.share * AS_CLOSE && public.order >= protected.order * AS_CLOSE - 0.1
}

/// The longest first, each of the rest only where it shows something more.
pub(super) fn merged(mut matches: Vec<Match>) -> Vec<Match> {
    matches.sort_by_key(|found| (std::cmp::Reverse(found.at.len()), found.at.start, found.item));
    let mut kept: Vec<Match> = Vec::new();
    for found in matches {
        let covered = kept.iter().any(|other| other.at.start <= found.at.start && found.at.end <= other.at.end);
        if !covered {
            kept.push(found);
        }
    }
    kept.sort_by_key(|found| (found.at.start, found.at.end));
    kept
}

/// Weights by stems, of the weights of words.
pub(super) fn weights(ours: &Prepared<'_>, of_words: &HashMap<String, f64>) -> Weights {
    let mut weights = Weights::default();
    let sentences = ours.words.sentences.len().max(1) as f64;
    let mut holders: HashMap<&str, f64> = HashMap::new();
    for range in &ours.words.sentences {
        let mut stems: Vec<&str> = slice(&ours.words.all, range).iter().map(|word| word.stem.as_str()).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.into_iter().for_each(|stem| *holders.entry(stem).or_default() += 1.0);
    }
    for word in &ours.words.all {
        // What a text says in every sentence is its subject.
        let here = holders.get(word.stem.as_str()).copied().unwrap_or(1.0);
        let subject = if sentences < 4.0 { 1.0 } else { 1.0 - (here - 1.0) / sentences };
        if let Some(weight) = of_words.get(&word.text) {
            weights.insert(&word.stem, weight * subject);
        }
    }
    weights
}
