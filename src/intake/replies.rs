//! The source comes back: reads replies, deletes them, takes back what they sent.
//!
//! *What enters*: a codename, or what a page carried on. *What leaves*: pages of
//! one size, on the next boundary of a quarter of a second. *What it never
//! shows*: what the source sent; an unknown codename and a mailbox without
//! replies are one state and one page.
//!
//! | Module | Holds |
//! |---|---|
//! | `place` | where a mailbox's replies lie, for whoever has its id |
//! | `visit` | a mailbox that is signed in to, and what lies in it |
//! | `request` | the few fields that these pages send |
//! | `pace` | answers that do not tell how long they took |
//! | `answer` | the handlers |

mod answer;
mod pace;
mod place;
mod request;
mod visit;

pub use answer::{ask, burn, delete_reply, replies, withdraw};
pub use place::{PLACES_A_MAILBOX, places};
pub use visit::Visit;
