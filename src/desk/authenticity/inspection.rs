//! One look at an item: its bytes against their hash, its signatures, and the
//! entry in the custody log that tells of it.

use super::decision::{Decision, decisions};
use super::dkim::check::{self, CheckError};
use super::dkim::verdict::Verdict;
use super::integrity::{self, Integrity};
use crate::case::{Case, CaseError, Record};
use crate::corpus::Item;

/// What was seen.
#[derive(Debug)]
pub struct Inspection {
    /// The bytes of the item.
    pub integrity: Integrity,
    /// The signatures of an e-mail; nothing for another item, or why there is no verdict.
    pub dkim: Result<Option<Verdict>, CheckError>,
    /// Why editors count it as genuine.
    pub decisions: Vec<Decision>,
}

/// Looks at an item. Signatures of damaged bytes are not looked at: they would say
/// something about another document.
///
/// # Errors
/// [`CaseError`].
pub fn look(case: &Case, item: &Item) -> Result<Inspection, CaseError> {
    let integrity = integrity::verify(case.db(), item)?;
    let dkim = match integrity {
        Integrity::Whole => check::of_item(case, item, case.today()?),
        Integrity::Damaged | Integrity::Erased => Ok(None),
    };
    Ok(Inspection { integrity, dkim, decisions: decisions(case.db(), item)? })
}

/// Looks at an item and logs that, with what was found in words and counts.
///
/// # Errors
/// [`CaseError`].
pub fn inspect(case: &mut Case, item: &Item) -> Result<Inspection, CaseError> {
    let inspection = look(case, item)?;
    let mut record = Record::new("inspect", item.id).with("bytes", inspection.integrity.word());
    if let Some(sha256) = item.sha256 {
        record = record.with("sha256", hex::encode(sha256));
    }
    match &inspection.dkim {
        Ok(Some(verdict)) => {
            record = record.with("dkim", verdict.state.word()).with("signatures", verdict.signatures.len() as u64);
        }
        Ok(None) => {}
        Err(_) => record = record.with("dkim", "not-judged"),
    }
    case.begin()?.commit(record)?;
    Ok(inspection)
}
