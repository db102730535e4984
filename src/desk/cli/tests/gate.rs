//! The gate, as scripts call it.

mod policy;
mod replay;
mod rows;

use std::fs;

use serde_json::{Value, json};

use super::{desk, line, path, said};
use crate::case::Record;
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server};

/// Writes rows as a command will; `?1` is the entry.
fn rows(desk: &mut Desk, sql: &str) {
    let id = desk.case.desk_id().unwrap();
    let act = desk.case.begin().unwrap();
    let entry = act.next_entry().unwrap();
    for statement in sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
        act.db().execute(statement, [entry]).unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    act.commit(Record::new("test", id)).unwrap();
}

/// Verdict and names of the rules that do not pass.
fn gate(desk: &mut Desk, claim: &str) -> (String, Vec<String>) {
    let (exit, value) = said(desk, &format!("gate {claim}"));
    let found = &value["claims"][0];
    let verdict = found["verdict"].as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    assert_eq!(exit == Exit::Done, verdict.starts_with("publish"), "{value}");
    let failed = found["rules"].as_array().unwrap().iter().filter(|rule| rule["pass"] == false);
    (verdict, failed.map(|rule| rule["rule"].as_str().unwrap().to_owned()).collect())
}

fn rule(desk: &mut Desk, claim: &str, name: &str) -> Value {
    let (_, value) = said(desk, &format!("gate {claim}"));
    let rules = value["claims"][0]["rules"].as_array().unwrap().clone();
    rules.into_iter().find(|rule| rule["rule"] == name).unwrap()
}

const PAPERS: [&str; 3] = [
    "Clerks of the harbour of Tarn wrote on Tuesday that the Anselm bridge was shut.",
    "A photograph from the quay shows barriers before the bridge; nobody crosses it.",
    "We crossed by ferry, says a diary that the family of Orla Fictional keeps, for the span is barred.",
];

/// A case in which C1 may be printed: two open sources with a paper each, an assessment, a
/// second editor's signature. T1 and T2 lie beside it.
fn printable() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = desk();
    line(&mut desk, "claim add 'The fictional Anselm bridge was closed on 3 March.' --day 2026-03-03");
    for (place, words) in PAPERS.iter().enumerate() {
        let (number, file) = (place + 1, path(&folder, &format!("paper{}.txt", place + 1)));
        fs::write(&file, words).unwrap();
        line(&mut desk, &format!("corpus add '{file}' --url https://paper{number}.example/1 --published 2026-03-04"));
        line(&mut desk, &format!("source add 'Fictional paper {number}' --kind outlet --reliability B"));
    }
    line(&mut desk, "link C1 D1 supports --source S3 --basis first-hand");
    line(&mut desk, "link C1 D2 supports --source S4 --basis first-hand");
    line(&mut desk, "assess C1 --credibility 2 --label probable");
    editor(&mut desk, &folder, "Berta");
    sign(&mut desk, &folder, "C1");
    (desk, server, folder)
}

fn editor(desk: &mut Desk, folder: &Folder, name: &str) {
    line(desk, &format!("editor add {name} --key-out '{}'", path(folder, name)));
}

/// Berta, who enters nothing, signs a claim as it is.
fn sign(desk: &mut Desk, folder: &Folder, claim: &str) {
    line(desk, &format!("signoff {claim} --as Berta --key '{}'", path(folder, "Berta")));
}

#[test]
fn a_claim_that_every_rule_lets_pass_is_printed() {
    let (mut desk, _server, _folder) = printable();
    assert_eq!(gate(&mut desk, "C1"), ("publish".into(), vec![]));
    assert_eq!(line(&mut desk, "missing C1")["missing"], json!([]));
    let (exit, all) = said(&mut desk, "gate --all");
    assert_eq!((exit, all["claims"].as_array().unwrap().len()), (Exit::Done, 1));
    line(&mut desk, "claim add 'The lamps of the fictional quay were never hung.'");
    let (exit, all) = said(&mut desk, "gate --all");
    let verdicts: Vec<_> = all["claims"].as_array().unwrap().iter().map(|claim| claim["verdict"].clone()).collect();
    assert_eq!((exit, verdicts), (Exit::Refused, vec![json!("publish"), json!("hold")]), "one that waits is enough");
}

#[test]
fn what_the_gate_is_asked_wrongly_is_refused_by_name_and_changes_nothing() {
    let (mut desk, _server, folder) = printable();
    let policy = path(&folder, "policy.toml");
    fs::write(&policy, "[exposure]\nk = 1\n").unwrap();
    let before = desk.case.verify_custody(None).unwrap();
    for (given, code) in [
        ("gate", "usage"),
        ("gate C1 --all", "usage"),
        ("gate C9", "unknown-id"),
        ("missing C9", "unknown-id"),
        ("gate C1 --as-of 99999", "unknown-id"),
        ("gate C1 --as-of 0", "unknown-id"),
        ("gate C1 --as-of 1999-01-01", "unknown-id"),
        ("gate C1 --as-of yesterday", "unknown-id"),
        ("gate C1 --as-of 1", "unknown-id"),
        (&format!("gate C1 --policy '{policy}'"), "policy"),
        ("gate C1 --policy /nowhere", "no-such-file"),
    ] {
        let (exit, value) = said(&mut desk, given);
        assert_eq!((exit, value["code"].as_str()), (Exit::Usage, Some(code)), "{given}: {value}");
    }
    assert_eq!(desk.case.verify_custody(None).unwrap(), before);
}

#[test]
fn the_missing_list_is_the_gate_seen_from_the_other_side() {
    let (mut desk, _server, _folder) = printable();
    line(&mut desk, "claim add 'The harbour master took the fictional lamps.' --accuses 'Orla Fictional' --from T1");
    let (_, all) = said(&mut desk, "gate --all");
    let failed: Vec<(String, String, String)> = all["claims"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|claim| {
            let rules = claim["rules"].as_array().unwrap().iter().filter(|rule| rule["pass"] == false);
            rules
                .flat_map(|rule| {
                    let lacks = rule["lacks"].as_array().unwrap().iter();
                    lacks
                        .map(|lack| (claim["claim"].to_string(), rule["rule"].to_string(), lack["reason"].to_string()))
                        .collect::<Vec<_>>()
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let missing = line(&mut desk, "missing")["missing"].as_array().unwrap().clone();
    let costs: Vec<_> = missing.iter().map(|lack| lack["cost"].as_u64().unwrap()).collect();
    assert!(costs.is_sorted() && costs.len() > 3, "{costs:?}");
    let mut listed: Vec<_> = missing
        .iter()
        .map(|lack| (lack["claim"].to_string(), lack["rule"].to_string(), lack["reason"].to_string()))
        .collect();
    let mut failed = failed;
    listed.sort();
    failed.sort();
    assert_eq!(listed, failed);
    let shown = line(&mut desk, "claim show C2");
    assert_eq!((shown["missing"].as_array().unwrap().len(), &shown["verdict"]), (missing.len(), &json!("hold")));
}
