//! Tips that were taken back: which claims go back to `hold` with them, and what is
//! decided where one had been printed.

use std::collections::{BTreeMap, HashMap};

use clap::ValueEnum;
use rusqlite::{Connection, OptionalExtension};

use super::claim::list::each;
use super::reference::ClaimRef;
use super::{LedgerError, TipRef, words};
use crate::case::{Case, CaseError, Record, RowId};
use crate::failure::{Exit, Failure};

/// What is done about what was printed from a tip that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Verdict {
    /// It stands: it is supported without the tip
    Keep,
    /// It is corrected in the next dossier
    Correct,
    /// It is retracted in the next dossier
    Retract,
}

impl Verdict {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Correct => "correct",
            Self::Retract => "retract",
        }
    }
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// Its source has not taken the tip back.
    #[error("{0} was not withdrawn: there is nothing to decide")]
    Stands(TipRef),
    /// Nothing of it was printed.
    #[error("nothing that rests on {0} was published: there is nothing to decide")]
    Unpublished(TipRef),
    /// The ledger answered.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<CaseError> for DecideError {
    fn from(error: CaseError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rusqlite::Error> for DecideError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<DecideError> for Failure {
    fn from(error: DecideError) -> Self {
        let message = error.to_string();
        match error {
            DecideError::Stands(_) => Self::new(Exit::Refused, "not-withdrawn", message),
            DecideError::Unpublished(_) => Self::new(Exit::Refused, "not-published", message)
                .hint("claims that rest on it are held until its evidence is unlinked"),
            DecideError::Ledger(error) => error.into(),
        }
    }
}

/// A tip that was taken back, and forgotten since or not. Written into a query where
/// `tip` is in reach.
const WITHDRAWN: &str = "(tip.state = 'withdrawn' OR (tip.state = 'forgotten' AND EXISTS (SELECT 1 FROM custody
    WHERE CASE WHEN json_valid(entry) THEN json_extract(entry, '$.subject') END = lower(hex(tip.id))
        AND json_extract(entry, '$.action') = 'withdraw')))";

/// Claims with the withdrawn tips that they came from or that support them; opinions with
/// those of what they rest on.
fn resting(db: &Connection) -> Result<Vec<(u32, TipRef)>, CaseError> {
    let select = format!(
        "WITH gone (item, tip) AS (SELECT item.ordinal, tip.number FROM tip JOIN item ON item.tip = tip.id WHERE {WITHDRAWN}),
        direct (claim, tip) AS (
            SELECT e.claim, gone.tip FROM gone CROSS JOIN evidence e ON e.item = gone.item
                WHERE e.until IS NULL AND e.relation = 'supports'
            UNION SELECT o.claim, gone.tip FROM gone CROSS JOIN claim_origin o ON o.item = gone.item AND o.until IS NULL)
        SELECT claim, tip FROM direct
        UNION SELECT g.claim, direct.tip FROM direct JOIN claim_ground g ON g.ground = direct.claim AND g.until IS NULL
        ORDER BY 1, 2"
    );
    let mut all = Vec::new();
    each(db, &select, |row| {
        all.push((row.get(0)?, TipRef(row.get(1)?)));
        Ok(())
    })?;
    Ok(all)
}

/// The withdrawn tips behind each claim; a claim without one has no place here.
///
/// # Errors
/// [`CaseError`].
pub fn of_each(db: &Connection) -> Result<HashMap<u32, Vec<TipRef>>, CaseError> {
    let mut each: HashMap<u32, Vec<TipRef>> = HashMap::new();
    for (claim, tip) in resting(db)? {
        each.entry(claim).or_default().push(tip);
    }
    Ok(each)
}

/// The withdrawn tips behind one claim.
///
/// # Errors
/// [`CaseError`].
pub fn tips_of(db: &Connection, claim: ClaimRef) -> Result<Vec<TipRef>, CaseError> {
    Ok(of_each(db)?.remove(&claim.0).unwrap_or_default())
}

/// What was printed while it rested on a withdrawn tip, whatever was unlinked since.
const PRINTED: &str = "WITH gone (item, tip) AS
        (SELECT item.ordinal, tip.number FROM tip JOIN item ON item.tip = tip.id WHERE {WITHDRAWN}),
    rested (claim, tip, since, until) AS (
        SELECT e.claim, gone.tip, e.since, e.until FROM gone CROSS JOIN evidence e ON e.item = gone.item
            WHERE e.relation = 'supports'
        UNION ALL SELECT o.claim, gone.tip, o.since, o.until FROM gone CROSS JOIN claim_origin o ON o.item = gone.item),
    carried (claim, ground) AS (
        SELECT number, number FROM claim
        UNION ALL SELECT claim, ground FROM claim_ground WHERE until IS NULL)
    SELECT DISTINCT p.claim, rested.tip FROM rested JOIN carried ON carried.ground = rested.claim
    JOIN publication p ON p.claim = carried.claim AND p.until IS NULL
    WHERE rested.since <= p.since AND (rested.until IS NULL OR rested.until > p.since) ORDER BY 1, 2";

fn printed(db: &Connection) -> Result<BTreeMap<u32, Vec<ClaimRef>>, CaseError> {
    let mut printed: BTreeMap<u32, Vec<ClaimRef>> = BTreeMap::new();
    each(db, &PRINTED.replace("{WITHDRAWN}", WITHDRAWN), |row| {
        printed.entry(row.get(1)?).or_default().push(ClaimRef::new(row.get(0)?));
        Ok(())
    })?;
    Ok(printed)
}

/// Withdrawn tips of which something was printed and nothing is decided, with what was printed.
///
/// # Errors
/// [`CaseError`].
pub fn undecided(db: &Connection) -> Result<Vec<(TipRef, Vec<ClaimRef>)>, CaseError> {
    let mut open = Vec::new();
    for (tip, claims) in printed(db)? {
        if decision(db, TipRef(tip))?.is_none() {
            open.push((TipRef(tip), claims));
        }
    }
    Ok(open)
}

/// What was decided about a tip, and why; no reason once it was erased.
///
/// # Errors
/// [`CaseError`].
pub fn decision(db: &Connection, tip: TipRef) -> Result<Option<(String, Option<String>)>, CaseError> {
    let select = "SELECT verdict, words FROM tip_decision LEFT JOIN reason ON entry = since
        WHERE tip = ?1 AND until IS NULL";
    Ok(db.prepare_cached(select)?.query_row([tip.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Decides, in place of an earlier decision, what is done about what was printed from a tip
/// that was taken back. *Returns* the claims that it is about.
///
/// It changes nothing that readers see: that is done by `correct`, `retract` and the next dossier.
///
/// # Errors
/// [`DecideError`]. Nothing is changed then.
pub fn decide(case: &mut Case, tip: TipRef, verdict: Verdict, reason: &str) -> Result<Vec<ClaimRef>, DecideError> {
    let (id, withdrawn) = found(case.db(), tip)?;
    let reason = words::reason(reason)?;
    if !withdrawn {
        return Err(DecideError::Stands(tip));
    }
    let claims = printed(case.db())?.remove(&tip.0).ok_or(DecideError::Unpublished(tip))?;
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    act.db().execute("UPDATE tip_decision SET until = ?2 WHERE tip = ?1 AND until IS NULL", (tip.0, entry))?;
    let insert = "INSERT INTO tip_decision (tip, verdict, since) VALUES (?1, ?2, ?3)";
    act.db().execute(insert, (tip.0, verdict.word(), entry))?;
    act.commit(Record::new("decide", id).with("verdict", verdict.word()).with("claims", claims.len() as u64))?;
    Ok(claims)
}

fn found(db: &Connection, tip: TipRef) -> Result<(RowId, bool), LedgerError> {
    let select = format!("SELECT id, {WITHDRAWN} FROM tip WHERE number = ?1");
    let found = db.query_row(&select, [tip.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.ok_or_else(|| LedgerError::unknown(tip))
}
