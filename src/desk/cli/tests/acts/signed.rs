//! What a sign-off covers: every field of a claim, and of what bears on it, changed in turn.

use std::fs;

use serde_json::{Value, json};

use super::{line, path, refusal, said, signoff, yard};
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server};

/// A claim with one of everything, signed by Ada.
fn signed() -> (Desk, Server, Folder) {
    let (mut desk, server, folder) = yard();
    for text in [
        "link C1 T1 supports --reason 'the sender was there'",
        "link C1 I1:0-27 supports --present-at K1 --interest none",
        "link C1 D1:0-52 contradicts",
        "link C1 D1:53-78 mentions",
        "answer E3 refuted --reason 'the book was written later'",
        "assess C1 --credibility 2 --label probable --reason 'two voices'",
        "respond offer 'Otto Brand' --claims C1 --sent 2026-11-20 --deadline 2026-11-30 --text-file FOLDER/letter.txt",
        "claim add 'A second sentence.' --as Cleo",
        "claim add 'An opinion.' --kind opinion --rests-on C1 --as Cleo",
        "todo add 'call the yard' --claim C1",
        "signoff C1 --as Ada --key FOLDER/ada.pem",
    ] {
        line(&mut desk, text);
    }
    assert_eq!(signoff(&mut desk)["valid"], true, "the control");
    (desk, server, folder)
}

/// A change, and what it voids: part and piece, or nothing.
const CHANGES: [(&str, Option<(&str, &str)>); 42] = [
    // What is listed.
    ("claim set C1 --text 'The winch of Dock Nine slipped twice.'", Some(("text", "C1"))),
    ("link C1 D1:79-100 supports", Some(("evidence", "E5"))),
    ("link C1 D1:101-110 contradicts", Some(("evidence", "E6"))),
    ("unlink E5 --reason 'it says less'", Some(("evidence", "E5"))),
    ("answer E6 printed", Some(("evidence", "E6"))),
    ("answer E3 superseded --reason 'the book was corrected'", Some(("evidence", "E3"))),
    ("answer E3 superseded --reason 'for another reason'", Some(("evidence", "E3"))),
    ("assess C1 --credibility 3 --label probable --reason 'two voices'", Some(("assessment", "C1"))),
    ("assess C1 --credibility 3 --label speculative --reason 'two voices'", Some(("assessment", "C1"))),
    ("assess C1 --credibility 3 --label speculative --reason 'one voice'", Some(("assessment", "C1"))),
    ("terms I1:10-20 off-record --reason 'asked by telephone'", Some(("terms", "I1"))),
    ("terms I1 on-background --reason 'asked again'", Some(("terms", "I1"))),
    ("consent T1 paraphrase --reason 'as the source asked'", Some(("terms", "T1"))),
    (
        "respond offer 'Otto Brand' --claims C1 C2 --sent 2026-11-21 --deadline 2026-12-01 --text-file FOLDER/letter.txt",
        Some(("responses", "offer 2")),
    ),
    ("respond answer 'Otto Brand' --text-file FOLDER/answer.txt", Some(("responses", "offer 1"))),
    // What is not.
    ("claim set C1 --kind allegation", None),
    ("claim set C1 --day 2026-03-02", None),
    ("claim set C1 --novelty public", None),
    ("claim set C1 --novelty new", None),
    ("claim set C1 --embargo 2026-12-24", None),
    ("claim set C1 --embargo none", None),
    ("claim set C1 --from D1", None),
    ("claim set C1 --without D1", None),
    ("claim set C1 --accuses 'Rita Vogt'", None),
    ("claim set C1 --concerns 'Dock Nine'", None),
    ("claim set C1 --without 'Rita Vogt'", None),
    ("claim set C1 --without K1", None),
    ("claim set C3 --rests-on C2", None),
    ("circle set K1 --people 12 --name 'the late shift'", None),
    ("link C1 D1:111-120 mentions", None),
    ("unlink E7 --reason 'nothing'", None),
    ("terms I1:40-60 off-record --reason 'another passage'", None),
    ("note C1 'ask again'", None),
    ("note E1 'ask again'", None),
    ("todo add 'one thing more' --claim C1", None),
    ("todo done 1", None),
    ("told S3 C1 --day 2026-11-22", None),
    ("source set S3 --reliability B --reason 'years of it'", None),
    ("corpus set D1 --publisher 'Yard Press'", None),
    ("hold add C1 --reason 'the lawyer reads it'", None),
    ("searched C1 --where 'press archive' --day 2026-11-22", None),
    ("overrule C1 sources --as Ada --and Bea --reason 'known to both'", None),
];

#[test]
fn exactly_what_is_signed_voids_a_signoff_and_the_change_is_named() {
    let (mut desk, _server, _folder) = signed();
    // The second letter is about C2 too.
    line(&mut desk, "claim set C2 --concerns 'Otto Brand'");
    for (change, expected) in CHANGES {
        let change_by = if change.contains("--as") { change.to_owned() } else { format!("{change} --as Dora") };
        line(&mut desk, &change_by);
        let entry = desk.case.verify_custody(None).unwrap().entries;
        let found = signoff(&mut desk);
        let void: Vec<&Value> = found["void"].as_array().unwrap().iter().collect();
        let Some((part, what)) = expected else {
            assert!(void.is_empty(), "{change}: {void:?}");
            assert_eq!(found["valid"], true);
            continue;
        };
        assert_eq!(found["valid"], false, "{change}");
        // An answer to a letter answers every letter to the same person.
        assert_eq!(void.len(), if change.starts_with("respond answer") { 2 } else { 1 }, "{change}: {void:?}");
        let told = json!([void[0]["part"], void[0]["what"], void[0]["by"], void[0]["entry"]]);
        let piece = void.iter().any(|void| void["what"] == what);
        assert!(piece && told[0] == part && told[2] == "Dora", "{change}: {void:?}");
        assert_eq!(told[3], entry, "{change}: {void:?}");
        line(&mut desk, "signoff C1 --as Ada --key FOLDER/ada.pem");
        assert_eq!(signoff(&mut desk)["valid"], true, "signed again after {change}");
    }
    desk.case.verify_custody(None).unwrap();
}

/// A table, its columns that are signed with another value, and the others.
type Columns = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

/// Columns of what bears on a claim: those whose change voids, with a value to change to,
/// and those that cannot change what is signed. A new column belongs into one of them.
const COLUMNS: [Columns; 4] = [
    (
        "claim_state",
        &[("text", "'Another sentence.'")],
        &["claim", "salt", "kind", "day", "novelty", "embargo", "since", "until"],
    ),
    (
        "evidence",
        &[
            ("id", "randomblob(16)"),
            ("claim", "2"),
            ("item", "(SELECT ordinal FROM item WHERE name = 'T2')"),
            ("start", "1"),
            ("stop", "20"),
            ("sha256", "randomblob(32)"),
            ("relation", "'contradicts'"),
            ("basis", "'rumour'"),
            ("source", "1"),
            ("heard_from", "2"),
            ("heard_from_unknown", "1"),
            ("present_at", "NULL"),
            ("interest", "'for'"),
            ("competent", "1"),
            ("until", "1"),
        ],
        &["number", "since"],
    ),
    ("assessment", &[("credibility", "5"), ("label", "'refuted'")], &["claim", "since", "until"]),
    (
        "offer",
        &[
            ("id", "randomblob(16)"),
            ("name", "'X'"),
            ("sent", "1"),
            ("deadline", "'2027-01-01T00:00:00Z'"),
            ("words", "'X'"),
            ("until", "1"),
        ],
        &["number", "folded", "since"],
    ),
];

#[test]
fn every_column_of_what_is_signed_is_signed() {
    let (desk, _server, _folder) = signed();
    let db = desk.case.db();
    let claim = "C1".parse().unwrap();
    let valid = || crate::signoff::of_claim(db, claim).unwrap()[0].is_valid();
    for (table, voids, free) in COLUMNS {
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let mut select = db.prepare(&columns).unwrap();
        let columns: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for column in &columns {
            let listed = voids.iter().find(|(name, _)| name == column);
            assert!(listed.is_some() != free.contains(&column.as_str()), "{table}.{column} is told once");
            let Some((_, value)) = listed else { continue };
            let which = match table {
                "evidence" => "number = 2",
                "offer" => "number = 1",
                _ => "claim = 1",
            };
            db.execute_batch("PRAGMA foreign_keys = OFF; SAVEPOINT change").unwrap();
            let changed = db.execute(&format!("UPDATE {table} SET {column} = {value} WHERE {which}"), []).unwrap();
            assert!(changed == 1 && !valid(), "{table}.{column}");
            db.execute_batch("ROLLBACK TO change; RELEASE change; PRAGMA foreign_keys = ON").unwrap();
            assert!(valid(), "the control: {table}.{column} as it was");
        }
    }
}

#[test]
fn a_signature_on_anything_else_is_none() {
    let (desk, _server, _folder) = signed();
    let db = desk.case.db();
    let state = || crate::signoff::of_claim(db, "C1".parse().unwrap()).unwrap()[0].clone();
    assert!(state().is_valid());
    for change in [
        "UPDATE signoff SET signature = randomblob(64)",
        "UPDATE signoff SET statement = replace(statement, 'version 1', 'version 2')",
        "UPDATE signoff SET statement = statement || ' '",
        "UPDATE signoff SET editor = 2",
        "UPDATE signoff SET claim = 2",
        "UPDATE meta SET value = 'desk-of-somebody-else' WHERE name = 'desk'",
    ] {
        db.execute_batch("SAVEPOINT change").unwrap();
        db.execute(change, []).unwrap();
        let number = if change.contains("claim =") { "C2" } else { "C1" };
        let found = crate::signoff::of_claim(db, number.parse().unwrap()).unwrap();
        assert!(found[0].voided.iter().any(|void| void.word() == "signature"), "{change}");
        db.execute_batch("ROLLBACK TO change; RELEASE change").unwrap();
        assert!(state().is_valid());
    }
}

#[test]
fn a_withdrawal_and_a_forgotten_tip_void_what_rested_on_them() {
    let (mut desk, _server, _folder) = signed();
    line(&mut desk, "forget T1 --as Dora");
    let found = signoff(&mut desk);
    assert_eq!((&found["void"][0]["part"], &found["void"][0]["by"]), (&json!("forgotten"), &json!("Dora")));
    let salts = "SELECT count(*) FROM signoff WHERE salt IS NOT NULL";
    let left: u32 = desk.case.db().query_row(salts, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "nobody can try passages against the hashes");
    line(&mut desk, "signoff C1 --as Ada --key FOLDER/ada.pem");
    assert_eq!(signoff(&mut desk)["valid"], true, "what is left can be signed");
}

#[test]
fn a_key_that_is_taken_away_takes_its_signatures_with_it_and_a_new_one_signs_again() {
    let (mut desk, _server, folder) = signed();
    line(&mut desk, "editor remove ada --reason 'the stick was lost' --as Bea");
    let found = signoff(&mut desk);
    assert_eq!((&found["void"][0]["part"], &found["void"][0]["by"]), (&json!("key"), &json!("Bea")));
    assert_eq!(refusal(&mut desk, "signoff C1 --as Ada --key FOLDER/ada.pem"), (Exit::Refused, "unknown-editor"));
    let new = path(&folder, "new.pem");
    line(&mut desk, &format!("editor add Ada --key-out {new}"));
    assert_eq!(refusal(&mut desk, "signoff C1 --as Ada --key FOLDER/ada.pem"), (Exit::WrongKey, "another-key"));
    line(&mut desk, &format!("signoff C1 --as Ada --key {new}"));
    assert_eq!(line(&mut desk, "claim show C1")["signoffs"].as_array().unwrap().len(), 1);
    assert_eq!(signoff(&mut desk)["valid"], true);
}

#[test]
fn a_statement_and_the_log_hold_no_word_that_was_signed() {
    let (mut desk, _server, _folder) = signed();
    let statement = signoff(&mut desk)["statement"].as_str().unwrap().to_owned();
    let log = format!("{:?}", desk.case.custody(None).unwrap());
    for word in ["winch", "Otto", "two voices", "Dear", "written later", "probable"] {
        assert!(!statement.contains(word), "{word}");
        assert!(word == "probable" || !log.contains(word), "{word}");
    }
    assert!(statement.contains("\"responses\"") && log.contains("\"signoff\""), "the control");
    // The same claim signed twice gives other hashes: nobody without the salt can try texts.
    let parts = |statement: &str| serde_json::from_str::<Value>(statement).unwrap()["parts"]["text"].clone();
    line(&mut desk, "signoff C1 --as Bea --key FOLDER/bea.pem");
    assert_ne!(parts(&statement), parts(signoff(&mut desk)["statement"].as_str().unwrap()));
    assert_eq!(line(&mut desk, "claim show C1")["signoffs"].as_array().unwrap().len(), 2);
}

#[test]
fn an_editor_is_not_known_before_the_key_has_a_place() {
    let (mut desk, _server, folder) = yard();
    let taken = path(&folder, "taken.pem");
    fs::write(&taken, "mine").unwrap();
    assert_eq!(refusal(&mut desk, &format!("editor add Dora --key-out {taken}")), (Exit::Refused, "file-exists"));
    assert_eq!(fs::read_to_string(&taken).unwrap(), "mine");
    assert_eq!(refusal(&mut desk, "editor add ADA --key-out FOLDER/x.pem"), (Exit::Refused, "editor-known"));
    assert!(!desk.folder.path().join("x.pem").exists(), "no key without an editor");
    let added = line(&mut desk, "editor add Dora --key-out FOLDER/dora.pem");
    let listed = line(&mut desk, "editor list")["editors"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 3);
    assert_eq!(listed[2]["fingerprint"], added["fingerprint"]);
    assert_eq!(added["fingerprint"].as_str().unwrap().split(' ').count(), 8);
    assert!(said(&mut desk, "signoff C1 --as Dora --key FOLDER/dora.pem").is_ok());
}
