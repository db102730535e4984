//! The way back: where a mailbox's replies lie.
//!
//! The server has no list of mailboxes. A mailbox is nothing but the replies
//! that a desk delivered for it, and only its id tells where they may lie.

mod place;

pub use place::{PLACES_A_MAILBOX, places};
