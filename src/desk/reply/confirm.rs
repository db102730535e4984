//! Whole bags are confirmed, never single tips or replies.

use rusqlite::Connection;

use crate::arrive::pairing::Paired;
use crate::case::{Case, CaseError, Record, RowId};

/// What a server's bag said of the bags that went to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confirmed {
    /// Replies that it has now, and had not confirmed before.
    pub replies: u64,
    /// It claims a bag that this desk never wrote.
    pub ahead: bool,
}

/// Takes a server's word that it received our bags up to this sequence: what
/// they carried is deleted here.
///
/// # Errors
/// [`CaseError`].
pub fn confirm(case: &mut Case, paired: &Paired, received: u64) -> Result<Confirmed, CaseError> {
    let Some(epoch) = paired.own_epoch.as_deref() else {
        return Ok(Confirmed { replies: 0, ahead: received > 0 });
    };
    let ahead = received > last_written(case.db(), paired.id, epoch)?;
    let act = case.begin()?;
    let replies: u64 = act.db().query_row(
        "SELECT count(*) FROM reply JOIN reply_batch ON reply_batch.id = reply.batch
         WHERE intake = ?1 AND epoch = ?2 AND sequence <= ?3 AND bytes IS NOT NULL",
        (paired.id, epoch, received),
        |row| row.get(0),
    )?;
    let batches = act.db().execute(
        "UPDATE reply_batch SET bytes = NULL
         WHERE intake = ?1 AND epoch = ?2 AND sequence <= ?3 AND bytes IS NOT NULL",
        (paired.id, epoch, received),
    )?;
    if batches > 0 {
        act.commit(Record::new("replies-confirmed", paired.id).with("received", received).with("replies", replies))?;
    }
    Ok(Confirmed { replies, ahead })
}

/// The highest sequence that went to a server in an epoch.
pub(super) fn last_written(db: &Connection, intake: RowId, epoch: &str) -> Result<u64, CaseError> {
    let last = "SELECT coalesce(max(sequence), 0) FROM outgoing_bag WHERE intake = ?1 AND epoch = ?2";
    Ok(db.query_row(last, (intake, epoch), |row| row.get(0))?)
}

/// The highest bag of the server's epoch that was imported and held nothing
/// damaged. Bags are cumulative, so all before it is here too, gap or not; what
/// was damaged is asked for again by not confirming it.
pub(super) fn received(db: &Connection, paired: &Paired) -> Result<u64, CaseError> {
    let highest = "SELECT coalesce(max(sequence), 0) FROM bag WHERE intake = ?1 AND epoch = ?2 AND damaged = 0";
    Ok(db.query_row(highest, (paired.id, &paired.epoch), |row| row.get(0))?)
}
