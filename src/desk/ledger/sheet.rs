//! All that is kept of one claim: what an editor wants on one page. How many sources there
//! are, and what the gate still asks for, are no rows of the ledger: whoever shows the page
//! asks for them beside this.

use rusqlite::OptionalExtension;
use subrosa_tip::Day;

use super::LedgerError;
use super::claim::parts::{self, Parts};
use super::claim::{self, Claim};
use super::decide::{self, Todo};
use super::evidence::read::{self, Evidence};
use super::reference::{ClaimRef, SourceRef};
use crate::case::custody::Entry;
use crate::case::{Case, CaseError};

/// A claim with everything that bears on it.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The claim.
    pub claim: Claim,
    /// What it is tied to.
    pub parts: Parts,
    /// Credibility, label, reason.
    pub assessment: Option<(u8, String, Option<String>)>,
    /// What bears on it, in its place.
    pub evidence: Vec<Evidence>,
    /// Whom we told.
    pub told: Vec<(SourceRef, Day)>,
    /// What is still to be done.
    pub todos: Vec<Todo>,
    /// Editors' words, with the numbers of the notes.
    pub notes: Vec<(u32, String)>,
    /// What was done to it, with the reasons that are still kept.
    pub history: Vec<(Entry, Option<String>)>,
}

/// The page of a claim.
///
/// # Errors
/// [`LedgerError`].
pub fn of(case: &Case, number: ClaimRef) -> Result<Sheet, LedgerError> {
    let db = case.db();
    let claim = claim::find(db, number)?;
    let parts = parts::of(db, number)?;
    let evidence = read::in_context(case, number)?;
    let assessment = decide::assessment(db, number)?;
    Ok(Sheet {
        told: decide::told_of(db, number)?,
        todos: decide::todos(db, Some(number), false)?,
        notes: decide::notes_on(db, claim.id)?,
        history: history(case, &claim)?,
        claim,
        parts,
        assessment,
        evidence,
    })
}

fn history(case: &Case, claim: &Claim) -> Result<Vec<(Entry, Option<String>)>, LedgerError> {
    let mut select = case.db().prepare_cached("SELECT words FROM reason WHERE entry = ?1").map_err(CaseError::from)?;
    let mut history = Vec::new();
    for (entry, _) in case.custody(Some(&claim.id.to_string()))? {
        let reason = select.query_row([entry.seq], |row| row.get(0)).optional()?;
        history.push((entry, reason));
    }
    Ok(history)
}
