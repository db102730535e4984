//! Passages of the case, read once for everything that looks at them; and what clears.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use rusqlite::Connection;

use super::known::Known;
use super::text::Words;
use super::wording::Read;
use crate::case::CaseError;
use crate::corpus;
use crate::fingerprint::store;
use crate::search::shared::Place;

/// Two items that share so many of a hundred fingerprints are copies.
const COPY_PERCENT: usize = 40;

/// What was read of the case so far.
pub(super) struct Reading<'k> {
    pub(super) known: &'k Known,
    passages: HashMap<(Place, Option<&'static str>), Option<Rc<Read>>>,
    copies: HashMap<(u64, u64), bool>,
}

impl<'k> Reading<'k> {
    pub(super) fn new(known: &'k Known) -> Self {
        Self { known, passages: HashMap::new(), copies: HashMap::new() }
    }

    /// A passage, its words taken apart as those of a text in this language.
    pub(super) fn passage(
        &mut self,
        db: &Connection,
        place: Place,
        language: Option<&'static str>,
    ) -> Result<Option<Rc<Read>>, CaseError> {
        if let Some(read) = self.passages.get(&(place, language)) {
            return Ok(read.clone());
        }
        let shown = corpus::passage(db, place.0, place.1)?;
        let read = shown.map(|shown| {
            let words = Words::of(&shown.text, language);
            Rc::new(Read { item: place.0, start: shown.start as usize, text: shown.text, words })
        });
        self.passages.insert((place, language), read.clone());
        Ok(read)
    }

    /// Whether a public item clears what a protected one holds: it was published before
    /// that came, and is no copy of it whose place of publication nobody named.
    pub(super) fn clears(&mut self, db: &Connection, public: u64, protected: u64) -> Result<bool, CaseError> {
        let Some(day) = self.known.protected.get(&protected).map(|item| item.day) else { return Ok(false) };
        if !self.known.clears(public, day) {
            return Ok(false);
        }
        Ok(self.known.clears_as_copy(public, day) || !self.is_copy(db, public, protected)?)
    }

    fn is_copy(&mut self, db: &Connection, public: u64, protected: u64) -> Result<bool, CaseError> {
        if let Some(known) = self.copies.get(&(public, protected)) {
            return Ok(*known);
        }
        let (shared, least) = store::shared(db, public, protected)?;
        let is_copy = least > 0 && shared * 100 >= least * COPY_PERCENT;
        self.copies.insert((public, protected), is_copy);
        Ok(is_copy)
    }
}

/// Where a row of folded words stands in a passage, in characters of the item.
pub(super) fn locate(read: &Read, folded: &str) -> Option<Range<usize>> {
    let sought: Vec<&str> = folded.split(' ').collect();
    let words = &read.words.all;
    let same = |window: &&[super::text::Word]| {
        window.iter().zip(&sought).all(|(word, part)| crate::search::fold(&word.text) == *part)
    };
    let found = words.windows(sought.len().max(1)).find(same)?;
    let place = super::text::span(found);
    Some(read.start + place.start..read.start + place.end)
}
