//! What cannot be counted is refused or left out by name, and changes nothing.

use std::fs;

use super::{independence, morning};
use crate::harness::{Desk, Folder, Form, Tip};

/// An empty case of its own.
fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    desk
}

fn entries(desk: &Desk) -> usize {
    desk.run(&["log", "show"]).expect(0)["entries"].as_array().unwrap().len()
}

#[test]
fn lineage_that_runs_in_a_circle_is_refused_and_hearsay_in_a_circle_is_counted_as_one() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let mut lines = vec!["claim add 'The Elm weir was opened.'".to_owned()];
    for (number, text) in ["A crane stood idle.", "Nobody was asked.", "It rained all night."].iter().enumerate() {
        let file = folder.write(format!("{number}.txt"), text.as_bytes());
        lines.push(format!("source add 'Neighbour {number}' --kind person --reliability B"));
        lines.push(format!("corpus add {}", file.display()));
    }
    assert!(desk.batch(&lines).iter().all(|answer| answer["exit"] == 0));
    // By declaration.
    desk.run(&["source", "set", "S1", "--derives-from", "S2", "--reason", "it says so"]).expect(0);
    desk.run(&["source", "set", "S2", "--derives-from", "S3", "--reason", "it says so"]).expect(0);
    let before = entries(&desk);
    for closing in ["S1", "S2", "S3"] {
        desk.run(&["source", "set", "S3", "--derives-from", closing, "--reason", "it says so"])
            .expect_error(1, "own-ancestor");
    }
    assert_eq!(entries(&desk), before);
    // By what each says of where it has it from, which nobody can refuse.
    desk.run(&["claim", "add", "Nobody was asked."]).expect(0);
    for (number, from) in [(1, 2), (2, 3), (3, 1)] {
        let (document, source, from) = (format!("D{number}"), format!("S{number}"), format!("S{from}"));
        desk.run(&[
            "link",
            "C2",
            &document,
            "supports",
            "--source",
            &source,
            "--basis",
            "second-hand",
            "--heard-from",
            &from,
        ])
        .expect(0);
    }
    let found = desk.run(&["independence", "C2"]).expect(0).clone();
    assert_eq!((&found["independent"], &found["at_most"], &found["admissible"]), (&1.into(), &1.into(), &3.into()));
    assert_eq!(found["cycles"], serde_json::json!([["S1", "S2", "S3"]]));
    assert!(found["explanation"].as_str().unwrap().contains("in a circle"), "{found:#}");
    let page = folder.join("circle.html");
    desk.run(&["independence", "C2", "--html", page.to_str().unwrap()]).expect(0);
    assert_eq!(fs::read_to_string(page).unwrap().matches(" circle\"").count(), 3);
}

#[test]
fn an_override_without_a_reason_is_refused_and_changes_nothing() {
    let (_form, desk) = morning();
    let before = entries(&desk);
    for effect in ["--depend", "--independent"] {
        assert_eq!(desk.run(&["independence", "C1", effect, "S1", "S2"]).exit, Some(2));
        desk.run(&["independence", "C1", effect, "S1", "S2", "--reason", "  "]).expect_error(2, "reason");
        desk.run(&["independence", "C1", effect, "S1", "S1", "--reason", "they met"]).expect_error(1, "one-source");
        desk.run(&["independence", "C1", effect, "S1", "S99", "--reason", "they met"]).expect_error(2, "unknown-id");
    }
    assert_eq!(entries(&desk), before);
    desk.run(&["independence", "C1", "--depend", "S1", "S2", "--reason", "they met"]).expect(0);
    assert_eq!(entries(&desk), before + 1, "the control: with a reason it is logged");
}

#[test]
fn evidence_whose_item_is_gone_is_left_out_by_name() {
    let form = Form::start();
    form.send(&Tip::new().message("I opened the gate of the Elm weir myself.")).expect_received();
    let (bag, desk) = (form.export().path, form.desk());
    desk.run(&["import", bag.to_str().unwrap()]).expect(0);
    desk.run(&["claim", "add", "The Elm weir was opened."]).expect(0);
    desk.run(&["link", "C1", "T1", "supports", "--basis", "first-hand"]).expect(0);
    assert_eq!(independence(&desk, &[])["independent"], 1, "the control");
    desk.run(&["forget", "T1"]).expect(0);
    let found = independence(&desk, &[]);
    assert_eq!((&found["independent"], &found["admissible"]), (&0.into(), &0.into()), "{found:#}");
    assert_eq!(found["left_out"][0]["evidence"], "E1");
    assert!(found["left_out"][0]["reason"].as_str().unwrap().contains("forgotten"), "{found:#}");
}

#[test]
fn two_thousand_sources_on_one_claim_are_refused_by_name() {
    const SOURCES: usize = 2_000;
    /// As many as a question may hold.
    const COUNTED: usize = 512;
    let folder = Folder::new();
    let desk = desk(&folder);
    let file = folder.write("list.txt", b"The Elm weir was opened, say all who signed below.");
    let mut lines = vec![format!("corpus add {}", file.display()), "claim add 'The Elm weir was opened.'".to_owned()];
    let link = |number: usize| {
        [
            format!("source add 'Signer {number}' --kind person --reliability C"),
            format!("link C1 D1 supports --basis first-hand --source S{number}"),
        ]
    };
    lines.extend((1..=COUNTED).flat_map(link));
    assert!(desk.batch(&lines).iter().all(|answer| answer["exit"] == 0));
    assert_eq!(independence(&desk, &[])["admissible"], COUNTED, "the control: as many as can be counted are");
    let more: Vec<String> = (COUNTED + 1..=SOURCES).flat_map(link).collect();
    assert!(desk.batch(&more).iter().all(|answer| answer["exit"] == 0));
    let refused = desk.run(&["independence", "C1"]);
    refused.expect_error(1, "too-many-sources");
    let message = refused.expect(1)["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("2000 sources ") && message.contains("512"), "{message}");
    let fallen = desk.run(&["what-if", "S7", "--false"]).expect(0).clone();
    assert_eq!(fallen["uncounted"], serde_json::json!(["C1"]), "a claim that cannot be counted is named, not left out");
}
