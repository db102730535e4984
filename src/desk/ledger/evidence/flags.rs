//! What became of the items that evidence points at. Nothing of it is copied into
//! the evidence: it is looked up whenever a claim is shown.

use clap::ValueEnum;
use rusqlite::{Connection, Row};

use crate::case::{Case, CaseError, Record};
use crate::corpus::item;
use crate::ledger::claim::list::each;
use crate::ledger::{EvidenceRef, LedgerError, words};

/// Why evidence must not be relied on as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    /// The item was erased.
    Forgotten,
    /// Its source took it back.
    Withdrawn,
    /// It can no longer be read.
    Unreadable,
    /// Its text is no longer what was linked.
    Altered,
    /// An editor found it damaged or forged.
    Damaged,
    /// Whoever published it took it back.
    Retracted,
}

impl Flag {
    /// As scripts read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Forgotten => "forgotten",
            Self::Withdrawn => "withdrawn",
            Self::Unreadable => "unreadable",
            Self::Altered => "altered",
            Self::Damaged => "damaged",
            Self::Retracted => "retracted",
        }
    }
}

/// What an editor finds out about an item after it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Finding {
    /// It is damaged, or not what it pretends to be
    Damaged,
    /// Whoever published it took it back
    Retracted,
    /// Neither: what was found before is taken off
    Sound,
}

/// Keeps what was found out about an item. *Returns* its flags since.
///
/// # Errors
/// [`LedgerError`]: an unknown item, no reason.
pub fn mark(case: &mut Case, name: &str, finding: Finding, reason: &str) -> Result<Vec<Flag>, LedgerError> {
    let reason = words::reason(reason)?;
    let item = item::find(case.db(), name)?;
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    let word = match finding {
        Finding::Damaged => "damaged",
        Finding::Retracted => "retracted",
        Finding::Sound => "sound",
    };
    if finding == Finding::Sound {
        act.db().execute("UPDATE item_flag SET until = ?2 WHERE item = ?1 AND until IS NULL", (item.ordinal, entry))?;
    } else {
        let insert = "INSERT INTO item_flag (item, flag, since) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        act.db().execute(insert, (item.ordinal, word, entry))?;
    }
    act.commit(Record::new("flag-item", item.id).with("flag", word))?;
    Ok(of_item(case.db(), item.ordinal)?)
}

/// Columns that say which flags hold, where `item` and its `tip` are in reach.
pub(super) const COLUMNS: &str = "item.forgotten, coalesce(tip.state = 'withdrawn', 0), item.failure IS NOT NULL,
    EXISTS (SELECT 1 FROM item_flag f WHERE f.item = item.ordinal AND f.until IS NULL AND f.flag = 'damaged'),
    EXISTS (SELECT 1 FROM item_flag f WHERE f.item = item.ordinal AND f.until IS NULL AND f.flag = 'retracted')";

/// The flags that a row says, its [`COLUMNS`] from this one on.
pub(super) fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Vec<Flag>> {
    let kinds = [Flag::Forgotten, Flag::Withdrawn, Flag::Unreadable, Flag::Damaged, Flag::Retracted];
    let mut flags = Vec::new();
    for (column, flag) in (first..).zip(kinds) {
        if row.get(column)? {
            flags.push(flag);
        }
    }
    Ok(flags)
}

/// The flags of an item.
///
/// # Errors
/// [`CaseError`].
pub fn of_item(db: &Connection, ordinal: u64) -> Result<Vec<Flag>, CaseError> {
    let select = format!("SELECT {COLUMNS} FROM item LEFT JOIN tip ON tip.id = item.tip WHERE item.ordinal = ?1");
    Ok(db.prepare_cached(&select)?.query_row([ordinal], |row| read(row, 0))?)
}

/// Evidence on a flagged item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// Its claim.
    pub claim: u32,
    /// Its number.
    pub number: EvidenceRef,
    /// What people call the item.
    pub item: String,
    /// Whether it supports the claim.
    pub supports: bool,
    /// What is wrong.
    pub flags: Vec<Flag>,
}

/// All evidence on flagged items, by claim. One query, whatever the size of the ledger.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Flagged>, CaseError> {
    // From the few items that are flagged to their evidence, and not the other way.
    let select = format!(
        "SELECT e.claim, e.number, item.name, e.relation = 'supports', {COLUMNS} FROM (
            SELECT ordinal FROM item WHERE failure IS NOT NULL OR forgotten = 1
            UNION SELECT ordinal FROM item WHERE tip IN (SELECT id FROM tip WHERE state = 'withdrawn')
            UNION SELECT item FROM item_flag WHERE until IS NULL
        ) AS flagged CROSS JOIN evidence e ON e.item = flagged.ordinal AND e.until IS NULL
        JOIN item ON item.ordinal = e.item LEFT JOIN tip ON tip.id = item.tip ORDER BY e.claim, e.number"
    );
    let mut all = Vec::new();
    each(db, &select, |row| {
        let number = EvidenceRef::new(row.get(1)?);
        let flags = read(row, 4)?;
        all.push(Flagged { claim: row.get(0)?, number, item: row.get(2)?, supports: row.get(3)?, flags });
        Ok(())
    })?;
    Ok(all)
}
