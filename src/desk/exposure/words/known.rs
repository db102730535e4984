//! Which items are protected, and which may clear what they hold.
//!
//! Only a `public` item clears, and only what came to us later: published before the day
//! on which the protected item came, from a source that has it neither from a protected
//! one nor from us ("our own reporting": whom we told, from that day on).

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

use crate::case::CaseError;
use crate::ledger::source::lineage::Kinship;

/// An item that must not be known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Protected {
    /// What people call it.
    pub(super) name: String,
    /// The day on which it came: what was public before may clear.
    pub(super) day: Day,
    /// The number of the tip that it came with.
    pub(super) tip: Option<u32>,
    /// Whether it is a document, of which there may be copies.
    pub(super) is_document: bool,
    /// Whether it could be read.
    pub(super) is_read: bool,
}

#[derive(Debug, Clone, Copy)]
struct Public {
    published: Day,
    has_url: bool,
}

/// The standing of every item that matters here, as the connection showed it.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub(super) protected: HashMap<u64, Protected>,
    public: HashMap<u64, Public>,
    /// Names of the files of tips, with their items.
    pub(super) files: Vec<(String, u64)>,
    /// What people call public items.
    names: HashMap<u64, String>,
}

const ITEMS: &str = "SELECT item.ordinal, item.name, item.standing, item.day, item.obtained, item.published,
        item.url IS NOT NULL AND item.recorded = 0, source.number, tip.number, item.class, item.path,
        item.characters IS NOT NULL
    FROM item LEFT JOIN source ON source.id = item.source LEFT JOIN tip ON tip.id = item.tip
    WHERE item.forgotten = 0 AND (item.standing = 'protected' OR (item.standing = 'public' AND item.published IS NOT NULL))";

impl Known {
    /// Reads what holds on this connection.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn read(db: &Connection) -> Result<Self, CaseError> {
        let lines = Lines::read(db)?;
        let mut known = Self::default();
        let mut select = db.prepare(ITEMS)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            known.take(row, &lines)?;
        }
        let mut select = db.prepare(
            "SELECT file.name, item.ordinal FROM file JOIN item ON item.origin = file.id
             WHERE file.name IS NOT NULL AND item.forgotten = 0 AND item.standing = 'protected'",
        )?;
        let files: Result<Vec<_>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
        known.files.extend(files?);
        Ok(known)
    }

    fn take(&mut self, row: &Row<'_>, lines: &Lines) -> Result<(), CaseError> {
        let (item, name): (u64, String) = (row.get(0)?, row.get(1)?);
        let day = |number: i32| Day::from_number(number).map_err(|_| CaseError::Damaged);
        let of = |column: usize| -> Result<Option<Day>, CaseError> {
            row.get::<_, Option<i32>>(column)?.map(day).transpose()
        };
        let class: String = row.get(9)?;
        if row.get::<_, String>(2)? == "protected" {
            // An editor's document may have been obtained long before it was filed.
            let came = of(3)?.ok_or(CaseError::Damaged)?;
            let came = of(4)?.map_or(came, |obtained| obtained.min(came));
            if let Some(path) = row.get::<_, Option<String>>(10)? {
                self.files.push((path, item));
            }
            let (tip, is_document) = (row.get(8)?, class != "message" && class != "interview");
            self.protected.insert(item, Protected { name, day: came, tip, is_document, is_read: row.get(11)? });
        } else if let Some(published) = of(5)?
            && lines.is_free(row.get(7)?, published)
        {
            self.public.insert(item, Public { published, has_url: row.get(6)? });
            self.names.insert(item, name);
        }
        Ok(())
    }

    /// Whether an item clears what came on a day.
    #[must_use]
    pub fn clears(&self, item: u64, before: Day) -> bool {
        self.public.get(&item).is_some_and(|public| public.published < before)
    }

    /// Whether it clears even what it is a copy of: somebody named where it was published.
    pub(super) fn clears_as_copy(&self, item: u64, before: Day) -> bool {
        self.clears(item, before) && self.public.get(&item).is_some_and(|public| public.has_url)
    }

    /// Whether it may clear anything.
    pub(super) fn is_public(&self, item: u64) -> bool {
        self.public.contains_key(&item)
    }

    pub(super) fn is_protected(&self, item: u64) -> bool {
        self.protected.contains_key(&item)
    }

    /// What people call an item of either sort.
    pub(super) fn name(&self, item: u64) -> Option<&str> {
        self.protected.get(&item).map(|item| item.name.as_str()).or_else(|| self.names.get(&item).map(String::as_str))
    }
}

/// Who has it from whom, as far as it matters.
struct Lines {
    kinship: Kinship,
    protected: HashSet<u32>,
    /// Sources that we told something, and the first day.
    told: HashMap<u32, Day>,
}

impl Lines {
    fn read(db: &Connection) -> Result<Self, CaseError> {
        let mut select = db.prepare("SELECT number FROM source WHERE protected = 1")?;
        let protected: Result<HashSet<u32>, _> = select.query_map([], |row| row.get(0))?.collect();
        let mut select = db.prepare("SELECT source, min(day) FROM told WHERE until IS NULL GROUP BY source")?;
        let told: Result<Vec<(u32, i32)>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
        let day = |(source, day): (u32, i32)| Ok((source, Day::from_number(day).map_err(|_| CaseError::Damaged)?));
        Ok(Self {
            kinship: Kinship::read(db)?,
            protected: protected?,
            told: told?.into_iter().map(day).collect::<Result<_, CaseError>>()?,
        })
    }

    /// Whether what a source published on a day is neither a protected source's nor ours.
    fn is_free(&self, source: Option<u32>, published: Day) -> bool {
        let Some(source) = source else { return true };
        let descends = |from: &u32| self.kinship.descends(source, *from);
        !self.protected.iter().any(descends) && !self.told.iter().any(|(told, day)| *day <= published && descends(told))
    }
}
