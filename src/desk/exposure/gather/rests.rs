//! Which claims rest on which protected source, by which day it knew, who could have
//! known, and whom the claims accuse.
//!
//! A claim rests on a source when it came from an item of it (`--from`), or when supporting
//! evidence is from it: said by it, in an item of it or of its tips, or in an item that
//! equals one of these in bytes or text. An opinion rests on whatever its grounds rest on.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

use super::day;
use super::people::People;
use crate::case::CaseError;
use crate::ledger::source::lineage::Kinship;
use crate::ledger::{CircleRef, ClaimRef, SourceRef};

/// What every claim rests on.
#[derive(Debug, Default)]
pub struct Rests {
    /// Every claim.
    pub(super) claims: Vec<ClaimRef>,
    /// With the day by which the source knew, where one is known.
    sources: BTreeMap<ClaimRef, BTreeMap<SourceRef, Option<Day>>>,
    /// Places of circles.
    circles: BTreeMap<ClaimRef, BTreeSet<usize>>,
    accused: BTreeMap<ClaimRef, BTreeSet<u32>>,
    grounds: BTreeMap<ClaimRef, Vec<ClaimRef>>,
}

/// Items that a claim came from or is supported by, with whose they are. An item that equals
/// a protected one is also that one's.
const RESTS: &str = "
    WITH used (claim, item, said) AS (
        SELECT claim, item, NULL FROM claim_origin WHERE until IS NULL
        UNION SELECT claim, item, source FROM evidence WHERE until IS NULL AND relation = 'supports'),
    equal (item, same) AS (
        SELECT DISTINCT used.item, used.item FROM used
        UNION SELECT mine.ordinal, other.ordinal FROM used JOIN item mine ON mine.ordinal = used.item
            JOIN item other ON other.sha256 = mine.sha256 AND other.root = 1
            WHERE mine.standing = 'protected'
        UNION SELECT mine.ordinal, other.ordinal FROM used JOIN item mine ON mine.ordinal = used.item
            JOIN item other ON other.text_sha256 = mine.text_sha256 AND other.root = 1
            WHERE mine.standing = 'protected')
    SELECT used.claim, used.said, own.number, sender.number, tip.day, item.obtained, item.day
    FROM used JOIN equal ON equal.item = used.item JOIN item ON item.ordinal = equal.same
    LEFT JOIN source own ON own.id = item.source
    LEFT JOIN tip ON tip.id = item.tip LEFT JOIN source sender ON sender.id = tip.source";

impl Rests {
    pub(super) fn read(
        db: &Connection,
        kinship: &Kinship,
        protected: &BTreeSet<SourceRef>,
        people: &mut People,
        places: &BTreeMap<CircleRef, usize>,
    ) -> Result<Self, CaseError> {
        let mut rests = Self::default();
        each(db, "SELECT number FROM claim ORDER BY number", |claim, _| {
            rests.claims.push(claim);
            Ok(())
        })?;
        each(db, RESTS, |claim, row| rests.take(claim, row, kinship, protected))?;
        each(db, "SELECT claim, circle FROM claim_circle WHERE until IS NULL", |claim, row| {
            let place = places.get(&CircleRef::new(row.get(1)?));
            rests.circles.entry(claim).or_default().extend(place);
            Ok(())
        })?;
        each(db, "SELECT claim, name FROM claim_person WHERE until IS NULL AND role = 'accuses'", |claim, row| {
            let name: String = row.get(1)?;
            rests.accused.entry(claim).or_default().insert(people.number(&name));
            Ok(())
        })?;
        each(db, "SELECT claim, ground FROM claim_ground WHERE until IS NULL", |claim, row| {
            rests.grounds.entry(claim).or_default().push(ClaimRef::new(row.get(1)?));
            Ok(())
        })?;
        Ok(rests)
    }

    fn take(
        &mut self,
        claim: ClaimRef,
        row: &Row<'_>,
        kinship: &Kinship,
        protected: &BTreeSet<SourceRef>,
    ) -> Result<(), CaseError> {
        let known = |number: Option<i32>| number.map(day).transpose();
        let (tip, obtained, came) = (known(row.get(4)?)?, known(row.get(5)?)?, known(row.get(6)?)?);
        // What an editor filed may have been obtained long before.
        let by = tip.or_else(|| obtained.into_iter().chain(came).min());
        for column in 1..4 {
            let Some(source) = row.get::<_, Option<u32>>(column)? else { continue };
            let source = SourceRef::new(kinship.root(source));
            if protected.contains(&source) {
                let knew = self.sources.entry(claim).or_default().entry(source).or_insert(by);
                *knew = (*knew).into_iter().chain(by).min();
            }
        }
        Ok(())
    }

    /// The claim and everything that it rests on.
    #[must_use]
    pub fn under(&self, claim: ClaimRef) -> BTreeSet<ClaimRef> {
        let (mut waiting, mut under) = (vec![claim], BTreeSet::new());
        while let Some(next) = waiting.pop() {
            if under.insert(next) {
                waiting.extend(self.grounds.get(&next).into_iter().flatten());
            }
        }
        under
    }

    pub(super) fn sources(&self, claim: ClaimRef) -> impl Iterator<Item = (SourceRef, Option<Day>)> {
        self.sources.get(&claim).into_iter().flatten().map(|(source, by)| (*source, *by))
    }

    /// By which day a source knew a claim; nothing where the claim does not rest on it.
    pub(in crate::exposure) fn knew(&self, claim: ClaimRef, source: SourceRef) -> Option<Option<Day>> {
        self.sources.get(&claim)?.get(&source).copied()
    }

    pub(in crate::exposure) fn circles(&self, claim: ClaimRef) -> impl Iterator<Item = usize> {
        self.circles.get(&claim).into_iter().flatten().copied()
    }

    pub(in crate::exposure) fn accused(&self, claim: ClaimRef) -> impl Iterator<Item = u32> {
        self.accused.get(&claim).into_iter().flatten().copied()
    }

    /// Claims with the protected sources that they rest on themselves.
    pub(super) fn all(&self) -> impl Iterator<Item = (ClaimRef, SourceRef, Option<Day>)> {
        self.sources.iter().flat_map(|(claim, of)| of.iter().map(|(source, by)| (*claim, *source, *by)))
    }
}

/// Rows whose first column is a claim.
pub(super) fn each(
    db: &Connection,
    select: &str,
    mut take: impl FnMut(ClaimRef, &Row<'_>) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        take(ClaimRef::new(row.get(0)?), row)?;
    }
    Ok(())
}
