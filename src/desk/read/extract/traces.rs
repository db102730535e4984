//! What documents carry beside their text and their own words about themselves:
//! who changed what, what is hidden, what is embedded. Counted rather than listed,
//! so that a document of ten thousand revisions says so in a line.
//!
//! | Module | Tells of |
//! |---|---|
//! | `package` | telling entries in the ZIP of an office document |
//! | `revisions` | who changed a DOCX, and how much |
//! | `unseen` | text that is there and that nobody sees: how it is judged |
//! | `word`, `open`, `workbook` | such text in DOCX, OpenDocument and XLSX |
//! | `pdf` | earlier states, scripts, layers, files in a PDF |
//! | `page` | comments and unseen text of a web page |
//! | `preview` | the small picture inside a photograph |

mod open;
mod package;
mod page;
mod pdf;
mod preview;
mod revisions;
#[cfg(test)]
mod tests;
mod unseen;
mod word;
mod workbook;

pub(super) use open::open;
pub(super) use package::package;
pub(super) use page::page;
pub(super) use pdf::pdf;
pub(super) use preview::preview;
pub(super) use revisions::Revisions;
pub(super) use word::Formats;
pub(super) use workbook::{Looks, comments, hidden};

/// Changes, comments and the like that are listed one by one; the tallies count on.
const LISTED: usize = 200;
