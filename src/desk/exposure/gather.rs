//! From the case to circles: protected sources, the claims that rest on each, who could
//! have known them, and what has been seen already.
//!
//! | Module | Holds |
//! |---|---|
//! | [`people`] | names → people, of whom those are one who are one source |
//! | [`rests`] | which claims rest on which protected source, and since when it knew |
//! | [`clearing`] | which of them a public item says as exactly |
//! | [`seen`] | what readers or the accused have seen, and what two editors accepted |
//!
//! Everything is read by one connection, from rows that hold now: on a connection of the
//! past it is the past.

pub mod clearing;
pub mod people;
pub mod rests;
pub mod seen;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use subrosa_tip::Day;

use super::circles::{Circle, Known, Network};
use crate::case::CaseError;
use crate::ledger::circle;
use crate::ledger::source::lineage::Kinship;
use crate::ledger::{CircleRef, ClaimRef, LedgerError, SourceRef};
use people::People;
use rests::Rests;
use seen::Seen;

/// All that circles need, read once for many questions.
pub struct Ledger {
    pub(super) network: Network,
    /// The numbers of the circles, by their places in the network.
    pub(super) circles: Vec<CircleRef>,
    pub(super) people: People,
    pub(super) rests: Rests,
    pub(super) seen: Seen,
    kinship: Kinship,
    protected: BTreeSet<SourceRef>,
    /// Claims of a source that a clearing public item says as exactly.
    cleared: BTreeSet<(ClaimRef, SourceRef)>,
}

impl Ledger {
    /// Reads what holds on this connection.
    ///
    /// # Errors
    /// [`LedgerError`]: a damaged case.
    pub fn read(db: &Connection) -> Result<Self, LedgerError> {
        let kinship = Kinship::read(db)?;
        let protected = protected(db, &kinship)?;
        let mut people = People::read(db, &kinship, &protected)?;
        let circles = circle::all(db)?;
        let place: BTreeMap<CircleRef, usize> =
            circles.iter().enumerate().map(|(place, circle)| (circle.number, place)).collect();
        let known = known(db, &circles, &place, &mut people)?;
        let rests = Rests::read(db, &kinship, &protected, &mut people, &place)?;
        let cleared = clearing::cleared(db, &kinship, &protected, &rests)?;
        Ok(Self {
            network: Network::of(&known),
            circles: circles.iter().map(|circle| circle.number).collect(),
            seen: Seen::read(db, &kinship)?,
            people,
            rests,
            kinship,
            protected,
            cleared,
        })
    }

    /// Sources that must not be found; those that turned out to be one are one.
    #[must_use]
    pub fn protected(&self) -> &BTreeSet<SourceRef> {
        &self.protected
    }

    /// The protected sources that a claim rests on.
    #[must_use]
    pub fn sources_of(&self, claim: ClaimRef) -> BTreeSet<SourceRef> {
        self.rests.under(claim).iter().flat_map(|under| self.rests.sources(*under)).map(|(source, _)| source).collect()
    }

    /// The source that this one turned out to be.
    #[must_use]
    pub fn root(&self, source: SourceRef) -> SourceRef {
        SourceRef::new(self.kinship.root(source.0))
    }

    /// Every claim on which nothing holds back: what is asked about when nothing is named.
    #[must_use]
    pub fn not_held(&self) -> Vec<ClaimRef> {
        self.rests.claims.iter().copied().filter(|claim| !self.seen.is_held(*claim)).collect()
    }

    pub(super) fn is_cleared(&self, claim: ClaimRef, source: SourceRef) -> bool {
        self.cleared.contains(&(claim, source))
    }

    pub(super) fn circle(&self, place: usize) -> Option<CircleRef> {
        self.circles.get(place).copied()
    }

    pub(super) fn place(&self, circle: CircleRef) -> Option<usize> {
        self.circles.iter().position(|other| *other == circle)
    }
}

fn protected(db: &Connection, kinship: &Kinship) -> Result<BTreeSet<SourceRef>, CaseError> {
    let mut select = db.prepare_cached("SELECT number FROM source WHERE protected = 1")?;
    let numbers: Result<Vec<u32>, _> = select.query_map([], |row| row.get(0))?.collect();
    Ok(numbers?.into_iter().map(|number| SourceRef::new(kinship.root(number))).collect())
}

fn known(
    db: &Connection,
    circles: &[circle::Circle],
    place: &BTreeMap<CircleRef, usize>,
    people: &mut People,
) -> Result<Known, CaseError> {
    let mut known = Known { universe: circle::universe(db)?, ..Known::default() };
    for circle in circles {
        let members = circle.members.iter().map(|name| people.number(name)).collect();
        people.exclude(&circle.excluded);
        let within = circle.within.and_then(|outer| place.get(&outer).copied());
        known.circles.push(Circle { people: circle.people, members, within, from: circle.from });
    }
    for (one, other, least) in circle::overlaps(db)? {
        if let (Some(one), Some(other)) = (place.get(&one), place.get(&other)) {
            known.overlaps.push((*one, *other, least));
        }
    }
    people.name_in_circles(&known);
    Ok(known)
}

/// A day as the case writes it.
pub(super) fn day(number: i32) -> Result<Day, CaseError> {
    Day::from_number(number).map_err(|_| CaseError::Damaged)
}
