//! The passages that a cross-check ranks anew: the best of the index by BM25, what
//! stands around them, and how many passages hold each word.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use tantivy::Searcher;
use tantivy::collector::{FilterCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::SearchError;
use super::context::{self, Around};
use super::fields::{Fields, ITEM};
use super::find::languages;
use super::index::{Fresh, OpenIndex, searched};
use super::numbers::Numbers;
use super::words::{Stems, all_stems, words};
use crate::case::Case;

/// So many hits more than wanted are taken before a filter is: a filter makes
/// tantivy look at every posting, and what is left out is seldom more.
const SPARE_HITS: usize = 100;
/// The rarest words find passages, as long as all of them together stand in no more
/// than one of so many: the time of a search is that of the postings it reads, and
/// what only frequent words find is no better for it (from a fiftieth to a fifth it made
/// no difference to a set of claims). All words count in the ranking.
const SOUGHT_SHARE: u64 = 20;
/// So many words find passages however frequent they are.
const SOUGHT_WORDS: usize = 4;
/// A word is common that stands in more than one of so many passages: where it stands
/// beside another says little, and its places are many.
const COMMON_SHARE: u64 = 8;
/// Passages of an index in which every word is sought, and none is common.
const SMALL_PASSAGES: u64 = 10_000;

/// A word that is looked for, in any form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Term {
    /// Every stem that stands for it.
    pub stems: Vec<String>,
    /// In how many passages the most frequent of these is.
    pub frequency: u64,
}

/// A passage as far as a text's words stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Held {
    /// Words in it; of more than forty, to an eighth.
    pub length: u32,
    /// How often a term stands there in any form: terms in order.
    pub counts: Vec<(usize, u32)>,
    /// Where a word stands as it was typed, in order: place among the words, and term.
    /// Without the common ones.
    pub places: Vec<(u32, usize)>,
}

/// Passages by item and number.
pub(crate) type Documents = BTreeMap<u64, BTreeMap<u64, Held>>;

/// What the index knows of a text.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// Hits, the passages around them, and the first of each document.
    pub documents: Documents,
    /// Passages in the index.
    pub passages: u64,
    /// The different words.
    pub terms: Vec<Term>,
    /// Which term each word is.
    pub order: Vec<usize>,
}

/// What is wanted of the index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'w> {
    /// As typed.
    pub words: &'w [&'w str],
    /// Items that are left out.
    pub without: &'w HashSet<u64>,
    /// Most hits.
    pub hits: usize,
    /// So many passages before and after each hit come with it.
    pub reach: u64,
}

/// The best passages that hold any of these words, with what stands around them.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew, and searched then.
pub(crate) fn pool(
    case: &mut Case,
    wanted: Wanted<'_>,
    mut progress: impl FnMut(usize, usize),
) -> Result<(Pool, Fresh), SearchError> {
    searched(case, &mut progress, |case, index| gathered(case, index, wanted))
}

fn gathered(case: &Case, index: &mut OpenIndex, wanted: Wanted<'_>) -> Result<Pool, SearchError> {
    let languages = languages(case.db())?;
    let fields = index.fields;
    let (searcher, numbers) = index.searcher()?;
    let mut pool = Pool { passages: searcher.num_docs(), ..Pool::default() };
    for word in wanted.words {
        let term = term(&searcher, fields, &mut pool.terms, word, &languages)?;
        pool.order.push(term);
    }
    let query = any(fields, &sought(&pool.terms, pool.passages));
    let hits = best(&searcher, &numbers, query.as_ref(), wanted)?;
    let around = Around { searcher: &searcher, numbers: &numbers, fields, reach: wanted.reach };
    pool.documents = context::read(&around, &hits, &pool.terms, &placed_words(&pool, wanted.words))?;
    Ok(pool)
}

/// The term that a word is: one that has a stem of it already, or a new one.
fn term(
    searcher: &Searcher,
    fields: Fields,
    terms: &mut Vec<Term>,
    word: &str,
    languages: &[Stems],
) -> Result<usize, SearchError> {
    let stems: Vec<_> = all_stems(word, languages).into_iter().collect();
    let known = terms.iter().position(|term| stems.iter().any(|stem| term.stems.contains(stem)));
    if let Some(known) = known {
        return Ok(known);
    }
    let frequencies: Result<Vec<u64>, _> = stems.iter().map(|stem| searcher.doc_freq(&fields.stem(stem))).collect();
    terms.push(Term { stems, frequency: frequencies?.into_iter().max().unwrap_or(0) });
    Ok(terms.len() - 1)
}

/// The terms by which passages are found: the rarest, as far as the postings go.
fn sought(terms: &[Term], passages: u64) -> Vec<&Term> {
    let mut rarest: Vec<&Term> = terms.iter().filter(|term| term.frequency > 0).collect();
    rarest.sort_by_key(|term| term.frequency);
    let mut postings = 0;
    let mut taken = 0;
    rarest.retain(|term| {
        postings += term.frequency;
        let is_sought = passages <= SMALL_PASSAGES || taken < SOUGHT_WORDS || postings <= passages / SOUGHT_SHARE;
        taken += usize::from(is_sought);
        is_sought
    });
    rarest
}

/// Words whose places are wanted, folded: those that stand beside another that is not
/// common either.
fn placed_words(pool: &Pool, typed: &[&str]) -> Vec<(String, usize)> {
    let is_telling = |term: &usize| {
        let frequency = pool.terms.get(*term).map_or(0, |term| term.frequency);
        frequency > 0 && (pool.passages <= SMALL_PASSAGES || frequency <= pool.passages / COMMON_SHARE)
    };
    let telling = |at: Option<usize>| at.and_then(|at| pool.order.get(at)).is_some_and(is_telling);
    let beside = |at: usize| telling(Some(at)) && (telling(at.checked_sub(1)) || telling(Some(at + 1)));
    let placed = typed.iter().zip(&pool.order).enumerate().filter(|(at, _)| beside(*at));
    let mut seen = HashSet::new();
    placed
        .filter_map(|(_, (word, term))| Some((words(word).next()?, *term)))
        .filter(|(word, _)| seen.insert(word.clone()))
        .collect()
}

fn any(fields: Fields, terms: &[&Term]) -> Box<dyn Query> {
    let stems: HashSet<&String> = terms.iter().flat_map(|term| &term.stems).collect();
    let clause = |stem| -> (Occur, Box<dyn Query>) {
        (Occur::Should, Box::new(TermQuery::new(fields.stem(stem), IndexRecordOption::WithFreqs)))
    };
    Box::new(BooleanQuery::new(stems.into_iter().map(|stem| clause(stem)).collect()))
}

/// The best passages: item and number, best first (BM25 of the stems; tantivy's k1 is
/// 1.2 and its b 0.75).
fn best(
    searcher: &Searcher,
    numbers: &Numbers,
    query: &dyn Query,
    wanted: Wanted<'_>,
) -> Result<Vec<(u64, u64)>, SearchError> {
    let Wanted { without, hits, .. } = wanted;
    let hits = hits.max(1);
    let asked = if without.is_empty() { hits } else { hits + SPARE_HITS };
    let placed = |top: Vec<(f32, tantivy::DocAddress)>| -> Result<Vec<(u64, u64)>, SearchError> {
        top.into_iter().map(|(_, address)| numbers.place(address)).collect()
    };
    let top = searcher.search(query, &TopDocs::with_limit(asked).order_by_score())?;
    let all = top.len() < asked;
    let mut places = placed(top)?;
    places.retain(|(item, _)| !without.contains(item));
    if !all && places.len() < hits {
        let without = Arc::new(without.clone());
        let best = TopDocs::with_limit(hits).order_by_score();
        let filter = FilterCollector::new(ITEM.to_owned(), move |item: u64| !without.contains(&item), best);
        places = placed(searcher.search(query, &filter)?)?;
    }
    places.truncate(hits);
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(frequencies: &[u64]) -> Vec<Term> {
        frequencies.iter().map(|frequency| Term { stems: Vec::new(), frequency: *frequency }).collect()
    }

    fn sought_of(frequencies: &[u64], passages: u64) -> Vec<u64> {
        sought(&terms(frequencies), passages).into_iter().map(|term| term.frequency).collect()
    }

    #[test]
    fn the_rarest_words_find_passages_as_far_as_their_postings_go() {
        let mixed = [900_000, 10, 0, 50_000, 100_000, 60_000, 3_000];
        assert_eq!(sought_of(&mixed, 1_000_000), [10, 3_000, 50_000, 60_000]);
        assert_eq!(sought_of(&mixed, 20_000_000), [10, 3_000, 50_000, 60_000, 100_000]);
        assert_eq!(sought_of(&[800, 900, 700, 600], 10_000), [600, 700, 800, 900], "a small index takes all");
        assert_eq!(sought_of(&[800_000, 900_000], 1_000_000), [800_000, 900_000], "where there is hardly another");
        assert!(sought_of(&[0], 1_000_000).is_empty());
    }

    #[test]
    fn places_are_wanted_of_words_beside_another_that_tells_something() {
        let order = vec![0, 1, 2, 0, 3, 4];
        let pool =
            Pool { terms: terms(&[900_000, 5, 9, 7, 0]), passages: 1_000_000, order, documents: Documents::new() };
        let typed = ["The", "Anselm", "bridge", "the", "mill", "zzz"];
        assert_eq!(placed_words(&pool, &typed), [("anselm".to_owned(), 1), ("bridge".to_owned(), 2)]);
        let small = Pool { passages: 10_000, ..pool };
        assert_eq!(placed_words(&small, &typed).len(), 4, "in a small index every word that is there");
    }
}
