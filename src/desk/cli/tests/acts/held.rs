//! Holds, and tips that were taken back.

use std::fs;

use serde_json::{Value, json};
use subrosa_tip::envelope::Kind;

use super::{line, path, refusal, yard};
use crate::case::Record;
use crate::failure::Exit;
use crate::fixture::{Desk, Server, mailbox};
use crate::ledger::{hold, withdrawn};

fn held(desk: &mut Desk, claim: &str) -> Value {
    let holds = line(desk, &format!("claim show {claim}"))["holds"].clone();
    holds.as_array().unwrap().iter().map(|hold| hold["id"].clone()).collect()
}

#[test]
fn a_hold_stands_over_whatever_rests_on_what_is_held_and_over_nothing_else() {
    let (mut desk, _server, _folder) = yard();
    for text in [
        "claim add 'It rests on the paper.'",
        "claim add 'It rests on nothing.'",
        "claim add 'An opinion.' --kind opinion --rests-on C2",
        "link C2 D1 supports --source S3",
        "link C3 D1 mentions",
        "link C3 I1 mentions",
    ] {
        line(&mut desk, text);
    }
    // What is held, and the claims that it stands over.
    for (id, claims) in [
        ("C1", &["C1"][..]),
        ("C2", &["C2", "C4"]),
        ("D1", &["C2", "C4"]),
        ("S3", &["C2", "C4"]),
        ("T1", &["C1"]),
        ("S1", &["C1"]),
        ("T2", &[]),
        ("", &["C1", "C2", "C3", "C4"]),
    ] {
        line(&mut desk, &format!("hold add {id} --reason 'counsel'"));
        let expected = if id.is_empty() { json!([null]) } else { json!([id]) };
        for claim in ["C1", "C2", "C3", "C4"] {
            let stands = claims.contains(&claim);
            assert_eq!(held(&mut desk, claim), if stands { expected.clone() } else { json!([]) }, "{id} over {claim}");
        }
        let each = hold::over_each(desk.case.db()).unwrap();
        assert_eq!(each.len(), claims.len(), "{id}");
        let listed = line(&mut desk, "hold list")["holds"][0].clone();
        assert_eq!((&listed["reason"], &listed["by"]), (&json!("counsel"), &json!("editor")));
        line(&mut desk, &format!("hold lift {id} --reason 'read'"));
        assert_eq!(held(&mut desk, "C1"), json!([]));
    }
}

#[test]
fn a_hold_over_a_source_is_one_over_who_they_turned_out_to_be() {
    let (mut desk, _server, _folder) = yard();
    line(&mut desk, "source add 'Yard Book' --kind institution");
    line(&mut desk, "claim add 'A second sentence.'");
    line(&mut desk, "link C2 D1 supports --source S4");
    line(&mut desk, "hold add S3 --reason x");
    assert_eq!(held(&mut desk, "C2"), json!([]), "the control: two sources");
    line(&mut desk, "source merge S3 S4 --reason 'one house'");
    assert_eq!(held(&mut desk, "C2"), json!(["S3"]));
}

/// The tip of a mailbox, T3, a claim from it, C2, and an opinion on that, C3; then it is taken back.
fn taken_back(print: bool) -> (Desk, Server) {
    let (mut desk, server, folder) = yard();
    let keys = mailbox();
    let take = |desk: &mut Desk, sequence: u64, previous, sealed: Vec<u8>| {
        let bag = server.bag(sequence, previous, &[(sequence as u8 + 90, sealed)]);
        let file = path(&folder, &format!("{sequence}.tar"));
        fs::write(&file, &bag.bytes).unwrap();
        line(desk, &format!("import {file}"));
        bag.hash
    };
    let first = desk.case.db().query_row("SELECT manifest FROM bag", [], |row| row.get(0)).unwrap();
    let second = take(&mut desk, 2, first, server.seal_from(&keys, (Kind::Tip, "2026-11-19"), "the brake", &[]));
    line(&mut desk, "claim add 'The brake failed.' --from T3");
    line(&mut desk, "claim add 'It was careless.' --kind opinion --rests-on C2");
    line(&mut desk, "link C2 T3 supports");
    if print {
        let id = desk.case.desk_id().unwrap();
        let act = desk.case.begin().unwrap();
        let insert = "INSERT INTO publication (claim, since) VALUES (2, ?1)";
        act.db().execute(insert, [act.next_entry().unwrap()]).unwrap();
        act.commit(Record::new("test", id)).unwrap();
    }
    take(&mut desk, 3, second, server.seal_from(&keys, (Kind::Withdrawal, "2026-11-20"), "", &[]));
    (desk, server)
}

fn behind(desk: &Desk, claim: &str) -> Vec<String> {
    let tips = withdrawn::tips_of(desk.case.db(), claim.parse().unwrap()).unwrap();
    tips.iter().map(ToString::to_string).collect()
}

#[test]
fn claims_of_a_tip_that_was_taken_back_are_held_until_nothing_of_it_supports_them() {
    let (mut desk, _server) = taken_back(false);
    assert_eq!(
        [behind(&desk, "C1"), behind(&desk, "C2"), behind(&desk, "C3")],
        [vec![], vec!["T3".to_owned()], vec!["T3".to_owned()]]
    );
    assert_eq!(line(&mut desk, "claim show C2")["withdrawn"], json!(["T3"]));
    assert_eq!(line(&mut desk, "tips")["decisions"], json!([]));
    assert_eq!(refusal(&mut desk, "decide T3 keep --reason x"), (Exit::Refused, "not-published"));
    line(&mut desk, "unlink E1 --reason 'taken back'");
    assert_eq!(behind(&desk, "C2"), ["T3"], "it still came from it");
    line(&mut desk, "claim set C2 --without T3");
    assert!(behind(&desk, "C2").is_empty() && behind(&desk, "C3").is_empty());
}

#[test]
fn what_was_printed_of_a_tip_that_was_taken_back_waits_for_a_decision() {
    let (mut desk, _server) = taken_back(true);
    let open = json!([{ "tip": "T3", "claims": ["C2"] }]);
    assert_eq!(line(&mut desk, "tips")["decisions"], open);
    assert_eq!(line(&mut desk, "todo")["decisions"], open);
    // What was printed was printed: nothing that is unlinked later decides by itself.
    line(&mut desk, "unlink E1 --reason 'taken back'");
    line(&mut desk, "claim set C2 --without T3");
    assert_eq!(line(&mut desk, "tips")["decisions"], open);
    assert_eq!(refusal(&mut desk, "decide T3 keep --reason ''"), (Exit::Usage, "reason"));
    let decided = line(&mut desk, "decide T3 correct --reason 'MARKER the paper says less'");
    assert_eq!(decided, json!({ "tip": "T3", "verdict": "correct", "claims": ["C2"] }));
    assert_eq!(line(&mut desk, "tips")["decisions"], json!([]));
    line(&mut desk, "decide T3 keep --reason 'MARKER second thought'");
    let decision = |desk: &Desk| withdrawn::decision(desk.case.db(), "T3".parse().unwrap()).unwrap().unwrap();
    assert_eq!(decision(&desk), ("keep".to_owned(), Some("MARKER second thought".to_owned())));
    line(&mut desk, "hold add T3 --reason 'MARKER counsel'");
    let markers = |desk: &Desk| -> u32 {
        let select = "SELECT count(*) FROM reason WHERE words LIKE 'MARKER%'";
        desk.case.db().query_row(select, [], |row| row.get(0)).unwrap()
    };
    assert_eq!(markers(&desk), 3, "the control");
    line(&mut desk, "forget T3");
    assert_eq!((markers(&desk), decision(&desk)), (0, ("keep".to_owned(), None)));
}
