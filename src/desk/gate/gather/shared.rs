//! What a few queries read for all claims, however many there are.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

use crate::case::{CaseError, RowId};
use crate::gate::facts::{Offer, Signed, Worded};
use crate::ledger::ClaimRef;

/// Rows that hold now, by claim.
#[derive(Default)]
pub struct Shared {
    /// Letters that asked somebody.
    pub offers: HashMap<ClaimRef, Vec<Offer>>,
    /// Days of searches outside.
    pub searches: HashMap<ClaimRef, Vec<Day>>,
    /// Rules that two editors overruled.
    pub overruled: HashMap<ClaimRef, BTreeSet<String>>,
    /// What readers have seen.
    pub published: HashSet<ClaimRef>,
    /// Names of origins that are withdrawn or forgotten.
    pub gone: HashMap<ClaimRef, Vec<String>>,
    /// Tips of which it was decided what becomes of what was printed.
    pub decided: HashSet<RowId>,
    /// Who signed.
    pub signed: HashMap<ClaimRef, Vec<Signed>>,
    /// What was found in the words of claims.
    pub worded: HashMap<ClaimRef, Vec<Worded>>,
    held: HashMap<ClaimRef, BTreeSet<String>>,
    everything_held: bool,
}

impl Shared {
    /// Reads them.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn read(db: &Connection) -> Result<Self, CaseError> {
        let mut shared = Self { offers: offers(db)?, ..Self::default() };
        each(db, "SELECT claim, day FROM outside_search WHERE until IS NULL", |claim, row| {
            shared.searches.entry(claim).or_default().push(day(row, 1)?);
            Ok(())
        })?;
        each(db, "SELECT claim, rule FROM overrule WHERE until IS NULL", |claim, row| {
            shared.overruled.entry(claim).or_default().insert(row.get(1)?);
            Ok(())
        })?;
        let signed = "SELECT s.claim, e.name FROM signoff s JOIN editor e ON e.number = s.editor AND e.until IS NULL
            WHERE s.until IS NULL ORDER BY s.since";
        each(db, signed, |claim, row| {
            shared.signed.entry(claim).or_default().push(Signed { editor: row.get(1)?, void: None });
            Ok(())
        })?;
        each(db, "SELECT claim FROM publication WHERE until IS NULL", |claim, _| {
            shared.published.insert(claim);
            Ok(())
        })?;
        each(db, GONE, |claim, row| {
            shared.gone.entry(claim).or_default().push(row.get(1)?);
            Ok(())
        })?;
        each(db, HELD, |claim, row| {
            shared.held.entry(claim).or_default().insert(row.get(1)?);
            Ok(())
        })?;
        let mut select = db.prepare_cached(
            "SELECT tip.id FROM tip_decision d JOIN tip ON tip.number = d.tip
            WHERE d.until IS NULL",
        )?;
        shared.decided = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let everything = "SELECT EXISTS (SELECT 1 FROM hold WHERE subject IS NULL AND until IS NULL)";
        shared.everything_held = db.prepare_cached(everything)?.query_row([], |row| row.get(0))?;
        Ok(shared)
    }

    /// What is held that a claim has to do with.
    #[must_use]
    pub fn holds(&self, claim: ClaimRef) -> Vec<String> {
        let everything = self.everything_held.then(|| "everything".to_owned());
        everything.into_iter().chain(self.held.get(&claim).into_iter().flatten().cloned()).collect()
    }
}

/// From the few items that are gone to their claims, and not the other way.
const GONE: &str = "SELECT o.claim, gone.name FROM (
        SELECT ordinal, name FROM item WHERE forgotten = 1
        UNION SELECT ordinal, name FROM item WHERE tip IN (SELECT id FROM tip WHERE state = 'withdrawn')
    ) AS gone CROSS JOIN claim_origin o ON o.item = gone.ordinal AND o.until IS NULL ORDER BY o.claim, gone.ordinal";

/// From the few holds to what they reach: a claim, what it rests on, an item or a source
/// behind it, and the tip that an item is of.
const HELD: &str = "SELECT c.number, 'C' || c.number FROM hold h JOIN claim c ON c.id = h.subject WHERE h.until IS NULL
    UNION SELECT g.claim, 'C' || c.number FROM hold h JOIN claim c ON c.id = h.subject
        JOIN claim_ground g ON g.ground = c.number AND g.until IS NULL WHERE h.until IS NULL
    UNION SELECT e.claim, i.name FROM hold h JOIN item i ON i.id = h.subject
        JOIN evidence e ON e.item = i.ordinal AND e.until IS NULL AND e.relation != 'mentions' WHERE h.until IS NULL
    UNION SELECT o.claim, i.name FROM hold h JOIN item i ON i.id = h.subject
        JOIN claim_origin o ON o.item = i.ordinal AND o.until IS NULL WHERE h.until IS NULL
    UNION SELECT e.claim, 'T' || t.number FROM hold h JOIN tip t ON t.id = h.subject JOIN item i ON i.tip = t.id
        JOIN evidence e ON e.item = i.ordinal AND e.until IS NULL AND e.relation != 'mentions' WHERE h.until IS NULL
    UNION SELECT o.claim, 'T' || t.number FROM hold h JOIN tip t ON t.id = h.subject JOIN item i ON i.tip = t.id
        JOIN claim_origin o ON o.item = i.ordinal AND o.until IS NULL WHERE h.until IS NULL
    UNION SELECT e.claim, 'S' || s.number FROM hold h JOIN source s ON s.id = h.subject
        JOIN evidence e ON e.source = s.number AND e.until IS NULL AND e.relation != 'mentions' WHERE h.until IS NULL";

/// The text that a claim had when it was sent is compared with the one that it has.
fn offers(db: &Connection) -> Result<HashMap<ClaimRef, Vec<Offer>>, CaseError> {
    let select = "SELECT oc.claim, o.folded, o.sent, o.deadline, r.kind, asked.text IS today.text
        FROM offer_claim oc JOIN offer o ON o.number = oc.offer AND o.until IS NULL
        LEFT JOIN response r ON r.offer = o.number AND r.until IS NULL
        LEFT JOIN claim_state today ON today.claim = oc.claim AND today.until IS NULL
        LEFT JOIN claim_state asked ON asked.claim = oc.claim AND asked.since <= oc.since
            AND (asked.until IS NULL OR asked.until > oc.since)
        WHERE oc.until IS NULL ORDER BY o.number";
    let mut offers: HashMap<ClaimRef, Vec<Offer>> = HashMap::new();
    each(db, select, |claim, row| {
        offers.entry(claim).or_default().push(Offer {
            folded: row.get(1)?,
            sent: day(row, 2)?,
            deadline: row.get(3)?,
            response: row.get(4)?,
            same_text: row.get(5)?,
        });
        Ok(())
    })?;
    Ok(offers)
}

fn day(row: &Row<'_>, column: usize) -> rusqlite::Result<Day> {
    Day::from_number(row.get(column)?).map_err(|_| rusqlite::Error::InvalidQuery)
}

/// Rows of which the first column is a claim.
fn each(
    db: &Connection,
    select: &str,
    mut take: impl FnMut(ClaimRef, &Row<'_>) -> rusqlite::Result<()>,
) -> Result<(), CaseError> {
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        take(ClaimRef::new(row.get(0)?), row)?;
    }
    Ok(())
}
