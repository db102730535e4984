//! Claims: sentences that are true or false, and opinions.
//!
//! | Module | Holds |
//! |---|---|
//! | [`parts`] | what a claim is tied to: origins, circles, people, grounds |
//! | [`list`] | all claims on a line each |
//! | [`question`](mod@question) | a claim as a question to the corpus |

pub mod list;
pub mod parts;
mod question;

use clap::ValueEnum;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use subrosa_tip::Day;

pub use question::{Question, question};

use super::moment::{self, DayEdge};
use super::reference::{CircleRef, ClaimRef};
use super::{LedgerError, words};
use crate::case::{Act, Case, CaseError, Record, RowId};

/// What sort of sentence it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Something is so, or happened
    Fact,
    /// Somebody said these words
    Quote,
    /// How many, how much
    Number,
    /// A document says so
    Document,
    /// Somebody meant to
    Intent,
    /// Somebody did wrong
    Allegation,
    /// A judgement, which rests on facts
    Opinion,
}

impl Kind {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Quote => "quote",
            Self::Number => "number",
            Self::Document => "document",
            Self::Intent => "intent",
            Self::Allegation => "allegation",
            Self::Opinion => "opinion",
        }
    }
}

/// Whether it was reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Novelty {
    /// Nobody reported it
    New,
    /// It was reported
    Public,
    /// Nobody looked
    Unknown,
}

impl Novelty {
    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Public => "public",
            Self::Unknown => "unknown",
        }
    }
}

/// What lifts an embargo.
pub const NO_EMBARGO: &str = "none";

/// What an editor says of a claim; what is not said stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The sentence.
    pub text: Option<String>,
    /// What sort it is.
    pub kind: Option<Kind>,
    /// When what it says happened.
    pub day: Option<Day>,
    /// Whether it was reported before.
    pub novelty: Option<Novelty>,
    /// Not to be printed before; RFC 3339, or [`NO_EMBARGO`].
    pub embargo: Option<String>,
    /// Names of the items that it came from.
    pub from: Vec<String>,
    /// Who could have known it.
    pub circles: Vec<CircleRef>,
    /// Whom it accuses.
    pub accuses: Vec<String>,
    /// Whom it concerns.
    pub concerns: Vec<String>,
    /// The claims that an opinion rests on.
    pub rests_on: Vec<ClaimRef>,
    /// Ties that are taken away: names of items, circles, persons, claims.
    pub without: Vec<String>,
    /// Why.
    pub reason: Option<String>,
}

impl Said {
    /// Whether anything is said at all.
    pub(super) fn says_something(&self) -> bool {
        let state = self.text.is_some() || self.kind.is_some() || self.day.is_some() || self.novelty.is_some();
        let lists = [&self.from, &self.accuses, &self.concerns, &self.without];
        let ids = !self.circles.is_empty() || !self.rests_on.is_empty();
        state || self.embargo.is_some() || ids || lists.iter().any(|list| !list.is_empty())
    }
}

/// A claim as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Its number.
    pub number: ClaimRef,
    /// Its permanent id.
    pub id: RowId,
    /// The sentence.
    pub text: String,
    /// What sort it is, in the ledger's words.
    pub kind: String,
    /// When what it says happened.
    pub day: Option<Day>,
    /// Whether it was reported before, in the ledger's words.
    pub novelty: String,
    /// Not to be printed before; RFC 3339.
    pub embargo: Option<String>,
    /// The day on which it was entered.
    pub entered: Day,
    /// The editor who entered it.
    pub by: String,
}

/// Enters a claim. *Returns* its id.
///
/// # Errors
/// [`LedgerError`]: a text that is no line, something unknown that it is tied to.
pub fn add(case: &mut Case, said: &Said) -> Result<ClaimRef, LedgerError> {
    let act = case.begin()?;
    let (number, record) = enter(&act, said)?;
    act.commit(record)?;
    Ok(number)
}

/// Enters a claim in an act of several; the record is what the log is to say of it.
pub(super) fn enter(act: &Act<'_>, said: &Said) -> Result<(ClaimRef, Record), LedgerError> {
    let (id, number) = (RowId::new()?, ClaimRef::new(act.next_number("claim")?));
    let insert = "INSERT INTO claim (number, id, day, actor) VALUES (?1, ?2, ?3, ?4)";
    act.db().execute(insert, (number.0, id, act.day().number(), act.editor().to_string()))?;
    let record = write(act, number, None, said, Record::new("add-claim", id))?;
    Ok((number, record))
}

/// Corrects what is said; the rest stays.
///
/// # Errors
/// As [`add`], and an unknown claim. Nothing is changed then.
pub fn set(case: &mut Case, number: ClaimRef, said: &Said) -> Result<(), LedgerError> {
    let before = find(case.db(), number)?;
    if !said.says_something() {
        return Err(LedgerError::Unchanged(number));
    }
    let act = case.begin()?;
    let record = correct(&act, &before, said)?;
    Ok(act.commit(record)?)
}

/// Corrects a claim in an act of several; the record is what the log is to say of it.
pub(crate) fn correct(act: &Act<'_>, before: &Claim, said: &Said) -> Result<Record, LedgerError> {
    write(act, before.number, Some(before), said, Record::new("set-claim", before.id))
}

fn write(
    act: &Act<'_>,
    number: ClaimRef,
    before: Option<&Claim>,
    said: &Said,
    record: Record,
) -> Result<Record, LedgerError> {
    act.because(said.reason.as_deref().map(words::reason).transpose()?)?;
    let record = write_state(act, number, before, said, record)?;
    let tied = parts::tie(act, number, said)?;
    parts::check_grounds(act, number)?;
    Ok(tied.into_iter().fold(record, |record, (part, count)| record.with(part, count)))
}

/// One row in place of the one before, when anything in it is said.
fn write_state(
    act: &Act<'_>,
    number: ClaimRef,
    before: Option<&Claim>,
    said: &Said,
    record: Record,
) -> Result<Record, LedgerError> {
    let is_said = said.text.is_some() || said.kind.is_some() || said.day.is_some();
    if before.is_some() && !is_said && said.novelty.is_none() && said.embargo.is_none() {
        return Ok(record);
    }
    let text = words::claim(said.text.as_deref().or(before.map(|b| b.text.as_str())).unwrap_or_default())?;
    let kind = said.kind.map(Kind::word).or(before.map(|b| b.kind.as_str())).unwrap_or("fact");
    let novelty = said.novelty.map(Novelty::word).or(before.map(|b| b.novelty.as_str())).unwrap_or("unknown");
    let embargo = match said.embargo.as_deref() {
        Some(NO_EMBARGO) => None,
        Some(text) => Some(moment::read(text, "an embargo", DayEdge::Beginning)?),
        None => before.and_then(|b| b.embargo.clone()),
    };
    let day = said.day.or(before.and_then(|b| b.day));
    let salt: [u8; 16] = subrosa_tip::random().map_err(|_| CaseError::Random)?;
    let entry = act.next_entry()?;
    let end = "UPDATE claim_state SET until = ?2 WHERE claim = ?1 AND until IS NULL";
    act.db().prepare_cached(end)?.execute((number.0, entry))?;
    act.db()
        .prepare_cached(
            "INSERT INTO claim_state (claim, text, salt, kind, day, novelty, embargo, since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![number.0, text, salt, kind, day.map(Day::number), novelty, embargo, entry])?;
    Ok(record.with("text", text_hash(&salt, text)).with("kind", kind).with("novelty", novelty))
}

/// What the log holds of a text: nobody without the salt can try texts against it.
fn text_hash(salt: &[u8], text: &str) -> String {
    hex::encode(Sha256::new().chain_update(salt).chain_update(text).finalize())
}

/// The permanent name of a claim's row.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn row(db: &Connection, number: ClaimRef) -> Result<RowId, LedgerError> {
    let select = "SELECT id FROM claim WHERE number = ?1";
    let id = db.prepare_cached(select)?.query_row([number.0], |row| row.get(0)).optional()?;
    id.ok_or_else(|| LedgerError::unknown(number))
}

const CLAIMS: &str = "SELECT number, id, text, kind, s.day, novelty, embargo, claim.day, actor FROM claim
    JOIN claim_state s ON s.claim = number AND s.until IS NULL";

/// The claim with this number.
///
/// # Errors
/// [`LedgerError::Unknown`].
pub fn find(db: &Connection, number: ClaimRef) -> Result<Claim, LedgerError> {
    let select = format!("{CLAIMS} WHERE number = ?1");
    let claim = db.prepare_cached(&select)?.query_row([number.0], |row| Ok(read(row))).optional()?;
    Ok(claim.ok_or_else(|| LedgerError::unknown(number))??)
}

/// The number that the next claim gets.
///
/// # Errors
/// [`CaseError`].
pub fn next(db: &Connection) -> Result<u32, CaseError> {
    let select = "SELECT coalesce((SELECT last FROM numbering WHERE kind = 'claim'), 0) + 1";
    Ok(db.query_row(select, [], |row| row.get(0))?)
}

/// Every claim, in the order of their numbers.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Claim>, CaseError> {
    let mut select = db.prepare_cached(&format!("{CLAIMS} ORDER BY number"))?;
    let claims: Result<Vec<_>, _> = select.query_map([], |row| Ok(read(row)))?.collect();
    claims?.into_iter().collect()
}

fn read(row: &Row<'_>) -> Result<Claim, CaseError> {
    let day = |number: i32| Day::from_number(number).map_err(|_| CaseError::Damaged);
    Ok(Claim {
        number: ClaimRef::new(row.get(0)?),
        id: row.get(1)?,
        text: row.get(2)?,
        kind: row.get(3)?,
        day: row.get::<_, Option<i32>>(4)?.map(day).transpose()?,
        novelty: row.get(5)?,
        embargo: row.get(6)?,
        entered: day(row.get(7)?)?,
        by: row.get(8)?,
    })
}
