//! Items whose standing follows from others: equal, in bytes or in text, to something
//! protected; holding such a thing; lying in one.
//!
//! It is looked for both ways: when a document comes after what it equals, and when
//! what it equals arrives later or is no longer protected.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Params};
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

/// A standing that was looked at again because of another item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The item.
    pub name: String,
    /// What it equals.
    pub equal: Option<Equal>,
    /// Its standing before.
    pub before: Standing,
    /// Its standing since; the same where it was published before and elsewhere.
    pub after: Standing,
    /// Why.
    pub because: Because,
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
    /// What it lies in, once that was judged itself.
    container: Option<u64>,
    /// Whether standing or reason are others than before.
    moved: bool,
}

/// What an item is until it was judged.
pub(super) const UNREAD: &str = "unread";

/// What the item equals that is protected by itself; the earliest of several.
///
/// # Errors
/// [`CaseError`].
pub fn equal_to_protected(db: &Connection, ordinal: u64) -> Result<Option<Equal>, CaseError> {
    let mut select = db.prepare_cached(
        "SELECT * FROM (SELECT root.name, root.day, 1 AS bytes, root.ordinal FROM item AS mine
            JOIN item AS root ON root.sha256 = mine.sha256 AND root.root = 1
            WHERE mine.ordinal = ?1 AND mine.bytes > 0 AND root.ordinal != ?1
            ORDER BY root.day, root.ordinal LIMIT 1)
         UNION ALL SELECT * FROM (SELECT root.name, root.day, 0, root.ordinal FROM item AS mine
            JOIN item AS root ON root.text_sha256 = mine.text_sha256 AND root.root = 1
            WHERE mine.ordinal = ?1 AND root.ordinal != ?1
            ORDER BY root.day, root.ordinal LIMIT 1)
         ORDER BY 2, 4, 3 DESC LIMIT 1",
    )?;
    let row = select.query_row([ordinal], |row| Ok((row.get(0)?, row.get::<_, i32>(1)?, row.get::<_, bool>(2)?)));
    let Some((name, day, in_bytes)) = row.optional()? else { return Ok(None) };
    let since = Day::from_number(day).map_err(|_| CaseError::Damaged)?;
    Ok(Some(Equal { name, in_what: if in_bytes { "bytes" } else { "text" }, since }))
}

/// Judges an item, and everything whose standing follows from its own. *Returns* what
/// was found of the item, and what became of others; the item's own change is the
/// caller's to note.
pub(super) fn judge_all(act: &Act<'_>, ordinal: u64) -> Result<(Judged, Vec<Change>), CaseError> {
    let mut waiting = affected(act, ordinal)?;
    let (mut own, mut changes) = (None, Vec::new());
    // What lies in something has a higher number than that: containers come after all
    // that they hold.
    while let Some(next) = waiting.pop_last() {
        let judged = judge_again(act, next)?;
        waiting.extend(judged.container.filter(|_| judged.moved));
        if next == ordinal {
            own = Some(judged);
            continue;
        }
        if judged.before != judged.standing {
            note_change(act, next, &judged, None)?;
        }
        let Judged { name, equal, before, standing: after, because, .. } = judged;
        if before != after || equal.is_some() {
            changes.push(Change { name, equal, before, after, because });
        }
    }
    changes.reverse();
    Ok((own.ok_or(CaseError::Damaged)?, changes))
}

/// The item; all within it where that is protected with it, or no longer; and what
/// equals any of these.
fn affected(act: &Act<'_>, ordinal: u64) -> Result<BTreeSet<u64>, CaseError> {
    let within = "WITH RECURSIVE within (ordinal) AS (SELECT ?1 UNION
            SELECT item.ordinal FROM item JOIN within ON item.container = within.ordinal)
        SELECT ordinal FROM within ORDER BY ordinal";
    let mut all = BTreeSet::from([ordinal]);
    // From the outside in: what lies within looks at what it lies in.
    for item in numbers(act.db(), within, [ordinal])? {
        let (is_root, changed) = renew_root(act, item)?;
        if item != ordinal && !changed {
            continue;
        }
        all.insert(item);
        if is_root || changed {
            all.extend(numbers(act.db(), TWINS, [item])?);
        }
    }
    Ok(all)
}

/// What equals an item and is not protected by itself; nothing where an earlier item
/// did the same to it already.
const TWINS: &str = "
    SELECT twin.ordinal FROM item AS root JOIN item AS twin ON twin.sha256 = root.sha256
        WHERE root.ordinal = ?1 AND root.bytes > 0 AND twin.ordinal != ?1 AND twin.root = 0
            AND NOT (root.root = 1 AND EXISTS (SELECT 1 FROM item AS first WHERE first.sha256 = root.sha256
                AND first.root = 1 AND first.day <= root.day AND first.ordinal < root.ordinal))
    UNION SELECT twin.ordinal FROM item AS root JOIN item AS twin ON twin.text_sha256 = root.text_sha256
        WHERE root.ordinal = ?1 AND twin.ordinal != ?1 AND twin.root = 0
            AND NOT (root.root = 1 AND EXISTS (SELECT 1 FROM item AS first WHERE first.text_sha256 = root.text_sha256
                AND first.root = 1 AND first.day <= root.day AND first.ordinal < root.ordinal))";

fn numbers(db: &Connection, select: &str, given: impl Params) -> Result<Vec<u64>, CaseError> {
    let mut select = db.prepare_cached(select)?;
    let numbers: Result<Vec<u64>, _> = select.query_map(given, |row| row.get(0))?.collect();
    Ok(numbers?)
}

/// Works out whether an item is protected whatever it equals, and keeps that.
/// *Returns* whether it is, and whether it was otherwise before.
pub(super) fn renew_root(act: &Act<'_>, ordinal: u64) -> Result<(bool, bool), CaseError> {
    let is_root = read(act.db(), ordinal)?.facts.is_root();
    let update = "UPDATE item SET root = ?2 WHERE ordinal = ?1 AND root != ?2";
    let changed = act.db().prepare_cached(update)?.execute((ordinal, is_root))? == 1;
    Ok((is_root, changed))
}

/// Works out the standing of an item from what is known now, and keeps it.
fn judge_again(act: &Act<'_>, ordinal: u64) -> Result<Judged, CaseError> {
    let mut judged = read(act.db(), ordinal)?;
    // Of what came with a tip nothing follows from it.
    judged.equal = if judged.facts.from_tip { None } else { equal_to_protected(act.db(), ordinal)? };
    let since = judged.equal.as_ref().map(|equal| equal.since);
    judged.facts.equal_since = [since, judged.facts.equal_since].into_iter().flatten().min();
    (judged.standing, judged.because) = judge(&judged.facts);
    let update = "UPDATE item SET standing = ?2, because = ?3 WHERE ordinal = ?1 AND (standing, because) != (?2, ?3)";
    let given = (ordinal, judged.standing.word(), judged.because.word());
    judged.moved = act.db().prepare_cached(update)?.execute(given)? == 1;
    Ok(judged)
}

const FACTS: &str = "
    SELECT item.id, item.name, item.tip IS NOT NULL, coalesce(source.protected, 0), item.class, item.url IS NOT NULL,
        item.published, item.stated, item.standing, source.number, item.recorded, item.equal_since,
        coalesce(outer.root, 0), CASE WHEN outer.because != 'unread' THEN outer.ordinal END,
        EXISTS (SELECT 1 FROM item AS inner WHERE inner.container = item.ordinal
            AND inner.standing = 'protected' AND inner.because != 'within-protected')
    FROM item LEFT JOIN source ON source.id = item.source LEFT JOIN item AS outer ON outer.ordinal = item.container
    WHERE item.ordinal = ?1";

fn read(db: &Connection, ordinal: u64) -> Result<Judged, CaseError> {
    let mut select = db.prepare_cached(FACTS)?;
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
            equal_since: row.get::<_, Option<i32>>(11)?.map(day).transpose()?,
            holds_protected: row.get(14)?,
            within_protected: row.get(12)?,
            has_url: row.get(5)?,
            published: row.get::<_, Option<i32>>(6)?.map(day).transpose()?,
            recorded: row.get(10)?,
            stated: row.get::<_, Option<String>>(7)?.map(standing).transpose()?,
        },
        before,
        standing: before,
        because: Because::Nothing,
        equal: None,
        source: row.get(9)?,
        container: row.get(13)?,
        moved: false,
    })
}

/// What equalled an item of a tip stays protected when the tip is forgotten: its words
/// are gone from the case, and what a source gave away is still what a source gave
/// away. Which of the tip's items it equalled is not kept.
pub(crate) fn outlive(act: &Act<'_>, tip: RowId) -> Result<(), CaseError> {
    for (same, solid) in [("sha256", "root.bytes > 0"), ("text_sha256", "1")] {
        act.db().execute(
            &format!(
                "UPDATE item SET equal_since = min(coalesce(equal_since, found.day), found.day) FROM
                    (SELECT twin.ordinal AS twin, min(root.day) AS day FROM item AS root
                        JOIN item AS twin ON twin.{same} = root.{same}
                        WHERE root.tip = ?1 AND {solid} AND twin.tip IS NULL GROUP BY twin.ordinal) AS found
                 WHERE item.ordinal = found.twin"
            ),
            [tip],
        )?;
    }
    Ok(())
}

/// Looks again at everything from a source that has just become protected, and at
/// what equals it, holds it or lies in it.
pub(crate) fn source_was_protected(act: &Act<'_>, source: u32) -> Result<Vec<Change>, CaseError> {
    let select = "SELECT ordinal FROM item WHERE source = (SELECT id FROM source WHERE number = ?1) ORDER BY ordinal";
    let mut select = act.db().prepare_cached(select)?;
    let items: Result<Vec<u64>, _> = select.query_map([source], |row| row.get(0))?.collect();
    let mut changes = Vec::new();
    for item in items? {
        let (judged, others) = judge_all(act, item)?;
        if judged.before != judged.standing {
            note_change(act, item, &judged, None)?;
        }
        changes.extend(others);
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
