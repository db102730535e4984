//! Evidence as it is shown: in its place, with its answer and its flags.

use std::ops::Range;

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

use super::flags::{self, Flag};
use super::{HeardFrom, passage_hash};
use crate::case::{Case, CaseError};
use crate::corpus::excerpt::{Excerpt, excerpt};
use crate::corpus::item;
use crate::ledger::reference::{CircleRef, ClaimRef, EvidenceRef, SourceRef};

/// A link with everything that an editor decides by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its number.
    pub number: EvidenceRef,
    /// The item's number in the index.
    pub ordinal: u64,
    /// What people call the item.
    pub item: String,
    /// How far the item may be shown.
    pub standing: String,
    /// When the item was published, if that is known.
    pub published: Option<Day>,
    /// In Unicode scalar values; none for the whole item.
    pub range: Option<Range<u64>>,
    /// The passage in its place; none where there is no text any more.
    pub excerpt: Option<Excerpt>,
    /// What it does to the claim, in the ledger's words.
    pub relation: String,
    /// How the source knows.
    pub basis: Option<String>,
    /// Who says so.
    pub source: Option<SourceRef>,
    /// Whom the source has it from.
    pub heard_from: Option<HeardFrom>,
    /// The circle in which the source was present.
    pub present_at: Option<CircleRef>,
    /// What the source would have the claim be.
    pub interest: Option<String>,
    /// It is the source's own business to know.
    pub competent: bool,
    /// Why it bears on the claim so; none once erased.
    pub reason: Option<String>,
    /// What was done about a contradiction.
    pub answer: Option<Answer>,
    /// What became of the item since.
    pub flags: Vec<Flag>,
    sha256: Option<[u8; 32]>,
}

/// What was done about a contradiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `printed`, `refuted`, `superseded`.
    pub verdict: String,
    /// Why; none once erased.
    pub reason: Option<String>,
}

impl Evidence {
    /// Whether it contradicts the claim and nobody answered.
    #[must_use]
    pub fn unanswered(&self) -> bool {
        self.relation == "contradicts" && self.answer.is_none()
    }
}

/// Everything but the flags, which come after.
const EVIDENCE: &str = "SELECT e.number, item.ordinal, item.name, item.standing, item.published, e.start, e.stop,
        e.relation, e.basis, e.source, e.heard_from, e.heard_from_unknown, e.present_at, e.interest, e.competent,
        why.words, answer.verdict, answered.words, e.sha256";
const OF_CLAIM: &str = "FROM evidence e JOIN item ON item.ordinal = e.item
    LEFT JOIN tip ON tip.id = item.tip
    LEFT JOIN reason why ON why.entry = e.since
    LEFT JOIN answer ON answer.evidence = e.number AND answer.until IS NULL
    LEFT JOIN reason answered ON answered.entry = answer.since
    WHERE e.claim = ?1 AND e.until IS NULL ORDER BY e.number";

/// What bears on a claim, in the order in which it was linked, without its texts.
///
/// # Errors
/// [`CaseError`].
pub fn bare(db: &Connection, claim: ClaimRef) -> Result<Vec<Evidence>, CaseError> {
    let mut select = db.prepare_cached(&format!("{EVIDENCE}, {} {OF_CLAIM}", flags::COLUMNS))?;
    let rows: Result<Vec<_>, _> = select.query_map([claim.0], |row| Ok(read(row)))?.collect();
    rows?.into_iter().collect()
}

/// The same, each passage compared with what was linked.
///
/// # Errors
/// [`CaseError`].
pub fn checked(db: &Connection, claim: ClaimRef) -> Result<Vec<Evidence>, CaseError> {
    let mut all = bare(db, claim)?;
    for evidence in &mut all {
        compare(db, evidence)?;
    }
    Ok(all)
}

/// Flags a passage whose text is no longer what was linked; where there is no text, there
/// is another flag.
fn compare(db: &Connection, evidence: &mut Evidence) -> Result<(), CaseError> {
    let (Some(range), Some(linked)) = (evidence.range.clone(), evidence.sha256) else { return Ok(()) };
    let item = item::of_ordinal(db, evidence.ordinal)?.ok_or(CaseError::Damaged)?;
    if item.characters.is_some() && passage_hash(db, &item, range)? != linked {
        evidence.flags.push(Flag::Altered);
    }
    Ok(())
}

/// The same, each passage with its neighbours.
///
/// # Errors
/// [`CaseError`].
pub fn in_context(case: &Case, claim: ClaimRef) -> Result<Vec<Evidence>, CaseError> {
    let db = case.db();
    let mut all = bare(db, claim)?;
    for evidence in &mut all {
        let range = evidence.range.clone();
        evidence.excerpt = excerpt(db, evidence.ordinal, range.unwrap_or(0..BEGINNING))?;
        if evidence.excerpt.is_some() {
            compare(db, evidence)?;
        }
    }
    Ok(all)
}

/// Of evidence that is a whole item, so many characters are shown.
const BEGINNING: u64 = 400;

fn read(row: &Row<'_>) -> Result<Evidence, CaseError> {
    let published: Option<i32> = row.get(4)?;
    let (start, stop): (Option<u64>, Option<u64>) = (row.get(5)?, row.get(6)?);
    let heard: Option<u32> = row.get(10)?;
    let heard_from = match (heard, row.get(11)?) {
        (Some(source), _) => Some(HeardFrom::Source(SourceRef::new(source))),
        (None, true) => Some(HeardFrom::Unknown),
        (None, false) => None,
    };
    let answered: Option<String> = row.get(17)?;
    Ok(Evidence {
        number: EvidenceRef::new(row.get(0)?),
        ordinal: row.get(1)?,
        item: row.get(2)?,
        standing: row.get(3)?,
        published: published.map(Day::from_number).transpose().map_err(|_| CaseError::Damaged)?,
        range: start.zip(stop).map(|(start, stop)| start..stop),
        excerpt: None,
        relation: row.get(7)?,
        basis: row.get(8)?,
        source: row.get::<_, Option<u32>>(9)?.map(SourceRef::new),
        heard_from,
        present_at: row.get::<_, Option<u32>>(12)?.map(CircleRef::new),
        interest: row.get(13)?,
        competent: row.get(14)?,
        reason: row.get(15)?,
        answer: row.get::<_, Option<String>>(16)?.map(|verdict| Answer { verdict, reason: answered }),
        flags: flags::read(row, 19)?,
        sha256: row.get(18)?,
    })
}
