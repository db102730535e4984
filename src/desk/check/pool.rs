//! The passages around the hits, each read once and taken down to what the claim
//! asks of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::claim::Claim;
use crate::case::CaseError;
use crate::corpus;
use crate::search::{Place, Stems, raw_words};

/// So many passages before and after a hit are candidates too: what a claim is
/// about often stands in one sentence and what it says of it in the next.
pub(super) const REACH: u64 = 2;

/// A passage as the ranking sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    /// Words in it.
    pub length: usize,
    /// Terms of the claim in order, with their places among the words.
    pub terms: Vec<(usize, usize)>,
}

/// Passages of the pool: by item, by number.
pub(super) type Passages = BTreeMap<u64, BTreeMap<u64, Read>>;

/// Reads what surrounds the hits.
///
/// # Errors
/// [`CaseError`].
pub(super) fn read(db: &Connection, claim: &Claim, places: &[Place]) -> Result<Passages, CaseError> {
    let mut wanted: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for Place { item, passage, .. } in places {
        wanted.entry(*item).or_default().extend(passage.saturating_sub(REACH)..=passage + REACH);
    }
    let mut reader = Reader { claim, known: HashMap::new() };
    let mut passages = Passages::new();
    for (item, numbers) in wanted {
        let language = language(db, item)?;
        let read: &mut BTreeMap<u64, Read> = passages.entry(item).or_default();
        for (first, last) in runs(&numbers) {
            for (number, text) in corpus::passage_texts(db, item, first, last)? {
                read.insert(number, reader.read(&text, language.as_deref()));
            }
        }
    }
    Ok(passages)
}

fn language(db: &Connection, item: u64) -> Result<Option<String>, CaseError> {
    let mut select = db.prepare_cached("SELECT language FROM item WHERE ordinal = ?1")?;
    Ok(select.query_row([item], |row| row.get(0))?)
}

/// Numbers that follow each other, as first and last.
fn runs(numbers: &BTreeSet<u64>) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs
}

struct Reader<'c> {
    claim: &'c Claim,
    /// Words met before: stemming is the dearest part.
    known: HashMap<Option<String>, HashMap<String, Option<usize>>>,
}

impl Reader<'_> {
    fn read(&mut self, text: &str, language: Option<&str>) -> Read {
        let claim = self.claim;
        let known = self.known.entry(language.map(str::to_owned)).or_default();
        let stems = Stems::of(language);
        let mut read = Read { length: 0, terms: Vec::new() };
        for word in raw_words(text) {
            let term = match known.get(word) {
                Some(term) => *term,
                None => *known.entry(word.to_owned()).or_insert_with(|| claim.term(&stems.stem(word))),
            };
            read.terms.extend(term.map(|term| (term, read.length)));
            read.length += 1;
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_are_read_at_once() {
        assert_eq!(runs(&[1, 2, 3, 7, 9, 10].into()), [(1, 3), (7, 7), (9, 10)]);
        assert!(runs(&BTreeSet::new()).is_empty());
    }
}
