//! Whole bags are confirmed, never single tips or replies.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use subrosa_tip::bag::{Manifest, ManifestHash};

use crate::arrive::pairing::Paired;
use crate::case::{Case, CaseError, Record, RowId};

/// What a server's bag said of the bags that went to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Confirmed {
    /// Replies that it has now, and had not confirmed before.
    pub replies: u64,
    /// It claims a bag that this desk never wrote, or another than this desk wrote.
    pub ahead: bool,
}

/// Takes a server's word that our bag with this sequence and hash arrived: what
/// it and those before it carried is deleted here. A number alone confirms nothing:
/// it may be of a history that one of both sides has lost.
///
/// # Errors
/// [`CaseError`].
pub fn confirm(case: &mut Case, paired: &Paired, manifest: &Manifest) -> Result<Confirmed, CaseError> {
    let received = manifest.received;
    let ours = written(case.db(), paired, received)?;
    let Some(epoch) = paired.own_epoch.as_deref().filter(|_| ours.is_some() && ours == manifest.received_manifest)
    else {
        return Ok(Confirmed { replies: 0, ahead: received > 0 });
    };
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
    Ok(Confirmed { replies, ahead: false })
}

/// Hash of a bag that went to a server in our epoch.
fn written(db: &Connection, paired: &Paired, sequence: u64) -> Result<Option<ManifestHash>, CaseError> {
    let select = "SELECT bytes FROM outgoing_bag WHERE intake = ?1 AND epoch = ?2 AND sequence = ?3";
    let bytes = db.query_row(select, (paired.id, &paired.own_epoch, sequence), |row| row.get::<_, Vec<u8>>(0));
    Ok(bytes.optional()?.map(|bytes| ManifestHash(Sha256::digest(bytes).into())))
}

/// The highest sequence that went to a server in an epoch.
pub(super) fn last_written(db: &Connection, intake: RowId, epoch: &str) -> Result<u64, CaseError> {
    let last = "SELECT coalesce(max(sequence), 0) FROM outgoing_bag WHERE intake = ?1 AND epoch = ?2";
    Ok(db.query_row(last, (intake, epoch), |row| row.get(0))?)
}

/// The highest bag of the server's epoch that was imported and held nothing
/// damaged, with its hash. Bags are cumulative, so all before it is here too, gap
/// or not; what was damaged is asked for again by not confirming it.
pub(super) fn received(db: &Connection, paired: &Paired) -> Result<Option<(u64, ManifestHash)>, CaseError> {
    let highest = "SELECT sequence, manifest FROM bag WHERE intake = ?1 AND epoch = ?2 AND damaged = 0
         ORDER BY sequence DESC LIMIT 1";
    let found = db.query_row(highest, (paired.id, &paired.epoch), |row| Ok((row.get(0)?, ManifestHash(row.get(1)?))));
    Ok(found.optional()?)
}
