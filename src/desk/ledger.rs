//! What the desk knows: tips, who they are from, and what was made of them.
//!
//! Tips, as they came:
//!
//! | Module | Holds |
//! |---|---|
//! | [`mod@reference`] | `T1`, `S1`, `C1`, as people type them |
//! | [`mailbox`] | what makes two messages one source's |
//! | `store` | an opened envelope → rows, in the transaction that took it up |
//! | [`tip`] | reading tips and files back |
//! | [`thread`] | what follows a tip: follow-ups, corrections, withdrawals, our replies |
//! | [`consent`] | changing what may be done with a tip, for a reason |
//! | [`mod@forget`] | erasing a tip and its thread |
//!
//! What editors make of them:
//!
//! | Module | Holds |
//! |---|---|
//! | [`words`] | what may be typed as a claim, a name, a reason |
//! | [`source`] | who something is known from: names, reliability, lineage, who is whom |
//! | [`circle`] | who could have known |
//! | [`claim`] | sentences that are true or false |
//! | [`evidence`] | passages that bear on a claim, and how their sources know |
//! | [`decide`] | assessments, whom we told what, notes, things to do |
//! | [`subject`] | any id → the permanent name of its row |
//! | [`sheet`] | all that is known of one claim |
//! | [`timeline`] | what happened when |
//! | [`knew`] | who could have known a claim |
//! | [`table`] | claims as a spreadsheet, out and in |
//!
//! No row of the second half is rewritten: it holds from one custody entry to
//! another, so the ledger can be read as of any of them.

pub mod circle;
pub mod claim;
pub mod consent;
pub mod decide;
mod error;
pub mod evidence;
pub mod forget;
pub mod knew;
pub mod mailbox;
pub mod reference;
pub mod sheet;
pub mod source;
mod store;
pub mod subject;
pub mod table;
pub mod thread;
pub mod timeline;
pub mod tip;
pub mod words;

#[cfg(test)]
mod tests;

pub use error::LedgerError;
pub use reference::{CircleRef, ClaimRef, EvidenceRef, FileRef, SourceRef, TipRef};
pub(crate) use store::put;
pub use store::{Arrived, StoreError, Stored, consent_word, kind_word, store};
pub use tip::{StoredFile, Tip};
