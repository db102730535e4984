//! The offline desk: editors open tips with it, and nothing else does.
//!
//! *What enters*: bags from a stick, and what editors type. *What leaves*: the
//! public key ring, bags with sealed replies, and on request one decrypted file or
//! a copy of the identities. *What it never touches*: a network. No crate here has one, the
//! lints name each type that could open one, and the kernel refuses it for the
//! life of the process ([`sandbox`]).
//!
//! Everything the editor has lies in a *case*, one encrypted directory. Rooms in
//! the order in which a tip passes through them:
//!
//! | Module | Holds |
//! |---|---|
//! | [`sandbox`] | what the kernel refuses, before anything else runs |
//! | [`case`] | header → keys → database → custody log; opening and verifying |
//! | [`arrive`] | pairing, and bag → envelopes → tips |
//! | [`read`] | bytes of a document → text, by a worker that can do nothing else |
//! | [`corpus`] | documents, messages, files, interviews: items with origin and standing |
//! | [`authenticity`] | is it genuine, and is it still what came: DKIM, hashes, decisions |
//! | [`passage`] | text → passages with exact offsets |
//! | [`prose`] | where sentences end |
//! | [`search`] | the full-text index inside the case |
//! | [`marks`] | what in a text could point at whoever passed it on |
//! | [`fingerprint`] | texts that share passages, without comparing every pair |
//! | [`contradiction`] | dates of a document that cannot all be true |
//! | [`copies`] | where copies of one document differ |
//! | [`versions`] | what a publisher changed, and whether it said so |
//! | [`check`] | what bears on a claim, and where it differs |
//! | [`ledger`] | tips, their sources, their files, and what was said since |
//! | [`sheet`] | one item on one page, for a court or a colleague |
//! | [`signoff`] | editors' keys, and what exactly an editor signed of a claim |
//! | [`independence`] | how many sources there really are, for one claim |
//! | [`exposure`] | could what is printed lead to the source |
//! | [`policy`] | the newsroom's own rules, as it wrote them |
//! | [`gate`] | which claims may be printed, and what the others lack |
//! | [`proof`] | a draft, sentence by sentence, against the ledger |
//! | [`publish`] | draft and claims → signed pages, and what was changed in them |
//! | [`reply`] | answers to sources, and the bags that carry them back |
//! | [`cli`] | one file a command: parse, call, print |
//!
//! and beneath them
//!
//! | Module | Holds |
//! |---|---|
//! | [`clock`] | the only reader of the system's time; gives days |
//! | [`disk`] | files that are whole or absent, and private |
//! | [`escape`] | typed text as something that a terminal shows and never obeys |
//! | [`failure`] | the exit codes |
//! | [`output`] | the only writer to the terminal |
//!
//! Two rules hold everywhere. Every change of the case goes through
//! [`case::Act`], which cannot be committed without an entry in the custody log.
//! No error, log entry or path ever holds a word that a source typed.

pub mod arrive;
pub mod authenticity;
pub mod case;
pub mod check;
pub mod cli;
pub mod clock;
pub mod contradiction;
pub mod copies;
pub mod corpus;
pub mod disk;
pub mod escape;
pub mod exposure;
pub mod failure;
pub mod fingerprint;
#[cfg(test)]
mod fixture;
pub mod gate;
pub mod independence;
pub mod ledger;
pub mod marks;
pub mod output;
pub mod passage;
pub mod policy;
pub mod proof;
pub mod prose;
pub mod publish;
pub mod read;
pub mod reply;
pub mod sandbox;
pub mod search;
pub mod sheet;
pub mod signoff;
pub mod versions;
