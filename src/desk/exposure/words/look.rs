//! The wording that texts share with protected items: the index says where to look, the
//! passages are compared, and what a public item has too is taken out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::likeness::{Likeness, Weights};
use super::prepared::Prepared;
use super::reading::Reading;
use super::runs::Seeds;
use super::wording::{InARow, Match, closest, in_a_row, is_as_close, merged, uncleared, weights};
use crate::case::Case;
use crate::search::SearchError;
use crate::search::shared::{Place, alike, phrases};

/// Words by which rows are found.
const SEED: usize = 3;
/// So many passages of one phrase are read; of one that stands in more, longer phrases
/// are sought.
const HOLDERS: usize = 20;
/// So many passages are compared with each sentence, of the protected and of the public.
const COMPARED: usize = 8;
/// So many public passages of a phrase are looked at for one that clears.
const CLEARING: usize = 50;

/// What the index says of all texts.
struct Places {
    /// Protected passages that share a phrase with a text.
    rows: Vec<BTreeSet<Place>>,
    /// Protected and public passages that share telling words with a sentence, by text and
    /// sentence.
    sentences: BTreeMap<(usize, usize), (Vec<Place>, Vec<Place>)>,
    weights: HashMap<String, f64>,
}

/// What each text shares with protected items and with no public one that clears.
pub(super) fn find(
    case: &mut Case,
    texts: &[Prepared<'_>],
    least: usize,
    reading: &mut Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Vec<Match>>, SearchError> {
    let places = places(case, texts, least, reading, progress)?;
    let weights: Vec<Weights> = texts.iter().map(|text| weights(text, &places.weights)).collect();
    let mut rows = Vec::with_capacity(texts.len());
    for (number, (text, weights)) in texts.iter().zip(&weights).enumerate() {
        rows.push(rows_of(case, text, number, &places, least, weights, reading)?);
    }
    let cleared = public_phrases(case, texts, &rows, least, reading, progress)?;
    let mut all = Vec::with_capacity(texts.len());
    for (number, (text, weights)) in texts.iter().zip(&weights).enumerate() {
        let mut matches = Vec::new();
        for row in rows.get(number).into_iter().flatten() {
            matches.extend(left_of(case, row, text, least, &cleared, reading)?);
        }
        let mut matches = merged(matches);
        let covered: Vec<Range<usize>> = matches.iter().map(|found| found.at.clone()).collect();
        for sentence in 0..text.words.sentences.len() {
            let found = rewritten(case, text, (number, sentence), &places, weights, reading)?;
            let is_new = |found: &Match| !covered.iter().any(|at| at.start < found.at.end && found.at.start < at.end);
            matches.extend(found.filter(is_new));
        }
        matches.sort_by_key(|found| (found.at.start, found.at.end));
        all.push(matches);
    }
    Ok(all)
}

fn places(
    case: &mut Case,
    texts: &[Prepared<'_>],
    least: usize,
    reading: &Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Places, SearchError> {
    let known = reading.known;
    let rows = row_places(case, texts, least, &|item| known.is_protected(item), progress)?;
    let keys: Vec<(usize, usize)> = texts
        .iter()
        .enumerate()
        .flat_map(|(number, text)| (0..text.words.sentences.len()).map(move |sentence| (number, sentence)))
        .collect();
    let telling: Vec<Vec<String>> =
        keys.iter().filter_map(|(number, sentence)| Some(texts.get(*number)?.telling(*sentence))).collect();
    let protected = alike(case, &telling, &|item| known.is_protected(item), COMPARED, &mut *progress)?;
    // Only for sentences that resemble something is it asked what is public.
    let asked: Vec<Vec<String>> = telling
        .iter()
        .zip(&protected.places)
        .map(|(words, places)| if places.is_empty() { Vec::new() } else { words.clone() })
        .collect();
    let public = alike(case, &asked, &|item| known.is_public(item), COMPARED, &mut *progress)?;
    let sentences = keys.into_iter().zip(protected.places.into_iter().zip(public.places)).collect();
    Ok(Places { rows, sentences, weights: protected.weights })
}

/// Passages of wanted items that share [`SEED`] words in a row with a text; where too many
/// do, those that share `least`.
fn row_places(
    case: &mut Case,
    texts: &[Prepared<'_>],
    least: usize,
    wanted: &dyn Fn(u64) -> bool,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<BTreeSet<Place>>, SearchError> {
    let seeds = windows(texts, SEED);
    let typed: Vec<&str> = seeds.keys().map(String::as_str).collect();
    let found = phrases(case, &typed, wanted, HOLDERS, &mut *progress)?;
    let mut rows = vec![BTreeSet::new(); texts.len()];
    let mut frequent: HashSet<(usize, usize)> = HashSet::new();
    for ((_, starts), (places, more)) in seeds.iter().zip(&found) {
        for (text, start) in starts {
            if *more {
                frequent.insert((*text, *start));
            } else if let Some(row) = rows.get_mut(*text) {
                row.extend(places);
            }
        }
    }
    let mut long = windows(texts, least);
    long.retain(|_, starts| {
        starts.retain(|start| frequent.contains(start));
        !starts.is_empty()
    });
    let typed: Vec<&str> = long.keys().map(String::as_str).collect();
    let found = phrases(case, &typed, wanted, HOLDERS, progress)?;
    for ((_, starts), (places, _)) in long.iter().zip(&found) {
        for (text, _) in starts {
            rows.get_mut(*text).into_iter().for_each(|row| row.extend(places));
        }
    }
    Ok(rows)
}

/// Every sequence of so many words that has one which grammar does not need, with the
/// texts and words where it begins.
fn windows(texts: &[Prepared<'_>], length: usize) -> BTreeMap<String, Vec<(usize, usize)>> {
    let mut windows: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        for (start, window) in text.words.all.windows(length).enumerate() {
            if window.iter().any(|word| !word.is_grammar) {
                windows.entry(text.phrase(start..start + length)).or_default().push((number, start));
            }
        }
    }
    windows
}

fn rows_of(
    case: &Case,
    text: &Prepared<'_>,
    number: usize,
    places: &Places,
    least: usize,
    weights: &Weights,
    reading: &mut Reading<'_>,
) -> Result<Vec<InARow>, SearchError> {
    let seeds = Seeds::of(&text.words);
    let mut wanted = places.rows.get(number).cloned().unwrap_or_default();
    // What nobody sees parts words in the index: passages that are alike are looked at too.
    let of_text = places.sentences.range((number, 0)..(number + 1, 0));
    wanted.extend(of_text.flat_map(|(_, (protected, _))| protected));
    let mut rows = Vec::new();
    for place in wanted {
        if let Some(read) = reading.passage(case.db(), place, text.language)? {
            rows.extend(in_a_row(text, &seeds, &read, least, weights));
        }
    }
    Ok(rows)
}

/// For each phrase of a row, the public items that have it.
fn public_phrases(
    case: &mut Case,
    texts: &[Prepared<'_>],
    rows: &[Vec<InARow>],
    least: usize,
    reading: &Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<HashMap<String, Vec<u64>>, SearchError> {
    let known = reading.known;
    let mut sought: BTreeSet<String> = BTreeSet::new();
    for (text, rows) in texts.iter().zip(rows) {
        for row in rows {
            let window = least.min(row.ours.len());
            sought.extend((row.ours.start..=row.ours.end - window).map(|start| text.phrase(start..start + window)));
        }
    }
    let typed: Vec<&str> = sought.iter().map(String::as_str).collect();
    let found = phrases(case, &typed, &|item| known.is_public(item), CLEARING, progress)?;
    let items = |places: Vec<Place>| places.into_iter().map(|(item, _)| item).collect();
    Ok(sought.into_iter().zip(found).map(|(phrase, (places, _))| (phrase, items(places))).collect())
}

fn left_of(
    case: &Case,
    row: &InARow,
    text: &Prepared<'_>,
    least: usize,
    public: &HashMap<String, Vec<u64>>,
    reading: &mut Reading<'_>,
) -> Result<Vec<Match>, SearchError> {
    let window = least.min(row.ours.len());
    let mut cleared: HashSet<usize> = HashSet::new();
    for start in row.ours.start..=row.ours.end - window {
        for item in public.get(&text.phrase(start..start + window)).into_iter().flatten() {
            if reading.clears(case.db(), *item, row.item)? {
                cleared.insert(start);
                break;
            }
        }
    }
    Ok(uncleared(row, text, least, &|window| cleared.contains(&window.start)))
}

/// The sentence as the rewrite of a protected one, unless a public one is as close.
fn rewritten(
    case: &Case,
    text: &Prepared<'_>,
    key: (usize, usize),
    places: &Places,
    weights: &Weights,
    reading: &mut Reading<'_>,
) -> Result<Option<Match>, SearchError> {
    let Some((protected, public)) = places.sentences.get(&key) else { return Ok(None) };
    let words = text.words.sentence(key.1);
    let mut best: Option<(Likeness, super::likeness::Shared, Range<usize>, u64)> = None;
    for place in protected {
        let Some(read) = reading.passage(case.db(), *place, text.language)? else { continue };
        let Some((likeness, shared, range)) = closest(words, &read, weights) else { continue };
        if best.as_ref().is_some_and(|(best, of, ..)| (*best, of.share) >= (likeness, shared.share)) {
            continue;
        }
        best = Some((likeness, shared, range, place.0));
    }
    let Some((likeness, shared, place, item)) = best else { return Ok(None) };
    for there in public {
        if !reading.clears(case.db(), there.0, item)? {
            continue;
        }
        let Some(read) = reading.passage(case.db(), *there, text.language)? else { continue };
        if closest(words, &read, weights).is_some_and(|(_, there, _)| is_as_close(&there, &shared)) {
            return Ok(None);
        }
    }
    Ok(Some(Match { at: super::text::span(words), item, place, likeness, words: shared.words }))
}
