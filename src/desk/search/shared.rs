//! Where the words of many sentences stand together, in one walk over the postings:
//! what a draft has in common with the items of a case, without reading them.
//!
//! Two questions, each of many at once. *Phrases*: in which passages do these words
//! stand in this order? *Alike*: which passages share the telling words of a sentence?
//! ([`mod@alike`]). Only items that are wanted answer. Each different word is looked up once
//! a segment.

mod alike;

use std::collections::HashMap;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::SearchError;
use super::fields::Fields;
use super::index::searched;
use super::numbers::Numbers;
use super::words::words;
use crate::case::Case;
pub(crate) use alike::alike;

/// A passage: its item's ordinal, and its number within the item.
pub(crate) type Place = (u64, u64);

/// Which items may answer.
pub(crate) type Wanted<'w> = &'w dyn Fn(u64) -> bool;

/// For each phrase (as typed, in the words of the index) the passages that hold it, at
/// most `most`, and whether there are more.
///
/// # Errors
/// [`SearchError`]; a damaged index is none: it is made anew, and searched then.
pub(crate) fn phrases(
    case: &mut Case,
    phrases: &[&str],
    wanted: Wanted<'_>,
    most: usize,
    mut progress: impl FnMut(usize, usize),
) -> Result<Vec<(Vec<Place>, bool)>, SearchError> {
    let typed: Vec<Vec<String>> = phrases.iter().map(|phrase| words(phrase).collect()).collect();
    let look = |_: &Case, index: &mut super::OpenIndex| {
        let fields = index.fields;
        let (searcher, numbers) = index.searcher()?;
        let mut answers = vec![(Vec::new(), false); typed.len()];
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            let looked = Looked::of(segment, number as u32, &numbers, wanted)?;
            let mut known = HashMap::new();
            for (phrase, answer) in typed.iter().zip(&mut answers) {
                looked.phrase(&mut known, fields, phrase, most, answer)?;
            }
        }
        Ok(answers)
    };
    Ok(searched(case, &mut progress, look)?.0)
}

/// A segment, and who may answer from it.
struct Looked<'s> {
    segment: &'s SegmentReader,
    number: u32,
    numbers: &'s Numbers,
    /// By document, whether it is there and its item is wanted.
    may: Vec<bool>,
}

impl<'s> Looked<'s> {
    /// Each document is asked about once, and not once a word.
    fn of(
        segment: &'s SegmentReader,
        number: u32,
        numbers: &'s Numbers,
        wanted: Wanted<'_>,
    ) -> Result<Self, SearchError> {
        let may = |document: u32| {
            let (item, _) = numbers.place(tantivy::DocAddress::new(number, document))?;
            Ok(!segment.is_deleted(document) && wanted(item))
        };
        let may = (0..segment.max_doc()).map(may).collect::<Result<_, SearchError>>()?;
        Ok(Self { segment, number, numbers, may })
    }

    fn may(&self, document: u32) -> bool {
        self.may.get(document as usize).copied().unwrap_or(false)
    }

    fn place(&self, document: u32) -> Result<Place, SearchError> {
        self.numbers.place(tantivy::DocAddress::new(self.number, document))
    }
}

impl Looked<'_> {
    /// Adds the passages of this segment in which the words stand in a row.
    fn phrase(
        &self,
        known: &mut HashMap<String, Option<TermInfo>>,
        fields: Fields,
        phrase: &[String],
        most: usize,
        (places, more): &mut (Vec<Place>, bool),
    ) -> Result<(), SearchError> {
        let mut infos = Vec::with_capacity(phrase.len());
        for word in phrase {
            match self.info(known, fields, word)? {
                Some(info) => infos.push(info),
                None => return Ok(()),
            }
        }
        // The rarest leads: the others only follow it.
        let Some(lead) = (0..infos.len()).min_by_key(|at| infos.get(*at).map(|info| info.doc_freq)) else {
            return Ok(());
        };
        let mut postings = infos.iter().map(|info| self.postings(fields, info)).collect::<Result<Vec<_>, _>>()?;
        let mut room = Room::default();
        let mut document = postings.get(lead).map_or(TERMINATED, DocSet::doc);
        while document != TERMINATED {
            if self.may(document) && all_at(&mut postings, document) && in_a_row(&mut postings, &mut room) {
                if places.len() >= most {
                    *more = true;
                    return Ok(());
                }
                places.push(self.place(document)?);
            }
            document = postings.get_mut(lead).map_or(TERMINATED, DocSet::advance);
        }
        Ok(())
    }

    fn info(
        &self,
        known: &mut HashMap<String, Option<TermInfo>>,
        fields: Fields,
        word: &str,
    ) -> Result<Option<TermInfo>, SearchError> {
        if let Some(info) = known.get(word) {
            return Ok(info.clone());
        }
        let term = fields.word(word);
        let info = self.segment.inverted_index(term.field())?.get_term_info(&term).map_err(SearchError::Index)?;
        known.insert(word.to_owned(), info.clone());
        Ok(info)
    }

    fn postings(&self, fields: Fields, info: &TermInfo) -> Result<SegmentPostings, SearchError> {
        self.segment
            .inverted_index(fields.word("").field())?
            .read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)
            .map_err(SearchError::Index)
    }
}

/// Moves every list to a document; whether all have it.
fn all_at(postings: &mut [SegmentPostings], document: u32) -> bool {
    postings.iter_mut().all(|list| {
        if list.doc() < document {
            list.seek(document);
        }
        list.doc() == document
    })
}

/// Places of words, kept so that no document allocates.
#[derive(Default)]
struct Room {
    starts: Vec<u32>,
    next: Vec<u32>,
}

/// Whether the words stand one after the other in the document at which all lists are.
fn in_a_row(postings: &mut [SegmentPostings], room: &mut Room) -> bool {
    for (offset, list) in postings.iter_mut().enumerate() {
        let offset = offset as u32;
        if offset == 0 {
            list.positions(&mut room.starts);
            continue;
        }
        list.positions(&mut room.next);
        room.starts.retain(|start| room.next.binary_search(&(start + offset)).is_ok());
        if room.starts.is_empty() {
            return false;
        }
    }
    !room.starts.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Origin, add};
    use crate::fixture;

    const FIRST: &str = "The lamp of the pilot was lit at nine by the keeper of the fictional harbour at Orm.";
    const SECOND: &str = "Nobody lit the lamp of the keeper, and the pilot of the harbour went home.";

    fn desk() -> fixture::Desk {
        let mut desk = fixture::case();
        for (name, text) in [("one.txt", FIRST), ("two.txt", SECOND)] {
            let path = desk.folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
        }
        desk
    }

    #[test]
    fn a_phrase_is_found_where_its_words_stand_in_a_row_and_only_in_what_is_wanted() {
        let mut desk = desk();
        let asked = ["the LAMP of the", "lamp of the pilot", "pilot of the lamp", "", "a zebra"];
        let mut items = |wanted: Wanted<'_>, most| {
            let found = phrases(&mut desk.case, &asked, wanted, most, |_, _| {}).unwrap();
            let ids = |places: Vec<Place>| places.into_iter().map(|(item, _)| item).collect::<Vec<_>>();
            found.into_iter().map(|(places, more)| (ids(places), more)).collect::<Vec<_>>()
        };
        let none = || (Vec::new(), false);
        assert_eq!(items(&|_| true, 9), [(vec![1, 2], false), (vec![1], false), none(), none(), none()]);
        assert_eq!(items(&|item| item == 2, 9), [(vec![2], false), none(), none(), none(), none()]);
        assert_eq!(items(&|_| true, 1)[0], (vec![1], true), "that there are more is said");
    }

    #[test]
    fn a_sentence_finds_the_passage_that_shares_its_telling_words_in_any_form() {
        let mut desk = desk();
        let sentence = |text: &str| super::super::raw_words(text).map(str::to_owned).collect::<Vec<_>>();
        let asked = [sentence("Keepers lighting lamps at nine"), sentence("Zebras sleep")];
        let found = alike(&mut desk.case, &asked, &|_| true, 5, |_, _| {}).unwrap();
        assert_eq!(found.places[0].first().map(|(item, _)| *item), Some(1));
        assert!(found.places[1].is_empty(), "the control: nothing is shared");
        let none = alike(&mut desk.case, &asked, &|_| false, 5, |_, _| {}).unwrap();
        assert!(none.places[0].is_empty(), "what is not wanted does not answer");
        assert!(found.weights["nine"] > found.weights["lamps"], "{:?}", found.weights);
    }
}
