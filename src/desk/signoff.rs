//! Editors who are more than a name, and what they answer for: an Ed25519 signature over
//! exactly what must not change unseen, and two together where a rule is overruled.
//!
//! A claim, in parts → a statement that names each by a salted hash → a signature. When
//! the claim is looked at later the parts are taken anew; one whose hash differs voids the
//! signature, and the log says who changed it.
//!
//! | Module | Holds |
//! |---|---|
//! | [`editor`] | who has a key, by the public half |
//! | [`key`] | the private half, as a file that stock tools read |
//! | [`part`] | what is signed of a claim: text, evidence, assessment, terms, responses |
//! | [`statement`] | the parts by their hashes, with purpose, case, claim, editor and day |
//! | `sign` | the act |
//! | `state` | whether a signature still covers the claim |
//! | `blame` | which entry of the log changed a part |
//! | [`overrule`](mod@overrule) | two editors who let a claim pass in spite of a rule |

mod blame;
pub mod editor;
mod error;
pub mod key;
pub mod overrule;
pub mod part;
mod sign;
mod state;
pub mod statement;

#[cfg(test)]
mod tests;

pub use error::SignoffError;
pub use key::EditorKey;
pub use part::Part;
pub use sign::sign;
pub use state::{Signed, Voided, of_claim};
