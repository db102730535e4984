//! What the page of a claim says of its sources, and what an editor takes back.

use std::fs;

use serde_json::{Value, json};

use super::{desk, line, path, wrong};
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server};

/// Two open sources with a paper each behind C1.
fn two_papers() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    line(&mut desk, "claim add 'The fictional Anselm bridge was closed on 3 March.'");
    for (number, words) in [
        (1, "Clerks of the harbour of Tarn wrote on Tuesday that the Anselm bridge was shut."),
        (2, "A photograph from the quay shows barriers before the bridge; nobody crosses it."),
    ] {
        let file = path(&folder, &format!("paper{number}.txt"));
        fs::write(&file, words).unwrap();
        line(&mut desk, &format!("corpus add '{file}' --url https://paper{number}.example/1 --published 2026-03-04"));
        line(&mut desk, &format!("source add 'Fictional paper {number}' --kind outlet --reliability B"));
        line(&mut desk, &format!("link C1 D{number} supports --source S{} --basis first-hand", number + 2));
    }
    (desk, server, folder)
}

fn range(desk: &mut Desk) -> Value {
    let shown = line(desk, "claim show C1");
    json!([shown["independent"], shown["at_most"]])
}

#[test]
fn the_page_of_a_claim_says_how_many_sources_there_are_and_why() {
    let (mut desk, _server, _folder) = two_papers();
    assert_eq!(range(&mut desk), json!([2, 2]));
    line(&mut desk, "source set S4 --derives-from S3");
    let (shown, asked) = (line(&mut desk, "claim show C1"), line(&mut desk, "independence C1"));
    assert_eq!(json!([shown["independent"], shown["at_most"]]), json!([1, 1]));
    assert_eq!(shown["independence"], asked["explanation"], "the same words as `independence`");
    assert!(shown["independence"].as_str().unwrap().contains("S4"), "{}", shown["independence"]);
}

#[test]
fn a_lineage_is_taken_back_for_a_reason_and_the_count_follows() {
    let (mut desk, _server, _folder) = two_papers();
    line(&mut desk, "source set S4 --derives-from S3");
    let before = desk.case.verify_custody(None).unwrap();
    for (given, expected) in [
        ("source set S4 --not-from S3", (Exit::Usage, "usage")),
        ("source set S3 --not-from S4 --reason x", (Exit::Refused, "no-lineage")),
        ("source set S4 --not-from S3 --reason ' '", (Exit::Usage, "reason")),
    ] {
        assert_eq!(wrong(&mut desk, given), expected, "{given}");
        assert_eq!(desk.case.verify_custody(None).unwrap(), before, "{given}");
        assert_eq!(range(&mut desk), json!([1, 1]), "{given}");
    }
    line(&mut desk, "source set S4 --not-from S3 --reason 'the editor there showed her own notes'");
    assert_eq!(range(&mut desk), json!([2, 2]));
    assert_eq!(wrong(&mut desk, "source set S4 --not-from S3 --reason again"), (Exit::Refused, "no-lineage"));
}

#[test]
fn what_was_never_told_is_taken_back_and_the_source_counts_again() {
    let (mut desk, _server, _folder) = two_papers();
    line(&mut desk, "unlink E2 --reason 'said how it knows'");
    line(&mut desk, "link C1 D2 supports --source S4");
    line(&mut desk, "told S4 C1 --day 2026-03-04");
    let told = range(&mut desk);
    assert_eq!(line(&mut desk, "claim show C1")["told"], json!([{ "source": "S4", "day": "2026-03-04" }]));
    for (given, expected) in [
        ("told S4 C1", (Exit::Usage, "usage")),
        ("told S4 C1 --taken-back", (Exit::Usage, "usage")),
        ("told S4 C1 --taken-back --day 2026-03-04 --reason x", (Exit::Usage, "usage")),
        ("told S3 C1 --taken-back --reason x", (Exit::Refused, "not-told")),
    ] {
        assert_eq!(wrong(&mut desk, given), expected, "{given}");
    }
    line(&mut desk, "told S4 C1 --taken-back --reason 'it was another call'");
    assert_eq!(line(&mut desk, "claim show C1")["told"], json!([]));
    assert_ne!(range(&mut desk), told, "the control: being told had cost it its independence");
}

#[test]
fn an_overlap_of_nobody_is_none() {
    let (mut desk, _server, _folder) = two_papers();
    line(&mut desk, "circle add office --people 5");
    line(&mut desk, "circle add gate --people 4");
    line(&mut desk, "circle overlap K1 K2 --at-least 3");
    assert_eq!(line(&mut desk, "knew")["overlaps"].as_array().unwrap().len(), 1, "the control");
    line(&mut desk, "circle overlap K1 K2 --at-least 0");
    assert_eq!(line(&mut desk, "knew")["overlaps"], json!([]));
}
