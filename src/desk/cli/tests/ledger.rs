//! The commands of the ledger, as scripts call them.

mod claim_page;
mod evidence;
mod history;
mod refused;
mod sources;
mod tables;
mod work;

use std::fs;

use serde_json::Value;

use super::{desk, path, refused, run};
use crate::case::custody::Entry;
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server};

/// Runs a line with the quoting of `batch`.
pub(super) fn line(desk: &mut Desk, line: &str) -> Value {
    let words = shell_words::split(line).unwrap();
    run(desk, &words.iter().map(String::as_str).collect::<Vec<_>>())
        .unwrap_or_else(|failure| panic!("{line}: {failure:?}"))
}

pub(super) fn wrong(desk: &mut Desk, line: &str) -> (Exit, &'static str) {
    let words = shell_words::split(line).unwrap();
    refused(desk, &words.iter().map(String::as_str).collect::<Vec<_>>())
}

const PAPER: &str = "The fictional council of Anselm Bridge met on 2 March. It was raining, and the room was full \
    of people who had come about the lamps and about nothing else.\n\nThe clerk said that the bridge would be closed \
    on the next day. Nobody asked why, and the chair went on to the lamps, which were still not hung.\n\nThe harbour \
    office paid 1,500 crowns for the lamps. The chair thanked the harbour office, and the meeting ended after some \
    three quarters of an hour without a vote.";

/// A case with two tips, one document (D1), one claim (C1) and one open source (S3).
fn ledger() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    fs::write(path(&folder, "paper.txt"), PAPER).unwrap();
    line(
        &mut desk,
        &format!("corpus add '{}' --url https://gazette.example/1 --published 2026-03-03", path(&folder, "paper.txt")),
    );
    line(&mut desk, "claim add 'The bridge was closed on 3 March.' --from T1 --day 2026-03-03");
    line(&mut desk, "source add 'Harbour Gazette' --kind outlet --reliability B");
    (desk, server, folder)
}

/// A place in the paper.
fn place(words: &str) -> String {
    let start = PAPER.find(words).unwrap();
    format!("D1:{start}-{}", start + words.len())
}

fn actions(desk: &Desk) -> Vec<Entry> {
    desk.case.custody(None).unwrap().into_iter().map(|(entry, _)| entry).collect()
}
