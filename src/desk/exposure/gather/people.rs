//! Names as people: who is called by two names of one source is one.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::case::CaseError;
use crate::exposure::circles::Known;
use crate::ledger::source::lineage::Kinship;
use crate::ledger::{ClaimRef, SourceRef, words};

/// People of whom the case speaks by name.
#[derive(Debug, Default)]
pub struct People {
    numbers: BTreeMap<String, u32>,
    /// Names and aliases of sources → the source.
    of_name: BTreeMap<String, u32>,
    /// Excluded in any circle: known not to be the source.
    excluded: BTreeSet<u32>,
    /// People who gave us an interview openly, with the claims that it bears on.
    interviewed: BTreeMap<u32, BTreeSet<ClaimRef>>,
    in_circles: BTreeSet<u32>,
}

impl People {
    pub(super) fn read(db: &Connection, kinship: &Kinship, protected: &BTreeSet<SourceRef>) -> Result<Self, CaseError> {
        let mut people = Self::default();
        let select = "SELECT folded, source FROM source_word WHERE until IS NULL AND role IN ('name', 'alias')";
        let mut select = db.prepare_cached(select)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            people.of_name.insert(row.get(0)?, kinship.root(row.get(1)?));
        }
        people.read_interviews(db, kinship, protected)?;
        Ok(people)
    }

    /// Who talked to us as a protected source was not seen to do so.
    fn read_interviews(
        &mut self,
        db: &Connection,
        kinship: &Kinship,
        protected: &BTreeSet<SourceRef>,
    ) -> Result<(), CaseError> {
        let mut select = db.prepare_cached(
            "SELECT source.number, tied.claim FROM item JOIN source ON source.id = item.source
             LEFT JOIN source_rating r ON r.source = source.number AND r.until IS NULL
             LEFT JOIN (SELECT item, claim FROM evidence WHERE until IS NULL
                UNION SELECT item, claim FROM claim_origin WHERE until IS NULL) tied ON tied.item = item.ordinal
             WHERE item.class = 'interview' AND item.forgotten = 0 AND coalesce(r.kind, 'person') = 'person'",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let source = kinship.root(row.get(0)?);
            if !protected.contains(&SourceRef::new(source)) {
                let number = self.of_key(key(source));
                let claim: Option<u32> = row.get(1)?;
                self.interviewed.entry(number).or_default().extend(claim.map(ClaimRef::new));
            }
        }
        Ok(())
    }

    /// The number of whoever is called so.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        let folded = words::fold(name);
        let key = self.of_name.get(&folded).map_or(folded, |source| key(*source));
        self.of_key(key)
    }

    fn of_key(&mut self, key: String) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(key).or_insert(next)
    }

    pub(super) fn exclude(&mut self, names: &[String]) {
        for name in names {
            let number = self.number(name);
            self.excluded.insert(number);
        }
    }

    pub(super) fn name_in_circles(&mut self, known: &Known) {
        self.in_circles = known.circles.iter().flat_map(|circle| circle.members.iter().copied()).collect();
    }

    /// Who is not the source of any of these claims, whatever they say: the excluded, and
    /// the interviewed. Of the interviewed only those count whom something ties to the
    /// matter: a circle that names them, or an interview that bears on one of the claims.
    #[must_use]
    pub fn ruled_out(&self, claims: &BTreeSet<ClaimRef>) -> BTreeSet<u32> {
        let tied =
            |(number, of): &(&u32, &BTreeSet<ClaimRef>)| self.in_circles.contains(*number) || !of.is_disjoint(claims);
        let interviewed = self.interviewed.iter().filter(tied).map(|(number, _)| *number);
        self.excluded.iter().copied().chain(interviewed).collect()
    }
}

/// No folded name has a capital.
fn key(source: u32) -> String {
    format!("S{source}")
}
