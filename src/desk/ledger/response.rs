//! Responses: who was asked what, until when, and what they answered.
//!
//! A letter that asks somebody to respond is published to them: exposure counts it. What
//! they answer is an item on record, so that it is found, quoted and linked as any other.
//!
//! | Module | Holds |
//! |---|---|
//! | `read` | offers and answers as they hold now |
//! | `answer` | what came back, or did not |
//! | `error` | why something was not kept |

mod answer;
mod error;
mod read;

use rusqlite::Connection;
use subrosa_tip::Day;

pub use answer::{Answered, Reply, answer};
pub use error::ResponseError;
pub use read::{Answer, Kind, Offer, all, of_claim, of_person};

use super::claim::{self, parts};
use super::moment::{self, DayEdge};
use super::reference::ClaimRef;
use super::words;
use crate::case::{Act, Case, CaseError, Record, RowId};

/// Longest letter or answer, in characters: some pages.
pub const LETTER_MAX: usize = 100_000;

/// A letter that somebody was sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Whom.
    pub name: String,
    /// The claims that it puts to them.
    pub claims: Vec<ClaimRef>,
    /// The day on which it was sent.
    pub sent: Day,
    /// Until when they may answer, as it is typed: RFC 3339, or a day to its end.
    pub deadline: String,
    /// The letter itself.
    pub words: String,
}

/// Keeps that somebody was asked to respond. *Returns* the number of the offer.
///
/// # Errors
/// [`ResponseError`]: an unknown claim or one that is not about them, a deadline that is
/// over or before the letter, an empty or endless letter. Nothing is changed then.
pub fn offer(case: &mut Case, letter: &Letter) -> Result<u32, ResponseError> {
    let name = words::name(&letter.name)?;
    check_claims(case.db(), name, &letter.claims)?;
    check_words(&letter.words)?;
    let deadline = checked_deadline(case, letter)?;
    let act = case.begin()?;
    let (number, id) = (act.next_number("offer")?, RowId::new()?);
    insert(&act, (number, id), letter, (name, &deadline))?;
    let record = Record::new("offer-response", id).with("offer", u64::from(number));
    act.commit(record.with("claims", letter.claims.len() as u64).with("sent", letter.sent.to_string()))?;
    Ok(number)
}

/// A letter asks people about what is said of them: a name that is typed otherwise than in
/// the claim would never count as asked.
fn check_claims(db: &Connection, name: &str, claims: &[ClaimRef]) -> Result<(), ResponseError> {
    if claims.is_empty() {
        return Err(ResponseError::NoClaim);
    }
    let folded = words::fold(name);
    for number in claims {
        claim::row(db, *number)?;
        let parts = parts::of(db, *number)?;
        if !parts.accuses.iter().chain(&parts.concerns).any(|person| words::fold(person) == folded) {
            return Err(ResponseError::NotAbout(*number));
        }
    }
    Ok(())
}

fn check_words(text: &str) -> Result<(), ResponseError> {
    let sound = !text.trim().is_empty() && text.chars().count() <= LETTER_MAX;
    if sound { Ok(()) } else { Err(ResponseError::Letter) }
}

fn checked_deadline(case: &Case, letter: &Letter) -> Result<String, ResponseError> {
    let deadline = moment::read(&letter.deadline, "a deadline", DayEdge::End)?;
    if letter.sent > case.today()? {
        return Err(ResponseError::NotSentYet);
    }
    if moment::has_passed(&deadline, case.now()?)? {
        return Err(ResponseError::DeadlineOver);
    }
    // The day of sending has no hour: an hour of that day may be after it.
    let sent = i64::from(letter.sent.number()) * 86_400;
    if moment::seconds(&deadline)? < sent { Err(ResponseError::DeadlineBeforeSent) } else { Ok(deadline) }
}

fn insert(
    act: &Act<'_>,
    (number, id): (u32, RowId),
    letter: &Letter,
    (name, deadline): (&str, &str),
) -> Result<(), CaseError> {
    let entry = act.next_entry()?;
    act.db().execute(
        "INSERT INTO offer (number, id, name, folded, sent, deadline, words, since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (number, id, name, words::fold(name), letter.sent.number(), deadline, &letter.words, entry),
    )?;
    for claim in &letter.claims {
        let insert = "INSERT INTO offer_claim (offer, claim, since) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        act.db().execute(insert, (number, claim.0, entry))?;
    }
    Ok(())
}
