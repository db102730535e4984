//! Could what is printed lead to the source?
//!
//! *What enters*: the claims that are to be printed, and everything that readers or the
//! accused have seen already. *What leaves*: for each protected source how many people it
//! may still be ([`Row`]), with the remedy in words that an editor under deadline can act
//! on, and what the words themselves give away ([`words`]).
//!
//! | Module | Holds |
//! |---|---|
//! | [`gather`] | from the case to circles, claims, and whose they are |
//! | [`mod@circles`] | how many people are left, and what would leave more; pure |
//! | [`verdict`] | one source's row, with its verdict |
//! | `sentence` | the row in words |
//! | [`acceptance`] | two editors and the source take a smaller circle |
//! | [`words`] | what wording, copies, marks and days give away |

pub mod acceptance;
pub mod circles;
pub mod gather;
mod sentence;
pub mod verdict;
pub mod words;

use std::collections::BTreeSet;

pub use verdict::{Nobody, Overlap, Remedy, Row, Verdict};

use crate::ledger::{CircleRef, ClaimRef, SourceRef};
use gather::Ledger;
use serde_json::Value;

/// What is asked about.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// To be printed; what was published, sent or signed is added.
    pub claims: Vec<ClaimRef>,
    /// Claims that must not be left out.
    pub keep: Vec<ClaimRef>,
    /// Words that describe the source of these claims as one of this circle.
    pub described: Vec<(Vec<ClaimRef>, CircleRef)>,
}

/// All that `exposure` answers.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The policy's least number of people.
    pub k: u32,
    /// One for each protected source.
    pub circles: Vec<Row>,
    /// What words give away, as scripts read it.
    pub wording: Vec<Value>,
    /// Places where copies differ.
    pub copies: Vec<Value>,
    /// Characters and metadata.
    pub marks: Vec<Value>,
    /// Days.
    pub time: Vec<Value>,
    /// What was not looked at.
    pub unchecked: Vec<String>,
    /// Whether no word stops printing.
    pub words_ok: bool,
}

impl Report {
    /// Whether nothing that was looked at stops printing. It never means "clean".
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.words_ok && self.circles.iter().all(|row| row.verdict == Verdict::Clear)
    }
}

/// One row for each protected source.
#[must_use]
pub fn circles(ledger: &Ledger, claims: &[ClaimRef], keep: &[ClaimRef], k: u32) -> Vec<Row> {
    let asked = Asked { claims: claims.to_vec(), keep: keep.to_vec(), ..Asked::default() };
    circles_of(ledger, &asked, k)
}

/// The same, with words that describe sources.
#[must_use]
pub fn circles_of(ledger: &Ledger, asked: &Asked, k: u32) -> Vec<Row> {
    ledger.protected().iter().map(|source| verdict::row(ledger, *source, asked, k)).collect()
}

/// The rows of the protected sources that one claim rests on; none where it rests on none.
#[must_use]
pub fn of_claim(ledger: &Ledger, claim: ClaimRef, k: u32) -> Vec<Row> {
    let asked = Asked { claims: vec![claim], ..Asked::default() };
    let sources: BTreeSet<SourceRef> = ledger.sources_of(claim);
    sources.into_iter().map(|source| verdict::row(ledger, source, &asked, k)).collect()
}
