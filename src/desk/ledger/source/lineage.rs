//! Who has it from whom, and which sources are one.
//!
//! Both are kept as rows that can be ended again; what follows from them (roots,
//! ancestors) is worked out on the few rows that there are.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::row;
use crate::case::{Act, Case, CaseError, Record};
use crate::ledger::reference::SourceRef;
use crate::ledger::{LedgerError, words};

/// Which sources are one, and what derives from what, as it holds now.
#[derive(Debug, Default)]
pub struct Kinship {
    merged: HashMap<u32, u32>,
    origins: HashMap<u32, Vec<u32>>,
}

impl Kinship {
    /// Reads what holds now.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn read(db: &Connection) -> Result<Self, CaseError> {
        let merged = pairs(db, "SELECT source, target FROM source_merge WHERE until IS NULL")?;
        let mut kinship = Self { merged: merged.into_iter().collect(), origins: HashMap::new() };
        for (source, origin) in pairs(db, "SELECT source, origin FROM source_lineage WHERE until IS NULL")? {
            let (source, origin) = (kinship.root(source), kinship.root(origin));
            kinship.origins.entry(source).or_default().push(origin);
        }
        Ok(kinship)
    }

    /// The source that this one turned out to be.
    #[must_use]
    pub fn root(&self, source: u32) -> u32 {
        let mut root = source;
        // No chain is longer than the rows that it is of.
        for _ in 0..=self.merged.len() {
            match self.merged.get(&root) {
                Some(target) => root = *target,
                None => break,
            }
        }
        root
    }

    /// Whether `source` has anything, over however many, from `ancestor`.
    #[must_use]
    pub fn descends(&self, source: u32, ancestor: u32) -> bool {
        let (mut waiting, mut seen) = (vec![self.root(source)], HashSet::new());
        let ancestor = self.root(ancestor);
        while let Some(next) = waiting.pop() {
            if next == ancestor {
                return true;
            }
            if seen.insert(next) {
                waiting.extend(self.origins.get(&next).into_iter().flatten());
            }
        }
        false
    }
}

fn pairs(db: &Connection, select: &str) -> Result<Vec<(u32, u32)>, CaseError> {
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<_>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(rows?)
}

/// Keeps that a source has what it knows from others.
pub(super) fn derive(act: &Act<'_>, source: SourceRef, origins: &[SourceRef]) -> Result<(), LedgerError> {
    for origin in origins {
        row(act.db(), *origin)?;
        // Read anew: the row before may have closed a circle.
        if Kinship::read(act.db())?.descends(origin.0, source.0) {
            return Err(LedgerError::OwnAncestor(source));
        }
        let insert = "INSERT INTO source_lineage (source, origin, since) VALUES (?1, ?2, ?3)
            ON CONFLICT DO NOTHING";
        act.db().execute(insert, (source.0, origin.0, act.next_entry()?))?;
    }
    Ok(())
}

/// Takes back that a source has what it knows from others.
pub(super) fn underive(act: &Act<'_>, source: SourceRef, origins: &[SourceRef]) -> Result<(), LedgerError> {
    for origin in origins {
        let end = "UPDATE source_lineage SET until = ?3 WHERE source = ?1 AND origin = ?2 AND until IS NULL";
        if act.db().execute(end, (source.0, origin.0, act.next_entry()?))? == 0 {
            return Err(LedgerError::NoLineage(source, *origin));
        }
    }
    Ok(())
}

/// Keeps that two sources are one: what names the second counts as the first's.
///
/// # Errors
/// [`LedgerError`]: unknown, one already, only one of them protected or of a tip, or one
/// the ancestor of the other.
pub fn merge(case: &mut Case, [kept, gone]: [SourceRef; 2], reason: &str) -> Result<(), LedgerError> {
    let reason = words::reason(reason)?;
    let id = row(case.db(), kept)?;
    check_alike(case.db(), kept, gone)?;
    let kinship = Kinship::read(case.db())?;
    let [to, from] = [kinship.root(kept.0), kinship.root(gone.0)];
    if to == from {
        return Err(LedgerError::One(kept, gone));
    }
    if kinship.descends(to, from) || kinship.descends(from, to) {
        return Err(LedgerError::OwnAncestor(kept));
    }
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    end_distinct(&act, kept, gone)?;
    let insert = "INSERT INTO source_merge (source, target, since) VALUES (?1, ?2, ?3)";
    act.db().execute(insert, (from, to, entry))?;
    Ok(act.commit(Record::new("merge-sources", id).with("kept", kept.to_string()).with("gone", gone.to_string()))?)
}

/// A name never comes to the sender of a tip, and protection never to an end, by a merge.
fn check_alike(db: &Connection, kept: SourceRef, gone: SourceRef) -> Result<(), LedgerError> {
    let what = |source: SourceRef| -> Result<(bool, bool), LedgerError> {
        row(db, source)?;
        let select = "SELECT named, protected FROM source WHERE number = ?1";
        Ok(db.query_row(select, [source.0], |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    let (one, other) = (what(kept)?, what(gone)?);
    match (one.0 == other.0, one.1 == other.1) {
        (true, true) => Ok(()),
        (false, _) => Err(LedgerError::NotMerged(kept, gone, "one is the sender of a tip, who has no name")),
        (_, false) => Err(LedgerError::NotMerged(kept, gone, "only one of them is protected")),
    }
}

fn end_distinct(act: &Act<'_>, one: SourceRef, other: SourceRef) -> Result<(), CaseError> {
    let end = "UPDATE source_distinct SET until = ?3 WHERE lower = ?1 AND higher = ?2 AND until IS NULL";
    act.db().execute(end, (one.0.min(other.0), one.0.max(other.0), act.next_entry()?))?;
    Ok(())
}

/// Keeps why two sources are different people. Takes a merge of the two back.
///
/// # Errors
/// [`LedgerError`]: unknown, the same source, or one through a third.
pub fn distinct(case: &mut Case, [one, other]: [SourceRef; 2], reason: &str) -> Result<(), LedgerError> {
    let reason = words::reason(reason)?;
    let id = row(case.db(), one)?;
    row(case.db(), other)?;
    if one == other {
        return Err(LedgerError::One(one, other));
    }
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    let end = "UPDATE source_merge SET until = ?3 WHERE until IS NULL
        AND ((source = ?1 AND target = ?2) OR (source = ?2 AND target = ?1))";
    act.db().execute(end, (one.0, other.0, entry))?;
    let kinship = Kinship::read(act.db())?;
    if kinship.root(one.0) == kinship.root(other.0) {
        return Err(LedgerError::One(one, other));
    }
    end_distinct(&act, one, other)?;
    let insert = "INSERT INTO source_distinct (lower, higher, since) VALUES (?1, ?2, ?3)";
    act.db().execute(insert, (one.0.min(other.0), one.0.max(other.0), entry))?;
    Ok(act.commit(Record::new("distinct-sources", id).with("one", one.to_string()).with("other", other.to_string()))?)
}
