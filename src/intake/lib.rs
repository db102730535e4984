//! The form that seals every tip before it is stored.
//!
//! *What enters*: requests over TLS, from people whose address is never known
//! to any handler; a key ring, signed by the desk's root.
//! *What leaves*: pages, and bags of sealed envelopes, signed.
//! *What it never touches*: a private key of the desk, plaintext at rest, a
//! source's address, a time finer than a day.
//!
//! In the order in which a tip passes through:
//!
//! | Module | Holds |
//! |---|---|
//! | [`config`] | `intake.toml`; errors name key, file and line |
//! | [`install`] | the installation's names and keys |
//! | [`recipients`] | the key ring in use, never an older one than before |
//! | [`host`] | private files, as many as the system allows |
//! | [`confine`] | what is given up before anybody is answered |
//! | [`listen`] | sockets, TLS, deadlines, one budget of connections |
//! | [`words`], [`form`] | what a source reads, and the pages it stands on |
//! | [`mailbox`] | codename → keys for one request, and for nothing longer |
//! | [`receive`] | parts of a request → age → acknowledged envelope |
//! | [`vault`] | durable storage in sled, key slots, forgetting |
//! | [`replies`] | the source comes back: reads, deletes, withdraws |
//! | [`decoys`] | envelopes that the server seals itself, so that numbers tell little |
//! | [`retention`] | what waits too long expires; one time for all files |
//! | [`transfer`] | bags out and in, and the socket that the commands use |
//! | [`doctor`] | findings about configuration, data and host |
//! | [`cli`] | the commands |
//!
//! [`clock`] is the only place that reads the time.

pub mod cli;
pub mod clock;
pub mod config;
pub mod confine;
pub mod decoys;
pub mod doctor;
pub mod form;
pub mod host;
pub mod install;
pub mod listen;
pub mod mailbox;
pub mod receive;
pub mod recipients;
pub mod replies;
pub mod retention;
pub mod transfer;
pub mod vault;
pub mod words;
