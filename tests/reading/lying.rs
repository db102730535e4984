//! Hostile and lying documents among good ones: each is read or named, in bounds, and
//! the rest of the folder comes in. `hostile.py` writes them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::{fixture, probe, read, text, values};
use crate::harness::{Desk, Folder, tools};

/// The documents of `hostile.py`.
fn documents(folder: &Folder) -> PathBuf {
    let path = folder.join("documents");
    std::fs::create_dir(&path).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/reading/hostile.py");
    tools::run(Command::new("python3").arg(script).arg(&path).arg(fixture("")));
    path
}

fn notes(reading: &Value) -> String {
    reading["notes"].to_string()
}

#[test]
fn every_failure_in_a_folder_is_named_and_the_rest_is_imported() {
    let folder = Folder::new();
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    let path = documents(&folder);
    for name in ["encrypted.docx", "encrypted.xlsx", "encrypted.pdf", "bomb.zip"] {
        std::fs::copy(fixture(name), path.join(name)).unwrap();
    }
    let added = desk.run(&["corpus", "add", path.to_str().unwrap()]);
    let answer = added.expect(3);
    let named = |entry: &Value| {
        let path = entry["path"].as_str().unwrap();
        path.rsplit_once("/documents/").map_or(path, |(_, name)| name).to_owned()
    };
    let entries = answer["failed"].as_array().unwrap().iter();
    let failed: BTreeMap<String, &str> = entries.map(|entry| (named(entry), entry["code"].as_str().unwrap())).collect();
    let deepest = format!("nested-12.zip{}", "/inner.zip".repeat(8));
    let expected = [
        ("bomb.zip", "bomb"),
        ("encrypted.docx", "encrypted"),
        ("encrypted.pdf", "encrypted"),
        ("encrypted.xlsx", "encrypted"),
        ("entities.docx", "bomb"),
        ("entities.odt", "bomb"),
        ("overlapping.zip", "bomb"),
        ("password-whole.odt", "encrypted"),
        ("password.odt", "encrypted"),
        (deepest.as_str(), "too-deep"),
    ];
    for (name, code) in expected {
        assert_eq!(failed.get(name), Some(&code), "{name}: {failed:#?}");
    }
    // Four archives of 30 MB each: the first fits the file's measure, the others not.
    let bombs = (0..4).filter(|number| failed.get(&format!("bombs.zip/{number}.zip")) == Some(&"bomb")).count();
    assert_eq!(bombs, 3, "{failed:#?}");
    // The zeros that came out of the overlapping entries before the measure was full.
    let explained = |name: &str| {
        expected.iter().any(|(hostile, _)| name == *hostile)
            || name.starts_with("overlapping.zip/")
            || name.starts_with("bombs.zip/")
    };
    let others: Vec<_> = failed.iter().filter(|(name, _)| !explained(name)).collect();
    assert!(others.is_empty(), "{others:#?}");
    let added: Vec<String> = answer["added"].as_array().unwrap().iter().map(named).collect();
    for name in ["good.txt", "pages.pdf", "deep.docx", "deep.odt", "pdf.txt", "html.pdf", "zip.jpg", "cut.heic"] {
        assert!(added.iter().any(|path| path == name), "{name}: {added:#?}");
    }
    // Nested no deeper than is opened: the control.
    assert!(added.iter().any(|path| path == "nested-3.zip/inner.zip/inner.zip/letter.txt"), "{added:#?}");
    let hits = desk.run(&["search", "quartermaster"]);
    assert!(!hits.expect(0)["hits"].as_array().unwrap().is_empty(), "the good one is found");
    desk.run(&["case", "verify"]).expect(0);
}

#[test]
fn ten_thousand_pages_are_read_and_what_the_time_does_not_allow_is_named() {
    let folder = Folder::new();
    let path = documents(&folder).join("pages.pdf");
    let whole = probe(&["read", path.to_str().unwrap()]);
    assert_eq!((whole["parts"].as_array().unwrap().len(), notes(&whole)), (10_000, "[]".into()));
    assert!(text(&whole).ends_with("Page 10000 of the fictional log."));
    // How far it comes in so little time is the machine's; that it is said is not.
    let cut = probe(&["read", path.to_str().unwrap(), "milliseconds=250"]);
    let said = notes(&cut).contains("to 10000 were not read: no time was left");
    assert!(said || cut["error"] == "worker-timeout" || notes(&cut) == "[]", "{} {}", cut["error"], notes(&cut));
    let little = probe(&["read", path.to_str().unwrap(), "memory=134217728"]);
    assert_eq!(little["parts"].as_array().unwrap().len(), 10_000, "128 MiB are enough");
}

#[test]
fn what_a_document_is_follows_from_its_bytes_and_not_from_its_name() {
    let folder = Folder::new();
    let path = documents(&folder);
    let format = |name: &str| probe(&["read", path.join(name).to_str().unwrap()])["format"].clone();
    assert_eq!(format("pdf.txt"), "pdf");
    assert_eq!(format("html.pdf"), "html");
    assert_eq!(format("zip.jpg"), "zip");
    assert_eq!(format("stored.zip"), "zip", "the PDF that it holds is not the file");
}

#[test]
fn damage_costs_what_is_damaged_and_is_said() {
    let folder = Folder::new();
    let path = documents(&folder);
    let read_there = |name: &str| probe(&["read", path.join(name).to_str().unwrap()]);
    for name in ["cut.heic", "long-box.heic", "zero-box.heic"] {
        let reading = read_there(name);
        assert_eq!(reading["format"], "heic", "{name}");
        assert!(notes(&reading).contains("Exif data is damaged"), "{name}: {reading}");
    }
    assert_eq!(values(&read("picture.heic"), "exif.date-time-original").len(), 1, "the control");
    for name in ["cut.warc", "cut.warc.gz"] {
        let reading = read_there(name);
        assert_eq!((&reading["format"], reading["members"].as_array().unwrap().len()), (&"warc".into(), 0), "{name}");
        assert!(notes(&reading).contains("cut off or damaged"), "{name}: {reading}");
    }
    let half = read_there("half-utf8.txt");
    assert!(text(&half).starts_with("Die Brücke") && notes(&half).contains("no characters of UTF-8"), "{half}");
    assert!(text(&read_there("utf16-odd.txt")).starts_with("The lamps were counted twice."));
    let picture = read_there("damaged-picture.docx");
    assert!(text(&picture).contains("Frau Köhler asked"), "the text is worth more than a picture in it: {picture}");
    assert!(notes(&picture).contains("1 files in it are damaged"), "{picture}");
    let twice = read_there("twice.zip");
    assert!(notes(&twice).contains("name of another one"), "{twice}");
    assert_eq!(notes(&read("papers.zip")), "[]", "the control");
    assert!(
        notes(&read_there("xmp.png")).contains("XMP data is damaged"),
        "a hundred thousand levels are not followed"
    );
}

#[test]
fn no_text_is_read_twice_torn_or_left_out() {
    let folder = Folder::new();
    let path = documents(&folder);
    let read_there = |name: &str| probe(&["read", path.join(name).to_str().unwrap()]);
    let boxed = read_there("box.docx");
    assert_eq!(text(&boxed).matches("in the box").count(), 1, "a text box has a copy for old programs");
    assert_eq!(super::part(&boxed, "text").matches("moved").count(), 1, "what was moved stands where it is now");
    let noted = read_there("note.odt");
    assert!(text(&noted).contains("The lamp was lit."), "a note tears no sentence: {noted}");
    assert!(super::part(&noted, "notes").contains("a small one"), "{noted}");
    let more = read_there("page-says-more.eml");
    assert!(super::part(&more, "body as a page").contains("The quartermaster signed."), "{more}");
    assert_eq!(text(&read_there("page-says-the-same.eml")).matches("See the page.").count(), 1, "the control");
}

#[test]
fn lines_from_right_to_left_are_read_as_they_were_typed() {
    for name in ["right-to-left-libreoffice.pdf", "right-to-left-chromium.pdf"] {
        let lines = text(&read(name));
        assert!(lines.contains("הגשר נסגר ב-6 במאי 2024 על ידי Elm Council (זמנית)."), "{name}: {lines}");
        assert!(lines.contains("الجسر في 6 مايو 2024 لأسباب مجهولة."), "{name}: {lines}");
        assert!(lines.contains("The word שלום עולם means peace."), "{name}: {lines}");
    }
}
