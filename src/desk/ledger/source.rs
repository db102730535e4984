//! Who or what something is known from.
//!
//! The sender of a tip is a source without a name: every word by which somebody
//! could be known lies in `source_word`, which the schema closes to senders. A
//! protected source that an editor names has its name in the encrypted case and
//! nowhere else: not in the custody log, not in a spreadsheet, and on the screen
//! only where it is asked for.
//!
//! | Module | Holds |
//! |---|---|
//! | [`lineage`] | who has it from whom; who is whom |
//! | [`list`] | sources as they are shown |

pub mod lineage;
pub mod list;

use clap::ValueEnum;
use rusqlite::{Connection, OptionalExtension};

use super::reference::SourceRef;
use super::{LedgerError, words};
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::corpus::twins;

/// What sort of source it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Somebody
    Person,
    /// An authority, a firm, an association
    Institution,
    /// A newsroom or whoever publishes
    Outlet,
    /// Data
    Dataset,
}

impl Kind {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Institution => "institution",
            Self::Outlet => "outlet",
            Self::Dataset => "dataset",
        }
    }
}

/// Admiralty reliability of a source (NATO AJP-2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
pub enum Reliability {
    /// Completely reliable
    A,
    /// Usually reliable
    B,
    /// Fairly reliable
    C,
    /// Not usually reliable
    D,
    /// Unreliable
    E,
    /// Cannot be judged
    F,
}

impl Reliability {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }
}

/// What an editor says of a source; what is not said stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// What it is called.
    pub name: Option<String>,
    /// What sort it is.
    pub kind: Option<Kind>,
    /// How far it can be relied on.
    pub reliability: Option<Reliability>,
    /// Whom it belongs to.
    pub owner: Option<String>,
    /// Who writes it.
    pub author: Option<String>,
    /// Sources that it has everything from.
    pub derives_from: Vec<SourceRef>,
    /// Sources that it was held to have everything from, and has not.
    pub not_from: Vec<SourceRef>,
    /// It must not be found. Never taken back.
    pub protected: bool,
    /// Why.
    pub reason: Option<String>,
}

/// Adds a source with a name. *Returns* its id.
///
/// # Errors
/// [`LedgerError`]: a name that is none or is taken, an unknown ancestor.
pub fn add(case: &mut Case, said: &Said) -> Result<SourceRef, LedgerError> {
    let act = case.begin()?;
    let (id, number) = (RowId::new()?, act.next_number("source")?);
    let insert = "INSERT INTO source (id, number, protected, day, named) VALUES (?1, ?2, ?3, ?4, 1)";
    act.db().execute(insert, (id, number, said.protected, act.day().number()))?;
    let source = SourceRef::new(number);
    write(&act, source, said)?;
    act.commit(record("add-source", id, said))?;
    Ok(source)
}

/// Corrects what is said; the rest stays.
///
/// # Errors
/// [`LedgerError`]: an unknown source, a name for the sender of a tip, a name that is
/// taken, a source that would be its own ancestor. Nothing is changed then.
pub fn set(case: &mut Case, source: SourceRef, said: &Said) -> Result<(), LedgerError> {
    let id = row(case.db(), source)?;
    let act = case.begin()?;
    if said.protected {
        // First, because each standing that it changes has an entry of its own.
        act.db().execute("UPDATE source SET protected = 1 WHERE number = ?1", [source.0])?;
        twins::source_was_protected(&act, source.0)?;
    }
    write(&act, source, said)?;
    Ok(act.commit(record("set-source", id, said))?)
}

/// Gives a source one more name.
///
/// # Errors
/// As [`set`].
pub fn alias(case: &mut Case, source: SourceRef, name: &str) -> Result<(), LedgerError> {
    let id = row(case.db(), source)?;
    let act = case.begin()?;
    put_word(&act, source, "alias", words::name(name)?)?;
    Ok(act.commit(Record::new("alias-source", id).with("source", source.to_string()))?)
}

/// Takes every word by which a source could be known out of the case. The source
/// stays as a number.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn erase_names(case: &mut Case, source: SourceRef) -> Result<(), LedgerError> {
    let id = row(case.db(), source)?;
    let act = case.begin()?;
    act.db().execute("DELETE FROM source_word WHERE source = ?1", [source.0])?;
    act.commit(Record::new("erase-names", id).with("source", source.to_string()))?;
    Ok(case.settle()?)
}

/// The log says which facts were given, and no name among them.
fn record(action: &'static str, id: RowId, said: &Said) -> Record {
    let mut record = Record::new(action, id);
    if let Some(reliability) = said.reliability {
        record = record.with("reliability", reliability.word());
    }
    if let Some(kind) = said.kind {
        record = record.with("kind", kind.word());
    }
    if said.protected {
        record = record.with("protected", 1);
    }
    let given = [("name", said.name.is_some()), ("owner", said.owner.is_some()), ("author", said.author.is_some())];
    let given: Vec<_> = given.into_iter().filter_map(|(word, given)| given.then_some(word)).collect();
    let lineage = [("derives_from", &said.derives_from), ("not_from", &said.not_from)];
    let record = record.with("given", given.join(" "));
    lineage.into_iter().fold(record, |record, (what, sources)| record.with(what, sources.len() as u64))
}

fn write(act: &Act<'_>, source: SourceRef, said: &Said) -> Result<(), LedgerError> {
    act.because(said.reason.as_deref().map(words::reason).transpose()?)?;
    for (role, word) in [("name", &said.name), ("owner", &said.owner), ("author", &said.author)] {
        if let Some(word) = word {
            put_word(act, source, role, words::name(word)?)?;
        }
    }
    rate(act, source, said)?;
    lineage::underive(act, source, &said.not_from)?;
    lineage::derive(act, source, &said.derives_from)
}

fn put_word(act: &Act<'_>, source: SourceRef, role: &str, word: &str) -> Result<(), LedgerError> {
    let named: bool = act.db().query_row("SELECT named FROM source WHERE number = ?1", [source.0], |row| row.get(0))?;
    if !named {
        return Err(LedgerError::Nameless(source));
    }
    let folded = words::fold(word);
    if matches!(role, "name" | "alias") {
        match of_name(act.db(), word)? {
            Some(other) if other == source && role == "alias" => return Ok(()),
            Some(other) if other != source => return Err(LedgerError::NameTaken(other)),
            _ => {}
        }
    }
    let entry = act.next_entry()?;
    // A name takes the place of the one before, and of an alias of the same spelling.
    let end = "UPDATE source_word SET until = ?2 WHERE source = ?1 AND until IS NULL
        AND ((role = ?3 AND role != 'alias') OR (?3 = 'name' AND role = 'alias' AND folded = ?4))";
    act.db().execute(end, (source.0, entry, role, &folded))?;
    let insert = "INSERT INTO source_word (source, role, word, folded, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    act.db().execute(insert, (source.0, role, word, folded, entry))?;
    Ok(())
}

/// The source that has this name or alias.
///
/// # Errors
/// [`CaseError`].
pub fn of_name(db: &Connection, name: &str) -> Result<Option<SourceRef>, CaseError> {
    let select = "SELECT source FROM source_word
        WHERE folded = ?1 AND until IS NULL AND role IN ('name', 'alias')";
    let number = db.prepare_cached(select)?.query_row([words::fold(name)], |row| row.get(0)).optional()?;
    Ok(number.map(SourceRef::new))
}

fn rate(act: &Act<'_>, source: SourceRef, said: &Said) -> Result<(), LedgerError> {
    let select = "SELECT kind, reliability FROM source_rating WHERE source = ?1 AND until IS NULL";
    let before: Option<(String, String)> =
        act.db().query_row(select, [source.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    if before.is_some() && said.kind.is_none() && said.reliability.is_none() {
        return Ok(());
    }
    let (kind, reliability) = before.unwrap_or_else(|| ("person".into(), "F".into()));
    let entry = act.next_entry()?;
    act.db().execute("UPDATE source_rating SET until = ?2 WHERE source = ?1 AND until IS NULL", (source.0, entry))?;
    act.db().execute(
        "INSERT INTO source_rating (source, kind, reliability, since) VALUES (?1, ?2, ?3, ?4)",
        (
            source.0,
            said.kind.map_or(kind, |kind| kind.word().to_owned()),
            said.reliability.map_or(reliability, |reliability| reliability.word().to_owned()),
            entry,
        ),
    )?;
    Ok(())
}

/// The permanent name of a source's row.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn row(db: &Connection, source: SourceRef) -> Result<RowId, LedgerError> {
    let select = "SELECT id FROM source WHERE number = ?1";
    let id = db.prepare_cached(select)?.query_row([source.0], |row| row.get(0)).optional()?;
    id.ok_or_else(|| LedgerError::unknown(source))
}
