//! Items that are equal, in bytes or in text, to something protected.
//!
//! It is looked for both ways: when a document comes after what it equals, and when
//! what it equals arrives later.

use rusqlite::{Connection, OptionalExtension};
use subrosa_tip::Day;

use super::item::Class;
use super::standing::{Because, Facts, Standing, judge};
use crate::case::{Act, CaseError, Record, RowId};

/// Something protected that an item equals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equal {
    /// Its name.
    pub name: String,
    /// `bytes` or `text`.
    pub in_what: &'static str,
    /// The day on which it came.
    pub since: Day,
}

/// A standing that was looked at again because something equal arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The item.
    pub name: String,
    /// What it equals.
    pub equal: Equal,
    /// Its standing before.
    pub before: Standing,
    /// Its standing since; the same where it was published before and elsewhere.
    pub after: Standing,
}

/// A standing with everything it follows from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    pub id: RowId,
    pub name: String,
    pub facts: Facts,
    pub before: Standing,
    pub standing: Standing,
    pub because: Because,
    pub equal: Option<Equal>,
    pub source: Option<u32>,
}

/// What is protected by itself, and not because it equals something else.
const ROOT: &str = "root.forgotten = 0 AND (root.tip IS NOT NULL OR root.stated = 'protected' OR root.source IN
    (SELECT id FROM source WHERE protected = 1))";

/// What the item equals that is protected by itself; the earliest of several.
pub(super) fn equal_to_protected(db: &Connection, ordinal: u64) -> Result<Option<Equal>, CaseError> {
    let select = format!(
        "SELECT root.name, root.day, 1 AS bytes, root.ordinal FROM item AS mine
            JOIN item AS root ON root.sha256 = mine.sha256 AND mine.bytes > 0
            WHERE mine.ordinal = ?1 AND root.ordinal != ?1 AND {ROOT}
         UNION ALL SELECT root.name, root.day, 0, root.ordinal FROM item AS mine
            JOIN item AS root ON root.text_sha256 = mine.text_sha256
            WHERE mine.ordinal = ?1 AND root.ordinal != ?1 AND {ROOT}
         ORDER BY 2, 4, 3 DESC LIMIT 1"
    );
    let mut select = db.prepare_cached(&select)?;
    let row = select.query_row([ordinal], |row| Ok((row.get(0)?, row.get::<_, i32>(1)?, row.get::<_, bool>(2)?)));
    let Some((name, day, in_bytes)) = row.optional()? else { return Ok(None) };
    let since = Day::from_number(day).map_err(|_| CaseError::Damaged)?;
    Ok(Some(Equal { name, in_what: if in_bytes { "bytes" } else { "text" }, since }))
}

/// Works out the standing of an item from what is known now, and keeps it.
pub(super) fn judge_again(act: &Act<'_>, ordinal: u64) -> Result<Judged, CaseError> {
    let mut judged = read(act.db(), ordinal)?;
    judged.equal = equal_to_protected(act.db(), ordinal)?;
    judged.facts.equal_since = judged.equal.as_ref().map(|equal| equal.since);
    (judged.standing, judged.because) = judge(&judged.facts);
    act.db().prepare_cached("UPDATE item SET standing = ?2, because = ?3 WHERE ordinal = ?1")?.execute((
        ordinal,
        judged.standing.word(),
        judged.because.word(),
    ))?;
    Ok(judged)
}

fn read(db: &Connection, ordinal: u64) -> Result<Judged, CaseError> {
    let mut select = db.prepare_cached(
        "SELECT item.id, item.name, item.tip IS NOT NULL, coalesce(source.protected, 0), item.class, item.url IS NOT NULL,
            item.published, item.stated, item.standing, source.number
         FROM item LEFT JOIN source ON source.id = item.source WHERE item.ordinal = ?1",
    )?;
    let mut rows = select.query([ordinal])?;
    let row = rows.next()?.ok_or(CaseError::Damaged)?;
    let standing = |word: String| word.parse::<Standing>().map_err(|_| CaseError::Damaged);
    let day = |number| Day::from_number(number).map_err(|_| CaseError::Damaged);
    let before = standing(row.get(8)?)?;
    Ok(Judged {
        id: row.get(0)?,
        name: row.get(1)?,
        facts: Facts {
            from_tip: row.get(2)?,
            source_protected: row.get(3)?,
            interview: row.get::<_, String>(4)? == Class::Interview.word(),
            equal_since: None,
            has_url: row.get(5)?,
            published: row.get::<_, Option<i32>>(6)?.map(day).transpose()?,
            stated: row.get::<_, Option<String>>(7)?.map(standing).transpose()?,
        },
        before,
        standing: before,
        because: Because::Nothing,
        equal: None,
        source: row.get(9)?,
    })
}

/// Looks again at everything from a source that has just become protected, and at
/// what equals it.
pub(crate) fn source_was_protected(act: &Act<'_>, source: u32) -> Result<Vec<Change>, CaseError> {
    let select = "SELECT ordinal FROM item WHERE source = (SELECT id FROM source WHERE number = ?1) ORDER BY ordinal";
    let mut select = act.db().prepare_cached(select)?;
    let items: Result<Vec<u64>, _> = select.query_map([source], |row| row.get(0))?.collect();
    let mut changes = Vec::new();
    for item in items? {
        let judged = judge_again(act, item)?;
        if judged.before != judged.standing {
            note_change(act, item, &judged, None)?;
        }
        changes.extend(spread(act, item)?);
    }
    Ok(changes)
}

/// Looks again at every document that equals this item, when it is protected by itself.
pub(super) fn spread(act: &Act<'_>, ordinal: u64) -> Result<Vec<Change>, CaseError> {
    let select = format!(
        "SELECT twin.ordinal FROM item AS root JOIN item AS twin ON twin.sha256 = root.sha256 AND root.bytes > 0
            WHERE root.ordinal = ?1 AND twin.ordinal != ?1 AND twin.tip IS NULL AND {ROOT}
         UNION SELECT twin.ordinal FROM item AS root JOIN item AS twin ON twin.text_sha256 = root.text_sha256
            WHERE root.ordinal = ?1 AND twin.ordinal != ?1 AND twin.tip IS NULL AND {ROOT}
         ORDER BY 1"
    );
    let mut select = act.db().prepare_cached(&select)?;
    let twins: Result<Vec<u64>, _> = select.query_map([ordinal], |row| row.get(0))?.collect();
    let mut changes = Vec::new();
    for twin in twins? {
        let judged = judge_again(act, twin)?;
        if judged.before != judged.standing {
            note_change(act, twin, &judged, None)?;
        }
        let Judged { name, before, standing: after, equal, .. } = judged;
        changes.extend(equal.map(|equal| Change { name, equal, before, after }));
    }
    Ok(changes)
}

/// Keeps that a standing changed; the reason stays erasable.
pub(super) fn note_change(act: &Act<'_>, ordinal: u64, judged: &Judged, reason: Option<&str>) -> Result<(), CaseError> {
    let (before, after) = (judged.before.word(), judged.standing.word());
    act.db().execute(
        "INSERT INTO standing_change (id, item, day, actor, before, after, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (RowId::new()?, ordinal, act.day().number(), act.editor().to_string(), before, after, reason),
    )?;
    act.note(
        Record::new("standing", judged.id)
            .with("before", before)
            .with("after", after)
            .with("because", judged.because.word()),
    )
}
