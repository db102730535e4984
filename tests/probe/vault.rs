//! Puts envelopes into a real vault and says which were acknowledged, so that a
//! test can kill it, starve it or cut its disk off, and look what is left.
//!
//! `subrosa-vault-probe fill DIR SEED COUNT [early]`: four threads put COUNT
//! envelopes and forget some; a line `put ID` or `forgotten ID` follows each
//! acknowledgement, and `forgetting ID` stands before the second. `early` breaks the promise on purpose: it says `put` before
//! the vault has answered. `subrosa-vault-probe list DIR`: a line `whole ID` for
//! each envelope that is there byte for byte, `damaged ID` for any other.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a test program stops at the first surprise and talks to its test"
)]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subrosa_intake::vault::{SledVault, Spooled, Vault, VaultKeys};
use subrosa_tip::Day;
use subrosa_tip::envelope::EnvelopeId;

const FLOOR: u64 = 32_768;
const THREADS: u64 = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |at: usize| arguments[at].parse::<u64>().unwrap();
    let vault = match open(Path::new(&arguments[2])) {
        Ok(vault) => Arc::new(vault),
        Err(error) => {
            say(&format!("refused {error}"));
            std::process::exit(3)
        }
    };
    match arguments[1].as_str() {
        "fill" => fill(&vault, number(3), number(4), arguments.get(5).is_some()),
        _ => list(&vault),
    }
}

fn open(directory: &Path) -> Result<SledVault, subrosa_intake::vault::VaultError> {
    let key = |n| zeroize::Zeroizing::new([n; 32]);
    SledVault::open(directory, &VaultKeys { record: key(1), slot: key(2) }, 1 << 40, FLOOR)
}

/// Id, content and size all follow from the number.
fn id(seed: u64, number: u64) -> EnvelopeId {
    let hash = Sha256::digest([seed.to_be_bytes(), number.to_be_bytes()].concat());
    EnvelopeId(hash[..16].try_into().unwrap())
}

fn content(id: EnvelopeId) -> Vec<u8> {
    let length = if id.0[0].is_multiple_of(8) { 120_000 } else { 32_000 };
    let mut block = Sha256::digest(id.0);
    let mut bytes = Vec::with_capacity(length + 32);
    while bytes.len() < length {
        bytes.extend_from_slice(&block);
        block = Sha256::digest(block);
    }
    bytes
}

fn spool(vault: &SledVault, id: EnvelopeId) -> std::io::Result<Spooled> {
    let mut spool = vault.spool();
    let bytes = content(id);
    let (header, payload) = bytes.split_at(200);
    spool.header(header);
    payload.chunks(50_000).try_for_each(|piece| spool.push(piece))?;
    Ok(spool.finish())
}

fn fill(vault: &Arc<SledVault>, seed: u64, count: u64, early: bool) {
    let threads = (0..THREADS).map(|thread| {
        let vault = vault.clone();
        std::thread::spawn(move || {
            for number in (thread..count).step_by(THREADS as usize) {
                put(&vault, id(seed, number), early);
                // Every fifth is forgotten again, so that slots and pages are used twice.
                if number % 5 == 4 {
                    say(&format!("forgetting {}", id(seed, number)));
                }
                if number % 5 == 4 && vault.forget(&[id(seed, number).into()]).is_ok() {
                    say(&format!("forgotten {}", id(seed, number)));
                }
            }
        })
    });
    threads.collect::<Vec<_>>().into_iter().for_each(|thread| thread.join().unwrap());
}

fn put(vault: &SledVault, id: EnvelopeId, early: bool) {
    let Ok(spooled) = spool(vault, id) else { return say("failed before") };
    let Ok(acknowledgement) = vault.put(id, Day::EPOCH, spooled) else { return say("failed before") };
    if early {
        return say(&format!("put {id}"));
    }
    match acknowledgement.blocking_recv() {
        Ok(Ok(_)) => say(&format!("put {id}")),
        _ => say("failed uncertain"),
    }
}

fn list(vault: &SledVault) {
    for entry in vault.list().unwrap() {
        let mut bytes = Vec::new();
        let read = vault.read(entry.id.into()).map(|mut reader| reader.read_to_end(&mut bytes));
        let whole = matches!(read, Ok(Ok(_))) && bytes == content(entry.id);
        say(&format!("{} {}", if whole { "whole" } else { "damaged" }, entry.id));
    }
}

/// One write, so that lines of several threads do not mix, and flushed at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}
