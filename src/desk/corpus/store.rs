//! The rows of an item: what is known of it, its text, its passages.

use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use subrosa_tip::Day;
use unicode_normalization::UnicodeNormalization;

use super::intake::Draft;
use crate::case::{Act, CaseError, RowId};
use crate::fingerprint;
use crate::passage::{self, Passage};
use crate::read::{Part, Provenance, Reading};
use crate::search;

/// Most bytes of a row of text: a passage is read without decrypting the rest.
const TEXT_ROW_BYTES: usize = 16 * 1024;

/// What the content of an item is.
pub(super) struct Original {
    pub bytes: u64,
    pub sha256: [u8; 32],
}

pub(super) fn original(db: &Connection, content: RowId) -> Result<Original, CaseError> {
    let select = "SELECT bytes, sha256 FROM content WHERE id = ?1";
    Ok(db.query_row(select, [content], |row| Ok(Original { bytes: row.get(0)?, sha256: row.get(1)? }))?)
}

/// Adds the row of an item that nothing is known of yet but its origin. *Returns*
/// its ordinal and its permanent id.
pub(super) fn insert(act: &Act<'_>, draft: &Draft) -> Result<(u64, RowId), CaseError> {
    let id = RowId::new()?;
    let Original { bytes, sha256 } = original(act.db(), draft.content)?;
    let origin = &draft.origin;
    let ordinal = act
        .db()
        .prepare_cached(
            "INSERT INTO item (id, name, class, tip, origin, container, path, content, bytes, sha256, standing,
                because, stated, source, kind, publisher, url, published, obtained, day, recorded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'protected', ?20, ?11, ?12, ?13, ?14, ?15, ?16,
                ?17, ?18, ?19) RETURNING ordinal",
        )?
        .query_row(
            rusqlite::params![
                id,
                draft.name,
                draft.class.word(),
                draft.tip,
                draft.row,
                draft.container,
                draft.path,
                draft.content,
                bytes,
                sha256,
                origin.stated.map(super::Standing::word),
                draft.source,
                origin.kind.map(super::Kind::word),
                origin.publisher,
                origin.url,
                origin.published.map(Day::number),
                origin.obtained.map(Day::number),
                draft.day.number(),
                draft.recorded,
                super::twins::UNREAD,
            ],
            |row| row.get(0),
        )?;
    Ok((ordinal, id))
}

/// Keeps what a worker made of the item. *Returns* the number of passages.
pub(super) fn keep_reading(act: &Act<'_>, ordinal: u64, reading: &Reading) -> Result<usize, CaseError> {
    let text = &reading.text;
    let language = search::language(text);
    act.db()
        .prepare_cached(
            "UPDATE item SET format = ?2, characters = ?3, text_sha256 = ?4, language = ?5, failure = NULL
             WHERE ordinal = ?1",
        )?
        .execute((ordinal, reading.format.as_str(), text.chars().count(), text_hash(text), language))?;
    keep_text(act, ordinal, text)?;
    fingerprint::store::keep(act, ordinal, text)?;
    let starts: Vec<usize> = reading.parts.iter().map(|part| part.start).collect();
    let passages = passage::split(text, &starts);
    keep_passages(act, ordinal, &passages)?;
    let mut insert = act.db().prepare_cached("INSERT INTO item_part VALUES (?1, ?2, ?3)")?;
    for part in &reading.parts {
        insert.execute((ordinal, part.start, &part.label))?;
    }
    let mut insert = act.db().prepare_cached("INSERT INTO item_metadata VALUES (?1, ?2, ?3)")?;
    for entry in &reading.metadata {
        insert.execute((ordinal, &entry.key, &entry.value))?;
    }
    for note in &reading.notes {
        keep_note(act, ordinal, note)?;
    }
    keep_claims(act, ordinal, &reading.provenance)?;
    Ok(passages.len())
}

/// What a document says of its own origin. What its container said stays where it
/// says nothing itself.
pub(super) fn keep_claims(act: &Act<'_>, ordinal: u64, claims: &Provenance) -> Result<(), CaseError> {
    act.db()
        .prepare_cached(
            "UPDATE item SET title = coalesce(?2, title), author = coalesce(?3, author),
                claimed_publisher = coalesce(?4, claimed_publisher), claimed_url = coalesce(?5, claimed_url),
                claimed_published = coalesce(?6, claimed_published) WHERE ordinal = ?1",
        )?
        .execute((
            ordinal,
            &claims.title,
            &claims.author,
            &claims.publisher,
            &claims.url,
            claims.published.map(Day::number),
        ))?;
    Ok(())
}

pub(super) fn keep_note(act: &Act<'_>, ordinal: u64, note: &str) -> Result<(), CaseError> {
    act.db().prepare_cached("INSERT INTO item_note VALUES (?1, ?2)")?.execute((ordinal, note))?;
    Ok(())
}

fn keep_text(act: &Act<'_>, ordinal: u64, text: &str) -> Result<(), CaseError> {
    let mut insert = act.db().prepare_cached("INSERT INTO item_text VALUES (?1, ?2, ?3)")?;
    let mut start = 0;
    while start < text.len() {
        let end = text.floor_char_boundary(start + TEXT_ROW_BYTES);
        insert.execute((ordinal, start, text.get(start..end).unwrap_or_default().as_bytes()))?;
        start = end;
    }
    Ok(())
}

fn keep_passages(act: &Act<'_>, ordinal: u64, passages: &[Passage]) -> Result<(), CaseError> {
    let mut insert = act.db().prepare_cached("INSERT INTO passage VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (number, Passage { bytes, characters }) in passages.iter().enumerate() {
        insert.execute((ordinal, number, bytes.start, bytes.len(), characters.start, characters.len()))?;
    }
    Ok(())
}

/// SHA-256 of the text with every run of spaces made one and its characters
/// composed: two extractions of one text are equal. Nothing without a letter or digit.
fn text_hash(text: &str) -> Option<[u8; 32]> {
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let mut hash = Sha256::new();
    for word in text.split_whitespace() {
        match word.is_ascii() {
            true => hash.update(word),
            false => hash.update(word.nfc().collect::<String>()),
        }
        hash.update(b" ");
    }
    Some(hash.finalize().into())
}

/// A passage as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its first character, counted in Unicode scalar values of the item's text.
    pub start: u64,
    /// The character after its last.
    pub end: u64,
    /// Its text.
    pub text: String,
    /// The page or part it lies in.
    pub part: Option<String>,
}

/// A passage of an item; nothing when it was erased.
///
/// # Errors
/// [`CaseError`].
pub fn passage(db: &Connection, item: u64, number: u64) -> Result<Option<Shown>, CaseError> {
    let select = "SELECT start, bytes, start_char, chars FROM passage WHERE item = ?1 AND number = ?2";
    let mut select = db.prepare_cached(select)?;
    let row = select.query_row((item, number), |row| {
        Ok((row.get::<_, usize>(0)?, row.get::<_, usize>(1)?, row.get::<_, u64>(2)?, row.get::<_, u64>(3)?))
    });
    let Some((start, bytes, first, characters)) = row.optional()? else { return Ok(None) };
    let text = range(db, item, start, start + bytes)?;
    let label = "SELECT label FROM item_part WHERE item = ?1 AND start <= ?2 ORDER BY start DESC LIMIT 1";
    let part = db.prepare_cached(label)?.query_row((item, start), |row| row.get(0)).optional()?;
    Ok(Some(Shown { start: first, end: first + characters, text, part }))
}

/// The whole text of an item.
///
/// # Errors
/// [`CaseError`].
pub fn text(db: &Connection, item: u64) -> Result<String, CaseError> {
    range(db, item, 0, usize::MAX >> 1)
}

/// The pages or parts of an item, in order.
///
/// # Errors
/// [`CaseError`].
pub fn parts(db: &Connection, item: u64) -> Result<Vec<Part>, CaseError> {
    let mut select = db.prepare_cached("SELECT start, label FROM item_part WHERE item = ?1 ORDER BY start")?;
    let parts: Result<Vec<_>, _> =
        select.query_map([item], |row| Ok(Part { start: row.get(0)?, label: row.get(1)? }))?.collect();
    Ok(parts?)
}

/// A range of the text in bytes.
pub(super) fn range(db: &Connection, item: u64, from: usize, until: usize) -> Result<String, CaseError> {
    let select = "SELECT start, bytes FROM item_text WHERE item = ?1 AND start > ?2 AND start < ?3 ORDER BY start";
    let mut select = db.prepare_cached(select)?;
    let before = from as i64 - TEXT_ROW_BYTES as i64;
    let mut rows = select.query((item, before, until))?;
    let mut bytes = Vec::new();
    while let Some(row) = rows.next()? {
        let (start, part): (usize, &[u8]) = (row.get(0)?, row.get_ref(1)?.as_blob().map_err(|_| CaseError::Damaged)?);
        let first = from.saturating_sub(start).min(part.len());
        let last = (until - start).min(part.len());
        bytes.extend_from_slice(part.get(first..last).unwrap_or_default());
    }
    String::from_utf8(bytes).map_err(|_| CaseError::Damaged)
}

/// Every passage of an item with its range in bytes, for the index.
pub(crate) fn passage_ranges(db: &Connection, item: u64) -> Result<Vec<(u64, usize, usize)>, CaseError> {
    let mut select = db.prepare_cached("SELECT number, start, bytes FROM passage WHERE item = ?1 ORDER BY number")?;
    let ranges: Result<Vec<_>, _> =
        select.query_map([item], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect();
    Ok(ranges?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_composition_do_not_make_another_text_and_words_do() {
        let hash = |text| text_hash(text).unwrap();
        assert_eq!(hash("The  bridge\r\nis closed. "), hash("The bridge is closed."));
        assert_eq!(hash("Cafe\u{301}"), hash("Café"));
        assert_ne!(hash("The bridge is closed"), hash("The bridge is closed."));
        assert_ne!(hash("a bc"), hash("ab c"));
        assert_eq!(text_hash(" \n — "), None, "two scans without text are not equal");
    }
}
