//! Places where copies of one document differ: each may be how somebody learns who
//! received which copy. Quoting or closely paraphrasing one names the copy.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rusqlite::Connection;

use super::known::Known;
use crate::case::CaseError;
use crate::copies::{self, Kind};
use crate::corpus::item;

/// So many items are compared with their copies.
const ITEMS: usize = 60;

/// A place in which a copy differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trap {
    pub(super) kind: Kind,
    /// In characters of the item.
    pub(super) place: Range<usize>,
    /// The other copy.
    pub(super) copy: String,
}

/// What copies say of some items.
#[derive(Debug, Default)]
pub(super) struct Traps {
    by_item: BTreeMap<u64, Vec<Trap>>,
    /// Documents of which there is one copy only, as people call them.
    pub(super) single: BTreeSet<String>,
    /// So many were not compared.
    pub(super) left: usize,
}

impl Traps {
    /// Of protected items. Public copies count too: they are how the other readers' copy
    /// looked.
    pub(super) fn read(db: &Connection, items: &BTreeSet<u64>, known: &Known) -> Result<Self, CaseError> {
        let mut traps = Self { left: items.len().saturating_sub(ITEMS), ..Self::default() };
        for ordinal in items.iter().take(ITEMS) {
            let Some(protected) = known.protected.get(ordinal).filter(|item| item.is_document) else { continue };
            let Some(item) = item::of_ordinal(db, *ordinal)? else { continue };
            let copies = copies::of(db, &item)?;
            if copies.is_empty() {
                traps.single.insert(protected.name.clone());
            }
            let places = copies.into_iter().flat_map(|copy| {
                let name = copy.item.name;
                copy.places.into_iter().map(move |found| Trap {
                    kind: found.kind,
                    place: found.left,
                    copy: name.clone(),
                })
            });
            traps.by_item.insert(*ordinal, places.collect());
        }
        Ok(traps)
    }

    /// The first place in which a copy differs from what stands in a range of an item. A
    /// place of no width lies in a range that has words on both sides of it.
    pub(super) fn touched(&self, item: u64, range: &Range<usize>) -> Option<&Trap> {
        let touches = |trap: &&Trap| match trap.place.is_empty() {
            true => range.start < trap.place.start && trap.place.start < range.end,
            false => trap.place.start < range.end && range.start < trap.place.end,
        };
        self.by_item.get(&item)?.iter().find(touches)
    }
}

/// A kind of difference, for people.
pub(super) fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Word => "another word",
        Kind::Number => "another figure",
        Kind::LetterCase => "another capital",
        Kind::Lookalike => "a letter that looks alike",
        Kind::Encoding => "another form of the same letter",
        Kind::Punctuation => "another sign",
        Kind::Spacing => "another space",
        Kind::ZeroWidth => "a character that nobody sees",
        Kind::Layout => "another line break",
    }
}
