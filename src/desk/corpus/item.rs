//! An item and what is known of it, without its text.

use rusqlite::{Connection, OptionalExtension, Row};
use subrosa_tip::Day;

use super::CorpusError;
use super::standing::Standing;
use crate::case::{CaseError, RowId};

/// What an item is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A file that an editor brought, or a member of one.
    Document,
    /// What a source wrote.
    Message,
    /// A file that came with a tip, or a member of one.
    File,
    /// A conversation.
    Interview,
}

impl Class {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Message => "message",
            Self::File => "file",
            Self::Interview => "interview",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Document, Self::Message, Self::File, Self::Interview].into_iter().find(|class| class.word() == word)
    }
}

/// An item, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What names it in the index.
    pub ordinal: u64,
    /// Its permanent id.
    pub id: RowId,
    /// What people type: `D1`, `I1`, `T1`, `T1/M2`, `T1/F1`, `T1/F1/3`.
    pub name: String,
    /// What it is made of.
    pub class: Class,
    /// Name of the archive or e-mail it lay in.
    pub container: Option<String>,
    /// Where it lay on the editor's disk, or in its container.
    pub path: Option<String>,
    /// The original bytes; none once erased.
    pub content: Option<RowId>,
    /// Length of the original.
    pub bytes: u64,
    /// SHA-256 of the original; none once erased.
    pub sha256: Option<[u8; 32]>,
    /// Unicode scalar values of the text; none where it was not read.
    pub characters: Option<u64>,
    /// What it is, by its content.
    pub format: Option<String>,
    /// Its language, ISO 639-3.
    pub language: Option<String>,
    /// Why it could not be read.
    pub failure: Option<String>,
    /// How far it may be shown.
    pub standing: Standing,
    /// Why.
    pub because: String,
    /// The standing that an editor asked for.
    pub stated: Option<Standing>,
    /// Number of its source.
    pub source: Option<u32>,
    /// What sort of document it is.
    pub kind: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where.
    pub url: Option<String>,
    /// When.
    pub published: Option<Day>,
    /// When it came to the newsroom.
    pub obtained: Option<Day>,
    /// Its title, as it says itself.
    pub title: Option<String>,
    /// Its author, as it says itself.
    pub author: Option<String>,
    /// Its publisher, as it says itself.
    pub claimed_publisher: Option<String>,
    /// Its address, as it says itself.
    pub claimed_url: Option<String>,
    /// Its day of publication, as it says itself.
    pub claimed_published: Option<Day>,
    /// How an interviewed person may be called.
    pub descriptor: Option<String>,
    /// The day of the act that brought it; of a tip, the day of its receipt.
    pub day: Day,
    /// Whether it was erased.
    pub forgotten: bool,
}

const ITEMS: &str = "SELECT item.ordinal, item.id, item.name, item.class, outer.name, item.path, item.content,
        item.bytes, item.sha256, item.characters, item.format, item.language, item.failure, item.standing,
        item.because, item.stated, source.number, item.kind, item.publisher, item.url, item.published,
        item.obtained, item.title, item.author, item.claimed_publisher, item.claimed_url, item.claimed_published,
        item.descriptor, item.day, item.forgotten
    FROM item LEFT JOIN item AS outer ON outer.ordinal = item.container
    LEFT JOIN source ON source.id = item.source";

/// The item that people call so.
///
/// # Errors
/// [`CorpusError::Unknown`].
pub fn find(db: &Connection, name: &str) -> Result<Item, CorpusError> {
    let select = format!("{ITEMS} WHERE item.name = ?1");
    let item = db.query_row(&select, [name], |row| Ok(read(row))).optional()?;
    // What was typed is said back: it is the editor's own word, bounded.
    item.ok_or_else(|| CorpusError::Unknown(name.chars().take(40).collect()))?.map_err(Into::into)
}

/// The item that the index calls so.
///
/// # Errors
/// [`CaseError`].
pub fn of_ordinal(db: &Connection, ordinal: u64) -> Result<Option<Item>, CaseError> {
    let select = format!("{ITEMS} WHERE item.ordinal = ?1");
    // Asked for every hit of a search.
    db.prepare_cached(&select)?.query_row([ordinal], |row| Ok(read(row))).optional()?.transpose()
}

/// Every name under which the custody log may speak of what people call so: the
/// item, and the tip, message or file that it reads.
///
/// # Errors
/// [`CorpusError::Unknown`].
pub fn subjects(db: &Connection, name: &str) -> Result<Vec<String>, CorpusError> {
    let mut select = db.prepare(
        "SELECT id, origin FROM item WHERE name = ?1 UNION ALL SELECT id, NULL FROM tip WHERE 'T' || number = ?1",
    )?;
    let rows: Result<Vec<(RowId, Option<RowId>)>, _> =
        select.query_map([name], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    let subjects: Vec<String> =
        rows?.into_iter().flat_map(|(id, origin)| [Some(id), origin]).flatten().map(|id| id.to_string()).collect();
    if subjects.is_empty() { Err(CorpusError::Unknown(name.chars().take(40).collect())) } else { Ok(subjects) }
}

/// Names of what lay in a container, in order.
///
/// # Errors
/// [`CaseError`].
pub fn members(db: &Connection, item: &Item) -> Result<Vec<String>, CaseError> {
    let mut statement = db.prepare("SELECT name FROM item WHERE container = ?1 ORDER BY ordinal")?;
    let names: Result<Vec<_>, _> = statement.query_map([item.ordinal], |row| row.get(0))?.collect();
    Ok(names?)
}

fn read(row: &Row<'_>) -> Result<Item, CaseError> {
    let day = |column: usize| -> Result<Option<Day>, CaseError> {
        let number: Option<i32> = row.get(column)?;
        number.map(|number| Day::from_number(number).map_err(|_| CaseError::Damaged)).transpose()
    };
    let standing = |word: String| word.parse::<Standing>().map_err(|_| CaseError::Damaged);
    Ok(Item {
        ordinal: row.get(0)?,
        id: row.get(1)?,
        name: row.get(2)?,
        class: Class::of(&row.get::<_, String>(3)?).ok_or(CaseError::Damaged)?,
        container: row.get(4)?,
        path: row.get(5)?,
        content: row.get(6)?,
        bytes: row.get(7)?,
        sha256: row.get(8)?,
        characters: row.get(9)?,
        format: row.get(10)?,
        language: row.get(11)?,
        failure: row.get(12)?,
        standing: standing(row.get(13)?)?,
        because: row.get(14)?,
        stated: row.get::<_, Option<String>>(15)?.map(standing).transpose()?,
        source: row.get(16)?,
        kind: row.get(17)?,
        publisher: row.get(18)?,
        url: row.get(19)?,
        published: day(20)?,
        obtained: day(21)?,
        title: row.get(22)?,
        author: row.get(23)?,
        claimed_publisher: row.get(24)?,
        claimed_url: row.get(25)?,
        claimed_published: day(26)?,
        descriptor: row.get(27)?,
        day: day(28)?.ok_or(CaseError::Damaged)?,
        forgotten: row.get(29)?,
    })
}
