//! Documents come into the case once, whatever happens on the way, and are found.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::programs::program;
use crate::harness::{Answer, Desk, Folder, Random, ask};

const DOCUMENTS: usize = 60;

/// An empty case of its own.
fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    desk
}

/// A folder of invented documents, each with a word of its own.
fn documents(folder: &Folder) -> PathBuf {
    let path = folder.join("documents");
    fs::create_dir(&path).unwrap();
    for number in 0..DOCUMENTS {
        let text = format!("The fictional harbour office filed paper number{number} about its lamps.\n\n").repeat(50);
        fs::write(path.join(format!("{number:03}.txt")), text).unwrap();
    }
    path
}

fn add(desk: &Desk, path: &Path) -> Answer {
    desk.run(&["corpus", "add", path.to_str().unwrap()])
}

fn count(answer: &Value, key: &str) -> usize {
    answer[key].as_array().unwrap().len()
}

/// Every document is there once, by a word of its own; the case is whole.
fn expect_once(desk: &Desk) {
    let mut lines: Vec<String> = (0..DOCUMENTS).map(|n| format!("search number{n} --limit 1000")).collect();
    lines.extend([format!("inspect D{DOCUMENTS}"), format!("inspect D{}", DOCUMENTS + 1)]);
    lines.extend(["case verify".into(), "log verify".into()]);
    let answers = desk.batch(&lines);
    for (number, answer) in answers[..DOCUMENTS].iter().enumerate() {
        let mut items: Vec<_> =
            answer["hits"].as_array().unwrap().iter().map(|hit| hit["item"].as_str().unwrap()).collect();
        items.dedup();
        items.sort_unstable();
        items.dedup();
        assert_eq!(items.len(), 1, "number{number} is in one document: {items:?}");
    }
    let codes: Vec<_> = answers[DOCUMENTS..].iter().map(|answer| &answer["exit"]).collect();
    assert_eq!(codes, [0, 2, 0, 0], "none more, and all is whole");
}

#[test]
fn a_folders_import_that_is_killed_is_finished_by_the_next_and_nothing_is_there_twice() {
    let folder = Folder::new();
    let path = documents(&folder);
    let whole = {
        let control = Folder::new();
        let (desk, started) = (desk(&control), Instant::now());
        assert_eq!(count(add(&desk, &path).expect(0), "added"), DOCUMENTS);
        expect_once(&desk);
        started.elapsed()
    };
    let (mut random, mut at_work, mut in_part) = (Random::seeded(11), 0, 0);
    for round in 0..6 {
        let folder = Folder::new();
        let desk = desk(&folder);
        let mut command = desk.command();
        command.args(["corpus", "add", path.to_str().unwrap()]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(whole * round / 8 + Duration::from_millis(random.below(60)));
        at_work += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let answer = add(&desk, &path);
        let (new, already) = (count(answer.expect(0), "added"), count(&answer.json, "already"));
        assert_eq!(new + already, DOCUMENTS, "{answer:#?}");
        in_part += usize::from(new > 0 && already > 0);
        expect_once(&desk);
        assert_eq!(count(add(&desk, &path).expect(0), "already"), DOCUMENTS, "and the next adds none");
    }
    assert!(at_work >= 3 && in_part >= 1, "{at_work} killed at work, {in_part} in the middle");
}

#[test]
fn an_unreadable_document_is_named_and_the_rest_is_in() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let path = folder.join("mixed");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("a.txt"), "The first paper of the fictional harbour.").unwrap();
    fs::write(path.join("b.bin"), Random::seeded(3).bytes(5_000)).unwrap();
    fs::write(path.join("c.txt"), "The last paper of the fictional harbour.").unwrap();
    let answer = add(&desk, &path);
    answer.expect(3);
    assert_eq!((count(&answer.json, "added"), count(&answer.json, "failed")), (2, 1));
    let failed = &answer.json["failed"][0];
    assert!(failed["path"].as_str().unwrap().ends_with("b.bin") && failed["reason"].is_string(), "{failed}");
    assert!(answer.stderr.contains("b.bin"), "{}", answer.stderr);
    assert_eq!(desk.run(&["search", "paper"]).expect(0)["hits"].as_array().unwrap().len(), 2);
    desk.run(&["corpus", "add", "/nowhere/at/all"]).expect_error(2, "no-such-file");
    desk.run(&["corpus", "add", path.to_str().unwrap(), "--source", "S9"]).expect_error(2, "unknown-source");
    desk.run(&["corpus", "add", path.to_str().unwrap(), "--standing", "public"]).expect_error(1, "public-needs-origin");
    desk.run(&["search", "…"]).expect_error(2, "query");
    desk.run(&["inspect", "D9"]).expect_error(2, "unknown-id");
}

#[test]
fn what_a_document_is_said_to_be_decides_its_standing_and_what_finds_it() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let text = "Мост закрыли. The bridge 🌉 was closed in March.";
    let file = folder.write("paper.txt", text.as_bytes());
    let added = desk.run(&[
        "corpus",
        "add",
        file.to_str().unwrap(),
        "--kind",
        "press",
        "--url",
        "https://gazette.example/1",
        "--published",
        "2026-03-02",
    ]);
    let item = &added.expect(0)["added"][0];
    let expected = json!(["D1", "text", null, "public"]);
    assert_eq!(json!([item["id"], item["type"], item["source"], item["standing"]]), expected);
    let hits = |arguments: &[&str]| {
        let answer = desk.run(&[&["search", "bridges"], arguments].concat());
        answer.expect(0)["hits"].as_array().unwrap().clone()
    };
    let hit = &hits(&[])[0];
    let (start, end) = (hit["passage"]["start"].as_u64().unwrap(), hit["passage"]["end"].as_u64().unwrap());
    let shown: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!((&json!(shown), &hit["item"]), (&hit["passage"]["text"], &json!("D1")));
    assert_eq!(hits(&["--kind", "press", "--before", "2026-03-03", "--in", "corpus"]).len(), 1);
    for nothing in [["--kind", "social"], ["--before", "2026-03-02"], ["--in", "tips"]] {
        assert!(hits(&nothing).is_empty(), "{nothing:?}");
    }
    let known = desk.run(&["inspect", "D1"]).expect(0).clone();
    assert_eq!(
        (&known["url"], &known["characters"]),
        (&json!("https://gazette.example/1"), &json!(text.chars().count()))
    );
    // A program that is only asked for help opens nothing.
    assert_eq!(ask(std::process::Command::new(program("subrosa-desk")).args(["search", "--help"])).exit, Some(0));
}

#[test]
fn a_damaged_index_is_named_by_case_verify_made_anew_and_whole_afterwards() {
    let folder = Folder::new();
    let desk = desk(&folder);
    assert_eq!(desk.run(&["case", "verify"]).expect(0)["index"], "none");
    let path = documents(&folder);
    add(&desk, &path).expect(0);
    assert_eq!(desk.run(&["case", "verify"]).expect(0)["index"], "whole", "the control");
    let index = folder.join("case/index.db");
    let whole = fs::read(&index).unwrap();
    // A page that no search asks for is damage too.
    for page in [1, 5, whole.len() / 4096 - 1] {
        let mut altered = fs::read(&index).unwrap();
        altered[page * 4096 + 99] ^= 1;
        fs::write(&index, altered).unwrap();
        let answer = desk.run(&["case", "verify"]);
        answer.expect(3);
        let damage = answer.json["damage"][0].as_str().unwrap();
        assert!(damage.starts_with("index.db: ") && answer.stderr.contains("made anew"), "{answer:#?}");
        assert_eq!((&answer.json["ok"], &answer.json["index"]), (&json!(false), &json!("made anew")));
        assert_eq!(desk.run(&["case", "verify"]).expect(0)["index"], "whole");
    }
    expect_once(&desk);
}

#[test]
fn hostile_queries_are_answered_or_refused_by_name() {
    let folder = Folder::new();
    let desk = desk(&folder);
    add(&desk, &documents(&folder)).expect(0);
    let prefixes: String = (0..2_000).map(|number| format!("w{number}* ")).collect();
    let words: String = (0..2_000).map(|number| format!("w{number} ")).collect();
    for long in [&prefixes, &words, &"x".repeat(100_000)] {
        let began = Instant::now();
        desk.run(&["search", long]).expect_error(2, "query");
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    for query in ["the the the about its", "\"harbour office", "lamps \" \" \"", "item:1 OR *:*", "a* b* c* d*"] {
        desk.run(&["search", query]).expect(0);
    }
    let answer = desk.run(&["search", "\"fictional harbour"]);
    assert_eq!(count(answer.expect(0), "hits"), 20, "the control: it finds");
}

#[test]
fn a_folder_of_links_pipes_and_holes_stops_nothing() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let path = folder.join("odd");
    fs::create_dir(&path).unwrap();
    std::os::unix::fs::symlink(&path, path.join("loop")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", path.join("out")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path.join("pipe")).status().unwrap().success());
    // As long as it says, on no disk.
    fs::File::create(path.join("holes")).unwrap().set_len(20 << 30).unwrap();
    fs::write(path.join("paper.txt"), "The one paper of the fictional harbour.").unwrap();
    let answer = add(&desk, &path);
    answer.expect(3);
    let counts = ["added", "failed", "skipped"].map(|key| count(&answer.json, key));
    assert_eq!(counts, [1, 1, 3], "{answer:#?}");
    assert!(answer.json["failed"][0]["reason"].as_str().unwrap().contains("longer"), "{answer:#?}");
}
