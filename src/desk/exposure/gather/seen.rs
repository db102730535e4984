//! What has been seen outside the newsroom, what is about to be, and what two editors
//! accepted.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::rests::each;
use crate::case::CaseError;
use crate::ledger::source::lineage::Kinship;
use crate::ledger::{ClaimRef, SourceRef};

/// Claims by what became of them.
#[derive(Debug, Default)]
pub struct Seen {
    /// Published, or sent to somebody who was asked to respond: it cannot be taken back.
    pub(in crate::exposure) out: BTreeSet<ClaimRef>,
    /// Signed off.
    pub(in crate::exposure) gated: BTreeSet<ClaimRef>,
    held: BTreeSet<ClaimRef>,
    all_held: bool,
    /// The k that was accepted for a source, while its tip stands.
    accepted: BTreeMap<SourceRef, u32>,
}

const HELD: &str = "SELECT claim.number FROM hold JOIN claim ON claim.id = hold.subject WHERE hold.until IS NULL";
/// A source that takes its tip back takes its consent back.
const ACCEPTED: &str = "SELECT a.source, a.k FROM exposure_acceptance a JOIN tip ON tip.number = a.tip
    WHERE a.until IS NULL AND tip.state NOT IN ('withdrawn', 'forgotten')";

impl Seen {
    pub(super) fn read(db: &Connection, kinship: &Kinship) -> Result<Self, CaseError> {
        let all = "SELECT EXISTS (SELECT 1 FROM hold WHERE subject IS NULL AND until IS NULL)";
        let mut seen = Self { all_held: db.query_row(all, [], |row| row.get(0))?, ..Self::default() };
        let out = "SELECT claim FROM publication WHERE until IS NULL
            UNION SELECT claim FROM offer_claim WHERE until IS NULL";
        seen.out = claims(db, out)?;
        seen.gated = claims(db, "SELECT claim FROM signoff WHERE until IS NULL")?;
        seen.held = claims(db, HELD)?;
        let mut select = db.prepare_cached(ACCEPTED)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (source, k): (u32, u32) = (kinship.root(row.get(0)?), row.get(1)?);
            let accepted = seen.accepted.entry(SourceRef::new(source)).or_insert(k);
            // Of sources that turned out to be one the more careful word holds.
            *accepted = k.max(*accepted);
        }
        Ok(seen)
    }

    pub(super) fn is_held(&self, claim: ClaimRef) -> bool {
        self.all_held || self.held.contains(&claim)
    }

    /// The least number of people that a source must stay hidden among.
    pub(in crate::exposure) fn k(&self, source: SourceRef, policy: u32) -> u32 {
        self.accepted.get(&source).map_or(policy, |accepted| policy.min(*accepted))
    }
}

fn claims(db: &Connection, select: &str) -> Result<BTreeSet<ClaimRef>, CaseError> {
    let mut claims = BTreeSet::new();
    each(db, select, |claim, _| {
        claims.insert(claim);
        Ok(())
    })?;
    Ok(claims)
}
