//! Copies of one document, and where they differ: each such place may be how
//! somebody wanted to learn who received which copy.
//!
//! | Module | Holds |
//! |---|---|
//! | `atoms` | a text → words and signs, with what stands between them |
//! | [`differences`] | two texts → the places where they differ: pure |
//!
//! Partners are found by fingerprints ([`crate::fingerprint`]) and compared one by
//! one; items of one address are versions of a page and not copies
//! ([`crate::versions`]).

mod atoms;
pub mod differences;
#[cfg(test)]
mod tests;

use rusqlite::Connection;

use crate::case::CaseError;
use crate::corpus::{self, Item, item};
use crate::fingerprint::store::{self, Partner};
use crate::versions::address;
pub use differences::{Difference, Kind, differences};

/// Two items are near-identical when they share so many of a hundred fingerprints.
/// A changed word takes four of them, so this stands a change in every eighth word.
const NEAR_PERCENT: usize = 40;
/// Most copies of one item that are compared.
pub const COMPARED: usize = 100;

/// A copy of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The other item.
    pub item: Item,
    /// Where the two differ, in the order of the first.
    pub places: Vec<Difference>,
}

/// Copies of an item, those that share most first, at most [`COMPARED`].
///
/// # Errors
/// [`CaseError`].
pub fn of(db: &Connection, item: &Item) -> Result<Vec<Copy>, CaseError> {
    let text = corpus::text(db, item.ordinal)?;
    let mut copies = Vec::new();
    for partner in store::partners(db, item.ordinal)?.into_iter().filter(is_near) {
        let Some(other) = item::of_ordinal(db, partner.item)? else { continue };
        if is_version(item, &other) {
            continue;
        }
        let places = differences(&text, &corpus::text(db, other.ordinal)?);
        copies.push(Copy { item: other, places });
        if copies.len() == COMPARED {
            break;
        }
    }
    Ok(copies)
}

fn is_near(partner: &Partner) -> bool {
    let Partner { shared, asked, sizes: (own, other), .. } = *partner;
    shared * 100 >= asked * NEAR_PERCENT && own * 100 >= other * NEAR_PERCENT && other * 100 >= own * NEAR_PERCENT
}

fn is_version(one: &Item, other: &Item) -> bool {
    one.url.as_deref().zip(other.url.as_deref()).is_some_and(|(one, other)| address(one) == address(other))
}
