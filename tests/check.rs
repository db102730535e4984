//! What bears on a claim is shown with the places where it differs.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Desk, Folder};

const CLAIM: &str = "Hanna Veld sold 1.5 billion litres of water to the Orla mill on 3 March 2026.";
const SAME: &str = "Documents: on 03.03.2026 Ms Veld sold 1,500 million litres of water to the Orla mill.";
const OTHER: &str = "🌉 The Orla mill says that Hanna Voss never sold it 1.5 billion litres of water.";

fn hint<'c>(candidate: &'c Value, kind: &str) -> Option<&'c Value> {
    candidate["hints"].as_array().unwrap().iter().find(|hint| hint["kind"] == kind)
}

#[test]
fn a_claim_is_checked_and_the_places_that_differ_are_exact() {
    let folder = Folder::new();
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    for (name, text) in [("same", SAME), ("copy", SAME), ("other", OTHER), ("nothing", "A recipe for plum cake.")] {
        fs::write(folder.join(name), format!("{text}\n{}", if name == "copy" { " " } else { "" })).unwrap();
        desk.run(&["corpus", "add", folder.join(name).to_str().unwrap()]).expect(0);
    }
    let answer = desk.run(&["check", "--text", CLAIM, "--day", "2026-03-03", "--limit", "5"]);
    let candidates = answer.expect(0)["candidates"].as_array().unwrap().clone();
    let by =
        |item: &str| candidates.iter().find(|row| row["item"] == item).unwrap_or_else(|| panic!("{item}: {answer:#?}"));
    assert_eq!((&by("D1")["same_text"], &by("D1")["hints"]), (&json!(["D2"]), &json!([])));
    assert_eq!(by("D3")["standing"], "internal");
    let text: Vec<char> = OTHER.chars().collect();
    for (kind, words) in [("name", "Hanna Voss"), ("negation", "never")] {
        let hint = hint(by("D3"), kind).unwrap_or_else(|| panic!("{kind}: {answer:#?}"));
        let at = |end: &str| hint["passage_at"][end].as_u64().unwrap() as usize;
        assert_eq!(hint["passage"], words);
        assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), words, "offsets count characters");
    }
    assert_eq!(hint(by("D3"), "name").unwrap()["claim"], "Hanna Veld");
    assert_eq!(hint(by("D3"), "negation").unwrap()["claim"], Value::Null);
    assert!(hint(by("D3"), "number").is_none());
    // Nothing is changed by asking, and what cannot be asked is said.
    desk.run(&["log", "verify"]).expect(0);
    desk.run(&["check", "--text", " — "]).expect_error(2, "query");
    desk.run(&["check", "--text", CLAIM, "--without", "T7"]).expect_error(2, "unknown-tip");
    assert_eq!(desk.run(&["check"]).exit, Some(2));
    assert_eq!(desk.run(&["check", "--text", CLAIM, "--limit", "0"]).exit, Some(2));
}
