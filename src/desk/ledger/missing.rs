//! What a claim lacks before it may be printed, cheapest first.
//!
//! What can be said without the gate's rules is said here; those come through the
//! same shape, so that whoever reads the list sees one.

use std::collections::HashMap;

use rusqlite::Connection;

use super::claim::list::{Line, each, lines};
use super::claim::{Claim, parts};
use super::decide;
use super::evidence::flags::{self, Flag, Flagged};
use super::evidence::read::Evidence;
use super::reference::{ClaimRef, EvidenceRef};
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
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// It is an opinion, and its evidence is that of what it rests on.
    pub is_opinion: bool,
    /// Whether an opinion rests on claims.
    pub is_grounded: bool,
    /// Somebody said how far it is so.
    pub is_assessed: bool,
    /// Something that is sound supports it.
    pub is_supported: bool,
    /// Evidence on items that are no longer sound: its number, its item, what is wrong.
    pub unsound: Vec<(EvidenceRef, String, Vec<Flag>)>,
    /// Contradictions that nobody answered: their numbers and items.
    pub unanswered: Vec<(EvidenceRef, String)>,
    /// Names of the items that it came from and that are withdrawn or forgotten.
    pub gone: Vec<String>,
}

impl Facts {
    /// Of one claim, from its evidence.
    fn of_evidence(evidence: &[Evidence]) -> Self {
        let unsound = evidence.iter().filter(|evidence| !evidence.flags.is_empty());
        let unanswered = evidence.iter().filter(|evidence| evidence.unanswered());
        Self {
            is_supported: evidence.iter().any(|one| one.relation == "supports" && one.flags.is_empty()),
            unsound: unsound.map(|one| (one.number, one.item.clone(), one.flags.clone())).collect(),
            unanswered: unanswered.map(|one| (one.number, one.item.clone())).collect(),
            ..Self::default()
        }
    }
}

/// What a claim lacks, cheapest first. Pure.
#[must_use]
pub fn judge(claim: ClaimRef, facts: &Facts) -> Vec<Missing> {
    let mut all = Vec::new();
    let mut add = |rule, cost, reason: String, fix: String| all.push(Missing { claim, rule, reason, fix, cost });
    for (number, item, flags) in &facts.unsound {
        let flags: Vec<_> = flags.iter().map(|flag| flag.word()).collect();
        let reason = format!("{number} rests on {item}, which is {}", flags.join(" and "));
        add("damaged-evidence", 1, reason, format!("unlink {number} --reason …"));
    }
    if !facts.is_assessed {
        add("assessment", 1, "nobody has assessed it".into(), format!("assess {claim} --credibility 1..6 --label …"));
    }
    for (number, item) in &facts.unanswered {
        let reason = format!("{number} ({item}) contradicts it, and nobody has answered");
        add("contradiction", 2, reason, format!("answer {number} printed|refuted|superseded --reason …"));
    }
    if facts.is_opinion && !facts.is_grounded {
        add("grounds", 2, "it is an opinion that rests on no claim".into(), format!("claim set {claim} --rests-on C…"));
    }
    if !facts.is_opinion && !facts.is_supported {
        add("evidence", 3, "nothing sound supports it".into(), format!("check {claim}"));
    }
    if !facts.gone.is_empty() {
        let reason = format!("it came from {}, which is withdrawn or forgotten", facts.gone.join(" and "));
        let without = facts.gone.join(" --without ");
        add("origin", 4, reason, format!("find it elsewhere, then claim set {claim} --without {without}"));
    }
    // Stable: within one cost in the order of the rules.
    all.sort_by_key(|missing| missing.cost);
    all
}

/// What one claim lacks, from what was read of it already.
///
/// # Errors
/// [`CaseError`].
pub fn of_claim(db: &Connection, claim: &Claim, evidence: &[Evidence]) -> Result<Vec<Missing>, CaseError> {
    let facts = Facts {
        is_opinion: claim.kind == "opinion",
        is_grounded: !parts::of(db, claim.number)?.rests_on.is_empty(),
        is_assessed: decide::assessment(db, claim.number)?.is_some(),
        gone: gone_origins(db)?.remove(&claim.number.0).unwrap_or_default(),
        ..Facts::of_evidence(evidence)
    };
    Ok(judge(claim.number, &facts))
}

/// What every claim lacks, cheapest first. A fixed number of queries.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Missing>, CaseError> {
    let mut facts = collected(db)?;
    let mut all = Vec::new();
    for Line { claim, weight, assessment, .. } in lines(db)? {
        let mut facts = facts.remove(&claim.number.0).unwrap_or_default();
        facts.is_opinion = claim.kind == "opinion";
        facts.is_assessed = assessment.is_some();
        facts.is_supported = weight.sound > 0;
        all.extend(judge(claim.number, &facts));
    }
    all.sort_by_key(|missing| missing.cost);
    Ok(all)
}

/// What is wrong with claims, by their numbers.
fn collected(db: &Connection) -> Result<HashMap<u32, Facts>, CaseError> {
    let mut facts: HashMap<u32, Facts> = HashMap::new();
    for Flagged { claim, number, item, flags, .. } in flags::all(db)? {
        facts.entry(claim).or_default().unsound.push((number, item, flags));
    }
    let unanswered = "SELECT e.claim, e.number, item.name FROM evidence e JOIN item ON item.ordinal = e.item
        WHERE e.until IS NULL AND relation = 'contradicts'
            AND NOT EXISTS (SELECT 1 FROM answer WHERE evidence = e.number AND answer.until IS NULL) ORDER BY e.number";
    each(db, unanswered, |row| {
        let place = (EvidenceRef::new(row.get(1)?), row.get(2)?);
        facts.entry(row.get(0)?).or_default().unanswered.push(place);
        Ok(())
    })?;
    each(db, "SELECT DISTINCT claim FROM claim_ground WHERE until IS NULL", |row| {
        facts.entry(row.get(0)?).or_default().is_grounded = true;
        Ok(())
    })?;
    for (claim, gone) in gone_origins(db)? {
        facts.entry(claim).or_default().gone = gone;
    }
    Ok(facts)
}

/// Claims with the names of the items that they came from and that are withdrawn or forgotten.
///
/// # Errors
/// [`CaseError`].
fn gone_origins(db: &Connection) -> Result<HashMap<u32, Vec<String>>, CaseError> {
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
