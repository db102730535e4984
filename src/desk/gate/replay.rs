//! The gate as of an earlier point of the log: what it said then.

use super::gather::hiding::Question;
use super::moment::Moment;
use super::past::{Past, Point};
use super::{AskError, Judged, run, within_reach};
use crate::case::Case;
use crate::ledger::{ClaimRef, LedgerError};
use crate::policy::{self, Policy};

/// What the gate said, and what could not be brought back.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// The point.
    pub point: Point,
    /// The claims that were there then.
    pub claims: Vec<Judged>,
    /// Items whose words were erased since: what their texts gave away is not known any more.
    pub erased: Vec<String>,
    /// Changes of tips, items and sources up to this entry were not kept.
    pub unknown_before: Option<u64>,
}

/// Asks the gate as of a point, by the policy that held then unless another is given.
///
/// # Errors
/// [`AskError`]: a claim that was not there then, or the case failed.
pub fn replay(
    case: &mut Case,
    point: Point,
    policy: Option<&Policy>,
    only: Option<&[ClaimRef]>,
) -> Result<Replayed, AskError> {
    let moment = Moment::Within(point.day);
    let (then, question) = {
        let past = Past::open(case, point.entry)?;
        let then = match policy {
            Some(policy) => policy.clone(),
            None => policy::now(past.case().db())?,
        };
        let question = Question::read(past.case(), &within_reach(past.case(), only)?, &then, moment)?;
        (then, question)
    };
    // The index is of the present; what was not there then is not in the question.
    let words = question.look(case)?;
    let past = Past::open(case, point.entry)?;
    let claims = run(past.case(), (&then, &words), moment, only)?;
    let begins = past.begins()?;
    let unknown_before = (begins > point.entry).then_some(begins);
    Ok(Replayed { point, claims, erased: past.erased()?, unknown_before })
}

/// The point that `--as-of` names: the number of an entry, or a day, which is its end.
///
/// # Errors
/// [`LedgerError::Unknown`] where the log has none.
pub fn point(case: &Case, named: &str) -> Result<Point, LedgerError> {
    let db = case.db();
    let found: Option<Point> = match (named.parse::<u64>(), named.parse()) {
        (Ok(entry), _) => super::past::of_entry(db, entry)?,
        (_, Ok(day)) => super::past::of_day(db, day)?,
        _ => None,
    };
    found.ok_or_else(|| LedgerError::unknown(named.chars().take(40).collect::<String>()))
}
