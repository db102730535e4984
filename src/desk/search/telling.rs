//! Words → the terms that tell passages apart.
//!
//! A word that stands in every tenth passage tells little of any and costs most of a
//! search. Which words these are is counted in the index itself, whatever the
//! language: no list of stop words is kept. Where a query has hardly another word, they
//! are sought all the same, and in a phrase every word counts.

use std::collections::HashSet;

use tantivy::{Searcher, Term};

use super::SearchError;
use super::fields::Fields;
use super::words::{Stems, all_stems, words};

/// A word is common that stands in more than one of so many passages.
const COMMON: u64 = 10;
/// A word as it stands is sought beside its stems only where it stands in fewer than
/// one of so many: there it is a name, and above it costs much and tells little.
const RARE: u64 = 100;
/// Common words are left out where so many others remain.
const ENOUGH: usize = 4;

/// One word with what it is sought by.
struct Word {
    terms: Vec<Term>,
    is_common: bool,
}

/// The terms of these words, each once.
pub(super) fn terms<'w>(
    searcher: &Searcher,
    fields: Fields,
    typed: impl Iterator<Item = &'w str>,
    languages: &[Stems],
) -> Result<Vec<Term>, SearchError> {
    let all = typed.map(|word| look_up(searcher, fields, word, languages)).collect::<Result<Vec<_>, _>>()?;
    // What stands nowhere leaves nothing to be found by.
    let telling = all.iter().filter(|word| !word.is_common && !word.terms.is_empty()).count();
    let kept = all.into_iter().filter(|word| telling < ENOUGH || !word.is_common);
    let mut seen = HashSet::new();
    Ok(kept.flat_map(|word| word.terms).filter(|term| seen.insert(term.clone())).collect())
}

fn look_up(searcher: &Searcher, fields: Fields, typed: &str, languages: &[Stems]) -> Result<Word, SearchError> {
    let passages = searcher.num_docs();
    let mut word = Word { terms: Vec::new(), is_common: false };
    for stem in all_stems(typed, languages) {
        let term = fields.stem(&stem);
        match searcher.doc_freq(&term)? {
            // What stands nowhere is not asked for again in every part of the index.
            0 => {}
            count => {
                word.is_common |= count > passages / COMMON;
                word.terms.push(term);
            }
        }
    }
    for whole in words(typed) {
        let term = fields.word(&whole);
        let count = searcher.doc_freq(&term)?;
        if count > 0 && count <= passages / RARE {
            word.terms.push(term);
        }
    }
    Ok(word)
}
