//! From the ledger to a stick: replies → batches → the bag to a server.
//!
//! *What enters*: words and files that an editor answers a source with. *What
//! leaves*: bags that hold sealed replies and say which bags arrived here. *What
//! it never touches*: a source's words.
//!
//! | Module | Holds |
//! |---|---|
//! | `queue` | sealing a reply to its mailbox; it waits for the next bag |
//! | [`outgoing`] | waiting replies → batches of one size → a signed bag |
//! | `confirm` | what a server says of our bags, and what we say of its own |
//!
//! Bags are cumulative: a batch is in every bag, the same bytes each time, until
//! the server confirmed one of them. What it confirmed is deleted here.

mod confirm;
pub mod outgoing;
mod queue;
#[cfg(test)]
mod tests;

pub use confirm::{Confirmed, confirm};
pub use queue::{Answer, QueueError, Queued, queue};
