//! Which claims may be printed, and what the others lack.
//!
//! *What enters*: a claim, all that the case knows of it, the newsroom's policy, a moment.
//! *What leaves*: a [`Verdict`] with every rule, its reason, and the command that answers
//! it. Nothing is scored and nothing is decided here that a person did not record.
//!
//! | Module | Holds |
//! |---|---|
//! | [`gather`] | from the case to facts |
//! | [`facts`] | what the rules look at |
//! | [`rule`] | the shape that rules share, and their one list |
//! | `rules` | a rule a file, or a few that are one thought |
//! | [`moment`] | embargoes and deadlines against now, or against a day of the past |
//! | [`past`] | the case as it was at an earlier entry of its log |
//! | [`replay`] | the gate as of then |
//!
//! `missing` is the same list seen from the other side: what the rules that do not pass
//! ask for, cheapest first ([`lacks`]).

pub mod facts;
pub mod gather;
pub mod moment;
pub mod past;
pub mod replay;
pub mod rule;
mod rules;

use std::collections::BTreeMap;

use facts::Facts;
use rule::{Lack, Outcome, RULES, Rule};

use crate::case::{Case, CaseError};
use crate::ledger::claim::{self, parts};
use crate::ledger::{ClaimRef, LedgerError};
#[cfg(test)]
use crate::policy;
use crate::policy::Policy;
use crate::search::SearchError;
use gather::Gatherer;
use gather::hiding::{Question, Words};
use moment::Moment;

/// What may be done with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It may be printed.
    Publish,
    /// It may be printed with its hedge in the sentence.
    PublishHedged,
    /// It waits for what it lacks.
    Hold,
    /// As it stands it is never printed.
    Reject,
}

impl Verdict {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::PublishHedged => "publish-hedged",
            Self::Hold => "hold",
            Self::Reject => "reject",
        }
    }

    /// Whether it may be printed.
    #[must_use]
    pub fn prints(self) -> bool {
        self <= Self::PublishHedged
    }
}

/// A claim judged by every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The claim.
    pub claim: ClaimRef,
    /// What may be done with it.
    pub verdict: Verdict,
    /// Every rule in the order of the list.
    pub rules: Vec<Outcome>,
    /// It accuses somebody, or repeats who does: a lawyer reads it.
    pub lawyer: bool,
}

/// Judges a claim. Pure.
#[must_use]
pub fn judge(facts: &Facts, policy: &Policy) -> Judged {
    judge_by(RULES.iter(), facts, policy)
}

fn judge_by<'r>(rules: impl Iterator<Item = &'r Rule>, facts: &Facts, policy: &Policy) -> Judged {
    let rules: Vec<Outcome> = rules.map(|rule| rule.outcome(facts, policy)).collect();
    let lawyer = facts.accuses_in_print();
    Judged { claim: facts.claim.number, verdict: verdict(&rules, facts, policy), rules, lawyer }
}

fn verdict(rules: &[Outcome], facts: &Facts, policy: &Policy) -> Verdict {
    let failed = || rules.iter().filter(|rule| !rule.pass);
    if failed().any(|rule| rule.lacks.iter().any(|lack| lack.rejects)) {
        Verdict::Reject
    } else if failed().next().is_some() {
        Verdict::Hold
    } else if facts.is_hedged(policy) {
        Verdict::PublishHedged
    } else {
        Verdict::Publish
    }
}

/// What the claims lack, cheapest first; within one cost in the order of claims and rules.
#[must_use]
pub fn lacks(judged: &[Judged]) -> Vec<(ClaimRef, &'static str, &Lack)> {
    let failed = judged.iter().flat_map(|claim| {
        let rules = claim.rules.iter().filter(|rule| !rule.pass);
        rules.flat_map(|rule| rule.lacks.iter().map(|lack| (claim.claim, rule.rule, lack)))
    });
    let mut all: Vec<_> = failed.collect();
    all.sort_by_key(|(.., lack)| lack.cost);
    all
}

/// The verdict on a claim without one of the rules: a test sees that its row needs it.
#[cfg(test)]
pub(crate) fn without_rule(case: &mut Case, number: ClaimRef, name: &str) -> Result<Verdict, AskError> {
    let (policy, moment) = (policy::now(case.db())?, Moment::now(case)?);
    let words = words(case, &policy, moment, Some(&[number]))?;
    let gatherer = Gatherer::new(case, (&policy, &words), moment)?;
    let (mut facts, mut known) = (gatherer.facts(number)?, BTreeMap::new());
    for ground in facts.parts.rests_on.clone() {
        facts.grounds.push((ground, judged(&gatherer, ground, &mut known)?.verdict));
    }
    Ok(judge_by(RULES.iter().filter(|rule| rule.name != name), &facts, &policy).verdict)
}

/// Why the gate did not answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The index could not be asked.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl From<CaseError> for AskError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

/// Judges these claims in their order, or every one in the order of their numbers.
///
/// # Errors
/// [`AskError`]: unknown, or the case failed.
pub fn ask(
    case: &mut Case,
    policy: &Policy,
    moment: Moment,
    only: Option<&[ClaimRef]>,
) -> Result<Vec<Judged>, AskError> {
    let words = words(case, policy, moment, only)?;
    Ok(run(case, (policy, &words), moment, only)?)
}

fn words(case: &mut Case, policy: &Policy, moment: Moment, only: Option<&[ClaimRef]>) -> Result<Words, AskError> {
    let question = Question::read(case, &within_reach(case, only)?, policy, moment)?;
    Ok(question.look(case)?)
}

/// The claims that are asked about, with what they rest on.
fn within_reach(case: &Case, only: Option<&[ClaimRef]>) -> Result<Vec<ClaimRef>, LedgerError> {
    let mut numbers = asked(case, only)?;
    // What is added is looked at too: a quotation rests on a claim, an opinion on a quotation.
    let mut place = 0;
    while let Some(number) = numbers.get(place).copied() {
        let grounds = parts::of(case.db(), number)?.rests_on;
        numbers.extend(grounds.into_iter().filter(|ground| !numbers.contains(ground)).collect::<Vec<_>>());
        place += 1;
    }
    Ok(numbers)
}

fn asked(case: &Case, only: Option<&[ClaimRef]>) -> Result<Vec<ClaimRef>, LedgerError> {
    match only {
        Some(numbers) => numbers.iter().map(|number| Ok(claim::find(case.db(), *number)?.number)).collect(),
        None => Ok(claim::all(case.db())?.into_iter().map(|claim| claim.number).collect()),
    }
}

fn run(
    case: &Case,
    (policy, words): (&Policy, &Words),
    moment: Moment,
    only: Option<&[ClaimRef]>,
) -> Result<Vec<Judged>, LedgerError> {
    let gatherer = Gatherer::new(case, (policy, words), moment)?;
    let mut known = BTreeMap::new();
    asked(case, only)?.into_iter().map(|number| judged(&gatherer, number, &mut known)).collect()
}

/// Judges what a claim rests on first: only opinions and quotations rest on anything, and
/// neither rests on its own kind.
fn judged(
    gatherer: &Gatherer<'_>,
    number: ClaimRef,
    known: &mut BTreeMap<ClaimRef, Judged>,
) -> Result<Judged, LedgerError> {
    if let Some(judged) = known.get(&number) {
        return Ok(judged.clone());
    }
    let mut facts = gatherer.facts(number)?;
    for ground in facts.parts.rests_on.clone() {
        let verdict = judged(gatherer, ground, known)?.verdict;
        facts.grounds.push((ground, verdict));
    }
    let found = judge(&facts, gatherer.policy());
    known.insert(number, found.clone());
    Ok(found)
}
