//! Everything that can be read, quoted and searched: documents that editors bring,
//! messages and files of tips, interviews.
//!
//! *What enters*: files and folders that an editor names, contents of the ledger.
//! *What leaves*: items with their text, passages, origin and standing. A document
//! is read by a worker ([`crate::read`]) and never here.
//!
//! | Module | Holds |
//! |---|---|
//! | [`standing`] | what an item may be used for: pure |
//! | [`item`] | an item and what is known of it |
//! | [`origin`] | where an editor says that a document is from |
//! | `walk` | files and folders → a list of files |
//! | [`add`] | one file → one transaction |
//! | [`again`] | what was not read, or not whole, is read again |
//! | [`table`] | a row a document |
//! | `intake` | content → worker → text, passages, members |
//! | `store` | the rows of an item |
//! | [`twins`] | items that are equal to something protected, found both ways |
//! | [`change`] | correcting what a person got wrong |
//! | [`interview`] | conversations, with terms by passage |
//! | [`excerpt`] | a range of an item's text with what stands around it |
//! | [`tips`] | messages and files of tips as protected items |
//!
//! One document is one transaction with its members: an import that is killed is
//! taken up where it stopped, and nothing is in the case twice.

pub mod add;
pub mod again;
pub mod change;
mod error;
pub mod excerpt;
mod intake;
pub mod interview;
pub mod item;
pub mod origin;
pub mod standing;
mod store;
pub mod table;
pub mod tips;
pub mod twins;
mod walk;

#[cfg(test)]
mod tests;

pub use error::CorpusError;
pub use intake::{Failed, Taken};
pub use item::Item;
pub use origin::{Kind, Origin};
pub use standing::{Because, Standing};
pub(crate) use store::passage_ranges;
pub use store::{Shown, parts, passage, text};
