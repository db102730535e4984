//! Offers and answers as they hold now.

use rusqlite::{Connection, Row};
use subrosa_tip::Day;

use crate::case::{CaseError, RowId};
use crate::ledger::doer::{self, Doer};
use crate::ledger::reference::ClaimRef;
use crate::ledger::{moment, words};

/// What came of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They said something.
    Answered,
    /// They said that they say nothing; it confirms nothing.
    Declined,
    /// They let the deadline pass.
    Silent,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Answered, Self::Declined, Self::Silent];

    /// As the case and scripts write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::Silent => "silent",
        }
    }

    fn of(word: &str) -> Result<Self, CaseError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(CaseError::Damaged)
    }
}

/// That somebody was asked to respond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its number.
    pub number: u32,
    /// Its permanent id.
    pub id: RowId,
    /// Who was asked.
    pub name: String,
    /// The claims that were put to them.
    pub claims: Vec<ClaimRef>,
    /// The day on which the letter was sent.
    pub sent: Day,
    /// Until when they may answer; RFC 3339.
    pub deadline: String,
    /// The letter as it was sent.
    pub letter: String,
    /// What came of it.
    pub answer: Option<Answer>,
    /// Who kept it.
    pub by: Doer,
}

/// What came of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Answered, declined, silent.
    pub kind: Kind,
    /// What was answered.
    pub words: Option<String>,
    /// The item on record that the answer is.
    pub item: Option<String>,
    /// Who kept it.
    pub by: Doer,
}

impl Offer {
    /// Whether nothing came of it yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether its time is over.
    ///
    /// # Errors
    /// [`CaseError::Damaged`].
    pub fn is_over(&self, now: i64) -> Result<bool, CaseError> {
        moment::has_passed(&self.deadline, now)
    }
}

/// A row as it lies: number, id, name, sent, deadline, words, since.
type Raw = (u32, RowId, String, i32, String, String, u64);

const OFFERS: &str = "SELECT number, id, name, sent, deadline, words, since FROM offer WHERE until IS NULL";

/// Every offer, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn all(db: &Connection) -> Result<Vec<Offer>, CaseError> {
    offers(db, &format!("{OFFERS} ORDER BY number"), [])
}

/// The offers that put a claim to somebody, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn of_claim(db: &Connection, claim: ClaimRef) -> Result<Vec<Offer>, CaseError> {
    let asked = "number IN (SELECT offer FROM offer_claim WHERE claim = ?1 AND until IS NULL)";
    offers(db, &format!("{OFFERS} AND {asked} ORDER BY number"), [claim.0])
}

/// The offers to whoever has this name, however it is spelt, oldest first.
///
/// # Errors
/// [`CaseError`].
pub fn of_person(db: &Connection, name: &str) -> Result<Vec<Offer>, CaseError> {
    offers(db, &format!("{OFFERS} AND folded = ?1 ORDER BY number"), [words::fold(name)])
}

fn offers(db: &Connection, select: &str, asked: impl rusqlite::Params) -> Result<Vec<Offer>, CaseError> {
    let mut select = db.prepare_cached(select)?;
    let read =
        |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?));
    let rows: Result<Vec<Raw>, _> = select.query_map(asked, read)?.collect();
    rows?.into_iter().map(|row| complete(db, row)).collect()
}

fn complete(db: &Connection, (number, id, name, sent, deadline, letter, since): Raw) -> Result<Offer, CaseError> {
    let select = "SELECT claim FROM offer_claim WHERE offer = ?1 AND until IS NULL ORDER BY claim";
    let mut select = db.prepare_cached(select)?;
    let claims: Result<Vec<u32>, _> = select.query_map([number], |row| row.get(0))?.collect();
    Ok(Offer {
        number,
        id,
        name,
        claims: claims?.into_iter().map(ClaimRef::new).collect(),
        sent: Day::from_number(sent).map_err(|_| CaseError::Damaged)?,
        deadline,
        letter,
        answer: answer_to(db, number)?,
        by: doer::of(db, since)?,
    })
}

fn answer_to(db: &Connection, offer: u32) -> Result<Option<Answer>, CaseError> {
    let select = "SELECT kind, words, name, since FROM response LEFT JOIN item ON ordinal = response.item
        WHERE offer = ?1 AND until IS NULL";
    let mut select = db.prepare_cached(select)?;
    let mut rows = select.query([offer])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let kind = Kind::of(&row.get::<_, String>(0)?)?;
    Ok(Some(Answer { kind, words: row.get(1)?, item: row.get(2)?, by: doer::of(db, row.get(3)?)? }))
}
