//! Which entry of the log changed what was signed, and who made it.

use rusqlite::{Connection, OptionalExtension, Row};

use super::part::{Part, Piece, text_piece};
use crate::case::{CaseError, RowId};
use crate::ledger::ClaimRef;
use crate::ledger::doer::{self, Doer};

/// What is looked for.
pub(super) struct Look<'d> {
    pub db: &'d Connection,
    pub claim: ClaimRef,
    pub salt: [u8; 16],
    /// The entry of the signature.
    pub since: u64,
}

impl Look<'_> {
    /// What people call a piece that changed, and who changed it. `piece` is none when it is
    /// gone; `stated` is the hash that was signed, none when it came since.
    pub fn who(
        &self,
        part: Part,
        id: &str,
        piece: Option<&Piece>,
        stated: Option<&str>,
    ) -> Result<(String, Option<Doer>), CaseError> {
        let Some(piece) = piece else { return self.gone(part, id) };
        let entry = match part {
            Part::Text => self.first_other_text(stated)?,
            Part::Terms => self.entry_on_item(id)?,
            // A row of it that is newer than the signature, or else its item was forgotten.
            _ if piece.entry > self.since => Some(piece.entry),
            _ => self.entry_on_item(id)?,
        };
        Ok((piece.called.clone(), self.doer(entry)?))
    }

    fn doer(&self, entry: Option<u64>) -> Result<Option<Doer>, CaseError> {
        entry.map(|entry| doer::of(self.db, entry)).transpose()
    }

    /// The claim was corrected in other ways too: the first state that says something else.
    fn first_other_text(&self, stated: Option<&str>) -> Result<Option<u64>, CaseError> {
        let select = "SELECT claim.id, text, since FROM claim_state JOIN claim ON number = claim
            WHERE claim = ?1 AND since > ?2 ORDER BY since";
        let mut select = self.db.prepare_cached(select)?;
        let read = |row: &Row<'_>| Ok(text_piece(self.claim, row.get(0)?, &row.get::<_, String>(1)?, row.get(2)?));
        let states: Result<Vec<Piece>, _> = select.query_map((self.claim.0, self.since), read)?.collect();
        for state in states? {
            if Some(state.hash(&self.salt).map_err(|_| CaseError::Damaged)?.as_str()) != stated {
                return Ok(Some(state.entry));
            }
        }
        Ok(None)
    }

    /// What is no longer there: the entry that ended its row.
    fn gone(&self, part: Part, id: &str) -> Result<(String, Option<Doer>), CaseError> {
        let select = match part {
            Part::Evidence | Part::Terms => "SELECT 'E' || number, until FROM evidence WHERE lower(hex(id)) = ?1",
            Part::Responses => "SELECT 'offer ' || number, until FROM offer WHERE lower(hex(id)) = ?1",
            Part::Text | Part::Assessment => return Ok((self.claim.to_string(), None)),
        };
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(String, Option<u64>)> = self.db.query_row(select, [id], read).optional()?;
        let (what, entry) = found.unwrap_or_else(|| (part.to_string(), None));
        Ok((what, self.doer(entry)?))
    }

    /// The first entry since on the item of a piece of evidence, or on the tip that it is
    /// of, that changed what may be done with it or what is left of it.
    fn entry_on_item(&self, evidence: &str) -> Result<Option<u64>, CaseError> {
        let subjects = "SELECT item.id, item.tip FROM evidence e JOIN item ON item.ordinal = e.item
            WHERE lower(hex(e.id)) = ?1 AND e.claim = ?2";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(RowId, Option<RowId>)> =
            self.db.query_row(subjects, (evidence, self.claim.0), read).optional()?;
        let Some((item, tip)) = found else { return Ok(None) };
        first_entry(self.db, self.since, &[Some(item), tip])
    }
}

/// The first entry after another on any of these rows that took something away or changed
/// what is allowed.
fn first_entry(db: &Connection, since: u64, subjects: &[Option<RowId>]) -> Result<Option<u64>, CaseError> {
    // The index `custody_of_subject` holds the expression as it stands here.
    let select = "SELECT min(seq) FROM custody
        WHERE CASE WHEN json_valid(entry) THEN json_extract(entry, '$.subject') END = ?1 AND seq > ?2
            AND json_extract(entry, '$.action') IN ('terms', 'consent', 'withdraw', 'forget')";
    let mut first: Option<u64> = None;
    for subject in subjects.iter().flatten() {
        let entry: Option<u64> =
            db.prepare_cached(select)?.query_row((subject.to_string(), since), |row| row.get(0))?;
        first = match (first, entry) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    Ok(first)
}

/// The first entry since that forgot a tip behind a claim.
pub(super) fn forgetting(db: &Connection, claim: ClaimRef, since: u64) -> Result<Option<Doer>, CaseError> {
    let select = "SELECT DISTINCT item.tip FROM evidence e JOIN item ON item.ordinal = e.item
        WHERE e.claim = ?1 AND item.forgotten = 1 AND item.tip IS NOT NULL";
    let mut select = db.prepare_cached(select)?;
    let tips: Result<Vec<Option<RowId>>, _> = select.query_map([claim.0], |row| row.get(0))?.collect();
    first_entry(db, since, &tips?)?.map(|entry| doer::of(db, entry)).transpose()
}
