//! The commands of the way back, as scripts call them; those of the ledger beside it.

mod acts;
mod exposure;
mod gate;
mod ledger;
mod proof;
mod publish;

use std::fs;
use std::io::Cursor;

use serde_json::{Value, json};
use subrosa_tip::bag::UntrustedBag;
use subrosa_tip::envelope::Kind;

use super::batch;
use crate::case::Editor;
use crate::failure::{Exit, Failure};
use crate::fixture::{self, Desk, Folder, Server, mailbox};

/// A case with one tip that can be answered and one that cannot, and a folder.
fn desk() -> (Desk, Server, Folder) {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let folder = fixture::folder();
    let tips = [
        (1, server.seal_from(&mailbox(), (Kind::Tip, "2026-11-18"), "words", &[])),
        (2, server.seal("other words", &[])),
    ];
    let bag = folder.path().join("in.tar");
    fs::write(&bag, server.bag(1, [0; 32], &tips).bytes).unwrap();
    let imported = run(&mut desk, &["import", &bag.display().to_string()]).unwrap();
    assert_eq!(
        (&imported["tips"], &imported["messages"], &imported["expired"], &imported["replies_delivered"]),
        (&json!(["T1", "T2"]), &json!([]), &json!([]), &json!(0))
    );
    (desk, server, folder)
}

/// What a command answers to scripts when it is done.
fn run(desk: &mut Desk, words: &[&str]) -> Result<Value, Failure> {
    let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
    batch::answer(&mut desk.case, &Editor::default(), &words).map(|output| {
        assert_eq!(output.exit(), Exit::Done);
        output.json().clone()
    })
}

fn refused(desk: &mut Desk, words: &[&str]) -> (Exit, &'static str) {
    run(desk, words).map_err(|failure| (failure.exit, failure.code)).unwrap_err()
}

/// Runs a line with the quoting of `batch`, whatever it ends with.
fn said(desk: &mut Desk, line: &str) -> (Exit, Value) {
    let words = shell_words::split(line).unwrap();
    let answer = batch::answer(&mut desk.case, &Editor::default(), &words);
    match answer {
        Ok(output) => (output.exit(), output.json().clone()),
        Err(Failure { exit, code, message, hint }) => (exit, json!({ "code": code, "message": message, "hint": hint })),
    }
}

/// The same, where it must be done.
fn line(desk: &mut Desk, line: &str) -> Value {
    let (exit, value) = said(desk, line);
    assert_eq!(exit, Exit::Done, "{line}: {value}");
    value
}

fn path(folder: &Folder, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

#[test]
fn a_reply_is_written_listed_exported_and_shown() {
    let (mut desk, _server, folder) = desk();
    let (text, form, out) = (path(&folder, "answer"), path(&folder, "form.txt"), path(&folder, "out"));
    fs::write(&text, "What day was it?\n").unwrap();
    fs::write(&form, "to fill in").unwrap();
    let queued = run(&mut desk, &["reply", "T1", "--text-file", &text, "--file", &form]).unwrap();
    assert_eq!((&queued["tip"], &queued["state"], &queued["files"]), (&json!("T1"), &json!("waiting"), &json!(1)));
    let threads = |desk: &mut Desk| run(desk, &["threads"]).unwrap()["threads"].clone();
    let expected = json!([
        { "tip": "T1", "source": "S1", "state": "new", "answerable": true, "messages": 1,
          "replies": { "waiting": 1, "sent": 0, "delivered": 0 } },
        { "tip": "T2", "source": "S2", "state": "new", "answerable": false, "messages": 1,
          "replies": { "waiting": 0, "sent": 0, "delivered": 0 } },
    ]);
    assert_eq!(threads(&mut desk), expected);
    let bag = run(&mut desk, &["export", "--to", &out]).unwrap()["bag"].clone();
    assert_eq!(bag["path"], path(&folder, "out/bag-000001.tar"));
    let numbers = ["sequence", "replies", "received", "batches"].map(|key| bag[key].as_u64().unwrap());
    assert_eq!(numbers, [1, 1, 1, 1]);
    assert_eq!(threads(&mut desk)[0]["replies"], json!({ "waiting": 0, "sent": 1, "delivered": 0 }));
    let shown = run(&mut desk, &["show", "T1"]).unwrap()["thread"].clone();
    let entry = &shown[0];
    assert_eq!((&entry["kind"], &entry["state"]), (&json!("reply"), &json!("sent")));
    assert_eq!((&entry["message"], &entry["files"][0]["name"]), (&json!("What day was it?\n"), &json!("form.txt")));
    assert_eq!(shown.as_array().unwrap().len(), 1);
}

#[test]
fn a_name_that_is_taken_costs_no_number_and_a_bag_is_written_again() {
    let (mut desk, _server, folder) = desk();
    let (out, other) = (path(&folder, "out"), path(&folder, "other"));
    fs::create_dir(&out).unwrap();
    fs::write(path(&folder, "out/bag-000001.tar"), "kept").unwrap();
    let entries = desk.case.verify_custody(None).unwrap().entries;
    assert_eq!(refused(&mut desk, &["export", "--to", &out]), (Exit::Refused, "file-exists"));
    assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries);
    run(&mut desk, &["export", "--to", &other]).unwrap();
    run(&mut desk, &["export", "--to", &out]).unwrap();
    let first = fs::read(path(&folder, "other/bag-000001.tar")).unwrap();
    fs::remove_file(path(&folder, "out/bag-000001.tar")).unwrap();
    run(&mut desk, &["export", "--to", &out, "--again", "1"]).unwrap();
    assert!(fs::read(path(&folder, "out/bag-000001.tar")).unwrap() == first);
    assert_eq!(refused(&mut desk, &["export", "--to", &other, "--again", "9"]), (Exit::Usage, "no-such-bag"));
    assert_eq!(fs::read_dir(&other).unwrap().count(), 1, "nothing half-written stays");
}

#[test]
fn with_several_servers_each_gets_a_bag_in_a_folder_of_its_own() {
    let (mut desk, server, folder) = desk();
    let mut second = Server::of(&desk.case);
    second.installation = "beefbeefbeefbeef".into();
    let card = path(&folder, "card");
    fs::write(&card, serde_json::to_vec(&second.card()).unwrap()).unwrap();
    run(&mut desk, &["pair", &card, "--fingerprint", &second.card().fingerprint]).unwrap();
    let out = path(&folder, "out");
    let bags = run(&mut desk, &["export", "--to", &out]).unwrap()["bags"].clone();
    for (bag, server) in bags.as_array().unwrap().iter().zip([&second, &server]) {
        assert_eq!(bag["installation"], server.installation);
        let bytes = fs::read(bag["path"].as_str().unwrap()).unwrap();
        let (key, id) = (desk.case.bag_key().unwrap(), desk.case.desk_id().unwrap());
        UntrustedBag::read(Cursor::new(bytes)).unwrap().verify(key.public(), &id, "intake").unwrap();
    }
    assert_eq!(refused(&mut desk, &["export", "--to", &out, "--again", "1"]), (Exit::Usage, "which-intake"));
    let one = run(&mut desk, &["export", "--to", &out, "--installation", &second.installation]).unwrap();
    assert_eq!(one["bag"]["sequence"], 2);
    assert_eq!(refused(&mut desk, &["trust-epoch", "e2"]), (Exit::Usage, "which-intake"));
    assert_eq!(refused(&mut desk, &["export", "--to", &out, "--installation", "x"]), (Exit::Usage, "unknown-intake"));
}

#[test]
fn what_cannot_be_done_is_refused_by_name() {
    let (mut desk, _server, folder) = desk();
    let (text, binary) = (path(&folder, "answer"), path(&folder, "binary"));
    fs::write(&text, "x").unwrap();
    fs::write(&binary, b"\xff\xfe").unwrap();
    let long = path(&folder, "long");
    fs::write(&long, "x".repeat(16_001)).unwrap();
    for (words, expected) in [
        (vec!["reply", "T2", "--text-file", &text], (Exit::Refused, "no-mailbox")),
        (vec!["reply", "T3", "--text-file", &text], (Exit::Usage, "unknown-id")),
        (vec!["reply", "T1", "--text-file", &binary], (Exit::Usage, "reply-not-text")),
        (vec!["reply", "T1", "--text-file", &long], (Exit::Refused, "reply-too-large")),
        (vec!["reply", "T1", "--text-file", &text, "--file", "/dev/zero"], (Exit::Refused, "reply-too-large")),
        (vec!["reply", "T1", "--text-file", "/nowhere"], (Exit::Usage, "no-such-file")),
        (vec!["consent", "T1", "quote"], (Exit::Usage, "usage")),
        (vec!["consent", "T1", "quote", "--reason", " "], (Exit::Usage, "reason")),
        (vec!["consent", "T1", "all", "--reason", "x"], (Exit::Usage, "usage")),
        (vec!["consent", "T9", "quote", "--reason", "x"], (Exit::Usage, "unknown-id")),
        (vec!["forget", "T9"], (Exit::Usage, "unknown-id")),
        (vec!["trust-epoch", "e 2"], (Exit::Usage, "epoch-malformed")),
    ] {
        assert_eq!(refused(&mut desk, &words), expected, "{words:?}");
    }
    let mut unpaired = fixture::case();
    let out = path(&folder, "nobody");
    assert_eq!(refused(&mut unpaired, &["export", "--to", &out]), (Exit::Refused, "intake-unpaired"));
}

#[test]
fn consent_and_forgetting_show_in_the_lists() {
    let (mut desk, _server, _folder) = desk();
    let changed = run(&mut desk, &["consent", "T1", "background", "--reason", "asked for"]).unwrap();
    assert_eq!(changed, json!({ "id": "T1", "consent": "background", "before": "quote", "already": false }));
    let shown = run(&mut desk, &["show", "T1"]).unwrap();
    assert_eq!(
        (&shown["consent"], &shown["consent_changes"][0]["reason"]),
        (&json!("background"), &json!("asked for"))
    );
    let forgotten = run(&mut desk, &["forget", "T1"]).unwrap();
    assert_eq!((&forgotten["state"], &forgotten["already"]), (&json!("forgotten"), &json!(false)));
    let tips = run(&mut desk, &["tips"]).unwrap();
    assert_eq!((&tips["tips"][0]["state"], &tips["tips"][0]["characters"]), (&json!("forgotten"), &Value::Null));
    assert_eq!(tips["expired"], json!([]));
    assert_eq!(run(&mut desk, &["show", "T1"]).unwrap()["message"], Value::Null);
    assert_eq!(run(&mut desk, &["show", "T2"]).unwrap()["message"], "other words");
}
