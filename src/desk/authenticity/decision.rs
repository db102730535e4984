//! Why an editor counts an item as genuine. Never made by the program; may be
//! made again, and every one is kept.
//!
//! The reason stays erasable: it lies in the case, and the custody log holds only
//! that, when and by whom the decision was made, on which bytes.

use rusqlite::Connection;
use subrosa_tip::Day;

use super::integrity::{self, Integrity};
use crate::case::{Case, CaseError, Record, RowId};
use crate::corpus::{CorpusError, Item, item};
use crate::failure::{Exit, Failure};
use crate::ledger::consent::REASON_MAX;

/// Why no decision was kept.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// A reason is missing or too long.
    #[error("a reason has 1 to {REASON_MAX} characters")]
    Reason,
    /// There is nothing left to be genuine.
    #[error("{0} was erased")]
    Erased(String),
    /// The bytes are not those that came: a decision on them would be on another document.
    #[error("{0} is damaged: its bytes do not have the SHA-256 that they came with")]
    Damaged(String),
    /// No such item, or the case failed.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
}

impl From<CaseError> for DecisionError {
    fn from(error: CaseError) -> Self {
        Self::Corpus(error.into())
    }
}

impl From<rusqlite::Error> for DecisionError {
    fn from(error: rusqlite::Error) -> Self {
        CaseError::from(error).into()
    }
}

impl From<DecisionError> for Failure {
    fn from(error: DecisionError) -> Self {
        let message = error.to_string();
        match error {
            DecisionError::Corpus(error) => error.into(),
            DecisionError::Reason => Self::new(Exit::Usage, "reason", message),
            DecisionError::Erased(_) => Self::new(Exit::Refused, "erased", message),
            DecisionError::Damaged(_) => {
                Self::new(Exit::Damaged, "content-altered", message).hint("put the case back from a backup")
            }
        }
    }
}

/// A decision that an item is genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The day on which it was made.
    pub day: Day,
    /// The editor's stated name.
    pub actor: String,
    /// Why; none once erased.
    pub reason: Option<String>,
}

/// Keeps that the editor counts an item as genuine.
///
/// # Errors
/// [`DecisionError`]; nothing is kept then.
pub fn authenticate(case: &mut Case, name: &str, reason: &str) -> Result<Item, DecisionError> {
    if reason.trim().is_empty() || reason.chars().count() > REASON_MAX {
        return Err(DecisionError::Reason);
    }
    let item = item::find(case.db(), name)?;
    let Some(sha256) = item.sha256 else { return Err(DecisionError::Erased(item.name)) };
    if integrity::verify(case.db(), &item)? == Integrity::Damaged {
        return Err(DecisionError::Damaged(item.name));
    }
    let act = case.begin()?;
    let actor = act.editor().to_string();
    act.db().execute(
        "INSERT INTO authentication (id, item, day, actor, reason) VALUES (?1, ?2, ?3, ?4, ?5)",
        (RowId::new()?, item.ordinal, act.day().number(), actor, reason),
    )?;
    act.commit(Record::new("authenticate", item.id).with("sha256", hex::encode(sha256)))?;
    Ok(item)
}

/// Every decision on an item, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn decisions(db: &Connection, item: &Item) -> Result<Vec<Decision>, CaseError> {
    let select = "SELECT day, actor, reason FROM authentication WHERE item = ?1 ORDER BY rowid";
    let mut select = db.prepare(select)?;
    let mut rows = select.query([item.ordinal])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let day = Day::from_number(row.get(0)?).map_err(|_| CaseError::Damaged)?;
        all.push(Decision { day, actor: row.get(1)?, reason: row.get(2)? });
    }
    Ok(all)
}
