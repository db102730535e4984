//! What the desk knows: tips, who they are from, and the files that came with them.
//!
//! | Module | Holds |
//! |---|---|
//! | [`mod@reference`] | `T1` and `T1/F1`, as people type them |
//! | `store` | an opened envelope → rows, in the transaction that took it up |
//! | [`tip`] | reading tips and files back |

pub mod reference;
mod store;
pub mod tip;

pub use reference::{FileRef, TipRef};
pub use store::{NewTip, StoreError, store};
pub use tip::{StoredFile, Tip};
