//! What expired at a server before this desk confirmed it.

use std::io::{Read, Seek};

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};
use subrosa_tip::Day;
use subrosa_tip::bag::{BagError, Member, VerifiedBag};
use subrosa_tip::envelope::EnvelopeId;
use subrosa_tip::limits::TOMBSTONES_MAX_BYTES;
use subrosa_tip::tombstone::{Tombstone, TombstoneReason, read_tombstones};

use super::pairing::Paired;
use crate::case::{Case, CaseError, Record};

/// Reads the list out of the bag; none when it is malformed.
pub(super) fn read<R: Read + Seek>(
    bag: &mut VerifiedBag<R>,
    index: usize,
    member: &Member,
) -> Result<Option<Vec<Tombstone>>, BagError> {
    if member.bytes > TOMBSTONES_MAX_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    bag.copy_member(index, &mut bytes)?;
    Ok(read_tombstones(&bytes).ok())
}

/// Notes what is new in the list. *Returns* that.
///
/// The custody log gets one entry with a count and a hash, however long the list
/// is: a seized server gets no room there.
pub(super) fn note(case: &mut Case, paired: &Paired, list: &[Tombstone]) -> Result<Vec<Tombstone>, CaseError> {
    let act = case.begin()?;
    let (mut new, mut hash) = (Vec::new(), Sha256::new());
    for tombstone in list {
        let inserted = act.db().execute(
            "INSERT INTO tombstone (intake, envelope, day, reason) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (paired.id, tombstone.envelope.0, tombstone.day.number(), word(tombstone.reason)),
        )?;
        if inserted == 1 {
            hash.update(tombstone.envelope.0);
            new.push(tombstone.clone());
        }
    }
    if !new.is_empty() {
        let envelopes = hex::encode(hash.finalize());
        act.commit(
            Record::new("expired-at-server", paired.id).with("count", new.len() as u64).with("envelopes", envelopes),
        )?;
    }
    Ok(new)
}

/// The reason, as it is kept and printed.
#[must_use]
pub fn word(reason: TombstoneReason) -> &'static str {
    match reason {
        TombstoneReason::Expired => "expired",
    }
}

/// An envelope that a server no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// Its id.
    pub envelope: EnvelopeId,
    /// The day on which the server deleted it.
    pub day: Day,
    /// Why.
    pub reason: String,
    /// Whether it reached this desk all the same.
    pub arrived: bool,
}

/// Every envelope that a server said had expired, by day.
///
/// # Errors
/// [`CaseError`].
pub fn all(case: &Case) -> Result<Vec<Expired>, CaseError> {
    let mut statement = case.db().prepare("SELECT envelope, day, reason FROM tombstone ORDER BY day, envelope")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let envelope = EnvelopeId(row.get(0)?);
        let day = Day::from_number(row.get(1)?).map_err(|_| CaseError::Damaged)?;
        all.push(Expired { envelope, day, reason: row.get(2)?, arrived: arrived(case, envelope)? });
    }
    Ok(all)
}

fn arrived(case: &Case, envelope: EnvelopeId) -> Result<bool, CaseError> {
    let select = "SELECT 1 FROM envelope WHERE id = ?1 AND outcome != 'damaged'";
    Ok(case.db().query_row(select, [envelope.0], |_| Ok(())).optional()?.is_some())
}
