//! From a stick to the ledger: bag → envelopes → tips.
//!
//! *What enters*: a paired server's card, and bags that claim to be from it.
//! *What leaves*: tips in the ledger, sealed originals in `envelopes/`.
//!
//! | Module | Holds |
//! |---|---|
//! | [`pairing`] | pinning a server's key after people compared words |
//! | [`bag`] | verifying a bag and taking its members up one by one |
//! | [`epoch`] | taking a server's new epoch after people compared it |
//! | [`tombstones`] | what expired at the server |
//! | `envelope` | one envelope: copied, opened, stored in one transaction |
//!
//! An import may be killed at any moment. Every envelope is taken up in a
//! transaction of its own, and the bag is noted as imported after the last of
//! them; what a repeated import finds done, it leaves.

pub mod bag;
mod envelope;
pub mod epoch;
pub mod pairing;
pub mod tombstones;

#[cfg(test)]
mod tests;
