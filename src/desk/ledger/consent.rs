//! What may be done with a tip: what its source allowed, or less or more for a
//! reason that an editor gives.
//!
//! The reason stays erasable: it lies in the case, and the custody log holds only
//! that, when and by whom the level was changed.

use subrosa_tip::Day;
use subrosa_tip::envelope::Consent;

use super::store::consent_word;
use super::{Tip, TipRef, tip};
use crate::case::{Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 4_000;

/// Why a level was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// There is no such tip.
    #[error("{0} names nothing in this case")]
    Unknown(TipRef),
    /// The source took the tip back, which binds.
    #[error("the source of {0} has withdrawn it")]
    Withdrawn(TipRef),
    /// The tip was erased.
    #[error("{0} was forgotten")]
    Forgotten(TipRef),
    /// A reason is missing or too long.
    #[error("a reason has 1 to {REASON_MAX} characters")]
    Reason,
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
}

impl From<ConsentError> for Failure {
    fn from(error: ConsentError) -> Self {
        let message = error.to_string();
        match error {
            ConsentError::Case(error) => error.into(),
            ConsentError::Unknown(_) => {
                Self::new(Exit::Usage, "unknown-id", message).hint("`subrosa-desk tips` lists what there is")
            }
            ConsentError::Reason => Self::new(Exit::Usage, "reason", message),
            ConsentError::Withdrawn(_) => Self::new(Exit::Refused, "withdrawn", message)
                .hint("a withdrawal is binding: ask the source to send a new tip if they changed their mind"),
            ConsentError::Forgotten(_) => Self::new(Exit::Refused, "forgotten", message),
        }
    }
}

/// One change of a tip's level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The day on which it was made.
    pub day: Day,
    /// The editor's stated name.
    pub actor: String,
    /// The level before.
    pub before: String,
    /// The level since.
    pub after: String,
    /// Why; none once erased.
    pub reason: Option<String>,
}

/// Changes the level, down or up. *Returns* the level before.
///
/// # Errors
/// [`ConsentError`].
pub fn set(case: &mut Case, number: TipRef, level: Consent, reason: &str) -> Result<String, ConsentError> {
    let sound = !reason.trim().is_empty() && reason.chars().count() <= REASON_MAX;
    if !sound {
        return Err(ConsentError::Reason);
    }
    let tip = tip::find(case, number)?.ok_or(ConsentError::Unknown(number))?;
    match tip.state.as_str() {
        "withdrawn" => return Err(ConsentError::Withdrawn(number)),
        "forgotten" => return Err(ConsentError::Forgotten(number)),
        _ => {}
    }
    let after = consent_word(level);
    if tip.consent != after {
        change(case, &tip, after, reason)?;
    }
    Ok(tip.consent)
}

fn change(case: &mut Case, tip: &Tip, after: &str, reason: &str) -> Result<(), CaseError> {
    let act = case.begin()?;
    act.db().execute("UPDATE tip SET consent = ?2 WHERE id = ?1", (tip.id, after))?;
    let actor = act.editor().to_string();
    act.db().execute(
        "INSERT INTO consent_change (id, tip, day, actor, before, after, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (RowId::new()?, tip.id, act.day().number(), actor, &tip.consent, after, reason),
    )?;
    act.commit(Record::new("consent", tip.id).with("before", tip.consent.as_str()).with("after", after))
}

/// Every change of a tip's level, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn changes(case: &Case, tip: &Tip) -> Result<Vec<Change>, CaseError> {
    // Rows are only ever added: SQLite numbers them in that order.
    let select = "SELECT day, actor, before, after, reason FROM consent_change WHERE tip = ?1 ORDER BY rowid";
    let mut statement = case.db().prepare(select)?;
    let mut rows = statement.query([tip.id])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let day = Day::from_number(row.get(0)?).map_err(|_| CaseError::Damaged)?;
        all.push(Change { day, actor: row.get(1)?, before: row.get(2)?, after: row.get(3)?, reason: row.get(4)? });
    }
    Ok(all)
}
