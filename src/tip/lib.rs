//! The formats that intake and desk share.
//!
//! *What enters*: a source's words as bytes, recipients, days, random numbers.
//! *What leaves*: age files ("envelopes") and signed tar files ("bags").
//! *What it never touches*: a network, a clock, a disk. Whoever calls it brings
//! readers, writers and the day; it knows neither the server nor the desk.
//!
//! In the order in which data flows:
//!
//! | Module | Holds |
//! |---|---|
//! | [`limits`] | every bound that both sides keep, with its reason |
//! | [`words`] | the word list and fingerprints that people compare |
//! | [`sign`] | minisign signatures bound to a purpose and an installation |
//! | [`ring`] | which desks may read, signed by the root key |
//! | [`codename`] | a source's receipt: seven words and a checksum |
//! | [`mailbox`] | codename → keys that sign a thread and open its replies |
//! | [`padding`] | Padmé classes of ciphertext lengths |
//! | [`envelope`] | one tip: ZIP → padding → age, and back |
//! | [`reply`] | one reply, and the batches of fixed size in which they travel |
//! | [`tombstone`] | what expired before a desk confirmed it |
//! | [`pairing`] | what desk and server know of each other before the first bag |
//! | [`stack`] | wiping what a computation left behind |
//! | [`bag`] | many envelopes under one signed manifest: `UntrustedBag` → `VerifiedBag` |
//!
//! Every format opens without this software: an envelope with `age` and
//! `unzip`, a bag with `tar` and `minisign`.

pub mod bag;
pub mod codename;
mod day;
pub mod envelope;
pub mod limits;
pub mod mailbox;
pub mod padding;
pub mod pairing;
pub mod reply;
pub mod ring;
pub mod sign;
pub mod stack;
pub mod tombstone;
pub mod words;

pub use day::{Day, DayError};

/// Fills a new array with random numbers of the operating system.
///
/// # Errors
/// When the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
