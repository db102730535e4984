//! Sources and circles: who has no name, who takes what along, who could have known.

use std::fs;

use serde_json::{Value, json};

use super::super::path;
use super::{actions, ledger, line, place, wrong};
use crate::failure::Exit;
use crate::fixture::Desk;

#[test]
fn the_sender_of_a_tip_has_no_name_and_the_schema_takes_none() {
    let (mut desk, _server, _folder) = ledger();
    for given in ["source set S1 --name x", "source set S1 --owner x", "source set S1 --author x", "source alias S1 x"]
    {
        assert_eq!(wrong(&mut desk, given), (Exit::Refused, "no-name"), "{given}");
    }
    line(&mut desk, "source set S1 --reliability C --reason 'right twice before'");
    let listed = line(&mut desk, "sources --names")["sources"].clone();
    assert_eq!(json!([listed[0]["sender"], listed[0]["name"], listed[0]["reliability"]]), json!([true, null, "C"]));
    assert_eq!(json!([listed[1]["tips"], listed[1]["reliability"]]), json!([["T2"], "F"]), "F until somebody judges");
    // Past the commands, in the database itself.
    let name = |number: u32| {
        let insert = "INSERT INTO source_word (source, role, word, folded, since) VALUES (?1, 'author', 'x', 'x', 1)";
        desk.case.db().execute(insert, [number])
    };
    assert!(name(1).is_err());
    assert!(name(3).is_ok(), "the control: a source of an editor's takes one");
    for statement in [
        "UPDATE source SET named = 1 WHERE number = 1",
        "UPDATE source SET protected = 0 WHERE number = 1",
        "INSERT INTO source_word (source, named, role, word, folded, since) VALUES (1, 0, 'name', 'x', 'x', 1)",
        "INSERT INTO mailbox SELECT randomblob(32), recipient, (SELECT id FROM source WHERE number = 3), intake, NULL
            FROM mailbox LIMIT 1",
    ] {
        assert!(desk.case.db().execute(statement, []).is_err(), "{statement}");
    }
}

#[test]
fn the_name_of_a_protected_source_is_in_no_log_no_list_and_no_table() {
    let (mut desk, _server, folder) = ledger();
    line(&mut desk, "source add 'Quillon Marsh' --kind person --protected --owner Tarn --reason 'met in Quillon'");
    line(&mut desk, "source alias S4 'Q. Marsh'");
    line(&mut desk, "circle add 'night shift' --people 4 --member 'Quillon Marsh'");
    line(&mut desk, &format!("link C1 {} supports --source S4", place("Nobody asked why")));
    line(&mut desk, &format!("claims export '{}'", path(&folder, "out.csv")));
    let table = fs::read_to_string(path(&folder, "out.csv")).unwrap();
    let told = [
        line(&mut desk, "log show").to_string(),
        line(&mut desk, "sources").to_string(),
        line(&mut desk, "claim show C1").to_string(),
        line(&mut desk, "timeline").to_string(),
        table,
    ];
    for text in &told {
        assert!(!text.contains("Quillon") && !text.contains("Marsh") && !text.contains("Tarn"), "{text}");
    }
    assert!(told[1].contains("Harbour Gazette"), "the control: the name of another is listed");
    let names = line(&mut desk, "sources --names").to_string();
    assert!(names.contains("Quillon Marsh") && names.contains("Tarn"), "the control: asked for, it is shown");
    line(&mut desk, "source set S4 --erase-names");
    assert!(!line(&mut desk, "sources --names").to_string().contains("Marsh"));
    assert_eq!(line(&mut desk, "sources")["sources"][3]["protected"], true, "and it stays protected");
}

#[test]
fn a_source_that_becomes_protected_takes_what_is_from_it_along() {
    let (mut desk, _server, folder) = ledger();
    fs::write(path(&folder, "letter.txt"), "A letter about the fictional lamps.").unwrap();
    line(
        &mut desk,
        &format!("corpus add '{}' --source S3 --url https://gazette.example/2", path(&folder, "letter.txt")),
    );
    let standing = |desk: &mut Desk, item: &str| line(desk, &format!("inspect {item}"))["standing"].clone();
    assert_eq!(standing(&mut desk, "D2"), "public", "the control");
    line(&mut desk, "source set S3 --protected --reason 'asked for it'");
    assert_eq!((standing(&mut desk, "D2"), standing(&mut desk, "D1")), (json!("protected"), json!("public")));
    let log = actions(&desk);
    let last = log.iter().rev().map(|entry| entry.action.as_str()).filter(|action| *action != "inspect");
    let last: Vec<_> = last.take(2).collect();
    assert_eq!(last, ["set-source", "standing"]);
}

#[test]
fn a_circle_is_never_smaller_than_its_named_members_not_even_in_the_database() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "circle add office --people 2 --member a --exclude b");
    let db = desk.case.db();
    let member = "INSERT INTO circle_member (circle, name, folded, excluded, since) VALUES (1, ?1, ?1, 0, 1)";
    assert!(db.execute(member, ["c"]).is_err());
    let state = "INSERT INTO circle_state (circle, name, people, since) VALUES (1, 'x', ?1, 1)";
    db.execute("UPDATE circle_state SET until = 2", []).unwrap();
    assert!(db.execute(state, [1]).is_err());
    assert!(db.execute(state, [3]).is_ok() && db.execute(member, ["c"]).is_ok(), "the controls");
}

#[test]
fn who_could_have_known_is_told_by_circle_and_date() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "circle add council --people 9 --member 'Ines Vale' --member Tarn --from 2025-01-01");
    line(&mut desk, "circle add harbour --people 4 --member 'ines  vale' --exclude Orlo --from 2026-12-01");
    line(&mut desk, "claim set C1 --circle K1 --circle K2");
    line(&mut desk, "circle overlap K2 K1 --at-least 1");
    let knew = line(&mut desk, "knew C1");
    let rows: Vec<_> = knew["circles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!([row["id"], row["people"], row["possible"], row["in_time"]]))
        .collect();
    assert_eq!(Value::from(rows), json!([["K1", 9, 9, true], ["K2", 4, 3, false]]), "access came after the tip");
    assert_eq!(json!([knew["by"], knew["in_all"]]), json!(["2026-11-18", ["Ines Vale"]]));
    assert_eq!(knew["overlaps"], json!([{ "circles": ["K1", "K2"], "at_least": 1 }]));
    let circles = |who: &str, desk: &mut Desk| line(desk, &format!("knew {who}"))["circles"].as_array().unwrap().len();
    assert_eq!(
        (circles("tarn", &mut desk), circles("'Ines Vale'", &mut desk), circles("Nobody", &mut desk)),
        (1, 2, 0)
    );
}
