//! Which claims a hold stands over: the claim itself, what rests on the item, the tip or
//! the source, and the opinions that rest on such a claim.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{Hold, all};
use crate::case::{CaseError, RowId};
use crate::ledger::reference::ClaimRef;

/// From the held row to its claims. A hold over a source is one over whoever it turned out
/// to be; over an archive, over what lies in it. A mention rests on nothing.
const CLAIMS: &str = "WITH RECURSIVE
    kin (number) AS (
        SELECT number FROM source WHERE id = ?1
        UNION SELECT m.target FROM kin JOIN source_merge m ON m.source = kin.number AND m.until IS NULL
        UNION SELECT m.source FROM kin JOIN source_merge m ON m.target = kin.number AND m.until IS NULL),
    held (item) AS (
        SELECT ordinal FROM item WHERE id = ?1
        UNION SELECT ordinal FROM item WHERE tip = ?1
        UNION SELECT item.ordinal FROM kin JOIN source s ON s.number = kin.number JOIN item ON item.source = s.id
        UNION SELECT item.ordinal FROM kin JOIN source s ON s.number = kin.number JOIN tip ON tip.source = s.id
            JOIN item ON item.tip = tip.id
        UNION SELECT lies.ordinal FROM held JOIN item lies ON lies.container = held.item),
    direct (claim) AS (
        SELECT number FROM claim WHERE id = ?1
        UNION SELECT e.claim FROM held JOIN evidence e ON e.item = held.item
            WHERE e.until IS NULL AND e.relation != 'mentions'
        UNION SELECT e.claim FROM evidence e WHERE e.until IS NULL AND e.relation != 'mentions'
            AND (e.source IN (SELECT number FROM kin) OR e.heard_from IN (SELECT number FROM kin))
        UNION SELECT o.claim FROM held JOIN claim_origin o ON o.item = held.item AND o.until IS NULL)
    SELECT claim FROM direct
    UNION SELECT g.claim FROM direct JOIN claim_ground g ON g.ground = direct.claim AND g.until IS NULL";

fn claims_under(db: &Connection, subject: RowId) -> Result<Vec<u32>, CaseError> {
    let mut select = db.prepare_cached(CLAIMS)?;
    let claims: Result<Vec<u32>, _> = select.query_map([subject], |row| row.get(0))?.collect();
    Ok(claims?)
}

/// The holds that stand over each claim; a claim without one has no place here.
///
/// # Errors
/// [`CaseError`].
pub fn over_each(db: &Connection) -> Result<HashMap<u32, Vec<Hold>>, CaseError> {
    let mut each: HashMap<u32, Vec<Hold>> = HashMap::new();
    for hold in all(db)? {
        let claims = match hold.row {
            Some(row) => claims_under(db, row)?,
            None => every_claim(db)?,
        };
        for claim in claims {
            each.entry(claim).or_default().push(hold.clone());
        }
    }
    Ok(each)
}

fn every_claim(db: &Connection) -> Result<Vec<u32>, CaseError> {
    let mut select = db.prepare_cached("SELECT claim FROM claim_state WHERE until IS NULL")?;
    let claims: Result<Vec<u32>, _> = select.query_map([], |row| row.get(0))?.collect();
    Ok(claims?)
}

/// The holds that stand over one claim, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn over(db: &Connection, claim: ClaimRef) -> Result<Vec<Hold>, CaseError> {
    let mut standing = Vec::new();
    for hold in all(db)? {
        let stands = match hold.row {
            Some(row) => claims_under(db, row)?.contains(&claim.0),
            None => true,
        };
        if stands {
            standing.push(hold);
        }
    }
    Ok(standing)
}
