//! What became of the items that evidence points at. Nothing of it is copied into
//! the evidence: it is looked up whenever a claim is shown.

use std::collections::HashMap;

use clap::ValueEnum;
use rusqlite::Connection;

use crate::case::{Case, CaseError, Record};
use crate::corpus::item;
use crate::ledger::claim::list::each;
use crate::ledger::{LedgerError, words};

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

/// The flags of an item.
///
/// # Errors
/// [`CaseError`].
pub fn of_item(db: &Connection, ordinal: u64) -> Result<Vec<Flag>, CaseError> {
    let select = "SELECT forgotten, coalesce(tip.state = 'withdrawn', 0), failure IS NOT NULL,
            EXISTS (SELECT 1 FROM item_flag f WHERE f.item = ordinal AND f.until IS NULL AND flag = 'damaged'),
            EXISTS (SELECT 1 FROM item_flag f WHERE f.item = ordinal AND f.until IS NULL AND flag = 'retracted')
        FROM item LEFT JOIN tip ON tip.id = item.tip WHERE ordinal = ?1";
    let kinds = [Flag::Forgotten, Flag::Withdrawn, Flag::Unreadable, Flag::Damaged, Flag::Retracted];
    let holds: [bool; 5] = db
        .prepare_cached(select)?
        .query_row([ordinal], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))?;
    Ok(kinds.into_iter().zip(holds).filter_map(|(flag, holds)| holds.then_some(flag)).collect())
}

/// Claims with how many pieces of their evidence are flagged; those without are left out.
///
/// # Errors
/// [`CaseError`].
pub fn counts(db: &Connection) -> Result<HashMap<u32, u32>, CaseError> {
    // From the few items that are flagged to their evidence, and not the other way.
    let select = "SELECT claim, count(*) FROM (
            SELECT ordinal FROM item WHERE failure IS NOT NULL OR forgotten = 1
            UNION SELECT ordinal FROM item WHERE tip IN (SELECT id FROM tip WHERE state = 'withdrawn')
            UNION SELECT item FROM item_flag WHERE until IS NULL
        ) AS flagged CROSS JOIN evidence e ON e.item = flagged.ordinal AND e.until IS NULL GROUP BY claim";
    let mut counts = HashMap::new();
    each(db, select, |row| {
        counts.insert(row.get(0)?, row.get(1)?);
        Ok(())
    })?;
    Ok(counts)
}
