//! An editor adds a reason or cuts those between two sources, for one claim, for a reason
//! that stays.

use rusqlite::Connection;

use super::gather::people::People;
use super::{By, Edge, Node, Question, Reason};
use crate::case::{Case, CaseError, Record};
use crate::ledger::{ClaimRef, LedgerError, SourceRef, claim, source, words};

/// What an editor decides about two sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The first has it from the second.
    Depend,
    /// No reason ties the two directly. What ties them through others stays.
    Independent,
}

impl Effect {
    /// As the case writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Depend => "depend",
            Self::Independent => "independent",
        }
    }
}

/// Keeps a decision in the place of an earlier one about the same two.
///
/// # Errors
/// [`LedgerError`]: something unknown, one source twice, no reason.
pub fn decide(
    case: &mut Case,
    number: ClaimRef,
    (one, other): (SourceRef, SourceRef),
    effect: Effect,
    reason: &str,
) -> Result<(), LedgerError> {
    let reason = words::reason(reason)?;
    let id = claim::row(case.db(), number)?;
    source::row(case.db(), one)?;
    source::row(case.db(), other)?;
    if one == other {
        return Err(LedgerError::One(one, other));
    }
    let act = case.begin()?;
    let entry = act.next_entry()?;
    act.because(Some(reason))?;
    let end = "UPDATE independence_decision SET until = ?4 WHERE claim = ?1 AND until IS NULL
        AND min(source, other) = min(?2, ?3) AND max(source, other) = max(?2, ?3)";
    act.db().execute(end, (number.0, one.0, other.0, entry))?;
    let insert = "INSERT INTO independence_decision (claim, source, other, effect, since) VALUES (?1, ?2, ?3, ?4, ?5)";
    act.db().execute(insert, (number.0, one.0, other.0, effect.word(), entry))?;
    let record = Record::new("decide-independence", id).with("effect", effect.word());
    Ok(act.commit(record.with("source", one.to_string()).with("other", other.to_string()))?)
}

/// What editors decided about the sources of one claim.
#[derive(Debug, Default)]
pub(super) struct Decided {
    /// Reasons that they added.
    pub(super) depend: Vec<Edge>,
    /// Pairs between which they cut every direct reason.
    pub(super) cut: Vec<(u32, u32)>,
}

/// Reads what was decided about a claim.
pub(super) fn decided(db: &Connection, number: ClaimRef, people: &People) -> Result<Decided, CaseError> {
    let select = "SELECT d.source, d.other, d.effect, coalesce(r.words, '') FROM independence_decision d
        LEFT JOIN reason r ON r.entry = d.since WHERE d.claim = ?1 AND d.until IS NULL ORDER BY d.since";
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([number.0])?;
    let mut decided = Decided::default();
    while let Some(row) = rows.next()? {
        let (one, other): (u32, u32) = (people.root(row.get(0)?), people.root(row.get(1)?));
        let (effect, detail): (String, String) = (row.get(2)?, row.get(3)?);
        if effect == Effect::Depend.word() {
            let (a, b) = (Node::Source(one), Node::Source(other));
            decided.depend.push(Edge { a, b, reason: Reason::Decided, detail, sure: true, by: By::Editor });
        } else {
            decided.cut.push((one, other));
        }
    }
    Ok(decided)
}

impl Question {
    /// Takes away every direct reason between two.
    pub(super) fn cut(&mut self, (one, other): (u32, u32)) {
        let (a, b) = (Node::Source(one), Node::Source(other));
        self.edges.retain(|edge| ![(a, b), (b, a)].contains(&(edge.a, edge.b)));
    }
}
