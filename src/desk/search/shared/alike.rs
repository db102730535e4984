//! Which passages share the telling words of a sentence, for many sentences at once.

use std::collections::{BTreeSet, HashMap};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, TERMINATED};

use super::{Looked, Place, Wanted};
use crate::case::Case;
use crate::search::SearchError;
use crate::search::fields::Fields;
use crate::search::find::languages;
use crate::search::index::searched;
use crate::search::words::{Stems, all_stems};

/// A word that stands in more passages than this, and in more than one of so many, says
/// little of what two texts share; its postings are most of the work.
const FREQUENT: u64 = 2_000;
/// See [`FREQUENT`].
const FREQUENT_SHARE: u64 = 500;
/// So many telling words a passage shares with a sentence before it is looked at.
const TOGETHER: u32 = 2;
/// So many times the best that are wanted are kept before the rest is dropped.
const KEPT: usize = 8;

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
/// As [`super::phrases`].
pub(crate) fn alike(
    case: &mut Case,
    sentences: &[Vec<String>],
    wanted: Wanted<'_>,
    most: usize,
    mut progress: impl FnMut(usize, usize),
) -> Result<Alike, SearchError> {
    let look = |case: &Case, index: &mut crate::search::OpenIndex| {
        let languages = languages(case.db())?;
        let fields = index.fields;
        let (searcher, numbers) = index.searcher()?;
        let terms = Terms::of(&searcher, fields, sentences, &languages)?;
        let mut best = vec![Best::new(most); sentences.len()];
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            Looked::of(segment, number as u32, &numbers, wanted)?.alike(fields, &terms, &mut best)?;
        }
        Ok(Alike { places: best.into_iter().map(Best::places).collect(), weights: terms.weights })
    };
    Ok(searched(case, &mut progress, look)?.0)
}

/// The best passages of a sentence so far.
#[derive(Clone)]
struct Best {
    scored: Vec<(f64, Place)>,
    most: usize,
}

impl Best {
    fn new(most: usize) -> Self {
        Self { scored: Vec::new(), most }
    }

    fn add(&mut self, weight: f64, place: Place) {
        self.scored.push((weight, place));
        if self.scored.len() >= self.most * KEPT {
            self.prune();
        }
    }

    fn prune(&mut self) {
        self.scored.sort_by(|(one, a), (other, b)| other.total_cmp(one).then(a.cmp(b)));
        self.scored.truncate(self.most);
    }

    fn places(mut self) -> Vec<Place> {
        self.prune();
        self.scored.into_iter().map(|(_, place)| place).collect()
    }
}

/// The different telling words of all sentences.
struct Terms {
    telling: Vec<Telling>,
    weights: HashMap<String, f64>,
}

struct Telling {
    stems: BTreeSet<String>,
    weight: f64,
    sentences: Vec<usize>,
}

impl Terms {
    fn of(
        searcher: &Searcher,
        fields: Fields,
        sentences: &[Vec<String>],
        languages: &[Stems],
    ) -> Result<Self, SearchError> {
        let mut holders: HashMap<&String, BTreeSet<usize>> = HashMap::new();
        for (number, sentence) in sentences.iter().enumerate() {
            for word in sentence {
                holders.entry(word).or_default().insert(number);
            }
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
                terms.telling.push(Telling { stems, weight, sentences: sentences.into_iter().collect() });
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
    /// Adds the passages of this segment to the best of each sentence.
    fn alike(&self, fields: Fields, terms: &Terms, best: &mut [Best]) -> Result<(), SearchError> {
        let mut tally = Tally::new(best.len());
        for (document, held) in self.holders(fields, terms)? {
            let place = self.place(document)?;
            for term in held.iter().filter_map(|number| terms.telling.get(*number as usize)) {
                tally.add(term);
            }
            tally.take(|sentence, weight| {
                if let Some(best) = best.get_mut(sentence) {
                    best.add(weight, place);
                }
            });
        }
        Ok(())
    }

    /// The documents that may answer and hold some telling word, with these.
    fn holders(&self, fields: Fields, terms: &Terms) -> Result<HashMap<u32, Vec<u32>>, SearchError> {
        let mut documents: HashMap<u32, Vec<u32>> = HashMap::new();
        for (number, term) in (0..).zip(&terms.telling) {
            for stem in &term.stems {
                let term = fields.stem(stem);
                let postings = self.segment.inverted_index(term.field())?;
                let postings = postings.read_postings(&term, IndexRecordOption::Basic).map_err(SearchError::Index)?;
                let Some(mut postings) = postings else { continue };
                let mut document = postings.doc();
                while document != TERMINATED {
                    if self.may(document) {
                        let held = documents.entry(document).or_default();
                        if held.last() != Some(&number) {
                            held.push(number);
                        }
                    }
                    document = postings.advance();
                }
            }
        }
        documents.retain(|_, held| held.len() >= TOGETHER as usize);
        Ok(documents)
    }
}

/// What one passage shares with each sentence; kept so that no passage allocates.
struct Tally {
    counts: Vec<(u32, f64)>,
    touched: Vec<usize>,
}

impl Tally {
    fn new(sentences: usize) -> Self {
        Self { counts: vec![(0, 0.0); sentences], touched: Vec::new() }
    }

    fn add(&mut self, term: &Telling) {
        for sentence in &term.sentences {
            let Some(count) = self.counts.get_mut(*sentence) else { continue };
            if count.0 == 0 {
                self.touched.push(*sentence);
            }
            *count = (count.0 + 1, count.1 + term.weight);
        }
    }

    fn take(&mut self, mut visit: impl FnMut(usize, f64)) {
        for sentence in self.touched.drain(..) {
            let Some(count) = self.counts.get_mut(sentence) else { continue };
            let (words, weight) = std::mem::take(count);
            if words >= TOGETHER {
                visit(sentence, weight);
            }
        }
    }
}
