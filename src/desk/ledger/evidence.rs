//! Evidence: a passage that bears on a claim, and how its source knows.
//!
//! | Module | Holds |
//! |---|---|
//! | [`how`] | the words by which evidence is told: relation, basis, interest |
//! | [`answer`](mod@answer) | what was done about contradictions |
//! | [`read`] | evidence as it is shown |
//! | [`flags`] | what became of the items that evidence points at |

pub mod answer;
pub mod flags;
pub mod how;
pub mod read;

use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

pub use how::{Basis, HeardFrom, Interest, Relation};

use super::reference::{CircleRef, ClaimRef, EvidenceRef, SourceRef};
use super::{LedgerError, circle, claim, source, words};
use crate::case::{Act, Case, CaseError, Record, RowId};
use crate::corpus::item::{self, Class};
use crate::corpus::{Item, excerpt};

/// What an editor says of a passage.
#[derive(Debug, Clone)]
pub struct Said {
    /// The claim.
    pub claim: ClaimRef,
    /// Name of the item.
    pub item: String,
    /// In Unicode scalar values of its text; none for the whole item.
    pub range: Option<Range<u64>>,
    /// What the passage does to the claim.
    pub relation: Relation,
    /// How the source knows; otherwise as its tip says.
    pub basis: Option<Basis>,
    /// Who says so in the passage; otherwise the source of the item.
    pub source: Option<SourceRef>,
    /// Whom the source has it from.
    pub heard_from: Option<HeardFrom>,
    /// The circle in which the source was present.
    pub present_at: Option<CircleRef>,
    /// What the source would have the claim be.
    pub interest: Option<Interest>,
    /// It is the source's own business to know.
    pub competent: bool,
    /// Why the passage bears on the claim so.
    pub reason: Option<String>,
}

/// Links a passage to a claim. *Returns* the id of the evidence.
///
/// # Errors
/// [`LedgerError`]: something unknown or forgotten, a passage outside the item, the same
/// link once more.
pub fn link(case: &mut Case, said: &Said) -> Result<EvidenceRef, LedgerError> {
    let claim = claim::row(case.db(), said.claim)?;
    let item = item::find(case.db(), &said.item)?;
    check_passage(&item, said.range.as_ref())?;
    let source = speaker(case.db(), &item, said)?;
    check_new(case.db(), &item, source, said)?;
    let sha256 = said.range.clone().map(|range| passage_hash(case.db(), &item, range)).transpose()?;
    let basis = match said.basis {
        Some(basis) => Some(basis.word().to_owned()),
        None => stated_basis(case.db(), &item)?,
    };
    let act = case.begin()?;
    act.because(said.reason.as_deref().map(words::reason).transpose()?)?;
    let number = EvidenceRef::new(act.next_number("evidence")?);
    insert(&act, number, said, &item, (source, basis.as_deref(), sha256))?;
    let record = Record::new("link", claim)
        .with("evidence", number.to_string())
        .with("item", item.id.to_string())
        .with("relation", said.relation.word());
    let record = match &said.range {
        Some(range) => record.with("start", range.start).with("end", range.end),
        None => record,
    };
    act.commit(record)?;
    Ok(number)
}

fn check_passage(item: &Item, range: Option<&Range<u64>>) -> Result<(), LedgerError> {
    if item.forgotten {
        return Err(LedgerError::Forgotten(item.name.clone()));
    }
    let characters = item.characters.unwrap_or(0);
    match range {
        Some(range) if range.is_empty() || range.end > characters => Err(LedgerError::Passage(characters)),
        _ => Ok(()),
    }
}

/// Who says it: whom the editor names, or the source of the item.
fn speaker(db: &Connection, item: &Item, said: &Said) -> Result<Option<u32>, LedgerError> {
    if let Some(named) = said.source {
        source::row(db, named)?;
    }
    if let Some(circle) = said.present_at {
        circle::find(db, circle)?;
    }
    let speaker = said.source.map(|source| source.0).or(item.source);
    if let Some(HeardFrom::Source(heard)) = said.heard_from {
        source::row(db, heard)?;
        if Some(heard.0) == speaker {
            return Err(LedgerError::HeardFromItself);
        }
    }
    Ok(speaker)
}

fn check_new(db: &Connection, item: &Item, source: Option<u32>, said: &Said) -> Result<(), LedgerError> {
    let select = "SELECT number FROM evidence WHERE claim = ?1 AND item = ?2 AND until IS NULL
        AND start IS ?3 AND stop IS ?4 AND source IS ?5";
    let (start, stop) = (said.range.as_ref().map(|range| range.start), said.range.as_ref().map(|range| range.end));
    let known = db
        .prepare_cached(select)?
        .query_row((said.claim.0, item.ordinal, start, stop, source), |row| row.get(0))
        .optional()?;
    known.map_or(Ok(()), |number| Err(LedgerError::Linked(EvidenceRef::new(number))))
}

pub(super) fn passage_hash(db: &Connection, item: &Item, range: Range<u64>) -> Result<[u8; 32], CaseError> {
    Ok(Sha256::digest(excerpt::exact(db, item.ordinal, range)?).into())
}

/// What the sender said of how they know, in the message that this is of. A file is
/// a document.
fn stated_basis(db: &Connection, item: &Item) -> Result<Option<String>, CaseError> {
    match item.class {
        Class::File => return Ok(Some(Basis::Document.word().to_owned())),
        Class::Message => {}
        Class::Document | Class::Interview => return Ok(None),
    }
    let select = "SELECT coalesce(message.basis, tip.basis) FROM item JOIN tip ON tip.id = item.tip
        LEFT JOIN message ON message.id = item.origin WHERE item.ordinal = ?1";
    let basis: Option<String> = db.query_row(select, [item.ordinal], |row| row.get(0)).optional()?.flatten();
    Ok(basis.filter(|basis| basis != "unstated"))
}

type Worked<'b> = (Option<u32>, Option<&'b str>, Option<[u8; 32]>);

fn insert(act: &Act<'_>, number: EvidenceRef, said: &Said, item: &Item, worked: Worked<'_>) -> Result<(), CaseError> {
    let (source, basis, sha256) = worked;
    let heard = match said.heard_from {
        Some(HeardFrom::Source(source)) => Some(source.0),
        _ => None,
    };
    act.db()
        .prepare_cached(
            "INSERT INTO evidence (number, id, claim, item, start, stop, sha256, relation, basis, source, heard_from,
                heard_from_unknown, present_at, interest, competent, since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            number.0,
            RowId::new()?,
            said.claim.0,
            item.ordinal,
            said.range.as_ref().map(|range| range.start),
            said.range.as_ref().map(|range| range.end),
            sha256,
            said.relation.word(),
            basis,
            source,
            heard,
            said.heard_from == Some(HeardFrom::Unknown),
            said.present_at.map(|circle| circle.0),
            said.interest.map(Interest::word),
            said.competent,
            act.next_entry()?,
        ])?;
    Ok(())
}

/// A link by its number, as far as acts on it need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its permanent id.
    pub id: RowId,
    /// Its claim.
    pub claim: ClaimRef,
    /// Whether it contradicts it.
    pub contradicts: bool,
    /// Whether it was taken away.
    pub unlinked: bool,
}

/// The evidence with this number, unlinked or not.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn find(db: &Connection, number: EvidenceRef) -> Result<Found, LedgerError> {
    let select = "SELECT id, claim, relation = 'contradicts', until IS NOT NULL FROM evidence WHERE number = ?1";
    let found = db.prepare_cached(select)?.query_row([number.0], |row| {
        let claim = ClaimRef::new(row.get(1)?);
        Ok(Found { id: row.get(0)?, claim, contradicts: row.get(2)?, unlinked: row.get(3)? })
    });
    found.optional()?.ok_or_else(|| LedgerError::unknown(number))
}

/// The same, where it must still be linked.
fn linked(db: &Connection, number: EvidenceRef) -> Result<Found, LedgerError> {
    let found = find(db, number)?;
    if found.unlinked { Err(LedgerError::unknown(number)) } else { Ok(found) }
}

/// Takes a link away; the row stays and says until when it held.
///
/// # Errors
/// [`LedgerError`]: unknown or unlinked already, no reason.
pub fn unlink(case: &mut Case, number: EvidenceRef, reason: &str) -> Result<ClaimRef, LedgerError> {
    let reason = words::reason(reason)?;
    let found = linked(case.db(), number)?;
    let id = claim::row(case.db(), found.claim)?;
    let act = case.begin()?;
    act.because(Some(reason))?;
    act.db().execute("UPDATE evidence SET until = ?2 WHERE number = ?1", (number.0, act.next_entry()?))?;
    act.commit(Record::new("unlink", id).with("evidence", number.to_string()))?;
    Ok(found.claim)
}
