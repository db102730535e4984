//! Cases and vaults that earlier versions wrote open today.
//!
//! Each folder `vectors/issue-N` was written by `vectors/regenerate.sh` with the
//! programs of its time, and is never written again.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::programs::program;
use crate::harness::{Desk, Folder, Form, sha256, tools};

/// A frozen demo: `case/` with the first tips, `data/` with those and one more.
struct Frozen {
    folder: Folder,
    expected: Value,
}

fn frozen() -> Vec<(PathBuf, Frozen)> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let folders = fs::read_dir(vectors).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|path| path.join("expected.json").exists()).collect();
    folders.sort();
    folders.into_iter().map(|path| (path.clone(), unpack(&path))).collect()
}

fn unpack(from: &Path) -> Frozen {
    let folder = Folder::new();
    for archive in ["case.tar.gz", "vault.tar.gz"] {
        tools::run(Command::new("tar").arg("-xzf").arg(from.join(archive)).arg("-C").arg(folder.path()));
    }
    let expected = serde_json::from_slice(&fs::read(from.join("expected.json")).unwrap()).unwrap();
    Frozen { folder, expected }
}

impl Frozen {
    fn desk(&self) -> Desk {
        Desk::new(&self.folder.join("case"), &self.folder.join("passphrase"))
    }

    /// Every tip that was expected up to a number is there, word for word.
    fn expect_tips(&self, origin: &Path, count: usize) {
        let shown = self.desk().shown();
        assert_eq!(shown.len(), count, "{}", origin.display());
        for expected in &self.expected["tips"].as_array().unwrap()[..count] {
            let tip = shown.iter().find(|tip| tip["message"] == expected["message"]);
            let tip = tip.unwrap_or_else(|| panic!("{}: {expected}", origin.display()));
            for key in ["basis", "consent", "language"] {
                assert_eq!(tip[key], expected[key], "{}: {expected}", origin.display());
            }
            self.expect_files(tip, expected);
        }
    }

    fn expect_files(&self, tip: &Value, expected: &Value) {
        let (files, expected) = (tip["files"].as_array().unwrap(), expected["files"].as_array().unwrap());
        assert_eq!(files.len(), expected.len());
        for (file, expected) in files.iter().zip(expected) {
            assert_eq!(file["name"], expected["name"]);
            let to = self.folder.join("extracted");
            assert_eq!(sha256(&self.desk().extract(file["id"].as_str().unwrap(), &to)), expected["sha256"]);
            fs::remove_file(to).unwrap();
        }
    }
}

#[test]
fn a_case_of_every_earlier_version_opens_and_is_whole() {
    let frozen = frozen();
    assert!(!frozen.is_empty());
    for (origin, frozen) in frozen {
        let health = frozen.desk().run(&["case", "verify"]);
        assert_eq!(health.expect(0)["ok"], true, "{}", origin.display());
        frozen.expect_tips(&origin, frozen.expected["in_case"].as_u64().unwrap() as usize);
        assert_eq!(frozen.desk().run(&["log", "verify"]).expect(0)["ok"], true);
    }
}

#[test]
fn a_corpus_of_every_earlier_version_is_found_shown_and_kept() {
    let with_corpus = frozen().into_iter().filter(|(_, frozen)| frozen.expected.get("corpus").is_some());
    let mut seen = 0;
    for (origin, frozen) in with_corpus {
        let (desk, expected) = (frozen.desk(), &frozen.expected["corpus"]);
        for document in expected["documents"].as_array().unwrap() {
            let shown = desk.run(&["inspect", document["id"].as_str().unwrap()]).expect(0).clone();
            for (key, value) in document.as_object().unwrap() {
                assert_eq!(&shown[key], value, "{}: {key} of {document}", origin.display());
            }
        }
        assert_eq!(desk.run(&["inspect", "I1"]).expect(0)["terms"], expected["interview"], "{}", origin.display());
        let find = |query: &str| {
            let hits = desk.run(&["search", query]).expect(0)["hits"].clone();
            let items: BTreeSet<_> =
                hits.as_array().unwrap().iter().map(|hit| hit["item"].as_str().unwrap().to_owned()).collect();
            items
        };
        for search in expected["searches"].as_array().unwrap() {
            let items: BTreeSet<_> =
                search["items"].as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect();
            assert!(!items.is_empty(), "the control: each finds something");
            assert_eq!(find(search["query"].as_str().unwrap()), items, "{}: {search}", origin.display());
        }
        assert_eq!(desk.run(&["case", "verify"]).expect(0)["index"], "whole", "{}", origin.display());
        seen += 1;
    }
    assert!(seen > 0, "the control: there is one");
}

#[test]
fn a_ledger_of_every_earlier_version_says_what_it_said() {
    let with_ledger = frozen().into_iter().filter(|(_, frozen)| frozen.expected.get("ledger").is_some());
    let mut claims = 0;
    for (origin, frozen) in with_ledger {
        let (desk, expected) = (frozen.desk(), &frozen.expected["ledger"]);
        for claim in expected["claims"].as_array().unwrap() {
            let shown = desk.run(&["claim", "show", claim["id"].as_str().unwrap()]).expect(0).clone();
            for (key, value) in claim.as_object().unwrap() {
                assert_eq!(&shown[key], value, "{}: {key} of {}", origin.display(), claim["id"]);
            }
            claims += 1;
        }
        for (key, value) in expected["knew"].as_object().unwrap() {
            assert_eq!(&desk.run(&["knew"]).expect(0)[key], value, "{}: {key}", origin.display());
        }
    }
    assert!(claims > 0, "the control: there is one");
}

#[test]
fn the_gate_of_every_earlier_version_says_of_its_past_what_it_said() {
    let mut claims = 0;
    for (origin, frozen) in frozen().into_iter().filter(|(_, frozen)| frozen.expected.get("gate").is_some()) {
        let expected = &frozen.expected["gate"];
        let entry = expected["entry"].to_string();
        let judged = frozen.desk().run(&["gate", "--all", "--as-of", &entry]).json["claims"].clone();
        for (judged, expected) in judged.as_array().unwrap().iter().zip(expected["claims"].as_array().unwrap()) {
            let rules = judged["rules"].as_array().unwrap().iter().filter(|rule| rule["pass"] == false);
            let failed: Vec<_> = rules.map(|rule| rule["rule"].clone()).collect();
            let found = [&judged["claim"], &judged["verdict"], &serde_json::json!(failed)].map(Clone::clone);
            let then = [&expected["claim"], &expected["verdict"], &expected["failed"]].map(Clone::clone);
            assert_eq!(found, then, "{}", origin.display());
            claims += 1;
        }
    }
    assert!(claims > 0, "the control: there is one");
}

#[test]
fn a_case_of_an_earlier_version_is_opened_with_a_copy_of_before_beside_it() {
    let mut copied = 0;
    for (origin, frozen) in frozen() {
        let copies = || {
            let names = fs::read_dir(frozen.folder.join("case")).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_str().unwrap().starts_with("case.db.before-version-")).collect::<Vec<_>>()
        };
        assert!(copies().is_empty(), "the control: it was frozen without");
        let before = fs::read(frozen.folder.join("case/case.db")).unwrap();
        frozen.desk().run(&["tips"]).expect(0);
        let Some(copy) = copies().pop() else { continue };
        let copy = frozen.folder.join("case").join(copy);
        assert!(fs::read(&copy).unwrap() == before, "{}: it is what it was", origin.display());
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        frozen.desk().run(&["forget", "T1"]).expect(0);
        assert!(copies().is_empty(), "{}: what is forgotten is in no copy", origin.display());
        copied += 1;
    }
    assert!(copied >= 3, "the cases of issues 3, 4 and 5 are of earlier versions: {copied}");
}

#[test]
fn a_case_of_every_earlier_version_takes_claims_on_its_tips() {
    for (origin, frozen) in frozen() {
        let entered = frozen.desk().run(&["claim", "add", "The fictional weir was opened.", "--from", "T1"]);
        let claim = entered.expect(0)["id"].as_str().unwrap().to_owned();
        let lines = [
            format!("link {claim} T1 supports"),
            "source add 'Weir Observer' --kind outlet".to_owned(),
            format!("claim show {claim}"),
            "log verify".to_owned(),
        ];
        let answers = frozen.desk().batch(&lines);
        assert!(answers.iter().all(|answer| answer["exit"] == 0), "{}: {answers:#?}", origin.display());
        let tips = frozen.desk().run(&["tips"]);
        assert_eq!(answers[2]["evidence"][0]["source"], tips.expect(0)["tips"][0]["source"], "{}", origin.display());
        assert_eq!(frozen.desk().run(&["case", "verify"]).expect(0)["ok"], true);
    }
}

#[test]
fn a_vault_of_every_earlier_version_is_exported_and_its_bag_taken_up() {
    for (origin, frozen) in frozen() {
        let mut export = Command::new(program("subrosa-intake"));
        export.arg("export").arg("--config").arg(frozen.folder.join("intake.toml")).arg("--json");
        let exported = tools::run(export.arg("--to").arg(frozen.folder.join("out"))).stdout;
        let exported: Value = serde_json::from_slice(&exported).unwrap();
        let tips = frozen.expected["tips"].as_array().unwrap().len();
        // From issue 5 on the server has forgotten what the desk confirmed.
        let in_vault = frozen.expected["in_vault"].as_u64().unwrap_or(tips as u64);
        assert_eq!(exported["envelopes"], in_vault, "{}", origin.display());
        let arrival = frozen.desk().run(&["import", exported["bag"].as_str().unwrap()]);
        assert_eq!(arrival.expect(0)["gaps"], serde_json::json!([]), "{}", origin.display());
        let known = frozen.expected.get("known").unwrap_or(&frozen.expected["in_case"]);
        assert_eq!(&arrival.json["already"], known, "{}", origin.display());
        frozen.expect_tips(&origin, tips);
    }
}

#[test]
fn a_reply_of_every_earlier_version_is_read_with_its_codename() {
    let with_replies = frozen().into_iter().filter(|(_, frozen)| frozen.expected.get("codename").is_some());
    let mut read = 0;
    for (origin, frozen) in with_replies {
        let form = Form::from_demo(frozen.folder.path());
        let replies = form.read_all(frozen.expected["codename"].as_str().unwrap());
        assert_eq!(Value::from(replies), frozen.expected["replies"], "{}", origin.display());
        read += 1;
    }
    assert!(read > 0, "the control: there is one");
}
