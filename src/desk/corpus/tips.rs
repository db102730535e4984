//! What came with tips becomes items: messages as they were typed, files through a
//! worker. Of a case that was made before there was a corpus, everything does.

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

use super::intake::{Draft, Intake};
use super::item::Class;
use super::twins::Change;
use super::{CorpusError, Origin, Taken, again};
use crate::case::content::{CopyError, copy};
use crate::case::{Case, CaseError, RowId};
use crate::read::Provenance;

/// What came of reading.
#[derive(Debug, Default)]
pub struct Read {
    /// Items; those that could not be read too.
    pub taken: Vec<Taken>,
    /// Documents whose standing these changed.
    pub changes: Vec<Change>,
}

/// Reads every message and file of a tip that was not read yet, and every picture that
/// was not read for want of `tesseract`, one transaction each. `progress` is told how many of how many are done.
///
/// # Errors
/// [`CorpusError`] when the desk itself failed; what was read before stays, and the
/// rest is read the next time. A file that cannot be read is no error.
pub fn read(case: &mut Case, mut progress: impl FnMut(usize, usize)) -> Result<Read, CorpusError> {
    let unread = unread(case.db())?;
    let mut read = Read::default();
    let pictures = again::of_tips(case.db())?.free;
    let (new, of) = (unread.len(), unread.len() + pictures.len());
    for (index, waiting) in unread.into_iter().enumerate() {
        read.one(case, waiting)?;
        progress(index + 1, of);
    }
    for (index, ordinal) in pictures.into_iter().enumerate() {
        let (taken, changes) = again::read(case, ordinal)?;
        read.taken.extend(taken);
        read.changes.extend(changes);
        progress(new + index + 1, of);
    }
    Ok(read)
}

/// A message or file that no item was made of.
struct Waiting {
    name: String,
    tip: RowId,
    row: RowId,
    content: RowId,
    day: Day,
    source: RowId,
}

impl Waiting {
    fn is_file(&self) -> bool {
        self.name.contains("/F")
    }

    fn into_draft(self) -> Draft {
        Draft {
            class: if self.is_file() { Class::File } else { Class::Message },
            name: self.name,
            tip: Some(self.tip),
            row: Some(self.row),
            container: None,
            // What the source's machine called it stays where forgetting finds it.
            path: None,
            content: self.content,
            origin: Origin::default(),
            source: Some(self.source),
            day: self.day,
            recorded: false,
            claims: Provenance::default(),
        }
    }
}

const UNREAD: &str = "
    SELECT tip.number, 0, tip.id, tip.id, tip.message, tip.day, tip.source FROM tip
        WHERE tip.message IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item WHERE item.origin = tip.id)
    UNION ALL SELECT tip.number, -message.position, tip.id, message.id, message.content, message.day, tip.source
        FROM message JOIN tip ON tip.id = message.tip
        WHERE message.kind != 'reply' AND message.content IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM item WHERE item.origin = message.id)
    UNION ALL SELECT tip.number, file.number, tip.id, file.id, file.content, coalesce(message.day, tip.day), tip.source
        FROM file JOIN tip ON tip.id = file.tip LEFT JOIN message ON message.id = file.message
        WHERE file.content IS NOT NULL AND NOT EXISTS (SELECT 1 FROM item WHERE item.origin = file.id)
    ORDER BY 1, 2";

fn unread(db: &Connection) -> Result<Vec<Waiting>, CaseError> {
    let mut statement = db.prepare(UNREAD)?;
    let rows: Result<Vec<_>, _> = statement.query_map([], |row| Ok(waiting(row)))?.collect();
    rows?.into_iter().collect()
}

fn waiting(row: &Row<'_>) -> Result<Waiting, CaseError> {
    let (tip, place): (u32, i64) = (row.get(0)?, row.get(1)?);
    let name = match place {
        0 => format!("T{tip}"),
        // A place in the thread; files are counted through it.
        position if position < 0 => format!("T{tip}/M{}", -position),
        file => format!("T{tip}/F{file}"),
    };
    Ok(Waiting {
        name,
        tip: row.get(2)?,
        row: row.get(3)?,
        content: row.get(4)?,
        day: Day::from_number(row.get(5)?).map_err(|_| CaseError::Damaged)?,
        source: row.get(6)?,
    })
}

impl Read {
    fn one(&mut self, case: &mut Case, waiting: Waiting) -> Result<(), CorpusError> {
        let text = if waiting.is_file() { None } else { Some(words(case.db(), waiting.content)?) };
        let draft = waiting.into_draft();
        let act = case.begin()?;
        let mut intake = Intake::new(&act);
        match text {
            Some(text) => intake.text(&draft, text)?,
            None => intake.document(&draft)?,
        }
        let (taken, changes) = (intake.taken, intake.changes);
        let Some((first, members)) = taken.split_first() else { return Ok(()) };
        for member in members {
            act.note(member.record("read-member"))?;
        }
        act.commit(first.record("read"))?;
        self.taken.extend(taken);
        self.changes.extend(changes);
        Ok(())
    }
}

fn words(db: &Connection, content: RowId) -> Result<String, CopyError> {
    let mut bytes = Vec::new();
    copy(db, content, &mut bytes)?;
    String::from_utf8(bytes).map_err(|_| CopyError::Altered)
}
