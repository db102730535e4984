//! What the texts of one claim share for other reasons than that one copied another: the
//! claim itself, what a publisher prints under everything, and what both quote.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rusqlite::Connection;
use subrosa_tip::Day;

use super::texts::{Read, text};
use crate::case::{Case, CaseError};
use crate::corpus::item;
use crate::fingerprint::store::{self, Partner};
use crate::independence::found::reuse::{Aside, Words};
use crate::ledger::LedgerError;
use crate::ledger::claim::Claim;

/// So many other items of a publisher tell what it prints everywhere.
const OTHERS_MOST: usize = 12;
/// Of which so many are looked for with one item.
const PARTNERS_MOST: usize = 40;
/// An item that shares more than one part in so many of its fingerprints is about the same
/// matter, and no witness of boilerplate.
const UNRELATED: usize = 3;
/// So many public documents of a claim are taken for what both may quote.
const QUOTED_MOST: usize = 20;

/// For all pairs of one claim.
pub(super) struct Beside {
    aside: Aside,
    quoted: Vec<Quoted>,
}

/// A public document that others may quote.
struct Quoted {
    published: Day,
    ordinal: u64,
    words: Words,
}

impl Beside {
    pub(super) fn of(case: &Case, claim: &Claim, read: &[Read<'_>]) -> Result<Self, LedgerError> {
        let mut aside = Aside::default();
        aside.claim(&Words::of(&claim.text));
        let own: BTreeSet<u64> = read.iter().map(|read| read.item.ordinal).collect();
        let publishers: BTreeSet<&str> = read.iter().filter_map(|read| read.item.publisher.as_deref()).collect();
        for publisher in publishers {
            let of_it = read.iter().filter(|read| read.item.publisher.as_deref() == Some(publisher));
            let mut words = Vec::new();
            for ordinal in others(case.db(), of_it, publisher, &own)? {
                words.push(Words::of(&text(case, ordinal)?));
            }
            aside.boilerplate(&words);
        }
        Ok(Self { aside, quoted: quoted(case, claim, read)? })
    }

    /// For two items: a document that is older than both may be what they quote.
    pub(super) fn of_pair(&self, first: Option<&Read<'_>>, second: Option<&Read<'_>>) -> Cow<'_, Aside> {
        let (Some(first), Some(second)) = (first, second) else { return Cow::Borrowed(&self.aside) };
        let day = first.item.published.min(second.item.published);
        let both = [first.item.ordinal, second.item.ordinal];
        let older = |quoted: &&Quoted| !both.contains(&quoted.ordinal) && day.is_some_and(|day| quoted.published < day);
        let mut older = self.quoted.iter().filter(older).peekable();
        if older.peek().is_none() {
            return Cow::Borrowed(&self.aside);
        }
        let mut aside = self.aside.clone();
        older.for_each(|quoted| aside.third(&quoted.words));
        Cow::Owned(aside)
    }
}

/// Other items of a publisher that share a little with these: those that share most of
/// it tell what it prints under everything.
fn others<'r>(
    db: &Connection,
    read: impl Iterator<Item = &'r Read<'r>>,
    publisher: &str,
    own: &BTreeSet<u64>,
) -> Result<Vec<u64>, CaseError> {
    let mut found: Vec<(usize, u64)> = Vec::new();
    for one in read {
        let partners = store::partners_of_publisher(db, one.item.ordinal, publisher, PARTNERS_MOST)?;
        let other = partners.into_iter().filter(|partner| is_unrelated(partner) && !own.contains(&partner.item));
        found.extend(other.map(|partner| (partner.shared, partner.item)));
    }
    found.sort_unstable_by_key(|(shared, ordinal)| (std::cmp::Reverse(*shared), *ordinal));
    let mut seen = BTreeSet::new();
    let once = found.into_iter().map(|(_, ordinal)| ordinal).filter(|ordinal| seen.insert(*ordinal));
    Ok(once.take(OTHERS_MOST).collect())
}

fn is_unrelated(partner: &Partner) -> bool {
    partner.shared * UNRELATED <= partner.asked
}

/// Public documents that are linked to the claim: both of two reports may quote one.
fn quoted(case: &Case, claim: &Claim, read: &[Read<'_>]) -> Result<Vec<Quoted>, LedgerError> {
    let select = "SELECT DISTINCT item.ordinal FROM evidence e JOIN item ON item.ordinal = e.item
        WHERE e.claim = ?1 AND e.until IS NULL AND item.kind IN ('official', 'document', 'dataset')
        AND item.published IS NOT NULL LIMIT ?2";
    let mut select = case.db().prepare_cached(select)?;
    let ordinals: Result<Vec<u64>, _> = select.query_map((claim.number.0, QUOTED_MOST), |row| row.get(0))?.collect();
    let mut quoted = Vec::new();
    for ordinal in ordinals? {
        let item = item::of_ordinal(case.db(), ordinal)?.ok_or(CaseError::Damaged)?;
        let known = read.iter().find(|read| read.item.ordinal == ordinal);
        let words = match known {
            Some(read) => read.words.clone(),
            None => Words::of(&text(case, ordinal)?),
        };
        quoted.extend(item.published.map(|published| Quoted { published, ordinal, words }));
    }
    Ok(quoted)
}
