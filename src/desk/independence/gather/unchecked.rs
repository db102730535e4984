//! What was not looked at, by name. That nothing was found there is no answer.

use std::fmt;

use rusqlite::Connection;

use super::Support;
use super::texts::Extent;
use crate::case::CaseError;
use crate::corpus::item::Class;
use crate::fingerprint::store;
use crate::independence::found::attribution::LANGUAGES;
use crate::independence::found::errors::WORDS_MOST;
use crate::independence::found::reuse::EVIDENCE_MOST;

/// So many items are named to people; scripts get all.
const NAMED_MOST: usize = 8;

/// Something that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// What.
    pub what: What,
    /// The items, as people call them; none where it is said of the case or the claim.
    pub items: Vec<String>,
    /// Why, and what that may hide.
    pub why: String,
}

/// What was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An item without a text: it was never read, is gone, or holds none.
    Text,
    /// The end of a long text.
    Length,
    /// Passages of one item beyond the first few.
    Passages,
    /// Pairs that nothing in the index brings together.
    Pairs,
    /// Items that the index does not have.
    Index,
    /// Whom a text has it from, where nothing was found: the grammar knows about half of the
    /// ways to say so (`tests/newsroom/README.md`).
    Attribution,
    /// Attributions in a language that the desk does not know.
    Language,
    /// Where in an item the evidence is.
    Range,
    /// Which of two was first.
    Day,
}

impl What {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Length => "length",
            Self::Passages => "passages",
            Self::Pairs => "pairs",
            Self::Index => "index",
            Self::Attribution => "attribution",
            Self::Language => "language",
            Self::Range => "range",
            Self::Day => "day",
        }
    }
}

impl fmt::Display for Unchecked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<&str> = self.items.iter().take(NAMED_MOST).map(String::as_str).collect();
        let more = self.items.len().saturating_sub(NAMED_MOST);
        match (named.is_empty(), more) {
            (true, _) => write!(f, "not checked: {}", self.why),
            (false, 0) => write!(f, "not checked: {} ({})", self.why, named.join(", ")),
            (false, more) => write!(f, "not checked: {} ({} and {more} more)", self.why, named.join(", ")),
        }
    }
}

/// All of it for one claim. `gone` are items of evidence that does not count any more.
pub(super) fn unchecked(
    db: &Connection,
    supports: &[Support],
    gone: Vec<String>,
    extent: Extent,
) -> Result<Vec<Unchecked>, CaseError> {
    let mut found = vec![
        of_items(What::Text, gone, "evidence that does not count any more: whether others have it from there"),
        of_items(What::Text, extent.without_text, "no text is here: the item was not read, or holds none"),
        of_items(What::Length, extent.cut, "longer than 2 MiB: only the beginning was read"),
        of_items(
            What::Length,
            extent.long,
            &format!("shared mistakes were sought in the first {WORDS_MOST} words only"),
        ),
        of_items(
            What::Passages,
            extent.many,
            &format!("copied passages were sought around the first {EVIDENCE_MOST} only"),
        ),
        of_items(
            What::Attribution,
            extent.uncited,
            "no words were found that say whom it is from, and not every way of saying so is known: read them",
        ),
        of_items(
            What::Language,
            named(supports, speaks_another),
            "attributions are known in English, German, French and Spanish; this language is another, or not plain",
        ),
        of_items(
            What::Range,
            named(supports, |support| support.evidence.range.is_none()),
            "linked without a range: the whole item was taken for the passage",
        ),
        of_items(
            What::Day,
            named(supports, |support| support.item.class == Class::Document && support.item.published.is_none()),
            "no day of publication: which of two was first",
        ),
    ];
    found.retain(|unchecked| !unchecked.items.is_empty());
    found.extend(pairs(extent.pairs, extent.all_pairs));
    if extent.asked_index {
        found.extend(index(store::missing(db)?));
    }
    Ok(found)
}

fn of_items(what: What, items: Vec<String>, why: &str) -> Unchecked {
    Unchecked { what, items, why: why.to_owned() }
}

/// The items of these, each once, in the order in which they were linked.
fn named(supports: &[Support], holds: impl Fn(&Support) -> bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for support in supports.iter().filter(|support| holds(support)) {
        if !names.contains(&support.item.name) {
            names.push(support.item.name.clone());
        }
    }
    names
}

fn speaks_another(support: &Support) -> bool {
    let known = |language: &String| LANGUAGES.contains(&language.as_str());
    support.item.characters.is_some_and(|characters| characters > 0)
        && !support.item.language.as_ref().is_some_and(known)
}

fn pairs(compared: usize, all: usize) -> Option<Unchecked> {
    let why = format!(
        "of {all} pairs of items {compared} were compared closely: those that share a passage in the index, or figures"
    );
    (compared < all).then(|| Unchecked { what: What::Pairs, items: Vec::new(), why })
}

fn index(missing: usize) -> Option<Unchecked> {
    let why = format!(
        "{missing} items of the case are not in the index of passages: copies may be missed, and what a publisher \
         prints everywhere taken for one"
    );
    (missing > 0).then(|| Unchecked { what: What::Index, items: Vec::new(), why })
}
