//! The wording that texts share with protected items: the index says where to look, the
//! passages are compared, and what a public item has too is taken out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::likeness::{Likeness, Shared, Weights};
use super::prepared::Prepared;
use super::reading::Reading;
use super::runs::Seeds;
use super::text::{Word, span};
use super::wording::{InARow, Match, closest, in_a_row, is_as_close, merged, uncleared, weights};
use crate::case::Case;
use crate::search::SearchError;
use crate::search::shared::{Place, alike, phrases};

/// Rows that are shorter than the policy's are found by so many rare words.
const SHORT: usize = 3;
/// So many passages of one phrase are read: each shows that it is no leak of one document.
const HOLDERS: usize = 20;
/// So many passages are compared with each sentence, of the protected and of the public.
const COMPARED: usize = 8;
/// So many public passages of a phrase are looked at for one that clears.
const CLEARING: usize = 50;

/// What the index says of all texts.
struct Places {
    /// Protected passages that share a phrase with a text.
    rows: Vec<BTreeSet<Place>>,
    /// Protected passages that share telling words with a sentence, by text and sentence.
    sentences: BTreeMap<(usize, usize), Vec<Place>>,
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
    for (rows, text) in rows.iter().zip(texts) {
        let mut matches = Vec::new();
        for row in rows {
            matches.extend(left_of(case, row, text, least, &cleared, reading)?);
        }
        all.push(merged(matches));
    }
    for (number, found) in rewritten(case, texts, &places, &weights, &all, reading, progress)? {
        all.get_mut(number).into_iter().for_each(|matches: &mut Vec<Match>| matches.push(found.clone()));
    }
    all.iter_mut().for_each(|matches| matches.sort_by_key(|found| (found.at.start, found.at.end)));
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
    let sentences = keys.into_iter().zip(protected.places).collect();
    Ok(Places { rows, sentences, weights: protected.weights })
}

/// Passages of protected items that share `least` words in a row with a text, or fewer
/// words all of which say something.
fn row_places(
    case: &mut Case,
    texts: &[Prepared<'_>],
    least: usize,
    wanted: &dyn Fn(u64) -> bool,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<BTreeSet<Place>>, SearchError> {
    let mut sought = windows(texts, least, |window| window.iter().any(|word| !word.is_grammar));
    let tells = |word: &Word| !word.says_little && !word.is_capital && !word.is_figure;
    sought.extend(windows(texts, SHORT, |window| window.iter().all(tells)));
    let typed: Vec<&str> = sought.keys().map(String::as_str).collect();
    let found = phrases(case, &typed, wanted, HOLDERS, progress)?;
    let mut rows = vec![BTreeSet::new(); texts.len()];
    for (holders, (places, _)) in sought.values().zip(&found) {
        for text in holders {
            rows.get_mut(*text).into_iter().for_each(|row: &mut BTreeSet<Place>| row.extend(places));
        }
    }
    Ok(rows)
}

/// Every sequence of so many words that says something, with the texts that have it.
fn windows(texts: &[Prepared<'_>], length: usize, says: impl Fn(&[Word]) -> bool) -> BTreeMap<String, BTreeSet<usize>> {
    let mut windows: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (number, text) in texts.iter().enumerate() {
        for (start, window) in text.words.all.windows(length).enumerate() {
            if says(window) {
                windows.entry(text.phrase(start..start + length)).or_default().insert(number);
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
    wanted.extend(of_text.flat_map(|(_, protected)| protected));
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

/// A sentence that resembles a protected one.
struct Resembling {
    /// Text and sentence.
    key: (usize, usize),
    item: u64,
    place: Range<usize>,
    likeness: Likeness,
    shared: Shared,
}

/// Sentences as rewrites of protected ones, unless a public one is as close. What stands
/// in a row is told already.
fn rewritten(
    case: &mut Case,
    texts: &[Prepared<'_>],
    places: &Places,
    weights: &[Weights],
    told: &[Vec<Match>],
    reading: &mut Reading<'_>,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Vec<(usize, Match)>, SearchError> {
    let mut resembling = Vec::new();
    for (key, there) in &places.sentences {
        let (Some(text), Some(weights), Some(told)) = (texts.get(key.0), weights.get(key.0), told.get(key.0)) else {
            continue;
        };
        let at = span(text.words.sentence(key.1));
        if !told.iter().any(|found| found.at.start < at.end && at.start < found.at.end) {
            resembling.extend(best_of(case, text, *key, there, weights, reading)?);
        }
    }
    let telling: Vec<Vec<String>> =
        resembling.iter().filter_map(|one| Some(texts.get(one.key.0)?.telling(one.key.1))).collect();
    let known = reading.known;
    let public = alike(case, &telling, &|item| known.is_public(item), COMPARED, progress)?;
    let mut found = Vec::new();
    for (one, public) in resembling.into_iter().zip(public.places) {
        let (Some(text), Some(weights)) = (texts.get(one.key.0), weights.get(one.key.0)) else { continue };
        if !is_public(case, text, &one, &public, weights, reading)? {
            let Resembling { key, item, place, likeness, shared } = one;
            let at = span(text.words.sentence(key.1));
            found.push((key.0, Match { at, item, place, likeness, words: shared.words }));
        }
    }
    Ok(found)
}

fn best_of(
    case: &Case,
    text: &Prepared<'_>,
    key: (usize, usize),
    places: &[Place],
    weights: &Weights,
    reading: &mut Reading<'_>,
) -> Result<Option<Resembling>, SearchError> {
    let mut best: Option<Resembling> = None;
    for place in places {
        let Some(read) = reading.passage(case.db(), *place, text.language)? else { continue };
        let Some((likeness, shared, place)) = closest(text.words.sentence(key.1), &read, weights) else { continue };
        if best.as_ref().is_none_or(|best| (best.likeness, best.shared.share) < (likeness, shared.share)) {
            best = Some(Resembling { key, item: read.item, place, likeness, shared });
        }
    }
    Ok(best)
}

/// Whether a public passage that clears is as close to the sentence.
fn is_public(
    case: &Case,
    text: &Prepared<'_>,
    one: &Resembling,
    places: &[Place],
    weights: &Weights,
    reading: &mut Reading<'_>,
) -> Result<bool, SearchError> {
    for place in places {
        if !reading.clears(case.db(), place.0, one.item)? {
            continue;
        }
        let Some(read) = reading.passage(case.db(), *place, text.language)? else { continue };
        let there = closest(text.words.sentence(one.key.1), &read, weights);
        if there.is_some_and(|(_, there, _)| is_as_close(&there, &one.shared)) {
            return Ok(true);
        }
    }
    Ok(false)
}
