//! `demo`: a case, a pairing and a form on loopback, in one command.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::output::{Failure, Output, tell};
use super::run::serve;
use crate::config::Loaded;
use crate::install::{Installation, write_durably};

/// Words of the throw-away passphrase: 77 bits.
const PASSPHRASE_WORDS: usize = 6;

pub(super) fn demo(directory: &Path, listen: SocketAddr, json: bool) -> Result<Output, Failure> {
    if !listen.ip().is_loopback() {
        return Err(Failure::refused("loopback", "the demo serves on loopback only", "leave out --listen"));
    }
    make_empty(directory)?;
    let directory = directory.canonicalize().map_err(|error| Failure::machine("dir", error))?;
    let desk = Desk { program: desk_program()?, directory: directory.clone() };
    write_durably(&directory.join("passphrase"), passphrase()?.as_bytes())?;
    desk.run(&["init"])?;
    let key = desk.run(&["key", "--ring", &text(&directory.join("ring.json"))])?;
    let root = key.get("root").and_then(Value::as_str).ok_or_else(|| Failure::machine("desk", "no root key"))?;
    let file = directory.join("intake.toml");
    write_certificate(&directory)?;
    write_durably(&file, configuration(root, listen).as_bytes())?;
    let card = Installation::open(&Loaded::read(&file)?.data())?.card();
    let card_file = directory.join("intake-card.json");
    write_durably(&card_file, &serde_json::to_vec(&card).map_err(|error| Failure::machine("json", error))?)?;
    desk.run(&["pair", &text(&card_file), "--fingerprint", &card.fingerprint])?;
    tell(&if json { places(&directory, listen).to_string() } else { instructions(&directory, listen, &desk.program) });
    let stopped = serve(&file)?;
    // A script was told everything in one object.
    Ok(if json { Output::done(Value::Null, String::new()) } else { stopped })
}

fn make_empty(directory: &Path) -> Result<(), Failure> {
    let fail = |error: io::Error| Failure::machine("dir", format!("{}: {error}", directory.display()));
    fs::create_dir_all(directory).map_err(fail)?;
    if fs::read_dir(directory).map_err(fail)?.next().is_some() {
        let message = format!("{} is not empty", directory.display());
        return Err(Failure::refused(
            "dir",
            message,
            "name a new directory, or serve the old one: subrosa-intake serve --config DIR/intake.toml",
        ));
    }
    Ok(())
}

/// The desk's program, beside this one.
fn desk_program() -> Result<PathBuf, Failure> {
    let here = std::env::current_exe().map_err(|error| Failure::machine("program", error))?;
    let desk = here.with_file_name("subrosa-desk");
    if desk.exists() {
        Ok(desk)
    } else {
        Err(Failure::machine("program", "subrosa-desk does not lie beside subrosa-intake"))
    }
}

struct Desk {
    program: PathBuf,
    directory: PathBuf,
}

impl Desk {
    fn run(&self, arguments: &[&str]) -> Result<Value, Failure> {
        let output = Command::new(&self.program)
            .arg("--case")
            .arg(self.directory.join("case"))
            .arg("--passphrase-file")
            .arg(self.directory.join("passphrase"))
            .arg("--json")
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| Failure::machine("desk", error))?;
        if !output.status.success() {
            return Err(Failure::machine("desk", "subrosa-desk could not prepare the case"));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| Failure::machine("desk", error))
    }
}

fn passphrase() -> Result<String, Failure> {
    let list = subrosa_tip::words::list();
    let mut words = Vec::with_capacity(PASSPHRASE_WORDS);
    for _ in 0..PASSPHRASE_WORDS {
        let number = subrosa_tip::random::<8>().map_err(|error| Failure::machine("random", error))?;
        // 2^64 is so much larger than 7,776 that the remainder is as good as even.
        let index = (u64::from_be_bytes(number) % list.len() as u64) as usize;
        words.extend(list.get(index).copied());
    }
    Ok(words.join(" "))
}

fn write_certificate(directory: &Path) -> Result<(), Failure> {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).map_err(|error| Failure::machine("certificate", error))?;
    write_durably(&directory.join("certificate.pem"), made.cert.pem().as_bytes())?;
    write_durably(&directory.join("key.pem"), made.signing_key.serialize_pem().as_bytes())?;
    Ok(())
}

fn configuration(root: &str, listen: SocketAddr) -> String {
    format!(
        "# Written by `subrosa-intake demo`, to throw away.\n\
         demo = true\nname = \"The Demo Courier\"\ndata = \"data\"\nlisten = \"{listen}\"\n\n\
         [tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n\n\
         [ring]\nfile = \"ring.json\"\nroot = \"{root}\"\n\n\
         # A demo shows what was sent, and nothing else.\n[decoys]\nper_day = 0\n"
    )
}

fn places(directory: &Path, listen: SocketAddr) -> Value {
    json!({
        "form": format!("https://{listen}/"),
        "case": directory.join("case"),
        "passphrase_file": directory.join("passphrase"),
        "config": directory.join("intake.toml"),
    })
}

/// With the programs' whole paths: a newcomer has neither on the search path.
fn instructions(directory: &Path, listen: SocketAddr, desk: &Path) -> String {
    let (dir, intake) = (directory.display(), desk.with_file_name("subrosa-intake"));
    let (intake, desk) = (intake.display(), desk.display());
    format!(
        "form             https://{listen}/\n\
         case             {dir}/case\n\
         passphrase file  {dir}/passphrase (throw-away: a real one is typed, not stored)\n\n\
         The certificate is self-signed: the browser asks once. Send a tip, then in another terminal:\n\n  \
         {intake} export --config {dir}/intake.toml --to {dir}/out\n  \
         {desk} --case {dir}/case --passphrase-file {dir}/passphrase import {dir}/out/bag-000001.tar\n  \
         {desk} --case {dir}/case --passphrase-file {dir}/passphrase show T1\n\n\
         Ctrl-C stops the form."
    )
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
