//! The custody log and the bytes of an item, after somebody had the case and its
//! passphrase in their hands.

use std::fs;

use serde_json::json;
use subrosa_desk::case::{Case, Editor};
use subrosa_desk::clock::Clock;

use super::*;
use crate::harness::copy;

/// Does this to the database of a case, as whoever has the passphrase can.
fn tamper(folder: &Folder, case: &str, sql: &str) {
    let case = Case::open(&folder.join(case), b"a passphrase of fiction", Clock::system(), Editor::default()).unwrap();
    case.db().execute_batch("DROP TRIGGER custody_is_not_rewritten; DROP TRIGGER custody_is_not_cut").unwrap();
    case.db().execute_batch(sql).unwrap();
}

/// A case with an item and a few entries.
fn with_entries(folder: &Folder, case: &str) -> Desk {
    let desk = desk_in(folder, case);
    let item = add(&desk, &folder.write(format!("{case}.txt"), format!("A paper of the fictional case {case}.")), &[]);
    for _ in 0..3 {
        inspect(&desk, &item);
    }
    desk
}

fn head(desk: &Desk) -> String {
    desk.run(&["log", "verify"]).expect(0)["head"].as_str().unwrap().to_owned()
}

#[test]
fn a_log_whose_tail_was_cut_holds_until_it_is_asked_for_a_head_that_was_written_down() {
    let folder = Folder::new();
    let desk = with_entries(&folder, "case");
    let (older, count) = (head(&desk), entries(&desk));
    copy(&folder.join("case"), &folder.join("before"));
    inspect(&desk, "D1");
    let newer = head(&desk);
    for head in [&older, &newer] {
        desk.run(&["log", "verify", "--head", head]).expect(0);
    }
    // An older state of the case put in its place, and the last entry taken out.
    let back = Desk::new(&folder.join("before"), &folder.join("passphrase"));
    assert_eq!(entries(&back), count, "by itself it looks whole");
    back.run(&["log", "verify", "--head", &newer]).expect_error(3, "custody-cut");
    tamper(&folder, "case", "DELETE FROM custody WHERE seq = (SELECT max(seq) FROM custody)");
    assert_eq!(entries(&desk), count);
    desk.run(&["log", "verify", "--head", &newer]).expect_error(3, "custody-cut");
    desk.run(&["log", "verify", "--head", &older]).expect(0);
    desk.run(&["log", "verify", "--head", "5f0c"]).expect(2);
}

#[test]
fn a_log_that_was_edited_in_its_middle_is_named_by_its_entry_and_fails_the_sheet() {
    let folder = Folder::new();
    let desk = with_entries(&folder, "case");
    let middle = entries(&desk) - 1;
    copy(&folder.join("case"), &folder.join("whole"));
    tamper(
        &folder,
        "case",
        &format!("UPDATE custody SET entry = replace(entry, 'inspect', 'inspecT') WHERE seq = {middle}"),
    );
    let answer = desk.run(&["log", "verify"]);
    answer.expect_error(3, "custody-broken");
    assert!(answer.json["error"]["message"].as_str().unwrap().contains(&middle.to_string()), "{answer:#?}");
    desk.run(&["sheet", "D1"]).expect_error(3, "custody-broken");
    assert_ne!(desk.run(&["case", "verify"]).exit, Some(0));
    // An entry taken out of the middle.
    let gone = Desk::new(&folder.join("whole"), &folder.join("passphrase"));
    assert!(entries(&gone) > middle, "the control");
    tamper(&folder, "whole", &format!("DELETE FROM custody WHERE seq = {middle}"));
    gone.run(&["log", "verify"]).expect_error(3, "custody-broken");
}

#[test]
fn the_log_of_another_case_is_refused() {
    let folder = Folder::new();
    let (one, other) = (with_entries(&folder, "one"), with_entries(&folder, "other"));
    assert_ne!(head(&one), head(&other), "the control");
    let entry = |row: &serde_json::Value| {
        let hash = row["hash"].as_str().unwrap();
        let mut entry = row.as_object().unwrap().clone();
        ["hash", "words"].iter().for_each(|key| drop(entry.remove(*key)));
        // As it is hashed: its keys in order, without blanks (RFC 8785).
        let text = serde_json::to_string(&entry).unwrap().replace('\'', "''");
        format!("INSERT INTO custody VALUES ({}, '{text}', x'{hash}');", row["seq"])
    };
    let all = other.run(&["log", "show"]).expect(0)["entries"].clone();
    let rows: String = all.as_array().unwrap().iter().map(entry).collect();
    // The control: put back where it is from, the log holds, so these are its own bytes.
    let before = head(&other);
    tamper(&folder, "other", &format!("DELETE FROM custody; {rows}"));
    assert_eq!(head(&other), before);
    tamper(&folder, "one", &format!("DELETE FROM custody; {rows}"));
    one.run(&["log", "verify"]).expect_error(3, "custody-foreign");
}

#[test]
fn an_item_whose_bytes_were_changed_is_named_each_time_it_is_looked_at() {
    let folder = Folder::new();
    let desk = with_entries(&folder, "case");
    let copy = folder.join("copy");
    assert_eq!(inspect(&desk, "D1")["integrity"], "whole", "the control");
    assert_eq!(desk.extract("D1", &copy), fs::read(folder.join("case.txt")).unwrap());
    tamper(&folder, "case", "UPDATE content_part SET bytes = zeroblob(length(bytes))");
    for arguments in [["inspect", "D1"], ["sheet", "D1"]] {
        let answer = desk.run(&arguments);
        answer.expect(3);
        assert!(answer.stderr.contains("is damaged"), "{answer:#?}");
    }
    assert_eq!(desk.run(&["inspect", "D1"]).json["integrity"], "damaged");
    let refused = folder.join("refused");
    desk.run(&["extract", "D1", "--to", refused.to_str().unwrap()]).expect(3);
    assert!(!refused.exists(), "nothing is given out");
    let shown = desk.run(&["log", "show", "D1"]).expect(0)["entries"].clone();
    let words: Vec<_> = shown.as_array().unwrap().iter().map(|entry| entry["words"].as_str().unwrap()).collect();
    assert!(words.iter().any(|words| words.contains("its bytes were whole")), "{words:?}");
    assert!(words.iter().any(|words| words.contains("its bytes were damaged")), "{words:?}");
    let other = desk.run(&["log", "show"]).expect(0)["entries"].as_array().unwrap().len();
    assert!(words.len() < other, "only what was done to it");
    desk.run(&["log", "show", "D9"]).expect_error(2, "unknown-id");
    assert_eq!(json!(words.len()), json!(shown.as_array().unwrap().len()));
}
