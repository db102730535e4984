//! A contradiction stands until somebody answers it.

use clap::ValueEnum;

use super::linked;
use crate::case::{Case, Record};
use crate::ledger::reference::{ClaimRef, EvidenceRef};
use crate::ledger::{LedgerError, claim, words};

/// What was done about a contradiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Verdict {
    /// It is printed beside the claim
    Printed,
    /// It is wrong
    Refuted,
    /// Something later replaced it
    Superseded,
}

impl Verdict {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Printed => "printed",
            Self::Refuted => "refuted",
            Self::Superseded => "superseded",
        }
    }
}

/// Answers a contradiction, in place of an earlier answer.
///
/// # Errors
/// [`LedgerError`]: unknown, no contradiction, a reason that only `printed` does without.
pub fn answer(
    case: &mut Case,
    number: EvidenceRef,
    verdict: Verdict,
    reason: Option<&str>,
) -> Result<ClaimRef, LedgerError> {
    let reason = reason.map(words::reason).transpose()?;
    let found = linked(case.db(), number)?;
    if !found.contradicts {
        return Err(LedgerError::NoContradiction(number));
    }
    if reason.is_none() && verdict != Verdict::Printed {
        return Err(LedgerError::ReasonNeeded);
    }
    let id = claim::row(case.db(), found.claim)?;
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(reason)?;
    act.db().execute("UPDATE answer SET until = ?2 WHERE evidence = ?1 AND until IS NULL", (number.0, entry))?;
    let insert = "INSERT INTO answer (evidence, verdict, since) VALUES (?1, ?2, ?3)";
    act.db().execute(insert, (number.0, verdict.word(), entry))?;
    act.commit(Record::new("answer", id).with("evidence", number.to_string()).with("verdict", verdict.word()))?;
    Ok(found.claim)
}
