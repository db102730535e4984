//! What a claim lacks before it may be printed, cheapest first.
//!
//! What can be said without the gate's rules is said here; those come through the
//! same shape, so that whoever reads the list sees one.

use std::collections::HashMap;

use rusqlite::Connection;

use super::claim::list::{Line, each, lines};
use super::claim::{self, parts};
use super::evidence::read::{self, Evidence};
use super::reference::ClaimRef;
use super::{LedgerError, decide};
use crate::case::CaseError;

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The claim.
    pub claim: ClaimRef,
    /// The rule that asks for it.
    pub rule: &'static str,
    /// What is missing, in a sentence.
    pub reason: String,
    /// The command that would help.
    pub fix: String,
    /// 1: a line to type; 2: a decision; 3: something to be found; 4: nothing that the desk can do.
    pub cost: u8,
}

/// What the rules look at.
#[derive(Debug, Clone)]
pub struct Facts<'e> {
    /// The claim.
    pub claim: ClaimRef,
    /// It is an opinion, and evidence is that of its grounds.
    pub is_opinion: bool,
    /// How many claims it rests on.
    pub grounds: usize,
    /// Somebody said how far it is so.
    pub is_assessed: bool,
    /// What bears on it.
    pub evidence: &'e [Evidence],
    /// Names of the items that it came from and that are withdrawn or forgotten.
    pub gone: Vec<String>,
}

/// What a claim lacks, cheapest first. Pure.
#[must_use]
pub fn of(facts: &Facts<'_>) -> Vec<Missing> {
    let mut all = Vec::new();
    let mut add = |rule, cost, reason: String, fix: String| {
        all.push(Missing { claim: facts.claim, rule, reason, fix, cost });
    };
    let claim = facts.claim;
    for evidence in facts.evidence.iter().filter(|evidence| !evidence.flags.is_empty()) {
        let flags: Vec<_> = evidence.flags.iter().map(|flag| flag.word()).collect();
        let reason = format!("{} rests on {}, which is {}", evidence.number, evidence.item, flags.join(" and "));
        add("damaged-evidence", 1, reason, format!("unlink {} --reason …", evidence.number));
    }
    if !facts.is_assessed {
        let fix = format!("assess {claim} --credibility 1..6 --label …");
        add("assessment", 1, "nobody has assessed it".into(), fix);
    }
    for evidence in facts.evidence.iter().filter(|evidence| evidence.unanswered()) {
        let reason = format!("{} ({}) contradicts it, and nobody has answered", evidence.number, evidence.item);
        add("contradiction", 2, reason, format!("answer {} printed|refuted|superseded --reason …", evidence.number));
    }
    if facts.is_opinion && facts.grounds == 0 {
        add("grounds", 2, "it is an opinion that rests on no claim".into(), format!("claim set {claim} --rests-on C…"));
    }
    if !facts.is_opinion && !facts.evidence.iter().any(supports) {
        add("evidence", 3, "nothing sound supports it".into(), format!("check {claim}"));
    }
    if !facts.gone.is_empty() {
        let reason = format!("it came from {}, which is withdrawn or forgotten", facts.gone.join(" and "));
        add(
            "origin",
            4,
            reason,
            format!("find it elsewhere, then claim set {claim} --without {}", facts.gone.join(" --without ")),
        );
    }
    // Stable: within one cost in the order of the rules.
    all.sort_by_key(|missing| missing.cost);
    all
}

fn supports(evidence: &Evidence) -> bool {
    evidence.relation == "supports" && evidence.flags.is_empty()
}

/// What one claim lacks.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn of_claim(db: &Connection, number: ClaimRef) -> Result<Vec<Missing>, LedgerError> {
    let claim = claim::find(db, number)?;
    let evidence = read::bare(db, number)?;
    Ok(of(&Facts {
        claim: number,
        is_opinion: claim.kind == "opinion",
        grounds: parts::of(db, number)?.rests_on.len(),
        is_assessed: decide::assessment(db, number)?.is_some(),
        evidence: &evidence,
        gone: gone_origins(db)?.remove(&number.0).unwrap_or_default(),
    }))
}

/// What every claim lacks, cheapest first.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Missing>, CaseError> {
    let mut gone = gone_origins(db)?;
    let mut all = Vec::new();
    for line in lines(db)? {
        let gone = gone.remove(&line.claim.number.0).unwrap_or_default();
        all.extend(of_line(db, &line, gone)?);
    }
    all.sort_by_key(|missing| missing.cost);
    Ok(all)
}

fn of_line(db: &Connection, line: &Line, gone: Vec<String>) -> Result<Vec<Missing>, CaseError> {
    let (number, weight) = (line.claim.number, line.weight);
    let is_opinion = line.claim.kind == "opinion";
    // Most claims need no look at their evidence: only what is wrong is read.
    let is_plain = weight.unanswered == 0 && weight.flagged == 0 && weight.supports > 0;
    let evidence = if is_plain { Vec::new() } else { read::bare(db, number)? };
    let grounds = if is_opinion { parts::of(db, number)?.rests_on.len() } else { 0 };
    let is_assessed = line.assessment.is_some();
    let mut missing = of(&Facts { claim: number, is_opinion, grounds, is_assessed, evidence: &evidence, gone });
    missing.retain(|missing| !(is_plain && missing.rule == "evidence"));
    Ok(missing)
}

/// Claims with the names of the items that they came from and that are withdrawn or forgotten.
///
/// # Errors
/// [`CaseError`].
pub fn gone_origins(db: &Connection) -> Result<HashMap<u32, Vec<String>>, CaseError> {
    // From the few items that are gone to their claims, and not the other way.
    let select = "SELECT o.claim, gone.name FROM (
            SELECT ordinal, name FROM item WHERE forgotten = 1
            UNION SELECT ordinal, name FROM item WHERE tip IN (SELECT id FROM tip WHERE state = 'withdrawn')
        ) AS gone CROSS JOIN claim_origin o ON o.item = gone.ordinal AND o.until IS NULL ORDER BY o.claim, gone.ordinal";
    let mut all: HashMap<u32, Vec<String>> = HashMap::new();
    each(db, select, |row| {
        all.entry(row.get(0)?).or_default().push(row.get(1)?);
        Ok(())
    })?;
    Ok(all)
}
