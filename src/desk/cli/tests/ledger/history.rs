//! What the log says of every change, and what is left when a tip is forgotten.

use serde_json::json;

use super::{actions, ledger, line, wrong};
use crate::failure::Exit;
use crate::fixture::Desk;

#[test]
fn every_change_is_in_the_log_with_its_editor_and_no_word_of_it() {
    let (mut desk, _server, _folder) = ledger();
    let entries = desk.case.verify_custody(None).unwrap().entries;
    let acts = [
        ("claim set C1 --text 'The Tollan bridge was closed.' --reason Tollan --as Ada", "set-claim"),
        ("link C1 D1 contradicts --reason Tollan", "link"),
        ("answer E1 superseded --reason Tollan", "answer"),
        ("assess C1 --credibility 2 --label probable --reason Tollan", "assess"),
        ("told S3 C1 --day 2026-11-20", "told"),
        ("note C1 Tollan", "note"),
        ("unlink E1 --reason Tollan", "unlink"),
        ("source alias S3 Tollan", "alias-source"),
        ("circle add Tollan --people 3 --member 'T. Tollan'", "add-circle"),
        ("todo add Tollan --claim C1 --for Tollan", "add-todo"),
        ("todo done 1", "finish-todo"),
        ("source distinct S1 S2 --reason Tollan", "distinct-sources"),
        ("source merge S1 S2 --reason Tollan", "merge-sources"),
        ("flag D1 damaged --reason Tollan", "flag-item"),
    ];
    for (act, _) in acts {
        line(&mut desk, act);
    }
    let log = actions(&desk);
    let new: Vec<_> = log.iter().skip(entries as usize).map(|entry| entry.action.as_str()).collect();
    assert_eq!(new, acts.map(|(_, action)| action), "one entry an act");
    assert_eq!(log[entries as usize].actor, "Ada");
    let text = line(&mut desk, "log show").to_string();
    assert!(!text.contains("Tollan"), "{text}");
    let shown = line(&mut desk, "claim show C1");
    let history = shown["history"].as_array().unwrap();
    assert_eq!(history.len(), 8, "the claim's own entries: {history:#?}");
    assert_eq!(history[1]["reason"], "Tollan", "the control: the case has the words");
    assert_eq!(line(&mut desk, "log show C1")["entries"].as_array().unwrap().len(), 8);
    assert_eq!(line(&mut desk, "log show E1")["entries"].as_array().unwrap().len(), 8);
}

#[test]
fn the_ledger_can_be_read_as_of_any_entry() {
    let (mut desk, _server, _folder) = ledger();
    let first = desk.case.verify_custody(None).unwrap().entries;
    line(&mut desk, "claim set C1 --text 'The bridge was closed on 4 March.'");
    line(&mut desk, "assess C1 --credibility 3 --label speculative");
    line(&mut desk, "assess C1 --credibility 1 --label confirmed");
    let as_of = |entry: u64| {
        let select = "SELECT text, (SELECT label FROM assessment a WHERE a.claim = s.claim AND a.since <= ?1
                AND (a.until IS NULL OR a.until > ?1))
            FROM claim_state s WHERE s.since <= ?1 AND (s.until IS NULL OR s.until > ?1)";
        desk.case
            .db()
            .query_row(select, [entry], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))
            .unwrap()
    };
    let of = |text: &str, label: Option<&str>| (text.to_owned(), label.map(str::to_owned));
    assert_eq!(as_of(first), of("The bridge was closed on 3 March.", None));
    assert_eq!(as_of(first + 1), of("The bridge was closed on 4 March.", None));
    assert_eq!(as_of(first + 2), of("The bridge was closed on 4 March.", Some("speculative")));
    assert_eq!(as_of(first + 3), of("The bridge was closed on 4 March.", Some("confirmed")));
    // Every row names an entry that there is: the control is one that does not.
    let forged = "INSERT INTO told (source, claim, day, since) VALUES (1, 1, 1, 999999)";
    assert!(desk.case.db().execute(forged, []).is_err());
}

#[test]
fn what_editors_wrote_about_a_tip_goes_with_it() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "link C1 T1:0-5 contradicts --reason Ferrin");
    line(&mut desk, "answer E1 refuted --reason Ferrin");
    line(&mut desk, "note T1 Ferrin");
    line(&mut desk, "note C1 'stays'");
    let held = |desk: &Desk| -> u32 {
        let select = "SELECT (SELECT count(*) FROM reason WHERE words = 'Ferrin') + (SELECT count(*) FROM note
            WHERE words = 'Ferrin') + (SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL)";
        desk.case.db().query_row(select, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(held(&desk), 4, "the control");
    line(&mut desk, "forget T1");
    assert_eq!(held(&desk), 0);
    let shown = line(&mut desk, "claim show C1");
    assert_eq!(json!([shown["evidence"][0]["flags"], shown["notes"][0]["text"]]), json!([["forgotten"], "stays"]));
    assert_eq!(wrong(&mut desk, "link C1 T1 supports"), (Exit::Refused, "forgotten"));
}
