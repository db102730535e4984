//! Full text inside the encrypted case.
//!
//! *What enters*: passages of items, and what an editor types. *What leaves*:
//! passages in place, best first. The index is derived: it names the last item that
//! it holds, lacks nothing after an opening, and is made anew whenever it is damaged
//! or not this case's. It stores words and no text.
//!
//! | Module | Holds |
//! |---|---|
//! | `chunks` | files in rows, read lazily, with a bounded cache |
//! | `directory` | tantivy's directory over them |
//! | `words` | folding, stemming, languages |
//! | `fields` | what is indexed of a passage |
//! | `index` | opening, completing, rebuilding, forgetting |
//! | `query` | what was typed → what is sought: pure |
//! | `telling` | words → the terms that tell passages apart |
//! | `find` | hits, joined with the case |
//! | `numbers` | a place in the index → item and passage |
//! | `pool` | the passages that a cross-check ranks anew, and how rare each word is |
//! | `context` | what stands around them, out of the postings |
//! | [`shared`] | where the words of a whole draft stand together, in one walk |

mod chunks;
mod context;
mod directory;
mod fields;
mod find;
mod index;
mod numbers;
mod pool;
mod query;
pub(crate) mod shared;
mod telling;
mod words;

#[cfg(test)]
mod compare;
#[cfg(test)]
mod tests;

use std::io;

pub use find::{Asked, Hit, Scope, search};
pub(crate) use index::OpenIndex;
pub use index::{Fresh, bring_up, forget, remake, verify};
pub(crate) use pool::{Documents, Held, Pool, Term, Wanted, pool};
pub use query::{Clause, parse};
pub(crate) use words::{Stems, fold, language, raw_words};

use crate::case::CaseError;
use crate::failure::{Exit, Failure};

/// Why nothing was found out.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is no word in what was typed.
    #[error("there is no word to search for")]
    Nothing,
    /// More was typed than is searched for at once.
    #[error(
        "more is asked than one search takes: {} characters, {} different words, {} beginnings",
        query::CHARACTERS,
        query::CLAUSES,
        query::PREFIXES
    )]
    Long,
    /// The case failed.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The index failed, and a new one failed as well.
    #[error("the index of the case could not be read or written: {0}")]
    Index(#[source] io::Error),
}

impl From<rusqlite::Error> for SearchError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Case(error.into())
    }
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        // Its words are this program's and tantivy's, never a document's.
        Self::Index(io::Error::other(error))
    }
}

impl From<SearchError> for Failure {
    fn from(error: SearchError) -> Self {
        let message = error.to_string();
        match error {
            SearchError::Case(error) => error.into(),
            SearchError::Nothing | SearchError::Long => Self::new(Exit::Usage, "query", message),
            SearchError::Index(_) => Self::new(Exit::Machine, "index", message)
                .hint("look at the disk's space; without `index.db` in the case the next search makes it anew"),
        }
    }
}
