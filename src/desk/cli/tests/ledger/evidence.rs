//! Evidence: what it shows, what contradicts it, and what it loses when its item falls.

use std::fs;

use serde_json::{Value, json};
use subrosa_tip::envelope::Kind;

use super::super::path;
use super::{PAPER, ledger, line, place, wrong};
use crate::failure::Exit;
use crate::fixture::{Desk, Folder, Server, mailbox};

#[test]
fn a_passage_is_shown_with_its_neighbours_and_how_its_source_knows() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, "circle add council --people 9");
    let said = "would be closed on the next day";
    let options = "--basis second-hand --source S3 --heard-from unknown --present-at K1 --interest against --competent";
    line(&mut desk, &format!("link C1 {} supports {options} --reason 'said before all'", place(said)));
    let evidence = line(&mut desk, "claim show C1")["evidence"][0].clone();
    assert_eq!(evidence["passage"]["text"], said);
    let around = |side: &str| evidence["passage"][side].as_str().unwrap().to_owned();
    assert_eq!(format!("{}{said}{}", around("before"), around("after")), PAPER, "three passages: the whole paper");
    let known = ["basis", "source", "heard_from", "present_at", "interest", "competent", "reason"];
    let known: Vec<_> = known.into_iter().map(|key| evidence[key].clone()).collect();
    assert_eq!(Value::from(known), json!(["second-hand", "S3", "unknown", "K1", "against", true, "said before all"]));
    // What the source of a tip said of how they know is taken over from the form.
    line(&mut desk, "link C1 T1 supports");
    let evidence = line(&mut desk, "claim show C1")["evidence"][1].clone();
    assert_eq!(json!([evidence["basis"], evidence["source"], evidence["whole"]]), json!(["second-hand", "S1", true]));
    assert_eq!(evidence["passage"]["text"], "words");
}

#[test]
fn a_contradiction_is_said_wherever_its_claim_is_shown_until_it_is_answered() {
    let (mut desk, _server, _folder) = ledger();
    line(&mut desk, &format!("link C1 {} supports", place("The clerk said")));
    let unanswered = |desk: &mut Desk| {
        let shown = line(desk, "claim show C1");
        let listed = line(desk, "claims")["claims"][0]["unanswered"].clone();
        let missing = line(desk, "missing C1")["missing"].to_string().contains("contradiction");
        (shown["unanswered"].clone(), listed, missing)
    };
    assert_eq!(unanswered(&mut desk), (json!([]), json!(0), false), "the control");
    line(&mut desk, &format!("link C1 {} contradicts", place("Nobody asked why")));
    assert_eq!(unanswered(&mut desk), (json!(["E2"]), json!(1), true));
    assert_eq!(wrong(&mut desk, "answer E2 refuted"), (Exit::Usage, "reason"));
    line(&mut desk, "answer E2 refuted --reason 'they were not there'");
    assert_eq!(unanswered(&mut desk), (json!([]), json!(0), false));
    let answer = line(&mut desk, "claim show C1")["evidence"][1]["answer"].clone();
    assert_eq!(answer, json!({ "verdict": "refuted", "reason": "they were not there" }));
    line(&mut desk, "unlink E2 --reason 'another bridge'");
    assert_eq!(line(&mut desk, "claims")["claims"][0]["contradicts"], 0);
    assert_eq!(wrong(&mut desk, "answer E2 printed"), (Exit::Usage, "unknown-id"));
}

#[test]
fn evidence_whose_item_proves_unsound_is_flagged_on_every_claim_that_rests_on_it() {
    let keys = mailbox();
    let (mut desk, server, folder) = ledger();
    let tip = server.seal_from(&keys, (Kind::Tip, "2026-11-20"), "the lamps were never hung", &[]);
    import(&mut desk, &server, &folder, 2, vec![(3, tip)]);
    line(&mut desk, "claim add 'The lamps were never hung.' --from T3");
    line(&mut desk, "link C2 T3 supports");
    line(&mut desk, "link C1 T1 supports");
    line(&mut desk, "link C1 D1 supports");
    line(&mut desk, "link C2 D1 mentions");
    let flags = |desk: &mut Desk| -> Vec<String> {
        let mut flags = Vec::new();
        for (claim, listed) in ["C1", "C2"].iter().zip(line(desk, "claims")["claims"].as_array().unwrap().clone()) {
            let shown = line(desk, &format!("claim show {claim}"))["evidence"].clone();
            let flagged: Vec<_> =
                shown.as_array().unwrap().iter().filter(|evidence| evidence["flags"] != json!([])).collect();
            assert_eq!(listed["flagged"], flagged.len(), "the list says what the page says");
            let damaged =
                line(desk, &format!("missing {claim}"))["missing"].to_string().matches("damaged-evidence").count();
            assert_eq!(damaged, flagged.len());
            flags.extend(flagged.iter().map(|evidence| format!("{claim} {} {}", evidence["item"], evidence["flags"])));
        }
        flags
    };
    assert_eq!(flags(&mut desk), Vec::<String>::new(), "the control");
    line(&mut desk, "flag D1 retracted --reason 'taken back on 5 March'");
    assert_eq!(flags(&mut desk), [r#"C1 "D1" ["retracted"]"#, r#"C2 "D1" ["retracted"]"#]);
    line(&mut desk, "flag D1 sound --reason 'that was another paper'");
    assert_eq!(flags(&mut desk), Vec::<String>::new());
    let withdrawal = server.seal_from(&keys, (Kind::Withdrawal, "2026-11-21"), "please do not", &[]);
    import(&mut desk, &server, &folder, 3, vec![(4, withdrawal)]);
    assert_eq!(flags(&mut desk), [r#"C2 "T3" ["withdrawn"]"#]);
    line(&mut desk, "forget T1");
    assert_eq!(flags(&mut desk), [r#"C1 "T1" ["forgotten"]"#, r#"C2 "T3" ["withdrawn"]"#]);
    // A text that is no longer what was linked: nothing of the desk's does that.
    line(&mut desk, &format!("link C1 {} supports", place("The harbour office paid")));
    let forged = PAPER.replace("office paid", "office owed");
    desk.case
        .db()
        .execute(
            "UPDATE item_text SET bytes = ?1 WHERE item = (SELECT ordinal FROM item WHERE name = 'D1')",
            [forged.as_bytes()],
        )
        .unwrap();
    let shown = line(&mut desk, "claim show C1")["evidence"][2].clone();
    assert_eq!((&shown["id"], &shown["flags"]), (&json!("E5"), &json!(["altered"])));
}

/// Takes up one more bag.
fn import(desk: &mut Desk, server: &Server, folder: &Folder, sequence: u64, envelopes: Vec<(u8, Vec<u8>)>) {
    let bag = path(folder, &format!("bag-{sequence}"));
    let last = "SELECT last_manifest FROM intake";
    let previous = desk.case.db().query_row(last, [], |row| row.get(0)).unwrap();
    fs::write(&bag, server.bag(sequence, previous, &envelopes).bytes).unwrap();
    line(desk, &format!("import '{bag}'"));
}
