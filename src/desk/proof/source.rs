//! Where in the case a quotation stands.
//!
//! Fingerprints find places where four words in a row are the same; for what they do not
//! find, the index finds passages by words. Each place is then read and compared.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use rusqlite::Connection;

use super::align::{self, Difference, Found, read_words};
use super::quotation::{Element, Quotation};
use crate::case::{Case, CaseError};
use crate::corpus::interview::{self, Terms};
use crate::corpus::item::{self, Class};
use crate::corpus::{Item, Standing, excerpt};
use crate::fingerprint::{Parameters, winnow};
use crate::search::{self, SearchError, Wanted};

/// Holders of one sequence of words that are looked at: what more hold is a phrase.
const HOLDERS: usize = 64;
/// Passages that the index gives for one quotation.
const HITS: usize = 16;
/// Places that are known of one quotation.
const PLACES: usize = 256;
/// Places that are read for it.
const READ: usize = 24;
/// Hits that are so near to each other, in characters, speak for one place.
const NEAR: u64 = 300;
/// Words of a quotation that the index is asked for.
const ASKED_WORDS: usize = 60;
/// So many characters around a place are read, besides the quotation's length: room for what
/// an ellipsis left out.
const AROUND: u64 = 600;

/// A place in the case where a quotation stands, as it is or nearly.
#[derive(Debug, Clone, PartialEq)]
pub struct Stands {
    /// The item.
    pub item: Item,
    /// Its characters there.
    pub range: Range<u64>,
    /// Share of the quotation's words that stand there.
    pub share: f64,
    /// What differs; nothing where it is exact.
    pub differences: Vec<Difference>,
    /// Of an interview: on what terms that was said.
    pub terms: Option<Terms>,
    /// An editor said that the quotation translates this; nothing was compared.
    pub translated: bool,
}

impl Stands {
    /// Whether its words may be shown to readers as its words.
    #[must_use]
    pub fn is_quotable(&self) -> bool {
        matches!(self.item.standing, Standing::Public | Standing::OnRecord)
    }

    /// Whether the terms of the conversation let it be quoted.
    #[must_use]
    pub fn terms_allow(&self) -> bool {
        !matches!(self.terms, Some(Terms::DeepBackground | Terms::OffRecord))
    }
}

/// What is known of a quotation.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It stands so in something public or on the record.
    Exact(Stands),
    /// It stands so in a conversation whose terms forbid to quote it.
    Terms(Stands),
    /// It stands in something public or on the record with other words.
    Altered(Stands),
    /// It stands, exactly or nearly, only in protected material.
    Protected(Stands),
    /// It stands only in something that is neither public nor on the record.
    Internal(Stands),
    /// It stands nowhere.
    Nowhere,
}

/// Looks for each quotation. `progress` is told how many of how many.
///
/// # Errors
/// [`SearchError`].
pub fn verdicts(
    case: &mut Case,
    quotations: &[Quotation],
    mut progress: impl FnMut(usize, usize),
) -> Result<Vec<Verdict>, SearchError> {
    let mut verdicts = Vec::with_capacity(quotations.len());
    for (index, quotation) in quotations.iter().enumerate() {
        verdicts.push(verdict(case, quotation)?);
        progress(index + 1, quotations.len());
    }
    Ok(verdicts)
}

fn verdict(case: &mut Case, quotation: &Quotation) -> Result<Verdict, SearchError> {
    let mut places = Places::default();
    places.by_fingerprint(case.db(), &quotation.text)?;
    let stands = read_places(case.db(), &places, quotation)?;
    // What stands word for word where everybody can read it needs no further search.
    if let Some(exact) = stands.iter().find(|stands| stands.is_quotable() && stands.differences.is_empty())
        && exact.terms_allow()
    {
        return Ok(Verdict::Exact(exact.clone()));
    }
    places.by_index(case, &quotation.elements)?;
    Ok(judge(read_places(case.db(), &places, quotation)?))
}

/// The gravest of what was found, but for what clears it.
fn judge(mut stands: Vec<Stands>) -> Verdict {
    stands.sort_by(|a, b| a.differences.len().cmp(&b.differences.len()).then(b.share.total_cmp(&a.share)));
    let first = |test: &dyn Fn(&Stands) -> bool| stands.iter().find(|stands| test(stands)).cloned();
    let exact = |stands: &Stands| stands.differences.is_empty();
    let protected = |stands: &Stands| stands.item.standing == Standing::Protected;
    let found = first(&|s| exact(s) && s.is_quotable() && s.terms_allow()).map(Verdict::Exact);
    found
        .or_else(|| first(&|s| exact(s) && s.is_quotable()).map(Verdict::Terms))
        .or_else(|| first(&|s| exact(s) && protected(s)).map(Verdict::Protected))
        .or_else(|| first(&|s| exact(s)).map(Verdict::Internal))
        .or_else(|| first(&Stands::is_quotable).map(Verdict::Altered))
        .or_else(|| first(&protected).map(Verdict::Protected))
        .or_else(|| first(&|_| true).map(Verdict::Internal))
        .unwrap_or(Verdict::Nowhere)
}

/// Characters of items, by their ordinals, that are to be read, each with how much spoke
/// for it.
#[derive(Default)]
struct Places(BTreeMap<u64, Vec<(Range<u64>, usize)>>);

impl Places {
    fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    fn add(&mut self, item: u64, range: Range<u64>) {
        let known = self.0.entry(item).or_default();
        let close = |old: &Range<u64>| range.start <= old.end + NEAR && old.start <= range.end + NEAR;
        match known.iter_mut().find(|(old, _)| close(old)) {
            Some((old, count)) => {
                *old = old.start.min(range.start)..old.end.max(range.end);
                *count += 1;
            }
            None => known.push((range, 1)),
        }
    }

    /// Those that most speaks for, first.
    fn ranked(&self) -> Vec<(u64, Range<u64>)> {
        let all = self.0.iter().flat_map(|(item, ranges)| ranges.iter().map(move |(range, n)| (*n, *item, range)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(count, item, range)| (std::cmp::Reverse(*count), *item, range.start));
        all.into_iter().take(READ).map(|(_, item, range)| (item, range.clone())).collect()
    }

    /// The sequences that fewest hold come first: they tell most.
    fn by_fingerprint(&mut self, db: &Connection, text: &str) -> Result<(), CaseError> {
        let every = Parameters { words: Parameters::CASE.words, window: 1 };
        let hashes: HashSet<u64> = winnow(text, every).into_iter().map(|print| print.hash).collect();
        let select = "SELECT item, start, until FROM fingerprint WHERE hash = ?1 LIMIT ?2";
        let mut select = db.prepare_cached(select)?;
        let mut found = Vec::new();
        for hash in hashes {
            let rows: Result<Vec<(u64, u64, u64)>, _> = select
                .query_map((hash.cast_signed(), HOLDERS), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect();
            found.push(rows?);
        }
        found.sort_by_key(Vec::len);
        for (item, start, end) in found.into_iter().flatten() {
            if self.count() < PLACES {
                self.add(item, start..end);
            }
        }
        Ok(())
    }

    fn by_index(&mut self, case: &mut Case, elements: &[Element]) -> Result<(), SearchError> {
        let words = elements.iter().filter_map(|element| match element {
            Element::Word(word) => Some(word.shown.as_str()),
            _ => None,
        });
        let words: Vec<&str> = words.take(ASKED_WORDS).collect();
        if words.is_empty() {
            return Ok(());
        }
        let wanted = Wanted { words: &words, without: &HashSet::new(), hits: HITS, reach: 0 };
        let (pool, _) = search::pool(case, wanted, |_, _| {})?;
        let mut hits: Vec<(usize, u64, u64)> = Vec::new();
        for (item, passages) in &pool.documents {
            hits.extend(passages.iter().map(|(number, held)| (held.counts.len(), *item, *number)));
        }
        hits.sort_unstable_by(|a, b| b.cmp(a));
        for (_, item, number) in hits.into_iter().take(PLACES) {
            if let Some(shown) = crate::corpus::passage(case.db(), item, number)? {
                self.add(item, shown.start..shown.end);
            }
        }
        Ok(())
    }
}

fn read_places(db: &Connection, places: &Places, quotation: &Quotation) -> Result<Vec<Stands>, CaseError> {
    let mut found = Vec::new();
    let mut items: HashMap<u64, Option<Item>> = HashMap::new();
    let slack = quotation.text.chars().count() as u64 + AROUND;
    for (ordinal, range) in places.ranked() {
        let item = match items.get(&ordinal) {
            Some(item) => item.clone(),
            None => items.entry(ordinal).or_insert(item::of_ordinal(db, ordinal)?).clone(),
        };
        let Some(item) = item.filter(|item| !item.forgotten) else { continue };
        let wanted = range.start.saturating_sub(slack)..range.end + slack;
        let text = excerpt::exact(db, ordinal, wanted.clone())?;
        if let Some(found_here) = align::align(&quotation.elements, &read_words(&text)) {
            let here = stands(db, &item, wanted.start, found_here)?;
            let settles = here.differences.is_empty() && here.is_quotable() && here.terms_allow();
            found.push(here);
            if settles {
                break;
            }
        }
    }
    Ok(found)
}

fn stands(db: &Connection, item: &Item, start: u64, found: Found) -> Result<Stands, CaseError> {
    let range = start + found.range.start as u64..start + found.range.end as u64;
    let spans = if item.class == Class::Interview { interview::spans(db, item)? } else { Vec::new() };
    let here = spans.into_iter().filter(|span| span.range.start < range.end && range.start < span.range.end);
    // The strictest terms of all that it touches.
    let terms = here.map(|span| span.terms).max_by_key(|terms| match terms {
        Terms::OnRecord => 0,
        Terms::OnBackground => 1,
        Terms::DeepBackground => 2,
        Terms::OffRecord => 3,
    });
    Ok(Stands {
        item: item.clone(),
        range,
        share: found.share,
        differences: found.differences,
        terms,
        translated: false,
    })
}
