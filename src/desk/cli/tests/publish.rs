//! `publish`, `correct` and `retract`, as scripts call them.

mod changed;
mod hunted;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{desk, line, path, said};
use crate::case::Record;
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server};

/// The code with which a line is refused.
fn wrong(desk: &mut Desk, line: &str) -> (Exit, String) {
    let (exit, value) = said(desk, line);
    assert_ne!(exit, Exit::Done, "{line}: {value}");
    (exit, value["code"].as_str().unwrap_or_default().to_owned())
}

/// Writes rows as another command will; `?1` is the entry.
fn rows(desk: &mut Desk, sql: &str) {
    let id = desk.case.desk_id().unwrap();
    let act = desk.case.begin().unwrap();
    let entry = act.next_entry().unwrap();
    act.db().execute(sql, [entry]).unwrap_or_else(|error| panic!("{sql}: {error}"));
    act.commit(Record::new("test", id)).unwrap();
}

/// An editor who did not enter them signs claims as they are now.
fn sign(desk: &mut Desk, claims: &[&str]) {
    let key = desk.folder.path().join("Quorra.pem");
    let key = key.display();
    if !desk.folder.path().join("Quorra.pem").exists() {
        line(desk, &format!("editor add 'Quorra Editorname' --key-out '{key}'"));
    }
    for claim in claims {
        line(desk, &format!("signoff {claim} --as 'Quorra Editorname' --key '{key}'"));
    }
}

const PAPERS: [&str; 2] = [
    "Nobody crossed on Tuesday, clerks of the harbour wrote. The Anselm bridge stayed shut until the evening. The \
     ferry took four hundred people instead.",
    "Barriers stand before the bridge on every picture from the quay. “The lamps will be hung by May,” the mayor said.",
];
const DRAFT: &str = "# The bridge that nobody crossed\n\nThe Anselm bridge was closed on 3 March {C1}. \
    “The lamps will be hung by May,” the mayor said {C2}.\n\n## What it means\n\nNobody hung a lamp.\n";

/// Two claims that may be printed, with two open papers each. T1 and T2 lie beside them.
fn printable() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    papers(&mut desk, &folder);
    line(&mut desk, "claim add 'The Anselm bridge was closed on 3 March.' --day 2026-03-03");
    line(&mut desk, "claim add 'The mayor promised lamps by May.' --day 2026-03-03");
    for claim in ["C1", "C2"] {
        line(&mut desk, &format!("link {claim} D1:56-109 supports --source S3 --basis first-hand"));
        line(&mut desk, &format!("link {claim} D2:0-64 supports --source S4 --basis first-hand"));
        line(&mut desk, &format!("assess {claim} --credibility 2 --label probable"));
    }
    sign(&mut desk, &["C1", "C2"]);
    fs::write(path(&folder, "draft.md"), DRAFT).unwrap();
    (desk, server, folder)
}

fn papers(desk: &mut Desk, folder: &Folder) {
    for (place, words) in PAPERS.iter().enumerate() {
        let (number, file) = (place + 1, path(folder, &format!("paper{}.txt", place + 1)));
        fs::write(&file, words).unwrap();
        line(desk, &format!("corpus add '{file}' --url https://paper{number}.example/1 --published 2026-03-04"));
        line(desk, &format!("source add 'Fictional paper {number}' --kind outlet --reliability B"));
    }
}

/// Publishes the draft of the folder.
fn publish(desk: &mut Desk, folder: &Folder, out: &str) -> (Exit, Value) {
    let (draft, out) = (path(folder, "draft.md"), path(folder, out));
    let imprint = "--publisher 'The Fictional Lantern' --corrections https://lantern.example/tell-us";
    said(desk, &format!("publish --draft '{draft}' --out '{out}' {imprint} --address https://lantern.example/bridge"))
}

fn published(desk: &mut Desk, folder: &Folder, out: &str) -> (Value, BTreeMap<String, Vec<u8>>) {
    sign(desk, &["C1", "C2"]);
    let (exit, value) = publish(desk, folder, out);
    assert_eq!(exit, Exit::Done, "{value}");
    (value, files(&folder.path().join(out)))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn page(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).unwrap()
}

#[test]
fn a_dossier_that_is_built_twice_is_the_same_to_the_byte_and_counts_once() {
    let (mut desk, _server, folder) = printable();
    let (first, one) = published(&mut desk, &folder, "one");
    assert_eq!((&first["dossier"], &first["again"]), (&json!(1), &json!(false)));
    let names: Vec<&String> = one.keys().collect();
    let expected = [
        "SHA256SUMS",
        "SHA256SUMS.minisig",
        "changes.html",
        "check.html",
        "dossier.json",
        "index.html",
        "minisign.pub",
    ];
    assert_eq!(names, expected);
    let (second, two) = published(&mut desk, &folder, "two");
    assert_eq!((&second["dossier"], &second["again"]), (&json!(1), &json!(true)));
    assert_eq!(one, two);
    let printed: Vec<u32> = {
        let mut select = desk.case.db().prepare("SELECT claim FROM publication WHERE until IS NULL").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    assert_eq!(printed, [1, 2]);
    // The control: one word more is another dossier, and its pages differ.
    fs::write(path(&folder, "draft.md"), format!("{DRAFT}\nNot one.\n")).unwrap();
    let (third, three) = published(&mut desk, &folder, "three");
    assert_eq!((&third["dossier"], &third["again"]), (&json!(2), &json!(false)));
    assert_ne!(one["index.html"], three["index.html"]);
    assert!(desk.case.verify_custody(None).is_ok() && desk.case.health().unwrap().damage.is_empty());
}

#[test]
fn pages_run_nothing_load_nothing_and_show_open_sources_with_the_hash_of_our_copy() {
    let (mut desk, _server, folder) = printable();
    let (_, files) = published(&mut desk, &folder, "out");
    for name in ["index.html", "changes.html", "check.html"] {
        let page = page(&files, name);
        let scripts = page.matches("<script").count() - page.matches("<script type=\"application/ld+json\">").count();
        let loads = ["<img", "<link", "<iframe", "src=", "url(", "@import", "style=\"", " onclick"];
        assert_eq!((scripts, loads.iter().find(|load| page.contains(**load))), (0, None), "{name}");
        assert!(page.contains("default-src 'none'; style-src 'sha256-") && page.contains("lang=\"en\""), "{name}");
    }
    let index = page(&files, "index.html");
    let hash: String = desk
        .case
        .db()
        .query_row("SELECT lower(hex(sha256)) FROM item WHERE name = 'D1'", [], |row| row.get(0))
        .unwrap();
    for shown in [
        &hash,
        "2 independent sources: Fictional paper 1 and Fictional paper 2.",
        "https://paper1.example/1",
        "<mark>The Anselm bridge stayed shut until the evening",
        "https://lantern.example/tell-us",
        "Probable",
    ] {
        assert!(index.contains(shown), "{shown}");
    }
}
