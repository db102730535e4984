//! The acts of editors that the gate asks for, as scripts call them.

mod answered;
mod held;
mod refused;
mod signed;

use std::fs;

use serde_json::Value;

use super::{batch, desk, path};
use crate::case::Editor;
use crate::failure::{Exit, Failure};
use crate::fixture::{Desk, Folder, Server};

/// Runs a line with the quoting of `batch`. Where a line names FOLDER, it is the test's.
fn said(desk: &mut Desk, line: &str) -> Result<Value, Failure> {
    let folder = desk.folder.path().display().to_string();
    let words = shell_words::split(&line.replace("FOLDER", &folder)).unwrap();
    batch::answer(&mut desk.case, &Editor::default(), &words).map(|output| output.json().clone())
}

fn line(desk: &mut Desk, line: &str) -> Value {
    said(desk, line).unwrap_or_else(|failure| panic!("{line}: {failure:?}"))
}

/// The code of a refusal; the case's rows and head are what they were.
fn refusal(desk: &mut Desk, line: &str) -> (Exit, &'static str) {
    let before = everything(desk);
    let failure = said(desk, line).map(|value| panic!("{line}: {value}")).unwrap_err();
    assert!(everything(desk) == before, "{line} changed something");
    (failure.exit, failure.code)
}

/// Every row of every table, the custody log with its head among them.
fn everything(desk: &Desk) -> Vec<String> {
    let db = desk.case.db();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let mut select = db.prepare(tables).unwrap();
    let names: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    names.iter().flat_map(|name| rows(desk, name)).collect()
}

fn rows(desk: &Desk, table: &str) -> Vec<String> {
    let mut select = desk.case.db().prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = select.column_count();
    let read = |row: &rusqlite::Row<'_>| {
        let cells: Vec<_> = (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
        Ok(format!("{table}: {}", cells.join(" ")))
    };
    select.query_map([], read).unwrap().map(Result::unwrap).collect()
}

const PAPER: &str = "The fictional winch of Dock Nine was greased in May. Nobody checked the brake. The foreman said \
    that it was sound, and the yard wrote so in its book.";
const TALK: &str = "I saw the winch slip twice. It was in the night. Please do not say that I told you of the book.";

/// Two tips (T1, T2), a document (D1), a conversation (I1), a circle (K1), editors Ada and
/// Bea with keys, and C1, which Cleo entered.
fn yard() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    for (name, words) in [("paper.txt", PAPER), ("talk.txt", TALK), ("letter.txt", "Dear Otto Brand, is it so?")] {
        fs::write(desk.folder.path().join(name), words).unwrap();
    }
    fs::write(desk.folder.path().join("answer.txt"), "The brake was sound.").unwrap();
    for text in [
        "corpus add FOLDER/paper.txt",
        "source add 'Yard Office' --kind institution",
        "interview add S3 --day 2026-11-20 --text-file FOLDER/talk.txt --terms on-record",
        "circle add 'night shift' --people 30",
        "editor add Ada --key-out FOLDER/ada.pem",
        "editor add Bea --key-out FOLDER/bea.pem",
        "claim add 'The winch of Dock Nine slipped.' --from T1 --accuses 'Otto Brand' --circle K1 --as Cleo",
    ] {
        line(&mut desk, text);
    }
    (desk, server, folder)
}

/// What `claim show` says of the newest sign-off of C1.
fn signoff(desk: &mut Desk) -> Value {
    line(desk, "claim show C1")["signoffs"].as_array().unwrap().last().unwrap().clone()
}
