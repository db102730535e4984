//! Inspections, decisions, keys and sheets, as scripts call them.

use std::fs;
use std::io::Cursor;

use serde_json::{Value, json};

use super::batch;
use crate::arrive::bag;
use crate::case::Editor;
use crate::failure::{Exit, Failure};
use crate::fixture::{self, Desk, Server};
use crate::output::Output;

const RFC_8463: &[u8] = include_bytes!("../../../tests/vectors/dkim/rfc8463-appendix-a.eml");
const RFC_KEYS: &str = include_str!("../../../tests/vectors/dkim/keys.tsv");

fn run(desk: &mut Desk, words: &[&str]) -> Result<Output, Failure> {
    let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
    batch::answer(&mut desk.case, &Editor::default(), &words)
}

fn done(desk: &mut Desk, words: &[&str]) -> Value {
    let output = run(desk, words).unwrap();
    assert_eq!(output.exit(), Exit::Done, "{words:?}");
    output.json().clone()
}

fn refused(desk: &mut Desk, words: &[&str]) -> (Exit, &'static str) {
    run(desk, words).map_err(|failure| (failure.exit, failure.code)).unwrap_err()
}

fn add(desk: &mut Desk, name: &str, content: &[u8]) {
    let path = desk.folder.path().join(name);
    fs::write(&path, content).unwrap();
    done(desk, &["corpus", "add", path.to_str().unwrap()]);
}

fn entries(desk: &Desk) -> u64 {
    desk.case.verify_custody(None).unwrap().entries
}

#[test]
fn an_email_and_one_inside_a_mailbox_show_their_signatures_once_the_keys_are_there() {
    let mut desk = fixture::case();
    let unix = String::from_utf8(RFC_8463.to_vec()).unwrap().replace("\r\n", "\n");
    add(&mut desk, "letter.eml", RFC_8463);
    add(&mut desk, "letters.mbox", format!("From x Mon Jul 14 00:00:00 2003\n{unix}\n").as_bytes());
    add(&mut desk, "paper.txt", b"A paper of fiction.");
    let member = done(&mut desk, &["inspect", "D2"])["members"][0].as_str().unwrap().to_owned();
    for name in ["D1", member.as_str()] {
        let seen = done(&mut desk, &["inspect", name]);
        assert_eq!((&seen["integrity"], &seen["dkim"]["state"]), (&json!("whole"), &json!("key-unknown")), "{seen}");
    }
    let keys = desk.folder.path().join("keys.tsv");
    fs::write(&keys, RFC_KEYS).unwrap();
    assert_eq!(done(&mut desk, &["dkim-keys", "add", keys.to_str().unwrap()])["added"], 3);
    assert_eq!(done(&mut desk, &["dkim-keys"])["sightings"], 3);
    for name in ["D1", member.as_str()] {
        let dkim = done(&mut desk, &["inspect", name])["dkim"].clone();
        // The example was signed years after the date that it states.
        assert_eq!(dkim["state"], "valid-with-warning", "{dkim}");
        assert_eq!(dkim["signatures"].as_array().unwrap().len(), 2);
        assert_eq!(dkim["signatures"][0]["domain"], "football.example.com");
        assert_eq!(dkim["signatures"][0]["warnings"][0]["code"], "times-contradict");
    }
    assert_eq!(done(&mut desk, &["inspect", "D1"])["dkim"]["signatures"][0]["algorithm"], "ed25519-sha256");
    let paper = done(&mut desk, &["log", "show", "D1"])["entries"].as_array().unwrap().len();
    assert_eq!(paper, 4, "added, and looked at three times");
    assert!(done(&mut desk, &["inspect", "D4"])["dkim"].is_null());
}

#[test]
fn an_inspection_is_logged_and_damaged_bytes_are_named() {
    let mut desk = fixture::case();
    add(&mut desk, "paper.txt", b"A paper of fiction.");
    let before = entries(&desk);
    assert_eq!(done(&mut desk, &["inspect", "D1"])["integrity"], "whole", "the control");
    assert_eq!(entries(&desk), before + 1);
    desk.case.db().execute("UPDATE content_part SET bytes = zeroblob(length(bytes))", []).unwrap();
    for words in [["inspect", "D1"], ["sheet", "D1"]] {
        let output = run(&mut desk, &words).unwrap();
        assert_eq!(output.exit(), Exit::Damaged, "{words:?}");
    }
    let shown = done(&mut desk, &["log", "show", "D1"]);
    let words: Vec<_> =
        shown["entries"].as_array().unwrap().iter().map(|entry| entry["words"].as_str().unwrap()).collect();
    assert!(words.iter().any(|words| words.contains("its bytes were damaged")), "{words:?}");
    let before = entries(&desk);
    let decide = ["authenticate", "D1", "--reason", "it was so"];
    assert_eq!(refused(&mut desk, &decide), (Exit::Damaged, "content-altered"), "of what did not come, nothing counts");
    assert_eq!(entries(&desk), before);
    assert_eq!(refused(&mut desk, &["inspect", "D9"]), (Exit::Usage, "unknown-id"));
    assert_eq!(refused(&mut desk, &["log", "show", "D9"]), (Exit::Usage, "unknown-id"));
}

#[test]
fn a_decision_is_a_persons_with_a_reason_and_is_kept_beside_the_next() {
    let mut desk = fixture::case();
    add(&mut desk, "paper.txt", b"A paper of fiction.");
    assert_eq!(done(&mut desk, &["inspect", "D1"])["authenticated"], json!([]), "never by itself");
    let before = entries(&desk);
    assert_eq!(refused(&mut desk, &["authenticate", "D1", "--reason", " "]), (Exit::Usage, "reason"));
    assert_eq!(refused(&mut desk, &["authenticate", "D9", "--reason", "x"]), (Exit::Usage, "unknown-id"));
    assert_eq!(entries(&desk), before, "nothing was kept");
    for reason in ["the council wrote so", "a second clerk knew it"] {
        done(&mut desk, &["authenticate", "D1", "--reason", reason]);
    }
    let seen = done(&mut desk, &["inspect", "D1"])["authenticated"].clone();
    assert_eq!(seen[0], json!({ "day": "2026-11-23", "by": "editor", "reason": "the council wrote so" }));
    assert_eq!(seen[1]["reason"], "a second clerk knew it");
    let log = format!("{:?}", desk.case.custody(None).unwrap());
    assert!(log.contains("authenticate") && !log.contains("council wrote"), "the reason stays out of the chain");
}

#[test]
fn forgetting_a_tip_erases_why_its_file_counted_as_genuine() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, [0; 32], &[(1, server.seal("words", &[("name", b"content of fiction")]))]);
    bag::import(&mut desk.case, Cursor::new(bag.bytes), |_, _| {}).unwrap();
    done(&mut desk, &["search", "fiction"]);
    done(&mut desk, &["authenticate", "T1/F1", "--reason", "zanzibar"]);
    let kept = |desk: &Desk| -> u64 {
        let count = "SELECT count(*) FROM authentication WHERE reason = 'zanzibar'";
        desk.case.db().query_row(count, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(kept(&desk), 1, "the control");
    done(&mut desk, &["forget", "T1"]);
    assert_eq!(kept(&desk), 0);
    let seen = done(&mut desk, &["inspect", "T1/F1"]);
    assert_eq!((&seen["integrity"], &seen["authenticated"][0]["reason"]), (&json!("erased"), &Value::Null));
    assert_eq!(refused(&mut desk, &["authenticate", "T1/F1", "--reason", "x"]), (Exit::Refused, "erased"));
}

/// As a case is whose items an earlier version took up.
#[test]
fn an_inspection_says_that_copies_were_never_compared() {
    let mut desk = fixture::case();
    let text = "The keeper of the fictional lamp of Vell wrote down each ship that passed in the night.";
    for name in ["one.txt", "two.txt"] {
        add(&mut desk, name, format!("{text}{}", if name == "two.txt" { " " } else { "" }).as_bytes());
    }
    let seen = |desk: &mut Desk| {
        let output = run(desk, &["inspect", "D1"]).unwrap();
        let count = output.json()["copies"].as_array().unwrap().len();
        (count, output.json()["copies_compared"].clone(), format!("{output:?}").contains("run `copies` first"))
    };
    assert_eq!(seen(&mut desk), (1, json!(true), false), "the control");
    let act = desk.case.begin().unwrap();
    act.db().execute_batch("DELETE FROM fingerprint; DELETE FROM fingerprinted").unwrap();
    act.commit(crate::case::Record::new("inspect", "test")).unwrap();
    assert_eq!(seen(&mut desk), (0, json!(false), true));
    done(&mut desk, &["copies"]);
    assert_eq!(seen(&mut desk), (1, json!(true), false));
}

#[test]
fn a_sheet_is_written_once_and_what_it_says_can_be_done() {
    let mut desk = fixture::case();
    add(&mut desk, "paper.txt", b"A paper of fiction.");
    let (page, copy) = (desk.folder.path().join("sheet.html"), desk.folder.path().join("copy"));
    done(&mut desk, &["sheet", "D1", "--html", page.to_str().unwrap()]);
    let html = fs::read_to_string(&page).unwrap();
    let head = hex::encode(desk.case.verify_custody(None).unwrap().head);
    assert!(html.contains(&head) && html.contains("extract D1 --to FILE"), "{html}");
    done(&mut desk, &["log", "verify", "--head", &head]);
    done(&mut desk, &["extract", "D1", "--to", copy.to_str().unwrap()]);
    assert_eq!(fs::read(&copy).unwrap(), b"A paper of fiction.");
    assert_eq!(refused(&mut desk, &["sheet", "D1", "--html", page.to_str().unwrap()]).0, Exit::Refused);
    assert_eq!(fs::read_to_string(&page).unwrap(), html);
}
