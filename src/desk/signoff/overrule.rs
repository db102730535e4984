//! Two editors who let a claim pass in spite of a rule. Their reason stays visible.

use rusqlite::{Connection, Row};

use super::{SignoffError, editor};
use crate::case::{Case, CaseError, Editor, Record};
use crate::failure::{Exit, Failure};
use crate::ledger::doer::{self, Doer};
use crate::ledger::{ClaimRef, LedgerError, claim, words};

/// Whether two editors may let a claim pass in spite of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// They may.
    Yes,
    /// The newsroom's policy, or this program, does not let them.
    No,
    /// There is no such rule.
    NoRule,
}

/// Why a rule was not overruled.
#[derive(Debug, thiserror::Error)]
pub enum OverruleError {
    /// There is no such rule.
    #[error("the gate has no rule of this name")]
    NoRule,
    /// The policy does not let editors overrule it.
    #[error("this rule is not overruled: the policy does not allow it")]
    NotAllowed,
    /// They were let before.
    #[error("the rule is overruled for {0} already")]
    Already(ClaimRef),
    /// The two are not two editors of this case.
    #[error(transparent)]
    Editors(#[from] SignoffError),
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<CaseError> for OverruleError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rusqlite::Error> for OverruleError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<OverruleError> for Failure {
    fn from(error: OverruleError) -> Self {
        let message = error.to_string();
        match error {
            OverruleError::NoRule => {
                Self::new(Exit::Usage, "no-such-rule", message).hint("`subrosa-desk gate C1` names the rules")
            }
            OverruleError::NotAllowed => Self::new(Exit::Refused, "not-overruled", message)
                .hint("`subrosa-desk missing C1` shows what answers it; `policy show` which rules may be overruled"),
            OverruleError::Already(_) => Self::new(Exit::Refused, "overruled-already", message),
            OverruleError::Editors(error) => error.into(),
            OverruleError::Ledger(error) => error.into(),
        }
    }
}

/// A rule that two editors overruled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overruled {
    /// The rule.
    pub rule: String,
    /// The first editor, and when.
    pub first: Doer,
    /// The second.
    pub second: String,
    /// Why; none once erased.
    pub reason: Option<String>,
}

/// Lets a claim pass in spite of a rule; the first editor is whoever acts.
///
/// # Errors
/// [`OverruleError`]. Nothing is changed then.
pub fn overrule(
    case: &mut Case,
    number: ClaimRef,
    (rule, may): (&str, May),
    second: &Editor,
    reason: &str,
) -> Result<(), OverruleError> {
    let id = claim::row(case.db(), number)?;
    match may {
        May::Yes => {}
        May::No => return Err(OverruleError::NotAllowed),
        May::NoRule => return Err(OverruleError::NoRule),
    }
    let (second, reason) = (second.to_string(), words::reason(reason)?);
    editor::two(case.db(), &case.editor().to_string(), &second)?;
    let act = case.begin()?;
    act.because(Some(reason))?;
    let insert = "INSERT INTO overrule (claim, rule, second, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    if act.db().execute(insert, (number.0, rule, &second, act.next_entry()?))? == 0 {
        return Err(OverruleError::Already(number));
    }
    Ok(act.commit(Record::new("overrule", id).with("rule", rule).with("second", second))?)
}

/// A row as it lies: rule, second editor, why, by which entry.
type Raw = (String, String, Option<String>, u64);

/// The rules that were overruled for a claim, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn of_claim(db: &Connection, number: ClaimRef) -> Result<Vec<Overruled>, CaseError> {
    let select = "SELECT rule, second, words, since FROM overrule LEFT JOIN reason ON entry = since
        WHERE claim = ?1 AND until IS NULL ORDER BY since";
    let mut select = db.prepare_cached(select)?;
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let rows: Result<Vec<Raw>, _> = select.query_map([number.0], read)?.collect();
    let overruled = |(rule, second, reason, entry)| Ok(Overruled { rule, first: doer::of(db, entry)?, second, reason });
    rows?.into_iter().map(overruled).collect()
}
