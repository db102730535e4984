//! From the case to facts. What all claims share is read once.
//!
//! | Module | Holds |
//! |---|---|
//! | [`shared`] | what a few queries read for all claims |
//! | [`counting`] | how many sources there are, over what may be used |
//! | [`promises`] | tips and conversations behind a claim |

pub mod counting;
pub mod promises;
pub mod shared;

use std::collections::BTreeSet;

use super::facts::{Facts, Worded};
use super::moment::Moment;
use crate::case::{Case, CaseError};
use crate::corpus::Item;
use crate::corpus::item;
use crate::independence::gather::people::People;
use crate::ledger::claim::{self, parts};
use crate::ledger::evidence::read::{self, Evidence};
use crate::ledger::{ClaimRef, LedgerError, decide, words};
use crate::policy::Policy;
use shared::Shared;

/// Reads facts of one claim after another.
pub struct Gatherer<'c> {
    case: &'c Case,
    policy: &'c Policy,
    moment: Moment,
    people: People,
    shared: Shared,
}

/// Evidence with its item.
pub(super) struct Linked {
    pub(super) evidence: Evidence,
    pub(super) item: Item,
}

impl Linked {
    pub(super) fn supports(&self) -> bool {
        self.evidence.relation == "supports"
    }
}

impl<'c> Gatherer<'c> {
    /// Reads what all claims share.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn new(case: &'c Case, policy: &'c Policy, moment: Moment) -> Result<Self, LedgerError> {
        let (people, shared) = (People::read(case)?, Shared::read(case.db())?);
        Ok(Self { case, policy, moment, people, shared })
    }

    /// The policy that is asked of.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.policy
    }

    /// Everything about one claim but the verdicts on what it rests on.
    ///
    /// # Errors
    /// [`LedgerError`].
    pub fn facts(&self, number: ClaimRef) -> Result<Facts, LedgerError> {
        let (db, shared) = (self.case.db(), &self.shared);
        let (claim, parts) = (claim::find(db, number)?, parts::of(db, number)?);
        let linked = self.linked(number)?;
        let origins = self.origins(number)?;
        let tips = promises::tips(self.case, &claim, (&linked, &origins), shared)?;
        let spoken = promises::spoken(db, &claim, (&linked, &origins), &self.people)?;
        let barred = promises::barred(&linked, &tips, &spoken, self.policy);
        let counted = counting::count(self.case, number, &self.people, (&linked, &barred))?;
        Ok(Facts {
            moment: self.moment,
            assessment: decide::assessment(db, number)?.map(|(credibility, label, _)| (credibility, label)),
            of_accused: self.of_accused(&parts.accuses, &linked),
            gone: shared.gone.get(&number).cloned().unwrap_or_default(),
            grounds: Vec::new(),
            hidden: Vec::new(),
            worded: shared.worded.get(&number).cloned().unwrap_or_default(),
            offers: shared.offers.get(&number).cloned().unwrap_or_default(),
            holds: shared.holds(number),
            searches: shared.searches.get(&number).cloned().unwrap_or_default(),
            signed: shared.signed.get(&number).cloned().unwrap_or_default(),
            published: shared.published.contains(&number),
            overruled: shared.overruled.get(&number).cloned().unwrap_or_default(),
            evidence: linked.into_iter().map(|linked| linked.evidence).collect(),
            counted,
            tips,
            spoken,
            claim,
            parts,
        })
    }

    fn linked(&self, number: ClaimRef) -> Result<Vec<Linked>, LedgerError> {
        let db = self.case.db();
        let with_item = |evidence: Evidence| -> Result<Linked, LedgerError> {
            let item = item::of_ordinal(db, evidence.ordinal)?.ok_or(CaseError::Damaged)?;
            Ok(Linked { evidence, item })
        };
        read::checked(db, number)?.into_iter().map(with_item).collect()
    }

    fn origins(&self, number: ClaimRef) -> Result<Vec<Item>, LedgerError> {
        let select = "SELECT item FROM claim_origin WHERE claim = ?1 AND until IS NULL ORDER BY item";
        let mut select = self.case.db().prepare_cached(select)?;
        let ordinals: Result<Vec<u64>, _> = select.query_map([number.0], |row| row.get(0))?.collect();
        let one = |ordinal| Ok(item::of_ordinal(self.case.db(), ordinal)?.ok_or(CaseError::Damaged)?);
        ordinals?.into_iter().map(one).collect()
    }

    /// Contradictions by whoever is accused.
    fn of_accused(&self, accuses: &[String], linked: &[Linked]) -> BTreeSet<u32> {
        let accused: BTreeSet<String> = accuses.iter().map(|name| words::fold(name)).collect();
        let contradicting = linked.iter().filter(|linked| linked.evidence.relation == "contradicts");
        let theirs = contradicting.filter(|linked| {
            let source = linked.evidence.source.map(|source| self.people.root(source.0));
            let known = source.and_then(|source| self.people.get(source));
            known.is_some_and(|known| {
                known.name.iter().chain(&known.aliases).any(|name| accused.contains(&words::fold(name)))
            })
        });
        theirs.map(|linked| linked.evidence.number.0).collect()
    }

    /// Takes what was found in the words of claims.
    pub fn take_words(&mut self, number: ClaimRef, worded: Vec<Worded>) {
        self.shared.worded.insert(number, worded);
    }
}
