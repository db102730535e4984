//! A text that leaves the desk, with what it rests on.

use std::collections::BTreeSet;
use std::ops::Range;

use rusqlite::Connection;
use subrosa_tip::Day;

use super::draft::{Draft, Marked};
use crate::case::CaseError;
use crate::ledger::LedgerError;
use crate::ledger::claim;
use crate::ledger::reference::ClaimRef;
use crate::read::{Metadata, Part};

/// A claim, a letter or a draft.
#[derive(Debug, Clone, Default)]
pub struct Leaving {
    /// What people call it: `C12`, `draft`.
    pub name: String,
    /// Every character that would be printed, and the marks of claims.
    pub text: String,
    /// Pages and sections.
    pub parts: Vec<Part>,
    /// The marks in it.
    pub claims: Vec<Marked>,
    /// What its file says about itself.
    pub metadata: Vec<Metadata>,
    /// What of its file was not read, for people.
    pub unread: Vec<String>,
    /// Items that it rests on, by their ordinals: supporting evidence and origins.
    pub items: BTreeSet<u64>,
    /// The latest day on which what it says happened.
    pub event: Option<Day>,
    /// Names of those whom its claims are about: they are what is to be printed.
    pub people: BTreeSet<String>,
}

impl Leaving {
    /// A claim.
    ///
    /// # Errors
    /// [`LedgerError::Unknown`] among others.
    pub fn of_claim(db: &Connection, number: ClaimRef) -> Result<Self, LedgerError> {
        let claim = claim::find(db, number)?;
        let mut leaving = Self { name: number.to_string(), text: claim.text, ..Self::default() };
        leaving.rest_on(db, number)?;
        Ok(leaving)
    }

    /// A draft or a letter with the claims that it names.
    ///
    /// # Errors
    /// [`LedgerError`]: a mark that names no claim.
    pub fn of_draft(db: &Connection, draft: &Draft) -> Result<Self, LedgerError> {
        let mut leaving = Self {
            name: "draft".to_owned(),
            text: draft.text.clone(),
            parts: draft.parts.clone(),
            claims: draft.claims.clone(),
            metadata: draft.metadata.clone(),
            unread: draft.notes.clone(),
            ..Self::default()
        };
        if draft.members > 0 {
            leaving.unread.push(format!("{} files or pictures inside the draft", draft.members));
        }
        let claims: BTreeSet<u32> = draft.claims.iter().map(|marked| marked.claim).collect();
        for number in claims {
            leaving.rest_on(db, ClaimRef::new(number))?;
        }
        Ok(leaving)
    }

    /// Adds what a claim rests on, over however many claims.
    fn rest_on(&mut self, db: &Connection, number: ClaimRef) -> Result<(), LedgerError> {
        let claim = claim::find(db, number)?;
        self.event = self.event.max(claim.day);
        self.items.extend(items(db, number)?);
        let parts = claim::parts::of(db, number)?;
        self.people.extend(parts.accuses.into_iter().chain(parts.concerns));
        Ok(())
    }

    /// The text with its marks blanked, so that no place moves.
    pub(super) fn prose(&self) -> String {
        let mut marks = self.claims.iter().map(|marked| &marked.range).peekable();
        let mut blank = |at: usize| {
            while marks.next_if(|range: &&Range<usize>| range.end <= at).is_some() {}
            marks.peek().is_some_and(|range| range.contains(&at))
        };
        self.text.chars().enumerate().map(|(at, letter)| if blank(at) { ' ' } else { letter }).collect()
    }
}

fn items(db: &Connection, claim: ClaimRef) -> Result<Vec<u64>, CaseError> {
    let mut select = db.prepare_cached(
        "WITH RECURSIVE under (claim) AS (VALUES (?1) UNION
            SELECT ground FROM claim_ground JOIN under ON claim_ground.claim = under.claim WHERE until IS NULL)
         SELECT item FROM claim_origin JOIN under ON claim_origin.claim = under.claim WHERE until IS NULL UNION
         SELECT item FROM evidence JOIN under ON evidence.claim = under.claim
            WHERE until IS NULL AND relation = 'supports'",
    )?;
    let items: Result<Vec<u64>, _> = select.query_map([claim.0], |row| row.get(0))?.collect();
    Ok(items?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exposure::words::draft::marks;

    #[test]
    fn marks_are_blanked_and_no_place_moves() {
        let text = "Ä {C1} sold. {C22}End".to_owned();
        let leaving = Leaving { claims: marks(&text), text: text.clone(), ..Leaving::default() };
        let prose = leaving.prose();
        assert_eq!(prose, "Ä      sold.      End");
        assert_eq!(prose.chars().count(), text.chars().count());
    }
}
