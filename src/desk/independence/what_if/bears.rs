//! On which claims a source can bear at all: the others need not be counted.
//!
//! A source comes into a claim's question as the source or the publisher of evidence, as
//! whom another has it from, as what another derives from by record, by what an editor
//! decided or told somebody, or because a text cites it. All but the last are rows. For
//! the last each text is read once: one that holds the words of a name is asked whom it
//! cites. To count a claim costs some hundred times more than either.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::super::found::attribution::{self, Who};
use super::super::found::tokens::tokens;
use super::super::gather::people::People;
use super::super::gather::texts::text;
use crate::case::{Case, CaseError};
use crate::ledger::ClaimRef;

/// Supporting evidence, as far as it says where it is from.
struct Row {
    claim: u32,
    item: u64,
    sources: [Option<u32>; 3],
    publisher: Option<String>,
}

/// Claims with evidence for them on which a source may bear, in order. `root` is the
/// source, or the one that it turned out to be.
pub(super) fn claims(case: &Case, people: &People, root: u32) -> Result<Vec<ClaimRef>, CaseError> {
    let kin = kin(people, root);
    let mut found = recorded(case.db(), people, &kin)?;
    let cited = Cited::of(people, &kin);
    let mut citing: BTreeMap<u64, bool> = BTreeMap::new();
    for row in rows(case.db())? {
        if found.contains(&row.claim) {
            continue;
        }
        let bears = row.is_from(people, &kin) || cited.is_in(case, row.item, &mut citing)?;
        if bears {
            found.insert(row.claim);
        }
    }
    Ok(found.into_iter().map(ClaimRef::new).collect())
}

/// The source, and all that derive from it by record.
fn kin(people: &People, root: u32) -> BTreeSet<u32> {
    let derives = |source: &u32| people.lineage(*source).iter().any(|(_, origin)| *origin == root);
    people.roots().into_iter().filter(|source| *source == root || derives(source)).collect()
}

/// Claims on which an editor decided something about it, or told somebody.
fn recorded(db: &Connection, people: &People, kin: &BTreeSet<u32>) -> Result<BTreeSet<u32>, CaseError> {
    let mut found = BTreeSet::new();
    let select = "SELECT claim, source, other FROM independence_decision WHERE until IS NULL
        UNION SELECT claim, NULL, NULL FROM told WHERE until IS NULL";
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let ends: [Option<u32>; 2] = [row.get(1)?, row.get(2)?];
        let is_kin = |end: &u32| kin.contains(&people.root(*end));
        if ends.iter().all(Option::is_none) || ends.iter().flatten().any(is_kin) {
            found.insert(row.get(0)?);
        }
    }
    Ok(found)
}

fn rows(db: &Connection) -> Result<Vec<Row>, CaseError> {
    let select = "SELECT e.claim, e.item, e.source, e.heard_from, s.number, item.publisher FROM evidence e
        JOIN item ON item.ordinal = e.item LEFT JOIN source s ON s.id = item.source
        WHERE e.relation = 'supports' AND e.until IS NULL ORDER BY e.claim, e.item";
    let mut select = db.prepare_cached(select)?;
    let read = |row: &rusqlite::Row<'_>| {
        let sources = [row.get(2)?, row.get(3)?, row.get(4)?];
        Ok(Row { claim: row.get(0)?, item: row.get(1)?, sources, publisher: row.get(5)? })
    };
    let rows: Result<Vec<Row>, _> = select.query_map([], read)?.collect();
    Ok(rows?)
}

impl Row {
    fn is_from(&self, people: &People, kin: &BTreeSet<u32>) -> bool {
        let publisher = self.publisher.as_deref().and_then(|name| people.called(name));
        self.sources.iter().flatten().chain(&publisher).any(|source| kin.contains(&people.root(*source)))
    }
}

/// Sources that a text may cite.
struct Cited<'p> {
    people: &'p People,
    sources: &'p BTreeSet<u32>,
    /// Whatever means one of them by a name holds all words of one of these: the last word
    /// of the name, or the first two.
    marks: BTreeSet<Vec<String>>,
}

impl<'p> Cited<'p> {
    fn of(people: &'p People, sources: &'p BTreeSet<u32>) -> Self {
        let keys = sources.iter().flat_map(|source| people.names.keys_of(*source));
        let marks = keys.flat_map(|key| [key.last().map(std::slice::from_ref), key.get(..2)]);
        Self { people, sources, marks: marks.flatten().map(<[String]>::to_vec).collect() }
    }

    fn is_in(&self, case: &Case, item: u64, known: &mut BTreeMap<u64, bool>) -> Result<bool, CaseError> {
        if let Some(cites) = known.get(&item) {
            return Ok(*cites);
        }
        let text = text(case, item)?;
        let cites = self.may_be_named(&text) && self.is_cited(&text);
        known.insert(item, cites);
        Ok(cites)
    }

    fn may_be_named(&self, text: &str) -> bool {
        if text.is_ascii() {
            let text = text.to_ascii_lowercase();
            return self.marks.iter().any(|mark| mark.iter().all(|word| holds(&text, word)));
        }
        let words: BTreeSet<String> = tokens(text).into_iter().map(|token| token.word).collect();
        let parts: BTreeSet<&str> = words.iter().flat_map(|word| word.split('.')).collect();
        self.marks.iter().any(|mark| mark.iter().all(|word| parts.contains(word.as_str())))
    }

    fn is_cited(&self, text: &str) -> bool {
        let meant = |who: &Who| match who {
            Who::Named(name) => self.people.names.meant(name).map(|meant| meant.source),
            Who::Unnamed(_) => None,
        };
        let cited = attribution::find(text, &self.people.names);
        cited.iter().filter_map(|one| meant(&one.who)).any(|source| self.sources.contains(&source))
    }
}

/// Whether a word stands there by itself.
fn holds(text: &str, word: &str) -> bool {
    let alone = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    };
    text.match_indices(word).any(|(at, _)| alone(at))
}
