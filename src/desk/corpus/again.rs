//! What was not read, or not whole, is read again: documents whose reading failed, and
//! pictures of text that came while `tesseract` was missing, once it is there.
//!
//! With its pictures the text of an item becomes another one. Evidence points at ranges of a text,
//! so an item that evidence points at stays as it is, and that is said.

use clap::ValueEnum;
use rusqlite::{Connection, Params};

use super::intake::{Draft, Intake};
use super::origin::{Kind, Origin};
use super::twins::{Change, UNREAD};
use super::{CorpusError, Taken, item};
use crate::case::{Act, Case, CaseError, RowId};
use crate::read::Provenance;
use crate::read::ocr::scanner;

/// An item to be read, and its row where it has one already.
pub(super) type Again = (Draft, Option<(u64, RowId)>);

/// Items whose pictures were not read for want of `tesseract`.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Ordinals of those that can be read again.
    pub free: Vec<u64>,
    /// Names of those that evidence points at.
    pub linked: Vec<String>,
}

/// The condition on `item` that says so. A note that ends so is the one place where it
/// is kept; `?1` is [`scanner::MISSING`].
const IS_UNREAD: &str = "item.forgotten = 0 AND EXISTS (SELECT 1 FROM item_note AS missing
    WHERE missing.item = item.ordinal AND substr(missing.note, -length(?1)) = ?1)";

/// Whether an item has pictures that were not read for want of `tesseract`.
///
/// # Errors
/// [`CaseError`].
pub fn is_unread(db: &Connection, item: u64) -> Result<bool, CaseError> {
    let select = format!("SELECT count(*) FROM item WHERE ordinal = ?2 AND {IS_UNREAD}");
    let count: u64 = db.prepare_cached(&select)?.query_row((scanner::MISSING, item), |row| row.get(0))?;
    Ok(count > 0)
}

/// Those among an item and all that lies in it. None as long as `tesseract` is missing.
pub(super) fn within(db: &Connection, ordinal: u64) -> Result<Waiting, CaseError> {
    let among = "WITH RECURSIVE within (ordinal) AS (SELECT ?2 UNION
            SELECT inner.ordinal FROM item AS inner JOIN within ON inner.container = within.ordinal)";
    waiting(db, among, "item.ordinal IN within", (scanner::MISSING, ordinal))
}

/// Those among what came with tips. None as long as `tesseract` is missing.
pub(super) fn of_tips(db: &Connection) -> Result<Waiting, CaseError> {
    waiting(db, "", "item.tip IS NOT NULL", [scanner::MISSING])
}

fn waiting(db: &Connection, with: &str, which: &str, given: impl Params) -> Result<Waiting, CaseError> {
    let select = format!(
        "{with} SELECT item.ordinal, item.name, EXISTS (SELECT 1 FROM evidence WHERE evidence.item = item.ordinal)
         FROM item WHERE {which} AND {IS_UNREAD} ORDER BY item.ordinal"
    );
    let mut select = db.prepare_cached(&select)?;
    let rows: Result<Vec<(u64, String, bool)>, _> =
        select.query_map(given, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect();
    let rows = rows?;
    // To look for the program costs two starts of it: only where something waits.
    if rows.is_empty() || scanner::installed().is_none() {
        return Ok(Waiting::default());
    }
    let (linked, free): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(.., is_linked)| *is_linked);
    Ok(Waiting {
        free: free.into_iter().map(|(ordinal, ..)| ordinal).collect(),
        linked: linked.into_iter().map(|(_, name, _)| name).collect(),
    })
}

/// Reads an item again, in one transaction. *Returns* it, and what became of others.
pub(super) fn read(case: &mut Case, ordinal: u64) -> Result<(Vec<Taken>, Vec<Change>), CorpusError> {
    let act = case.begin()?;
    let known = item::of_ordinal(act.db(), ordinal)?.ok_or(CaseError::Damaged)?;
    let Some((draft, Some(row))) = draft(&act, &known)? else { return Ok(Default::default()) };
    let mut intake = Intake::new(&act);
    intake.again(&draft, row)?;
    let (taken, changes) = (intake.taken, intake.changes);
    let Some(first) = taken.first() else { return Ok(Default::default()) };
    act.commit(first.record("read-again"))?;
    Ok((taken, changes))
}

/// Forgets what was read of an item, before it is read anew.
pub(super) fn clear(act: &Act<'_>, ordinal: u64) -> Result<(), CaseError> {
    for table in ["item_text", "item_part", "item_metadata", "item_note", "passage", "fingerprint", "fingerprinted"] {
        act.db().prepare_cached(&format!("DELETE FROM {table} WHERE item = ?1"))?.execute([ordinal])?;
    }
    Ok(())
}

/// A picture that could not be read the second time either is not tried a third time.
pub(super) fn give_up(act: &Act<'_>, ordinal: u64, code: &str) -> Result<(), CaseError> {
    let update = "UPDATE item_note SET note = note || '; tried again later in vain: ' || ?3
        WHERE item = ?2 AND substr(note, -length(?1)) = ?1";
    act.db().execute(update, (scanner::MISSING, ordinal, code))?;
    Ok(())
}

/// An item that was not read, or not whole, is read again: its limits or its reader may
/// be others today. What was stated of its origin stays.
pub(super) fn draft(act: &Act<'_>, known: &item::Item) -> Result<Option<Again>, CorpusError> {
    let Some(content) = known.content else { return Ok(None) };
    let origin = Origin {
        url: known.url.clone(),
        published: known.published,
        obtained: known.obtained,
        kind: known.kind.as_deref().and_then(|word| Kind::from_str(word, false).ok()),
        publisher: known.publisher.clone(),
        stated: known.stated,
        ..Origin::default()
    };
    let select = "SELECT source, tip, origin FROM item WHERE ordinal = ?1";
    let (source, tip, row) =
        act.db().query_row(select, [known.ordinal], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let draft = Draft {
        name: known.name.clone(),
        class: known.class,
        tip,
        row,
        container: None,
        path: known.path.clone(),
        content,
        origin,
        source,
        day: known.day,
        recorded: false,
        claims: Provenance::default(),
    };
    act.db().execute("INSERT OR IGNORE INTO index_debt VALUES (?1)", [known.ordinal])?;
    act.db().execute("UPDATE item SET because = ?2 WHERE ordinal = ?1", (known.ordinal, UNREAD))?;
    Ok(Some((draft, Some((known.ordinal, known.id)))))
}
