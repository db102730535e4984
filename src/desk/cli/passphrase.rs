//! A passphrase, from a file or from the terminal; never from the environment
//! or the command line, which other programs can read.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::usage::unreadable;
use crate::failure::{Exit, Failure};

/// Longest passphrase that is read, in bytes: a key file fits, a disk image does not.
const MAX_BYTES: u64 = 64 * 1024;

/// The passphrase of a case that exists.
pub(super) fn existing(file: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    match file {
        Some(file) => from_file(file),
        None => ask("Passphrase of the case: "),
    }
}

/// A passphrase that is given for the first time: asked for twice.
pub(super) fn new(file: Option<&Path>, what: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let Some(file) = file else {
        let first = ask(&format!("New passphrase {what}: "))?;
        let second = ask("The same once more: ")?;
        return if first == second { not_empty(first) } else { Err(differ()) };
    };
    from_file(file).and_then(not_empty)
}

fn from_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES as usize + 1));
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::new(Exit::Usage, "passphrase-too-long", "the passphrase file is longer than 64 KiB"));
    }
    // The line ending that an editor adds is no part of it.
    if bytes.ends_with(b"\n") {
        bytes.pop();
        if bytes.ends_with(b"\r") {
            bytes.pop();
        }
    }
    Ok(bytes)
}

fn ask(prompt: &str) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let typed = rpassword::prompt_password(prompt).map_err(|_| {
        Failure::new(Exit::Usage, "no-passphrase", "no passphrase was given, and there is no terminal to ask on")
            .hint("give --passphrase-file FILE")
    })?;
    Ok(Zeroizing::new(typed.into_bytes()))
}

fn not_empty(passphrase: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if passphrase.is_empty() {
        return Err(Failure::new(Exit::Usage, "passphrase-empty", "the passphrase is empty"));
    }
    Ok(passphrase)
}

fn differ() -> Failure {
    Failure::new(Exit::Usage, "passphrases-differ", "the two passphrases are not the same")
}
