//! The passages that a cross-check ranks anew: the best of the index by BM25, and
//! how many passages hold each word.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tantivy::collector::{FilterCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::SearchError;
use super::fields::{Fields, ITEM};
use super::find::{languages, place};
use super::index::{Fresh, OpenIndex, opened, rebuilt};
use super::words::all_stems;
use crate::case::Case;

/// So many hits more than wanted are taken before a filter is: a filter makes
/// tantivy look at every posting, and what is left out is seldom more.
const SPARE: usize = 100;
/// A word that stands in more than one of so many passages finds none by itself, in
/// an index of more than [`SMALL`]; it still counts where it stands.
const COMMON: u64 = 8;
/// Passages of an index in which every word is sought.
const SMALL: u64 = 10_000;

/// A passage in the index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// BM25 of the stems (tantivy's k1 1.2, b 0.75).
    pub score: f32,
    /// Ordinal of its item.
    pub item: u64,
    /// Its number within the item.
    pub passage: u64,
}

/// What the index knows of a text.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// Best first.
    pub places: Vec<Place>,
    /// Passages in the index.
    pub passages: u64,
    /// For each word: every stem that stands for it, and in how many passages the
    /// most frequent of these is.
    pub words: Vec<(Vec<String>, u64)>,
}

/// The best passages that hold any of these words, none of the items in `without`.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew, and searched then.
pub(crate) fn pool(
    case: &mut Case,
    words: &[&str],
    without: &HashSet<u64>,
    limit: usize,
    mut progress: impl FnMut(usize, usize),
) -> Result<(Pool, Fresh), SearchError> {
    let (mut index, mut fresh) = opened(case, &mut progress)?;
    let found = match attempt(case, &mut index, words, without, limit) {
        Err(SearchError::Index(_)) => {
            drop(index);
            let (anew, added) = rebuilt(case, &mut progress)?;
            (index, fresh) = (anew, Fresh::Rebuilt(added));
            gathered(case, &mut index, words, without, limit)?
        }
        answer => answer?,
    };
    case.keep_index(index);
    Ok((found, fresh))
}

/// A damaged page is found when it is read; tantivy may answer with a panic.
fn attempt(
    case: &Case,
    index: &mut OpenIndex,
    words: &[&str],
    without: &HashSet<u64>,
    limit: usize,
) -> Result<Pool, SearchError> {
    let answer = catch_unwind(AssertUnwindSafe(|| gathered(case, index, words, without, limit)));
    let panicked = |_| Err(SearchError::Index(std::io::ErrorKind::InvalidData.into()));
    index.judged(answer.unwrap_or_else(panicked))
}

fn gathered(
    case: &Case,
    index: &mut OpenIndex,
    words: &[&str],
    without: &HashSet<u64>,
    limit: usize,
) -> Result<Pool, SearchError> {
    let languages = languages(case.db())?;
    let searcher = index.searcher()?;
    let mut pool = Pool { passages: searcher.num_docs(), ..Pool::default() };
    for word in words {
        let stems: Vec<_> = all_stems(word, &languages).into_iter().collect();
        let frequencies: Result<Vec<u64>, _> =
            stems.iter().map(|stem| searcher.doc_freq(&index.fields.stem(stem))).collect();
        pool.words.push((stems, frequencies?.into_iter().max().unwrap_or(0)));
    }
    let query = any(index.fields, sought(&pool));
    pool.places = best(&searcher, query.as_ref(), without, limit)?;
    Ok(pool)
}

/// The stems by which passages are found.
fn sought(pool: &Pool) -> HashSet<&str> {
    let stems = |common: bool| {
        let may = move |frequency: u64| common || pool.passages <= SMALL || frequency * COMMON <= pool.passages;
        let words = pool.words.iter().filter(move |(_, frequency)| *frequency > 0 && may(*frequency));
        words.flat_map(|(stems, _)| stems.iter().map(String::as_str)).collect::<HashSet<_>>()
    };
    let rare = stems(false);
    if rare.is_empty() { stems(true) } else { rare }
}

fn any(fields: Fields, stems: HashSet<&str>) -> Box<dyn Query> {
    let query = |term: Term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
    let clauses = stems.into_iter().map(|stem| (Occur::Should, query(fields.stem(stem)))).collect();
    Box::new(BooleanQuery::new(clauses))
}

fn best(
    searcher: &Searcher,
    query: &dyn Query,
    without: &HashSet<u64>,
    limit: usize,
) -> Result<Vec<Place>, SearchError> {
    let wanted = limit.max(1);
    let asked = if without.is_empty() { wanted } else { wanted + SPARE };
    let top = searcher.search(query, &TopDocs::with_limit(asked).order_by_score())?;
    let all = top.len() < asked;
    let mut places = placed(searcher, top)?;
    places.retain(|place| !without.contains(&place.item));
    if !all && places.len() < wanted {
        let without = Arc::new(without.clone());
        let best = TopDocs::with_limit(wanted).order_by_score();
        let filter = FilterCollector::new(ITEM.to_owned(), move |item: u64| !without.contains(&item), best);
        places = placed(searcher, searcher.search(query, &filter)?)?;
    }
    places.truncate(wanted);
    Ok(places)
}

fn placed(searcher: &Searcher, top: Vec<(f32, tantivy::DocAddress)>) -> Result<Vec<Place>, SearchError> {
    let place = |(score, address)| {
        let (score, item, passage) = place(searcher, score, address)?;
        Ok(Place { score, item, passage })
    };
    top.into_iter().map(place).collect()
}
