//! Signatures of e-mail (DKIM, RFC 6376; Ed25519, RFC 8463), judged offline.
//!
//! A signature says that a domain's server sent these header fields and this body.
//! It is looked at in two places. The *worker* takes the message apart, as it does
//! with every hostile document: what comes back ([`examine::Examination`]) is, for
//! each signature, its claims, whether the body has its hash, and the hash of the
//! header fields that it covers. The *desk* looks the domain's key up in the archive
//! that editors imported and checks that one hash with it: no byte of the message
//! is parsed here, and no key goes into the worker.
//!
//! | Module | Holds |
//! |---|---|
//! | [`message`] | bytes → header fields and body |
//! | [`tags`] | `a=b; c=d`, the form of signatures and key records |
//! | [`canonical`] | what is hashed: *simple* and *relaxed* |
//! | [`signature`] | one `DKIM-Signature` field → its claims, or its [`fault`] |
//! | [`examine`] | the worker's side |
//! | [`key`] | a key record, as it stands in the DNS |
//! | [`archive`] | `keys.tsv`: which domain showed which key on which day |
//! | [`judge`] | claims and keys → verdict, at the message's date: pure |
//! | [`verdict`], [`reason`] | the words of a verdict, and of what it rests on |
//! | [`check`] | an item of the case → its verdict |

pub mod archive;
pub mod canonical;
pub mod check;
pub mod examine;
pub mod fault;
pub mod judge;
pub mod key;
pub mod message;
pub mod reason;
pub mod signature;
pub mod tags;
pub mod verdict;

#[cfg(test)]
mod tests;
