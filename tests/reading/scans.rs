//! Pages that are pictures: read where tesseract is, said where it is not, and a
//! tesseract that was taken over can do nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::fixture;
use crate::harness::{Answer, Desk, Folder, Form, Tip, ask, tools};

const PROBE: &str = env!("CARGO_BIN_EXE_subrosa-reader-probe");

fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    desk
}

/// Adds a scan, with nothing but `path` to find programs in.
fn add(desk: &Desk, name: &str, path: &Path) -> Answer {
    run(desk, path, &["corpus", "add", fixture(name).to_str().unwrap()])
}

fn run(desk: &Desk, path: &Path, words: &[&str]) -> Answer {
    ask(desk.command().args(words).env("PATH", path))
}

/// A folder without tesseract, and one with a program of that name: what it reads in a
/// picture is what was refused to it.
fn programs(folder: &Folder) -> (PathBuf, PathBuf) {
    let (empty, planted) = (folder.join("empty"), folder.join("programs"));
    fs::create_dir(&empty).unwrap();
    fs::create_dir(&planted).unwrap();
    fs::copy(PROBE, planted.join("tesseract")).unwrap();
    (empty, planted)
}

fn hits(desk: &Desk, query: &str) -> Vec<Value> {
    desk.run(&["search", query]).expect(0)["hits"].as_array().unwrap().clone()
}

#[test]
fn a_scanned_page_is_found_by_its_words_where_tesseract_is_installed() {
    if !tools::has("tesseract") {
        return;
    }
    for name in ["scan.pdf", "scan.png", "scan.tif"] {
        let folder = Folder::new();
        let desk = desk(&folder);
        assert!(hits(&desk, "Juniper").is_empty(), "the control");
        let path = PathBuf::from(std::env::var_os("PATH").unwrap());
        add(&desk, name, &path).expect(0);
        let found = hits(&desk, "Juniper");
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        let passage = found[0]["passage"]["text"].as_str().unwrap();
        assert!(passage.contains("ninety thousand crowns in March"), "{name}: {passage}");
        let said = desk.say(&["inspect", "D1"]);
        let said = said.stdout + &said.stderr;
        assert!(said.contains("ocr: tesseract "), "{name}: {said}");
    }
}

#[test]
fn without_tesseract_a_scan_is_an_item_and_what_is_missing_is_said() {
    let folder = Folder::new();
    let (desk, (empty, _)) = (desk(&folder), programs(&folder));
    let answer = add(&desk, "scan.pdf", &empty);
    let notes = answer.expect(0)["added"][0]["notes"].to_string();
    assert!(notes.contains("pages 1 to 2 were not read: tesseract is not installed"), "{notes}");
    assert!(answer.stderr.contains("apt install tesseract-ocr"), "{}", answer.stderr);
    assert!(hits(&desk, "Juniper").is_empty());
}

#[test]
fn a_tesseract_that_a_picture_took_over_can_do_nothing() {
    let folder = Folder::new();
    let (desk, (_, programs)) = (desk(&folder), programs(&folder));
    let outside = tools::run(Command::new(programs.join("tesseract")).args(["stdin", "stdout"])).stdout;
    let outside = String::from_utf8(outside).unwrap();
    assert_eq!((outside.matches("done").count(), outside.matches("refused").count()), (8, 0), "the control: {outside}");
    add(&desk, "scan.png", &programs).expect(0);
    let found = hits(&desk, "refused");
    let text = found.first().map(|hit| hit["passage"]["text"].as_str().unwrap()).unwrap_or_default();
    assert_eq!((text.matches("done").count(), text.matches("refused").count()), (0, 8), "{text}");
}

#[test]
fn a_scan_that_came_while_tesseract_was_missing_is_read_when_it_is_added_again() {
    let folder = Folder::new();
    let (desk, (empty, planted)) = (desk(&folder), programs(&folder));
    let papers = folder.join("papers");
    fs::create_dir(&papers).unwrap();
    for name in ["scan.png", "scan.tif", "scan-attached.pdf"] {
        fs::copy(fixture(name), papers.join(name)).unwrap();
    }
    tools::run(Command::new("tar").arg("-C").arg(fixture("")).arg("-cf").arg(papers.join("z.tar")).arg("scan.png"));
    let add = |path: &Path| run(&desk, path, &["corpus", "add", papers.to_str().unwrap()]);
    let length = |answer: &Value, key: &str| answer[key].as_array().unwrap().len();
    assert_eq!(length(add(&empty).expect(0), "added"), 6);
    // D1 a PDF of pictures, D2 the list attached to it, D3 a picture, D4 another, D5 an
    // archive, D6 the picture in it.
    let not_read =
        || ["D1", "D2", "D3", "D4", "D5", "D6"].map(|name| desk.run(&["inspect", name]).expect(0)["not_read"].clone());
    let (unread, read) = (Value::from("no-tesseract"), Value::Null);
    assert_eq!(not_read(), [&unread, &read, &unread, &unread, &read, &unread].map(Clone::clone));
    assert!(desk.say(&["inspect", "D1"]).stderr.contains("not read: no tesseract"));
    let without = add(&empty);
    assert_eq!((length(without.expect(0), "added"), length(&without.json, "already")), (0, 4), "the control");
    desk.run(&["claim", "add", "The fictional lamps were paid for."]).expect(0);
    desk.run(&["link", "C1", "D4", "supports"]).expect(0);
    let with = add(&planted);
    let added = with.expect(0)["added"].as_array().unwrap();
    let names: Vec<&str> = added.iter().map(|taken| taken["id"].as_str().unwrap()).collect();
    assert_eq!((names, length(&with.json, "already")), (vec!["D1", "D3", "D6"], 1), "{with:#?}");
    assert!(with.stderr.contains("D4: its pictures stay unread, because evidence points at its text"), "{with:#?}");
    assert_eq!(not_read(), [&read, &read, &read, &unread, &read, &read].map(Clone::clone));
    assert!(!hits(&desk, "refused").is_empty(), "and what was read is found");
    let again = add(&planted);
    assert_eq!((length(again.expect(0), "added"), length(&again.json, "already")), (0, 4), "once is enough");
    // What is attached was there already.
    desk.run(&["inspect", "D7"]).expect_error(2, "unknown-id");
    assert_eq!(desk.run(&["case", "verify"]).expect(0)["ok"], true);
}

#[test]
fn a_scan_that_came_with_a_tip_while_tesseract_was_missing_is_read_once_it_is_there() {
    let folder = Folder::new();
    let (empty, planted) = programs(&folder);
    let mut form = Form::start();
    let picture = fs::read(fixture("scan.png")).unwrap();
    form.send(&Tip::new().message("a picture of fiction").file("scan.png", picture));
    let bag = form.export().path;
    form.stop();
    let desk = form.desk();
    run(&desk, &empty, &["import", bag.to_str().unwrap()]).expect(0);
    let found = |path: &Path| run(&desk, path, &["search", "refused"]).expect(0)["hits"].as_array().unwrap().len();
    assert_eq!(found(&empty), 0, "the control");
    assert_eq!(desk.run(&["log", "verify"]).expect(0)["ok"], true);
    assert_eq!(found(&planted), 1);
    let log = desk.run(&["log", "show", "T1/F1"]).expect(0)["entries"].to_string();
    assert!(log.contains("read-again") && !log.contains("sha256"), "no hash of what can be forgotten: {log}");
}
