//! Where the words of many sentences stand together, in one walk over the postings:
//! what a draft has in common with the items of a case, without reading them.
//!
//! Two questions, each of many at once. *Phrases*: in which passages do these words
//! stand in this order? *Alike*: which passages share the telling words of a sentence?
//! Only items that are wanted answer. Each different word is looked up once a segment.

use std::collections::{BTreeSet, HashMap};

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED};

use super::SearchError;
use super::fields::Fields;
use super::find::languages;
use super::index::searched;
use super::numbers::Numbers;
use super::words::{all_stems, words};
use crate::case::Case;

/// A word that stands in more passages than this, and in more than one of so many, says
/// little of what two texts share.
const FREQUENT: u64 = 2_000;
/// See [`FREQUENT`].
const FREQUENT_SHARE: u64 = 100;
/// So many telling words a passage shares with a sentence before it is looked at.
const TOGETHER: usize = 2;

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
            let looked = Looked { segment, number: number as u32, numbers: &numbers, wanted };
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
    wanted: Wanted<'s>,
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
            if !self.segment.is_deleted(document)
                && all_at(&mut postings, document)
                && in_a_row(&mut postings, &mut room)
            {
                let place = self.numbers.place(tantivy::DocAddress::new(self.number, document))?;
                if (self.wanted)(place.0) {
                    if places.len() >= most {
                        *more = true;
                        return Ok(());
                    }
                    places.push(place);
                }
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

/// What the index knows of many sentences.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    /// For each sentence, passages that share telling words with it, best first.
    pub places: Vec<Vec<Place>>,
    /// How much each different word tells, by the word as it was handed in: 1 for one that
    /// stands in one passage, near 0 for one that stands in all.
    pub weights: HashMap<String, f64>,
}

/// The passages of wanted items that share telling words with each sentence (its words
/// as typed), at most `most` of each.
///
/// # Errors
/// As [`phrases`].
pub(crate) fn alike(
    case: &mut Case,
    sentences: &[Vec<String>],
    wanted: Wanted<'_>,
    most: usize,
    mut progress: impl FnMut(usize, usize),
) -> Result<Alike, SearchError> {
    let look = |case: &Case, index: &mut super::OpenIndex| {
        let languages = languages(case.db())?;
        let fields = index.fields;
        let (searcher, numbers) = index.searcher()?;
        let terms = Terms::of(&searcher, fields, sentences, &languages)?;
        let mut scores: Vec<HashMap<Place, f64>> = vec![HashMap::new(); sentences.len()];
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            let looked = Looked { segment, number: number as u32, numbers: &numbers, wanted };
            looked.alike(fields, &terms, &mut scores)?;
        }
        Ok(Alike { places: scores.into_iter().map(|scores| best(scores, most)).collect(), weights: terms.weights })
    };
    Ok(searched(case, &mut progress, look)?.0)
}

fn best(scores: HashMap<Place, f64>, most: usize) -> Vec<Place> {
    let mut scored: Vec<(Place, f64)> = scores.into_iter().collect();
    scored.sort_by(|(a, one), (b, other)| other.total_cmp(one).then(a.cmp(b)));
    scored.into_iter().take(most).map(|(place, _)| place).collect()
}

/// The different telling words of all sentences.
struct Terms {
    /// Stems, the weight, and the sentences that have them.
    telling: Vec<(BTreeSet<String>, f64, Vec<usize>)>,
    weights: HashMap<String, f64>,
}

impl Terms {
    fn of(
        searcher: &Searcher,
        fields: Fields,
        sentences: &[Vec<String>],
        languages: &[super::Stems],
    ) -> Result<Self, SearchError> {
        let mut holders: HashMap<&String, BTreeSet<usize>> = HashMap::new();
        for (number, sentence) in sentences.iter().enumerate() {
            sentence.iter().for_each(|word| {
                holders.entry(word).or_default().insert(number);
            });
        }
        let passages = searcher.num_docs();
        let cap = FREQUENT.max(passages / FREQUENT_SHARE);
        let mut terms = Self { telling: Vec::new(), weights: HashMap::with_capacity(holders.len()) };
        for (word, sentences) in holders {
            let stems = all_stems(word, languages);
            let mut frequency = 0;
            for stem in &stems {
                frequency = frequency.max(searcher.doc_freq(&fields.stem(stem))?);
            }
            let weight = weight(frequency, passages);
            terms.weights.insert(word.clone(), weight);
            if frequency > 0 && frequency <= cap {
                terms.telling.push((stems, weight, sentences.into_iter().collect()));
            }
        }
        Ok(terms)
    }
}

/// How much a word tells that stands in so many of so many passages (Spärck Jones's
/// inverse document frequency, from 0 to 1).
fn weight(frequency: u64, passages: u64) -> f64 {
    let number = |count: u64| count as f64;
    let all = number(passages.max(1) + 1);
    ((all / number(frequency.max(1))).ln() / all.ln()).clamp(0.0, 1.0)
}

impl Looked<'_> {
    fn alike(&self, fields: Fields, terms: &Terms, scores: &mut [HashMap<Place, f64>]) -> Result<(), SearchError> {
        let mut documents: HashMap<u32, Vec<usize>> = HashMap::new();
        for (number, (stems, ..)) in terms.telling.iter().enumerate() {
            for stem in stems {
                self.holders(fields, stem, |document| {
                    let held = documents.entry(document).or_default();
                    if held.last() != Some(&number) {
                        held.push(number);
                    }
                })?;
            }
        }
        for (document, held) in documents.iter().filter(|(_, held)| held.len() >= TOGETHER) {
            let place = self.numbers.place(tantivy::DocAddress::new(self.number, *document))?;
            let mut shared: HashMap<usize, (usize, f64)> = HashMap::new();
            for (_, weight, sentences) in held.iter().filter_map(|number| terms.telling.get(*number)) {
                for sentence in sentences {
                    let entry = shared.entry(*sentence).or_default();
                    *entry = (entry.0 + 1, entry.1 + weight);
                }
            }
            for (sentence, (words, weight)) in shared {
                if let Some(scores) = scores.get_mut(sentence).filter(|_| words >= TOGETHER) {
                    scores.insert(place, weight);
                }
            }
        }
        Ok(())
    }

    /// Visits the documents of wanted items that hold a stem.
    fn holders(&self, fields: Fields, stem: &str, mut visit: impl FnMut(u32)) -> Result<(), SearchError> {
        let term = fields.stem(stem);
        let postings = self
            .segment
            .inverted_index(term.field())?
            .read_postings(&term, IndexRecordOption::Basic)
            .map_err(SearchError::Index)?;
        let Some(mut postings) = postings else { return Ok(()) };
        let mut document = postings.doc();
        while document != TERMINATED {
            let (item, _) = self.numbers.place(tantivy::DocAddress::new(self.number, document))?;
            if (self.wanted)(item) && !self.segment.is_deleted(document) {
                visit(document);
            }
            document = postings.advance();
        }
        Ok(())
    }
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
