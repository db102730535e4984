//! What bears on a claim: passages from the corpus and from other mailboxes' tips.
//!
//! *What enters*: a claim's sentence, the day of what it claims, what to leave out.
//! *What leaves*: passages, best first, copies of one text as one row, each with
//! hints. Nothing here says whether a claim is true: a person reads the passage.
//!
//! | Module | Holds |
//! |---|---|
//! | `claim` | a sentence → its words, how much each weighs, its pairs: pure |
//! | `rank` | how well a passage fits, alone, with its neighbours, in its document: pure |
//! | `copies` | one text, several items → one row: pure |
//! | [`hint`] | the places where claim and passage differ: pure |
//! | `mailbox` | items of the same source as a tip |

#[cfg(test)]
#[allow(clippy::print_stdout, reason = "a bench prints its figures")]
mod bench;
mod claim;
mod copies;
pub mod hint;
mod mailbox;
mod rank;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use subrosa_tip::Day;

use crate::case::{Case, CaseError};
use crate::corpus::item::Class;
use crate::corpus::{self, Item, Shown, item};
use crate::search::{self, Fresh, SearchError, Wanted};
use hint::Hint;

/// Hits of the index that are ranked anew. Fewer lose what BM25 ranks low; more cost
/// time and bring passages that only share frequent words.
const HITS: usize = 200;
/// Most characters of a claim's text here: the ledger allows less.
pub const CHARACTERS: usize = 10_000;

/// What is checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The claim's sentence.
    pub text: String,
    /// The day of what it claims.
    pub day: Option<Day>,
    /// Tips whose mailboxes are left out, by name (`T1`).
    pub without: Vec<String>,
    /// Sources that are left out with everything that came from them, by number.
    pub sources: Vec<u32>,
    /// Most rows.
    pub limit: usize,
}

/// A passage that bears on the claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its item.
    pub item: Item,
    /// The passage.
    pub passage: Shown,
    /// How well it fits; comparable within one answer only.
    pub score: f64,
    /// Names of other items that hold the same text.
    pub same_text: Vec<String>,
    /// Where it differs from the claim.
    pub hints: Vec<Hint>,
}

/// Why nothing was checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A tip that is to be left out is not in the case.
    #[error("there is no tip {0}")]
    UnknownTip(String),
    /// The index or the case failed, or nothing can be sought.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl From<CaseError> for CheckError {
    fn from(error: CaseError) -> Self {
        Self::Search(error.into())
    }
}

impl From<rusqlite::Error> for CheckError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Search(error.into())
    }
}

/// Ranks what bears on a claim. *Returns* rows, best first, and how the index came
/// to be as it is.
///
/// # Errors
/// [`CheckError`]; a damaged index is none: it is made anew.
pub fn check(
    case: &mut Case,
    asked: &Asked,
    progress: impl FnMut(usize, usize),
) -> Result<(Vec<Candidate>, Fresh), CheckError> {
    let without = mailbox::items(case.db(), &asked.without, &asked.sources)?;
    let (ranked, fresh) = ranked(case, &asked.text, &without, progress)?;
    Ok((rows(case, asked, &ranked)?, fresh))
}

/// Every passage of the pool, best first, copies and all.
fn ranked(
    case: &mut Case,
    text: &str,
    without: &HashSet<u64>,
    progress: impl FnMut(usize, usize),
) -> Result<(Vec<rank::Ranked>, Fresh), CheckError> {
    if text.chars().count() > CHARACTERS {
        return Err(SearchError::Long.into());
    }
    let words = claim::words(text);
    if words.is_empty() {
        return Err(SearchError::Nothing.into());
    }
    let sought: Vec<&str> = words.iter().map(|word| word.text).collect();
    let wanted = Wanted { words: &sought, without, hits: HITS, reach: rank::REACH };
    let (found, fresh) = search::pool(case, wanted, progress)?;
    let claim = claim::Claim::new(&words, &found);
    Ok((rank::rank(&claim, &found.documents), fresh))
}

fn rows(case: &Case, asked: &Asked, ranked: &[rank::Ranked]) -> Result<Vec<Candidate>, CheckError> {
    let mut rows = copies::Rows::new(asked.limit);
    for found in ranked {
        if rows.is_full() {
            break;
        }
        let item = item::of_ordinal(case.db(), found.item)?;
        if let (Some(item), Some(passage)) = (item, corpus::passage(case.db(), found.item, found.passage)?) {
            rows.take(item, passage, found.score);
        }
    }
    let hinted = |row: copies::Row| {
        let hints =
            hint::hints(&asked.text, &row.passage, row.item.language.as_deref(), (asked.day, said_on(&row.item)));
        let copies::Row { item, passage, score, same_text, .. } = row;
        Candidate { item, passage, score, same_text, hints }
    };
    Ok(rows.into_rows().into_iter().map(hinted).collect())
}

/// The day an item's words are of, as far as somebody names it.
fn said_on(item: &Item) -> Option<Day> {
    match item.class {
        Class::Message | Class::File => Some(item.day),
        Class::Interview => item.obtained,
        Class::Document => item.published.or(item.claimed_published),
    }
}
