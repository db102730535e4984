//! Black-box tests: the two programs as they are shipped, over real TLS, with
//! real tools. A module for each promise; names read as claims.
//!
//! | Module | Promise |
//! |---|---|
//! | `delivery` | what a source sends reaches the desk byte for byte, once |
//! | `durability` | what was acknowledged survives kill -9, full disks, failing syncs and power cuts |
//! | `hostile_form` | what is no submission is refused with a clear page, and nothing is stored |
//! | `one_length` | nobody can tell a line from four pages |
//! | `stalls` | whoever stalls does not lock others out |
//! | `traces` | what the form handled is nowhere but sealed |
//! | `onion` | tor's visitors are served by circuit, and nobody else by tor's door |
//! | `way_back` | with their codename a source comes back, and nobody without it does |
//! | `sign_in` | sign-ins tell nothing by time, and a flood of them locks nobody out |
//! | `security_page` | what SECURITY.md names exists |
//! | `stock_tools` | everything opens without this software |
//! | `bags` | a lost, altered, repeated or interrupted bag is named and harms nothing |
//! | `deliver` | a desk's bag is taken in once and whole, and what it confirms is gone |
//! | `expiry` | what waits too long expires, and the desk learns of it; decoys are dropped there |
//! | `killed` | a kill while something expires, is withdrawn or follows leaves nothing half done |
//! | `decoys` | whoever has the disk and its keys cannot tell a decoy from a tip |
//! | `offline` | the desk cannot reach a network |
//! | `newsroom` | newsrooms with known truth, to measure independence on; it holds what it promises |
//! | `independence` | sources that are one are counted as one, and it is said why |
//! | `exposure` | what is printed together leads to nobody, or it is said what does |
//! | `corpus` | documents come into the case once, whatever happens, and are found |
//! | `ledger` | tips become claims: whole or not at all, and nothing typed is on the disk |
//! | `gate_acts` | what editors answer for is signed, and can be checked without this software |
//! | `reading` | a document is read by a worker that can do nothing else, whatever it holds |
//! | `deploy` | what an operator installs is sound: unit, profile, package, first command |
//! | `past_failures` | what went wrong elsewhere has a test here |
//! | `documents` | what a document betrays is named, and what was done with it can be shown later |
//! | `check` | what bears on a claim is found and shown with the places that differ |
//! | `confined` | a form that serves has given up everything else |
//! | `configuration` | a wrong configuration is named by key, file and line, and serves nothing |
//! | `browser` | the form works in a browser without JavaScript, on a phone and enlarged |
//! | `transcript` | what the README shows is what happens |
//! | `frozen` | cases and vaults of earlier versions open today |
//!
//! `harness` holds what they share. Cargo does not build the programs of other
//! packages for tests: `sh tests/run.sh` builds them first, and the harness
//! refuses to run with old ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod harness;

mod bags;
mod browser;
mod check;
mod configuration;
mod confined;
mod corpus;
mod decoys;
mod deliver;
mod delivery;
mod deploy;
mod documents;
mod durability;
mod expiry;
mod exposure;
mod frozen;
mod gate;
mod gate_acts;
mod hostile_form;
mod independence;
mod killed;
mod ledger;
mod newsroom;
mod offline;
mod one_length;
mod onion;
mod past_failures;
mod reading;
mod security_page;
mod sign_in;
mod stalls;
mod stock_tools;
mod traces;
mod transcript;
mod way_back;
