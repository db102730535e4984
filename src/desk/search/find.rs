//! Hits, best first, each joined with the case: what the case does not hold is not
//! shown, whatever the index says.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;
use subrosa_tip::Day;
use tantivy::collector::{FilterCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Score, Searcher};

use super::SearchError;
use super::fields::{Fields, ITEM};
use super::index::{Fresh, OpenIndex, searched};
use super::query::{CHARACTERS, Clause, is_too_much, parse};
use super::telling;
use super::words::Stems;
use crate::case::{Case, CaseError};
use crate::corpus::{self, Item, Kind, Shown, item};

/// Where to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Scope {
    /// Documents and interviews
    Corpus,
    /// Messages and files of tips
    Tips,
    /// Everything
    #[default]
    All,
}

/// What is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What was typed.
    pub query: String,
    /// Where to look.
    pub scope: Scope,
    /// Only documents of this kind.
    pub kind: Option<Kind>,
    /// Only what was published (of a tip: received; of an interview: held) before.
    pub before: Option<Day>,
    /// Most hits.
    pub limit: usize,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its item.
    pub item: Item,
    /// The passage.
    pub passage: Shown,
    /// How well it fits; comparable within one search only.
    pub score: f32,
}

/// Searches, after the index was completed. *Returns* the hits, best first, and how
/// the index came to be as it is.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew, and searched then.
pub fn search(
    case: &mut Case,
    asked: &Asked,
    mut progress: impl FnMut(usize, usize),
) -> Result<(Vec<Hit>, Fresh), SearchError> {
    if asked.query.chars().count() > CHARACTERS {
        return Err(SearchError::Long);
    }
    let clauses = parse(&asked.query);
    if clauses.is_empty() {
        return Err(SearchError::Nothing);
    }
    if is_too_much(&clauses) {
        return Err(SearchError::Long);
    }
    let (found, fresh) = searched(case, &mut progress, |case, index| ranked(case, index, &clauses, asked))?;
    Ok((hits(case.db(), found)?, fresh))
}

type Found = Vec<(Score, u64, u64)>;

fn ranked(case: &Case, index: &mut OpenIndex, clauses: &[Clause], asked: &Asked) -> Result<Found, SearchError> {
    let (searcher, numbers) = index.searcher()?;
    let query = query(&searcher, index.fields, clauses, &languages(case.db())?)?;
    let best = TopDocs::with_limit(asked.limit.max(1)).order_by_score();
    let top = match permitted(case.db(), asked)? {
        // Without a filter whole blocks that cannot win are passed over.
        None => searcher.search(query.as_ref(), &best)?,
        Some(items) => {
            let items = Arc::new(items);
            let filter = FilterCollector::new(ITEM.to_owned(), move |item: u64| items.contains(&item), best);
            searcher.search(query.as_ref(), &filter)?
        }
    };
    let place = |(score, address)| numbers.place(address).map(|(item, passage)| (score, item, passage));
    top.into_iter().map(place).collect()
}

fn hits(db: &Connection, found: Found) -> Result<Vec<Hit>, SearchError> {
    let mut hits = Vec::with_capacity(found.len());
    for (score, ordinal, number) in found {
        let item = item::of_ordinal(db, ordinal)?;
        if let (Some(item), Some(passage)) = (item, corpus::passage(db, ordinal, number)?) {
            hits.push(Hit { item, passage, score });
        }
    }
    Ok(hits)
}

/// Stemmers of the languages in the case: nobody says in which one a query is. Each
/// language is looked up in the order of an index, and no item is read.
pub(super) fn languages(db: &Connection) -> Result<Vec<Stems>, CaseError> {
    let next = "SELECT min(language) FROM item WHERE language > ?1";
    let mut next = db.prepare_cached(next)?;
    let (mut stems, mut last) = (Vec::new(), String::new());
    while let Some(language) = next.query_row([&last], |row| row.get::<_, Option<String>>(0))? {
        stems.push(Stems::of(Some(&language)));
        last = language;
    }
    Ok(stems)
}

/// The items that may be found; nothing when all may.
fn permitted(db: &Connection, asked: &Asked) -> Result<Option<HashSet<u64>>, CaseError> {
    if asked.scope == Scope::All && asked.kind.is_none() && asked.before.is_none() {
        return Ok(None);
    }
    // Something without a day is not known to be from before one.
    let select = "SELECT ordinal FROM item
        WHERE (?1 = 0 OR (?1 = 1) = (tip IS NULL)) AND (?2 IS NULL OR kind = ?2)
            AND (?3 IS NULL OR CASE WHEN tip IS NOT NULL THEN day WHEN class = 'interview' THEN obtained
                ELSE coalesce(published, claimed_published) END < ?3)";
    let scope = match asked.scope {
        Scope::All => 0,
        Scope::Corpus => 1,
        Scope::Tips => 2,
    };
    let mut select = db.prepare(select)?;
    let given = (scope, asked.kind.map(Kind::word), asked.before.map(Day::number));
    let items: Result<HashSet<u64>, _> = select.query_map(given, |row| row.get(0))?.collect();
    Ok(Some(items?))
}

fn term(term: tantivy::Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// One flat list of clauses: only of those does tantivy pass over blocks.
pub(super) fn query(
    searcher: &Searcher,
    fields: Fields,
    clauses: &[Clause],
    languages: &[Stems],
) -> Result<Box<dyn Query>, SearchError> {
    let typed = clauses.iter().filter_map(|clause| match clause {
        Clause::Word(typed) => Some(typed.as_str()),
        _ => None,
    });
    let terms = telling::terms(searcher, fields, typed, languages)?;
    let mut all: Vec<(Occur, Box<dyn Query>)> = terms.into_iter().map(|found| (Occur::Should, term(found))).collect();
    for clause in clauses {
        match clause {
            Clause::Word(_) => {}
            Clause::Phrase(words, must) => {
                let occur = if *must { Occur::Must } else { Occur::Should };
                all.push((occur, phrase(fields, words)));
            }
            Clause::Prefix(beginning) => {
                let mut words = PhrasePrefixQuery::new(vec![fields.word(beginning)]);
                // Otherwise only the first fifty that begin so.
                words.set_max_expansions(u32::MAX);
                all.push((Occur::Must, Box::new(words)));
            }
        }
    }
    Ok(Box::new(BooleanQuery::new(all)))
}

fn phrase(fields: Fields, words: &[String]) -> Box<dyn Query> {
    match words {
        [word] => term(fields.word(word)),
        words => Box::new(PhraseQuery::new(words.iter().map(|word| fields.word(word)).collect())),
    }
}
