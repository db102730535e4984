//! What stands around the hits, out of the postings: no text is read, cut or stemmed
//! again. A passage is known by how often each term stands in it, by its length, and
//! by the places of some words.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

use super::SearchError;
use super::fields::Fields;
use super::numbers::Numbers;
use super::pool::{Documents, Held, Term};

/// Where passages are read.
pub(super) struct Around<'s> {
    pub searcher: &'s Searcher,
    pub numbers: &'s Numbers,
    pub fields: Fields,
    /// So many passages before and after each hit.
    pub reach: u64,
}

/// A passage of one segment.
struct Row {
    item: u64,
    passage: u64,
    held: Held,
}

/// Rows in the order of the segment.
type Rows = BTreeMap<DocId, Row>;

/// Reads the hits (item and number), what is around them, and the first passage of
/// each of their documents. `words` are folded, each with its term.
pub(super) fn read(
    around: &Around<'_>,
    hits: &[(u64, u64)],
    terms: &[Term],
    words: &[(String, usize)],
) -> Result<Documents, SearchError> {
    let wanted = wanted(hits, around.reach);
    let mut documents = Documents::new();
    for (number, segment) in around.searcher.segment_readers().iter().enumerate() {
        let mut rows = rows(around, number as u32, segment, &wanted)?;
        if rows.is_empty() {
            continue;
        }
        lengths(around, segment, &mut rows)?;
        for (term, Term { stems, .. }) in terms.iter().enumerate() {
            for stem in stems {
                count(postings(segment, &around.fields.stem(stem), IndexRecordOption::WithFreqs)?, term, &mut rows);
            }
        }
        for (word, term) in words {
            let places = postings(segment, &around.fields.word(word), IndexRecordOption::WithFreqsAndPositions)?;
            locate(places, *term, &mut rows);
        }
        for Row { item, passage, mut held } in rows.into_values() {
            held.places.sort_unstable();
            documents.entry(item).or_default().insert(passage, held);
        }
    }
    Ok(documents)
}

/// Numbers of passages by item.
fn wanted(hits: &[(u64, u64)], reach: u64) -> BTreeMap<u64, BTreeSet<u64>> {
    let mut wanted: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for (item, passage) in hits {
        let numbers = wanted.entry(*item).or_insert_with(|| [0].into());
        numbers.extend(passage.saturating_sub(reach)..=passage.saturating_add(reach));
    }
    wanted
}

/// Those of them that are in this segment: an item may lie in several.
fn rows(
    around: &Around<'_>,
    number: u32,
    segment: &SegmentReader,
    wanted: &BTreeMap<u64, BTreeSet<u64>>,
) -> Result<Rows, SearchError> {
    let mut rows = Rows::new();
    for (item, numbers) in wanted {
        let passages = postings(segment, &around.fields.item(*item), IndexRecordOption::Basic)?;
        let Some(mut passages) = passages else { continue };
        while passages.doc() != TERMINATED {
            let document = passages.doc();
            let passage = around.numbers.passage(number, document)?;
            if numbers.contains(&passage) && !segment.is_deleted(document) {
                rows.insert(document, Row { item: *item, passage, held: Held::default() });
            }
            passages.advance();
        }
    }
    Ok(rows)
}

fn postings(
    segment: &SegmentReader,
    term: &tantivy::Term,
    option: IndexRecordOption,
) -> Result<Option<SegmentPostings>, SearchError> {
    segment.inverted_index(term.field())?.read_postings(term, option).map_err(SearchError::Index)
}

fn lengths(around: &Around<'_>, segment: &SegmentReader, rows: &mut Rows) -> Result<(), SearchError> {
    let lengths = segment.get_fieldnorms_reader(around.fields.stem("").field())?;
    for (document, row) in rows {
        row.held.length = lengths.fieldnorm(*document);
    }
    Ok(())
}

/// Visits the rows that a word stands in.
fn each(postings: Option<SegmentPostings>, rows: &mut Rows, mut visit: impl FnMut(&mut SegmentPostings, &mut Held)) {
    let Some(mut postings) = postings else { return };
    for (document, row) in rows {
        if postings.doc() < *document {
            postings.seek(*document);
        }
        if postings.doc() == *document {
            visit(&mut postings, &mut row.held);
        }
    }
}

fn count(postings: Option<SegmentPostings>, term: usize, rows: &mut Rows) {
    each(postings, rows, |postings, held| match held.counts.last_mut() {
        Some((last, count)) if *last == term => *count += postings.term_freq(),
        _ => held.counts.push((term, postings.term_freq())),
    });
}

fn locate(postings: Option<SegmentPostings>, term: usize, rows: &mut Rows) {
    let mut places = Vec::new();
    each(postings, rows, |postings, held| {
        postings.positions(&mut places);
        held.places.extend(places.iter().map(|place| (*place, term)));
    });
}
