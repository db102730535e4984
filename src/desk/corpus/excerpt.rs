//! A range of an item's text, with what stands around it.

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension};

use super::store::range;
use crate::case::CaseError;

/// Most characters of a range that are shown: a passage of some pages is cut.
const SHOWN: usize = 4_000;

/// A range of a text in its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excerpt {
    /// From the beginning of the passage before it.
    pub before: String,
    /// The range itself.
    pub text: String,
    /// To the end of the passage after it.
    pub after: String,
    /// The page or part it begins in.
    pub part: Option<String>,
    /// The range is longer than what is shown of it.
    pub cut: bool,
}

/// A passage's place, in bytes and in Unicode scalar values.
struct Place {
    number: u64,
    bytes: Range<usize>,
    characters: Range<u64>,
}

/// The range of characters with the passage before and the passage after; nothing
/// where there is no text.
///
/// # Errors
/// [`CaseError`].
pub fn excerpt(db: &Connection, item: u64, wanted: Range<u64>) -> Result<Option<Excerpt>, CaseError> {
    let wanted_end = wanted.end.min(wanted.start.saturating_add(SHOWN as u64));
    let (Some(first), Some(last)) = (around(db, item, wanted.start)?, around(db, item, wanted_end.saturating_sub(1))?)
    else {
        return Ok(None);
    };
    let before = place(db, item, first.number.checked_sub(1))?;
    let after = place(db, item, last.number.checked_add(1))?;
    // What lies before the first passage are spaces.
    let (from, from_character) = match before {
        Some(before) => (before.bytes.start, before.characters.start),
        None if wanted.start < first.characters.start => (0, 0),
        None => (first.bytes.start, first.characters.start),
    };
    let until = after.map_or(last.bytes.end.max(first.bytes.end), |after| after.bytes.end);
    let window = range(db, item, from, until)?;
    let at = |character: u64| byte_of(&window, character.saturating_sub(from_character));
    let (start, end) = (at(wanted.start), at(wanted_end));
    let piece = |range: Range<usize>| window.get(range).unwrap_or_default().to_owned();
    Ok(Some(Excerpt {
        before: piece(0..start),
        text: piece(start..end),
        after: piece(end..window.len()),
        part: part(db, item, from + start)?,
        cut: wanted_end < wanted.end,
    }))
}

/// The exact text of a range.
///
/// # Errors
/// [`CaseError`].
pub fn exact(db: &Connection, item: u64, wanted: Range<u64>) -> Result<String, CaseError> {
    let Some(first) = around(db, item, wanted.start)? else { return Ok(String::new()) };
    let (from, from_character) = match wanted.start < first.characters.start {
        true => (0, 0),
        false => (first.bytes.start, first.characters.start),
    };
    let characters = (wanted.end - from_character) as usize;
    // A scalar value has four bytes at most.
    let window = range(db, item, from, from.saturating_add(characters.saturating_mul(4)).min(usize::MAX >> 1))?;
    let at = |character: u64| byte_of(&window, character.saturating_sub(from_character));
    Ok(window.get(at(wanted.start)..at(wanted.end)).unwrap_or_default().to_owned())
}

fn byte_of(text: &str, character: u64) -> usize {
    text.char_indices().nth(character as usize).map_or(text.len(), |(at, _)| at)
}

/// The passage that holds a character, or the last one before it, or the first.
fn around(db: &Connection, item: u64, character: u64) -> Result<Option<Place>, CaseError> {
    let last = "SELECT max(number) FROM passage WHERE item = ?1";
    let last: Option<u64> = db.prepare_cached(last)?.query_row([item], |row| row.get(0))?;
    let Some(mut high) = last else { return Ok(None) };
    // Passages are numbered without gaps in the order of the text.
    let mut low = 0;
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        let start = place(db, item, Some(middle))?.ok_or(CaseError::Damaged)?.characters.start;
        if start <= character { low = middle } else { high = middle - 1 }
    }
    place(db, item, Some(low))
}

fn place(db: &Connection, item: u64, number: Option<u64>) -> Result<Option<Place>, CaseError> {
    let Some(number) = number else { return Ok(None) };
    let select = "SELECT start, bytes, start_char, chars FROM passage WHERE item = ?1 AND number = ?2";
    let row = db.prepare_cached(select)?.query_row((item, number), |row| {
        let (start, bytes): (usize, usize) = (row.get(0)?, row.get(1)?);
        let (first, characters): (u64, u64) = (row.get(2)?, row.get(3)?);
        Ok(Place { number, bytes: start..start + bytes, characters: first..first + characters })
    });
    Ok(row.optional()?)
}

fn part(db: &Connection, item: u64, byte: usize) -> Result<Option<String>, CaseError> {
    let label = "SELECT label FROM item_part WHERE item = ?1 AND start <= ?2 ORDER BY start DESC LIMIT 1";
    Ok(db.prepare_cached(label)?.query_row((item, byte), |row| row.get(0)).optional()?)
}
