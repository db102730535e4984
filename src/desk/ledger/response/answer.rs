//! What came back, or did not.

use super::read::{Kind, Offer, of_person};
use super::{ResponseError, check_words};
use crate::case::{Act, Case, Record, RowId};
use crate::corpus::interview::{self, Kept, Terms};
use crate::ledger::reference::ClaimRef;
use crate::ledger::source;

/// What somebody who was asked did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// They said this.
    Words(String),
    /// They said that they say nothing.
    Declined,
    /// They let the deadline pass.
    Silent,
}

impl Reply {
    /// What sort of reply it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Words(_) => Kind::Answered,
            Self::Declined => Kind::Declined,
            Self::Silent => Kind::Silent,
        }
    }
}

/// What an answer did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Numbers of the offers that it answers.
    pub offers: Vec<u32>,
    /// The claims that had been put to them.
    pub claims: Vec<ClaimRef>,
    /// The item on record that their words are.
    pub item: Option<String>,
}

/// Keeps an answer to every open offer to whoever has this name. Silence answers those
/// whose deadline is over; words that come late take the place of silence.
///
/// # Errors
/// [`ResponseError`]: nothing offered, everything answered, silence before a deadline, an
/// empty or endless answer. Nothing is changed then.
pub fn answer(case: &mut Case, name: &str, reply: &Reply) -> Result<Answered, ResponseError> {
    if let Reply::Words(text) = reply {
        check_words(text)?;
    }
    let offers = answerable(of_person(case.db(), name)?, reply, case.now()?)?;
    let today = case.today()?;
    let source = public_source(case, name)?;
    let act = case.begin()?;
    let (item, text) = match reply {
        Reply::Words(text) => {
            let said = Kept { source, day: today, text: text.clone(), terms: Terms::OnRecord, descriptor: None };
            (Some(interview::keep(&act, said)?), Some(text.as_str()))
        }
        Reply::Declined | Reply::Silent => (None, None),
    };
    let item = item.map(|taken| taken.name);
    let record = write(&act, &offers, reply.kind(), (text, item.as_deref()))?;
    act.commit(record)?;
    let mut claims: Vec<_> = offers.iter().flat_map(|offer| offer.claims.clone()).collect();
    claims.sort_unstable();
    claims.dedup();
    Ok(Answered { offers: offers.iter().map(|offer| offer.number).collect(), claims, item })
}

/// The offers that a reply answers. Pure.
fn answerable(offers: Vec<Offer>, reply: &Reply, now: i64) -> Result<Vec<Offer>, ResponseError> {
    if offers.is_empty() {
        return Err(ResponseError::NothingOffered);
    }
    let is_silent = |offer: &Offer| offer.answer.as_ref().is_some_and(|answer| answer.kind == Kind::Silent);
    let waits = |offer: &Offer| offer.is_open() || (*reply != Reply::Silent && is_silent(offer));
    let waiting: Vec<_> = offers.into_iter().filter(waits).collect();
    if *reply != Reply::Silent {
        return if waiting.is_empty() { Err(ResponseError::AnsweredAlready) } else { Ok(waiting) };
    }
    let next = waiting.first().map(|offer| offer.deadline.clone()).ok_or(ResponseError::AnsweredAlready)?;
    let mut over = Vec::new();
    for offer in waiting {
        if offer.is_over(now)? {
            over.push(offer);
        }
    }
    if over.is_empty() { Err(ResponseError::NotSilentYet(next)) } else { Ok(over) }
}

/// Who answers is the source of that name, unless that one is protected: an answer on
/// record must not come to lie with what a protected source said.
fn public_source(case: &Case, name: &str) -> Result<Option<RowId>, ResponseError> {
    let Some(found) = source::of_name(case.db(), name)? else { return Ok(None) };
    let select = "SELECT id FROM source WHERE number = ?1 AND protected = 0";
    let mut select = case.db().prepare_cached(select)?;
    let mut rows = select.query([found.0])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

fn write(
    act: &Act<'_>,
    offers: &[Offer],
    kind: Kind,
    (text, item): (Option<&str>, Option<&str>),
) -> Result<Record, ResponseError> {
    let entry = act.next_entry()?;
    for offer in offers {
        act.db().execute("UPDATE response SET until = ?2 WHERE offer = ?1 AND until IS NULL", (offer.number, entry))?;
        let insert = "INSERT INTO response (offer, kind, words, item, since)
            VALUES (?1, ?2, ?3, (SELECT ordinal FROM item WHERE name = ?4), ?5)";
        act.db().execute(insert, (offer.number, kind.word(), text, item, entry))?;
    }
    // Several offers to one person are answered by one act.
    let first = offers.first().ok_or(ResponseError::NothingOffered)?;
    let numbers: Vec<_> = offers.iter().map(|offer| offer.number.to_string()).collect();
    let record = Record::new("answer-offer", first.id).with("kind", kind.word()).with("offers", numbers.join(" "));
    Ok(item.map_or(record.clone(), |item| record.with("item", item)))
}
