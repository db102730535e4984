//! The gate through the program itself: what it answers, and what it ends with.

use crate::harness::{Desk, Folder};

#[test]
fn the_gate_ends_with_one_unless_every_claim_may_be_printed_and_names_the_command_that_answers() {
    let folder = Folder::new();
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    let none = desk.run(&["gate", "--all"]).expect(0).clone();
    assert_eq!(none["claims"].as_array().unwrap().len(), 0, "the control: nothing waits");
    desk.run(&["claim", "add", "The fictional lamps of Tarn were never hung."]).expect(0);
    let answer = desk.run(&["gate", "C1"]).expect(1).clone();
    let claim = &answer["claims"][0];
    assert_eq!((claim["claim"].as_str(), claim["verdict"].as_str()), (Some("C1"), Some("hold")));
    for rule in claim["rules"].as_array().unwrap() {
        assert!(!rule["reason"].as_str().unwrap().is_empty(), "{rule}");
        assert_eq!(rule["pass"] == true, rule["fix"].is_null(), "no refusal is a dead end: {rule}");
    }
    let policy = folder.write("policy.toml", b"[exposure]\nk = 1\n");
    desk.run(&["policy", "set", policy.to_str().unwrap(), "--reason", "x"]).expect_error(2, "policy");
    desk.run(&["gate", "C9"]).expect_error(2, "unknown-id");
    let entries = desk.run(&["log", "show"]).expect(0)["entries"].as_array().unwrap().len();
    let then = desk.run(&["gate", "--all", "--as-of", &(entries - 1).to_string()]).expect(0).clone();
    assert_eq!(then["claims"].as_array().unwrap().len(), 0, "the claim was not there yet");
}
