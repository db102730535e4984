//! What the ledger and the gate say of the claims in a draft.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::claims::{Like, Likeness};
use super::draft::Draft;
use super::sentence::Sentence;
use super::{ProofError, Row};
use crate::case::{Case, CaseError};
use crate::gate::moment::Moment;
use crate::gate::{self, Judged};
use crate::ledger::claim::{self, Claim, parts};
use crate::ledger::evidence::read::{Evidence, in_context};
use crate::ledger::{ClaimRef, words};
use crate::policy;

/// A claim of the draft with all that a sentence which prints it is judged by.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The claim.
    pub claim: Claim,
    /// What the gate says.
    pub judged: Judged,
    /// Its evidence, in context.
    pub evidence: Vec<Evidence>,
    /// Whom it accuses.
    pub accuses: Vec<String>,
}

/// What stands behind the sentences of a draft.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The claims that it prints.
    pub behind: BTreeMap<ClaimRef, Behind>,
    /// For each sentence the claims that it prints.
    pub printed: Vec<Vec<ClaimRef>>,
    /// For each sentence a claim that it is about and says otherwise.
    pub contrary: Vec<Option<ClaimRef>>,
}

impl Ledger {
    /// Of a draft's sentences.
    ///
    /// # Errors
    /// [`ProofError::Claim`]: a mark names nothing.
    pub(super) fn read(case: &mut Case, draft: &Draft, sentences: &[Sentence]) -> Result<Self, ProofError> {
        let claims = claim::all(case.db())?;
        let known = |number: u32| claims.iter().any(|claim| claim.number.0 == number);
        if let Some(mark) = draft.claims.iter().find(|mark| !known(mark.claim)) {
            return Err(ProofError::Claim(ClaimRef::new(mark.claim)));
        }
        let likeness = Likeness::of(&claims);
        let mut ledger = Self::default();
        for sentence in sentences {
            let like = if sentence.marks.is_empty() { likeness.best(sentence) } else { None };
            let number = |like: Like| claims.get(like.claim).map(|claim| claim.number);
            let marked = sentence.marks.iter().map(|mark| ClaimRef::new(mark.claim));
            ledger.printed.push(marked.chain(like.filter(|like| !like.differs).and_then(number)).collect());
            ledger.contrary.push(like.filter(|like| like.differs).and_then(number));
        }
        ledger.look_behind(case, &claims)?;
        Ok(ledger)
    }

    fn look_behind(&mut self, case: &mut Case, claims: &[Claim]) -> Result<(), ProofError> {
        let (policy, moment) = (policy::now(case.db())?, Moment::now(case)?);
        let printed: BTreeSet<ClaimRef> = self.printed.iter().flatten().copied().collect();
        let printed: Vec<&Claim> = claims.iter().filter(|claim| printed.contains(&claim.number)).collect();
        let numbers: Vec<ClaimRef> = printed.iter().map(|claim| claim.number).collect();
        for (claim, judged) in printed.into_iter().zip(gate::ask(case, &policy, moment, Some(&numbers))?) {
            let behind = Behind {
                claim: claim.clone(),
                judged,
                evidence: in_context(case, claim.number)?,
                accuses: parts::of(case.db(), claim.number)?.accuses,
            };
            self.behind.insert(claim.number, behind);
        }
        Ok(())
    }

    /// Whom the draft accuses, with every sentence that prints such a claim or names them,
    /// and what they answered.
    pub(super) fn accused(&self, db: &Connection, rows: &[Row]) -> Result<Vec<Accused>, CaseError> {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for name in self.behind.values().flat_map(|behind| &behind.accuses) {
            names.entry(words::fold(name)).or_insert_with(|| name.clone());
        }
        names.into_iter().map(|(folded, name)| self.one_accused(db, rows, &folded, name)).collect()
    }

    fn one_accused(&self, db: &Connection, rows: &[Row], folded: &str, name: String) -> Result<Accused, CaseError> {
        let accuses = |claim: &ClaimRef| {
            let all = self.behind.get(claim).map(|behind| behind.accuses.as_slice()).unwrap_or_default();
            all.iter().any(|accused| words::fold(accused) == folded)
        };
        let last = folded.split(' ').next_back().unwrap_or(folded);
        let about = |row: &&Row| {
            let said = words::fold(&row.sentence.text);
            let names = said.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == last);
            names || row.claims.iter().any(accuses)
        };
        let sentences = rows.iter().filter(about).map(|row| row.sentence.id.clone()).collect();
        Ok(Accused { sentences, responses: responses(db, folded)?, name })
    }
}

/// Somebody whom a draft accuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accused {
    /// The name.
    pub name: String,
    /// Ids of the sentences about them.
    pub sentences: Vec<String>,
    /// What they were asked and answered: a sentence each.
    pub responses: Vec<String>,
}

fn responses(db: &Connection, folded: &str) -> Result<Vec<String>, CaseError> {
    let select = "SELECT deadline, response.kind, response.words FROM offer
        LEFT JOIN response ON response.offer = offer.number AND response.until IS NULL
        WHERE folded = ?1 AND offer.until IS NULL ORDER BY offer.number";
    let mut select = db.prepare(select)?;
    let read = |row: &rusqlite::Row<'_>| {
        let (deadline, kind, words): (String, Option<String>, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(match (kind.as_deref(), words) {
            (Some("answered"), Some(words)) => format!("answered: {words}"),
            (Some(kind), _) => format!("{kind} (asked until {deadline})"),
            (None, _) => format!("no answer yet (asked until {deadline})"),
        })
    };
    let all: Result<Vec<_>, _> = select.query_map([folded], read)?.collect();
    Ok(all?)
}
