//! What the desk knows: tips, who they are from, and what was said since.
//!
//! | Module | Holds |
//! |---|---|
//! | [`mod@reference`] | `T1` and `T1/F1`, as people type them |
//! | [`mailbox`] | what makes two messages one source's |
//! | `store` | an opened envelope → rows, in the transaction that took it up |
//! | [`tip`] | reading tips and files back |
//! | [`thread`] | what follows a tip: follow-ups, corrections, withdrawals, our replies |
//! | [`consent`] | changing what may be done with a tip, for a reason |
//! | [`mod@forget`] | erasing a tip and its thread |

pub mod consent;
pub mod forget;
pub mod mailbox;
pub mod reference;
mod store;
pub mod thread;
pub mod tip;

#[cfg(test)]
mod tests;

pub use reference::{FileRef, TipRef};
pub(crate) use store::put;
pub use store::{Arrived, StoreError, Stored, consent_word, kind_word, store};
pub use tip::{StoredFile, Tip};
