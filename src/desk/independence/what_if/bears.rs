//! On which claims a source can bear at all: the others need not be counted.
//!
//! A source comes into a claim's question as the source or the publisher of evidence, as
//! whom another has it from, as what another derives from by record, by what an editor
//! decided or told somebody, or because a text names it. All but the last are rows; for
//! the last each text is searched once for the words of its name.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::super::found::names::key;
use super::super::gather::people::People;
use crate::case::{Case, CaseError};
use crate::corpus;
use crate::ledger::{ClaimRef, words};

/// Shorter words of a name are not searched for.
const WORD_LEAST: usize = 3;

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
    let names = Names::of(people, root);
    let mut named: BTreeMap<u64, bool> = BTreeMap::new();
    for row in rows(case.db())? {
        if found.contains(&row.claim) {
            continue;
        }
        let bears = row.is_from(people, &kin) || names.are_in(case, row.item, &mut named)?;
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

/// Words by one of which every text that names the source must name it.
struct Names(Vec<String>);

impl Names {
    fn of(people: &People, root: u32) -> Self {
        let names = people.get(root).into_iter().flat_map(|source| source.name.iter().chain(&source.aliases));
        let plain = |name: &str| -> Vec<String> {
            words::fold(name).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
        };
        let all = names.flat_map(|name| key(name).into_iter().chain(plain(name)));
        Self(all.filter(|word| word.chars().count() >= WORD_LEAST).collect())
    }

    fn are_in(&self, case: &Case, item: u64, known: &mut BTreeMap<u64, bool>) -> Result<bool, CaseError> {
        if self.0.is_empty() {
            return Ok(false);
        }
        if let Some(named) = known.get(&item) {
            return Ok(*named);
        }
        let text = words::fold(&corpus::text(case.db(), item)?);
        let named = self.0.iter().any(|word| text.contains(word.as_str()));
        known.insert(item, named);
        Ok(named)
    }
}
