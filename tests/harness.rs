//! What the tests share: the programs, a form that runs, a desk that reads.

pub mod classifier;
mod desk;
pub mod filler;
mod folder;
mod form;
mod page;
pub mod programs;
mod random;
mod tip;
pub mod tools;
pub mod visit;
pub mod wire;

pub use desk::{Answer, Desk, ask};
pub use folder::{Folder, copy};
pub use form::{Form, free_port};
pub use page::Page;
pub use random::Random;
pub use tip::Tip;

/// What two derivations of codenames at once, which a server makes beside everything
/// else, may hold at most, in KiB.
pub const DERIVING_KIB: u64 = 2 * 33 * 1024;

/// SHA-256 in hexadecimal, as the desk prints it.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(bytes))
}

/// Whether the long rounds were asked for.
pub fn is_full_round() -> bool {
    std::env::var_os("SUBROSA_FULL").is_some_and(|value| value == "1")
}
