//! Erasing a tip and its thread: words, files, names, sealed originals.
//!
//! What stays says nothing of the content: numbers, days, the custody log with
//! the hashes of sealed envelopes, and which mailbox and source a tip was from,
//! so that two tips of one source never become two sources.

use rusqlite::{Connection, params};
use subrosa_tip::envelope::EnvelopeId;

use super::{Tip, TipRef, tip};
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::corpus::twins;
use crate::disk::erase;
use crate::search::{self, SearchError};

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Whether it had been before.
    pub already: bool,
    /// Sealed envelopes that were removed.
    pub envelopes: u64,
    /// Files that were removed.
    pub files: u64,
    /// Replies that had not left the desk yet and never will.
    pub cancelled: u64,
}

/// Forgets a tip. Done again it completes what an interruption left.
///
/// *Returns* nothing when there is no such tip.
///
/// *Security*: the rows are overwritten in the database and its log is emptied; the
/// parts of the index that hold its words are written anew without them;
/// the sealed originals lose their headers before they are removed. A bag on a
/// stick, a backup, and blocks that a flash disk put aside are not reached.
///
/// # Errors
/// [`CaseError`].
pub fn forget(case: &mut Case, number: TipRef) -> Result<Option<Forgotten>, CaseError> {
    let Some(tip) = tip::find(case, number)? else { return Ok(None) };
    let envelopes = envelopes(case.db(), tip.id)?;
    let mut forgotten = Forgotten { already: tip.state == "forgotten", ..Forgotten::default() };
    if !forgotten.already {
        let act = case.begin()?;
        forgotten = erase_rows(&act, &tip, &envelopes)?;
        act.commit(
            Record::new("forget", tip.id)
                .with("envelopes", forgotten.envelopes)
                .with("files", forgotten.files)
                .with("cancelled_replies", forgotten.cancelled),
        )?;
    }
    // The rows first: a killed program leaves a file that the next opening removes.
    for envelope in envelopes {
        erase(&case.envelope_path(envelope))?;
    }
    case.erase_copies()?;
    case.settle()?;
    // What an interruption leaves undone here, the next opening of the index does.
    search::forget(case).map_err(|error| match error {
        SearchError::Case(error) => error,
        other => std::io::Error::other(other).into(),
    })?;
    Ok(Some(forgotten))
}

/// The envelopes that the tip and its thread came in.
fn envelopes(db: &Connection, tip: RowId) -> Result<Vec<EnvelopeId>, CaseError> {
    let mut statement = db.prepare(
        "SELECT envelope FROM tip WHERE id = ?1
         UNION ALL SELECT envelope FROM message WHERE tip = ?1 AND envelope IS NOT NULL",
    )?;
    let ids: Result<Vec<_>, _> = statement.query_map([tip], |row| row.get(0).map(EnvelopeId))?.collect();
    Ok(ids?)
}

fn erase_rows(act: &Act<'_>, tip: &Tip, envelopes: &[EnvelopeId]) -> Result<Forgotten, CaseError> {
    let db = act.db();
    let files: u64 =
        db.query_row("SELECT count(*) FROM file WHERE tip = ?1 AND content IS NOT NULL", [tip.id], |row| row.get(0))?;
    for content in contents(db, tip.id)? {
        // Its parts go with it, and whatever names it names nothing then.
        db.execute("DELETE FROM content WHERE id = ?1", [content])?;
    }
    let cancelled = db.execute(
        "DELETE FROM reply WHERE batch IS NULL AND message IN (SELECT id FROM message WHERE tip = ?1)",
        [tip.id],
    )?;
    erase_judgements(act, tip.id)?;
    erase_items(act, tip.id)?;
    for statement in [
        "UPDATE tip SET state = 'forgotten', language = NULL, characters = NULL WHERE id = ?1",
        "UPDATE message SET language = NULL, characters = NULL WHERE tip = ?1",
        // A known document is recognised by its hash and its length.
        "UPDATE file SET name = NULL, declared_type = NULL, bytes = 0, sha256 = zeroblob(32) WHERE tip = ?1",
        "DELETE FROM reply_file WHERE message IN (SELECT id FROM message WHERE tip = ?1)",
        "UPDATE consent_change SET reason = NULL WHERE tip = ?1",
        "UPDATE authentication SET reason = NULL WHERE item IN (SELECT ordinal FROM item WHERE tip = ?1)",
    ] {
        db.execute(statement, [tip.id])?;
    }
    for envelope in envelopes {
        db.execute("UPDATE envelope SET forgotten = 1 WHERE id = ?1", params![envelope.0])?;
    }
    Ok(Forgotten { already: false, envelopes: envelopes.len() as u64, files, cancelled: cancelled as u64 })
}

/// What editors wrote about it: links stay as bare rows, their reasons and the hashes
/// of their passages go, and so do notes. A claim is an editor's own sentence and stays.
fn erase_judgements(act: &Act<'_>, tip: RowId) -> Result<(), CaseError> {
    const ITEMS: &str = "(SELECT ordinal FROM item WHERE tip = ?1)";
    const HELD: &str = "(SELECT id FROM item WHERE tip = ?1 UNION SELECT ?1)";
    let linked = format!("SELECT number FROM evidence WHERE item IN {ITEMS}");
    for statement in [
        format!(
            "DELETE FROM reason WHERE entry IN (SELECT since FROM evidence WHERE item IN {ITEMS}
                UNION SELECT until FROM evidence WHERE item IN {ITEMS}
                UNION SELECT since FROM answer WHERE evidence IN ({linked})
                UNION SELECT since FROM item_flag WHERE item IN {ITEMS}
                UNION SELECT until FROM item_flag WHERE item IN {ITEMS}
                UNION SELECT since FROM hold WHERE subject IN {HELD}
                UNION SELECT until FROM hold WHERE subject IN {HELD}
                UNION SELECT since FROM tip_decision WHERE tip = (SELECT number FROM tip WHERE id = ?1))"
        ),
        // Without its salt a sign-off's hashes of passages are of no use to whoever has a guess.
        format!("UPDATE signoff SET salt = NULL WHERE claim IN (SELECT claim FROM evidence WHERE item IN {ITEMS})"),
        format!("UPDATE evidence SET sha256 = NULL WHERE item IN {ITEMS}"),
        "DELETE FROM note WHERE subject = ?1 OR subject IN (SELECT id FROM item WHERE tip = ?1)".to_owned(),
    ] {
        act.db().execute(&statement, [tip])?;
    }
    Ok(())
}

/// What was read of the tip: its items stay as bare names, and the index owes them.
fn erase_items(act: &Act<'_>, tip: RowId) -> Result<(), CaseError> {
    let db = act.db();
    twins::outlive(act, tip)?;
    db.execute("DELETE FROM content WHERE id IN (SELECT content FROM item WHERE tip = ?1)", [tip])?;
    for table in ["item_text", "item_part", "item_metadata", "item_note", "passage", "fingerprint", "fingerprinted"] {
        let delete = format!("DELETE FROM {table} WHERE item IN (SELECT ordinal FROM item WHERE tip = ?1)");
        db.execute(&delete, [tip])?;
    }
    db.execute("INSERT OR IGNORE INTO index_debt SELECT ordinal FROM item WHERE tip = ?1", [tip])?;
    db.execute(
        "UPDATE item SET forgotten = 1, path = NULL, bytes = 0, sha256 = NULL, text_sha256 = NULL, characters = NULL,
            format = NULL, language = NULL, failure = NULL, title = NULL, author = NULL, publisher = NULL, url = NULL,
            published = NULL, claimed_publisher = NULL, claimed_url = NULL, claimed_published = NULL WHERE tip = ?1",
        [tip],
    )?;
    Ok(())
}

fn contents(db: &Connection, tip: RowId) -> Result<Vec<RowId>, CaseError> {
    let mut statement = db.prepare(
        "SELECT message FROM tip WHERE id = ?1 AND message IS NOT NULL
         UNION ALL SELECT content FROM message WHERE tip = ?1 AND content IS NOT NULL
         UNION ALL SELECT content FROM file WHERE tip = ?1 AND content IS NOT NULL",
    )?;
    let ids: Result<Vec<_>, _> = statement.query_map([tip], |row| row.get(0))?.collect();
    Ok(ids?)
}
