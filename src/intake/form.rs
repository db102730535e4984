//! The pages: rendered whole, padded to one size for each kind, without scripts.

mod fields;
mod pages;
#[cfg(test)]
mod tests;

pub use fields::{Refusal, Submission, Typed, offered_basis, offered_consent};
pub use pages::{Pages, Received};
