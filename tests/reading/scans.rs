//! Pages that are pictures: read where tesseract is, said where it is not, and a
//! tesseract that was taken over can do nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::fixture;
use crate::harness::{Answer, Desk, Folder, ask, tools};

const PROBE: &str = env!("CARGO_BIN_EXE_subrosa-reader-probe");

fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    desk
}

/// Adds a scan, with nothing but `path` to find programs in.
fn add(desk: &Desk, name: &str, path: &Path) -> Answer {
    let mut command = desk.command();
    ask(command.args(["corpus", "add", fixture(name).to_str().unwrap()]).env("PATH", path))
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
    let (desk, empty) = (desk(&folder), folder.join("empty"));
    fs::create_dir(&empty).unwrap();
    let answer = add(&desk, "scan.pdf", &empty);
    let notes = answer.expect(0)["added"][0]["notes"].to_string();
    assert!(notes.contains("pages 1 to 2 were not read: tesseract is not installed"), "{notes}");
    assert!(answer.stderr.contains("apt install tesseract-ocr"), "{}", answer.stderr);
    assert!(hits(&desk, "Juniper").is_empty());
}

#[test]
fn a_tesseract_that_a_picture_took_over_can_do_nothing() {
    let folder = Folder::new();
    let (desk, programs) = (desk(&folder), folder.join("programs"));
    fs::create_dir(&programs).unwrap();
    let planted = programs.join("tesseract");
    fs::copy(PROBE, &planted).unwrap();
    let outside = tools::run(Command::new(&planted).args(["stdin", "stdout"])).stdout;
    let outside = String::from_utf8(outside).unwrap();
    assert_eq!((outside.matches("done").count(), outside.matches("refused").count()), (8, 0), "the control: {outside}");
    add(&desk, "scan.png", &programs).expect(0);
    let found = hits(&desk, "refused");
    let text = found.first().map(|hit| hit["passage"]["text"].as_str().unwrap()).unwrap_or_default();
    assert_eq!((text.matches("done").count(), text.matches("refused").count()), (0, 8), "{text}");
}
