//! What stops printing.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::PublishError;
use super::amend::{self, Pending};
use crate::case::Case;
use crate::gate::moment::Moment;
use crate::gate::{self, Judged};
use crate::ledger::claim;
use crate::ledger::{ClaimRef, TipRef};
use crate::policy;
use crate::proof::{self, draft::Draft};

/// The claims that the draft prints, in the order of their first marks.
///
/// # Errors
/// [`PublishError`]: the first thing that stops printing, by name.
pub fn check(case: &mut Case, draft: &Draft, pending: &[Pending]) -> Result<Vec<ClaimRef>, PublishError> {
    let mut seen = BTreeSet::new();
    let marked = draft.claims.iter().map(|marked| marked.claim).filter(|claim| seen.insert(*claim));
    let claims: Vec<ClaimRef> = marked.map(ClaimRef::new).collect();
    if claims.is_empty() && !pending.iter().any(|pending| pending.retracts) {
        return Err(PublishError::NoClaims);
    }
    for claim in &claims {
        claim::row(case.db(), *claim)?;
    }
    check_amended(case.db(), &claims, pending)?;
    check_decided(case.db())?;
    check_gate(case, &claims)?;
    check_proof(case, draft)?;
    Ok(claims)
}

fn check_amended(db: &Connection, claims: &[ClaimRef], pending: &[Pending]) -> Result<(), PublishError> {
    for Pending { claim, retracts, .. } in pending {
        if *retracts == claims.contains(claim) {
            let wrong = if *retracts { PublishError::Retracted } else { PublishError::Waiting };
            return Err(wrong(*claim));
        }
    }
    for claim in claims {
        if amend::is_retracted(db, *claim)? {
            return Err(PublishError::Retracted(*claim));
        }
    }
    Ok(())
}

fn check_gate(case: &mut Case, claims: &[ClaimRef]) -> Result<(), PublishError> {
    let (policy, moment) = (policy::now(case.db())?, Moment::now(case)?);
    let mut held = Vec::new();
    for Judged { claim, verdict, rules, .. } in gate::ask(case, &policy, moment, Some(claims))? {
        if !verdict.prints() {
            held.push((claim, rules.iter().filter(|rule| !rule.pass).map(|rule| rule.rule).collect()));
        }
    }
    if held.is_empty() { Ok(()) } else { Err(PublishError::Gate(held)) }
}

/// The proof of these very words, now: an earlier one may have been of others.
fn check_proof(case: &mut Case, draft: &Draft) -> Result<(), PublishError> {
    let proof = proof::look(case, draft.clone(), "", |_, _| ())?;
    match proof.findings.iter().filter(|finding| finding.blocks()).count() {
        0 => Ok(()),
        blocking => Err(PublishError::Proof(blocking)),
    }
}

/// A published claim that rested on a withdrawn tip when it was printed, of which it was
/// decided to correct or retract it, and that is not done.
const DECIDED: &str = "SELECT p.claim, d.tip, d.verdict FROM tip_decision d
    JOIN tip ON tip.number = d.tip JOIN item ON item.tip = tip.id
    JOIN (SELECT claim, item, since, until FROM evidence WHERE relation = 'supports'
        UNION ALL SELECT claim, item, since, until FROM claim_origin) r ON r.item = item.ordinal
    JOIN publication p ON p.claim = r.claim AND p.until IS NULL
    WHERE d.until IS NULL AND d.verdict != 'keep' AND r.since <= p.since AND (r.until IS NULL OR r.until > p.since)
        AND NOT EXISTS (SELECT 1 FROM amendment a WHERE a.claim = p.claim
            AND (a.kind = 'retract' OR d.verdict = 'correct')
            AND (a.until IS NULL OR (a.dossier IS NOT NULL AND (a.kind = 'retract' OR a.until > d.since))))
    ORDER BY p.claim, d.tip LIMIT 1";

fn check_decided(db: &Connection) -> Result<(), PublishError> {
    let mut select = db.prepare(DECIDED)?;
    let mut rows = select.query([])?;
    let Some(row) = rows.next()? else { return Ok(()) };
    let verdict = if row.get::<_, String>(2)? == "retract" { "retract" } else { "correct" };
    Err(PublishError::Decided(ClaimRef::new(row.get(0)?), TipRef(row.get(1)?), verdict))
}
