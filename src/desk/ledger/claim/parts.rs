//! What a claim is tied to: where it came from, who could have known it, whom it is
//! about, what it rests on.

use rusqlite::Connection;

use super::{Said, row};
use crate::case::{Act, CaseError};
use crate::corpus::item;
use crate::ledger::reference::{CircleRef, ClaimRef};
use crate::ledger::{LedgerError, circle, words};

/// Ties as they hold now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Names of the items that it came from.
    pub from: Vec<String>,
    /// Who could have known it.
    pub circles: Vec<CircleRef>,
    /// Whom it accuses.
    pub accuses: Vec<String>,
    /// Whom it concerns.
    pub concerns: Vec<String>,
    /// The claims that it rests on.
    pub rests_on: Vec<ClaimRef>,
    /// The opinions that rest on it.
    pub carries: Vec<ClaimRef>,
}

/// Adds and takes away ties. *Returns* how many of each sort were added.
pub(super) fn tie(act: &Act<'_>, claim: ClaimRef, said: &Said) -> Result<Vec<(&'static str, u64)>, LedgerError> {
    said.without.iter().try_for_each(|name| untie(act, claim, name))?;
    let entry = act.next_entry()?;
    let put = |table: &str, column: &str, value: u64| -> Result<(), CaseError> {
        let insert = format!("INSERT INTO {table} (claim, {column}, since) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
        act.db().prepare_cached(&insert)?.execute((claim.0, value, entry))?;
        Ok(())
    };
    for name in &said.from {
        put("claim_origin", "item", item::find(act.db(), name)?.ordinal)?;
    }
    for number in &said.circles {
        put("claim_circle", "circle", u64::from(circle::find(act.db(), *number)?.number.0))?;
    }
    for ground in &said.rests_on {
        row(act.db(), *ground)?;
        if *ground == claim {
            return Err(LedgerError::Ground);
        }
        put("claim_ground", "ground", u64::from(ground.0))?;
    }
    let people = said.accuses.iter().map(|name| ("accuses", name));
    for (role, name) in people.chain(said.concerns.iter().map(|name| ("concerns", name))) {
        let name = words::name(name)?;
        let insert = "INSERT INTO claim_person (claim, role, name, folded, since) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO NOTHING";
        act.db().prepare_cached(insert)?.execute((claim.0, role, name, words::fold(name), entry))?;
    }
    Ok(vec![
        ("from", said.from.len() as u64),
        ("circles", said.circles.len() as u64),
        ("people", (said.accuses.len() + said.concerns.len()) as u64),
        ("rests_on", said.rests_on.len() as u64),
        ("without", said.without.len() as u64),
    ])
}

/// Ends the ties to what people call so; whatever it is called that is none.
fn untie(act: &Act<'_>, claim: ClaimRef, name: &str) -> Result<(), LedgerError> {
    let entry = act.next_entry()?;
    let end = |table: &str, which: &str| -> Result<usize, CaseError> {
        let end = format!("UPDATE {table} SET until = ?2 WHERE claim = ?1 AND until IS NULL AND {which}");
        Ok(act.db().execute(&end, (claim.0, entry, name))?)
    };
    let ended = end("claim_origin", "item = (SELECT ordinal FROM item WHERE name = ?3)")?
        + end("claim_circle", "'K' || circle = ?3")?
        + end("claim_ground", "'C' || ground = ?3")?
        + end("claim_person", "name = ?3")?;
    if ended == 0 { Err(LedgerError::Unknown(name.chars().take(40).collect())) } else { Ok(()) }
}

/// An opinion rests on claims that are none; a quotation on the claim that what it quotes is
/// so. Neither rests on its own kind, so nothing ever rests on itself.
pub(super) fn check_grounds(act: &Act<'_>, claim: ClaimRef) -> Result<(), LedgerError> {
    let wrong = "SELECT count(*) FROM claim_ground g
        JOIN claim_state mine ON mine.claim = g.claim AND mine.until IS NULL
        JOIN claim_state ground ON ground.claim = g.ground AND ground.until IS NULL
        WHERE g.until IS NULL AND (g.claim = ?1 OR g.ground = ?1)
            AND (mine.kind NOT IN ('opinion', 'quote') OR ground.kind = 'opinion' OR mine.kind = ground.kind)";
    let wrong: u32 = act.db().prepare_cached(wrong)?.query_row([claim.0], |row| row.get(0))?;
    if wrong == 0 { Ok(()) } else { Err(LedgerError::Ground) }
}

/// The ties of a claim as they hold now.
///
/// # Errors
/// [`CaseError`].
pub fn of(db: &Connection, claim: ClaimRef) -> Result<Parts, CaseError> {
    let people = |role: &str| -> Result<Vec<String>, CaseError> {
        let select = "SELECT name FROM claim_person WHERE claim = ?1 AND role = ?2 AND until IS NULL ORDER BY folded";
        let mut select = db.prepare_cached(select)?;
        let names: Result<Vec<_>, _> = select.query_map((claim.0, role), |row| row.get(0))?.collect();
        Ok(names?)
    };
    let numbers = |select: &str| -> Result<Vec<u32>, CaseError> {
        let mut select = db.prepare_cached(select)?;
        let rows: Result<Vec<_>, _> = select.query_map([claim.0], |row| row.get(0))?.collect();
        Ok(rows?)
    };
    let claims = |select: &str| -> Result<Vec<ClaimRef>, CaseError> {
        Ok(numbers(select)?.into_iter().map(ClaimRef::new).collect())
    };
    let circles = numbers("SELECT circle FROM claim_circle WHERE claim = ?1 AND until IS NULL ORDER BY circle")?;
    Ok(Parts {
        from: origins(db, claim)?,
        circles: circles.into_iter().map(CircleRef::new).collect(),
        accuses: people("accuses")?,
        concerns: people("concerns")?,
        rests_on: claims("SELECT ground FROM claim_ground WHERE claim = ?1 AND until IS NULL ORDER BY ground")?,
        carries: claims("SELECT claim FROM claim_ground WHERE ground = ?1 AND until IS NULL ORDER BY claim")?,
    })
}

fn origins(db: &Connection, claim: ClaimRef) -> Result<Vec<String>, CaseError> {
    let mut select = db.prepare_cached(
        "SELECT name FROM claim_origin JOIN item ON ordinal = item WHERE claim = ?1 AND until IS NULL ORDER BY ordinal",
    )?;
    let names: Result<Vec<_>, _> = select.query_map([claim.0], |row| row.get(0))?.collect();
    Ok(names?)
}
