//! Claims that narrow nothing, because a public item says them too.
//!
//! The item stands `public`, was published before the source knew to tell, descends neither
//! from a protected source nor from our own reporting ([`words::Known::clears`]), was found
//! sound, and is *equally exact*: every amount, day and name of the claim stands in the
//! passage that an editor linked as supporting it.
//!
//! [`words::Known::clears`]: crate::exposure::words::Known::clears

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rusqlite::Connection;
use subrosa_tip::Day;

use super::rests::{Rests, each};
use crate::case::CaseError;
use crate::check::hint::states_all;
use crate::corpus;
use crate::exposure::words::Known;
use crate::ledger::source::lineage::Kinship;
use crate::ledger::{ClaimRef, LedgerError, SourceRef, claim};

/// Public items are read so far, in bytes.
const TEXT_MOST: usize = 2 * 1024 * 1024;

/// Supporting evidence in public items that nobody found wrong, heard from nobody unknown.
const PUBLIC: &str = "SELECT e.claim, e.item, e.start, e.stop, e.source, e.heard_from, item.language
    FROM evidence e JOIN item ON item.ordinal = e.item
    WHERE e.until IS NULL AND e.relation = 'supports' AND e.heard_from_unknown = 0
    AND item.standing = 'public' AND item.forgotten = 0
    AND NOT EXISTS (SELECT 1 FROM item_flag f WHERE f.item = e.item AND f.until IS NULL)";

struct Public {
    item: u64,
    range: Option<Range<u64>>,
    language: Option<String>,
}

/// The claims of each source that a public item clears.
pub(super) fn cleared(
    db: &Connection,
    kinship: &Kinship,
    protected: &BTreeSet<SourceRef>,
    rests: &Rests,
) -> Result<BTreeSet<(ClaimRef, SourceRef)>, LedgerError> {
    let resting: Vec<(ClaimRef, SourceRef, Option<Day>)> = rests.all().collect();
    let claims: BTreeSet<ClaimRef> = resting.iter().map(|(claim, ..)| *claim).collect();
    let public = public(db, kinship, protected, &claims)?;
    let mut cleared = BTreeSet::new();
    if public.is_empty() {
        return Ok(cleared);
    }
    let known = Known::read(db)?;
    for (number, source, by) in resting {
        let (Some(by), Some(items)) = (by, public.get(&number)) else { continue };
        for item in items.iter().filter(|item| known.clears(item.item, by)) {
            if is_as_exact(db, number, item)? {
                cleared.insert((number, source));
                break;
            }
        }
    }
    Ok(cleared)
}

fn public(
    db: &Connection,
    kinship: &Kinship,
    protected: &BTreeSet<SourceRef>,
    claims: &BTreeSet<ClaimRef>,
) -> Result<BTreeMap<ClaimRef, Vec<Public>>, CaseError> {
    let mut public: BTreeMap<ClaimRef, Vec<Public>> = BTreeMap::new();
    let descends = |source: u32| protected.iter().any(|protected| kinship.descends(source, protected.0));
    each(db, PUBLIC, |claim, row| {
        let (said, heard): (Option<u32>, Option<u32>) = (row.get(4)?, row.get(5)?);
        if claims.contains(&claim) && !said.into_iter().chain(heard).any(descends) {
            let range = row.get::<_, Option<u64>>(2)?.zip(row.get(3)?).map(|(start, stop)| start..stop);
            public.entry(claim).or_default().push(Public { item: row.get(1)?, range, language: row.get(6)? });
        }
        Ok(())
    })?;
    Ok(public)
}

fn is_as_exact(db: &Connection, number: ClaimRef, public: &Public) -> Result<bool, LedgerError> {
    let claim = claim::find(db, number)?;
    let mut text = corpus::text(db, public.item)?;
    text.truncate(text.floor_char_boundary(TEXT_MOST));
    let passage: String = match &public.range {
        Some(range) => text.chars().skip(range.start as usize).take((range.end - range.start) as usize).collect(),
        None => text,
    };
    Ok(!passage.is_empty() && states_all(&claim.text, &passage, public.language.as_deref()))
}
