//! Sources as they are shown.

use std::collections::HashMap;

use rusqlite::Connection;
use subrosa_tip::Day;

use super::lineage::Kinship;
use crate::case::{Case, CaseError};
use crate::ledger::reference::SourceRef;

/// A source and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its number.
    pub number: SourceRef,
    /// It must not be found.
    pub protected: bool,
    /// An editor added it; otherwise it is the sender of a tip and has no name.
    pub named: bool,
    /// The day on which it came into the case.
    pub day: Day,
    /// What sort it is, in the ledger's words.
    pub kind: String,
    /// Admiralty reliability.
    pub reliability: String,
    /// What it is called; none once erased.
    pub name: Option<String>,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Whom it belongs to.
    pub owner: Option<String>,
    /// Who writes it.
    pub author: Option<String>,
    /// What it has everything from.
    pub derives_from: Vec<SourceRef>,
    /// What it turned out to be.
    pub merged_into: Option<SourceRef>,
    /// Sources that were found to be somebody else.
    pub distinct_from: Vec<SourceRef>,
    /// Its tips.
    pub tips: Vec<u32>,
}

/// Every source, in the order of their numbers.
///
/// # Errors
/// [`CaseError`].
pub fn all(case: &Case) -> Result<Vec<Source>, CaseError> {
    let db = case.db();
    let mut sources = bare(db)?;
    let place: HashMap<u32, usize> =
        sources.iter().enumerate().map(|(place, source)| (source.number.0, place)).collect();
    let mut of = |number: u32, change: &mut dyn FnMut(&mut Source)| {
        if let Some(source) = place.get(&number).and_then(|place| sources.get_mut(*place)) {
            change(source);
        }
    };
    for (number, role, word) in words(db)? {
        of(number, &mut |source| match role.as_str() {
            "name" => source.name = Some(word.clone()),
            "owner" => source.owner = Some(word.clone()),
            "author" => source.author = Some(word.clone()),
            _ => source.aliases.push(word.clone()),
        });
    }
    for (number, origin) in pairs(db, "SELECT source, origin FROM source_lineage WHERE until IS NULL")? {
        of(number, &mut |source| source.derives_from.push(SourceRef::new(origin)));
    }
    for (one, other) in pairs(db, "SELECT lower, higher FROM source_distinct WHERE until IS NULL")? {
        of(one, &mut |source| source.distinct_from.push(SourceRef::new(other)));
        of(other, &mut |source| source.distinct_from.push(SourceRef::new(one)));
    }
    for (number, tip) in pairs(db, "SELECT s.number, t.number FROM tip t JOIN source s ON s.id = t.source ORDER BY 2")?
    {
        of(number, &mut |source| source.tips.push(tip));
    }
    let kinship = Kinship::read(db)?;
    for source in &mut sources {
        let root = kinship.root(source.number.0);
        source.merged_into = (root != source.number.0).then_some(SourceRef::new(root));
    }
    Ok(sources)
}

fn bare(db: &Connection) -> Result<Vec<Source>, CaseError> {
    let mut select = db.prepare_cached(
        "SELECT number, protected, named, day, coalesce(kind, 'person'), coalesce(reliability, 'F')
         FROM source LEFT JOIN source_rating r ON r.source = source.number AND r.until IS NULL ORDER BY number",
    )?;
    let mut rows = select.query([])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(Source {
            number: SourceRef::new(row.get(0)?),
            protected: row.get(1)?,
            named: row.get(2)?,
            day: Day::from_number(row.get(3)?).map_err(|_| CaseError::Damaged)?,
            kind: row.get(4)?,
            reliability: row.get(5)?,
            name: None,
            aliases: Vec::new(),
            owner: None,
            author: None,
            derives_from: Vec::new(),
            merged_into: None,
            distinct_from: Vec::new(),
            tips: Vec::new(),
        });
    }
    Ok(sources)
}

fn words(db: &Connection) -> Result<Vec<(u32, String, String)>, CaseError> {
    let mut select =
        db.prepare_cached("SELECT source, role, word FROM source_word WHERE until IS NULL ORDER BY since")?;
    let rows: Result<Vec<_>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect();
    Ok(rows?)
}

fn pairs(db: &Connection, select: &str) -> Result<Vec<(u32, u32)>, CaseError> {
    let mut select = db.prepare_cached(select)?;
    let rows: Result<Vec<_>, _> = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect();
    Ok(rows?)
}
