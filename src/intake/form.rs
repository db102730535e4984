//! The pages: rendered whole, padded to one size for each kind, without scripts.

mod entry;
mod fields;
mod page;
mod pages;
#[cfg(test)]
mod tests;
mod visit_pages;

pub use fields::{Refusal, Submission, Typed, offered_basis, offered_consent, offered_kind};
pub use page::Page;
pub use pages::{Pages, Received, WayBack};
pub use visit_pages::{Done, NotOpened, Shown, ShownReply};
