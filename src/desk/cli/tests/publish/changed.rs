//! What readers are told of changes.

use super::*;

fn set(folder: &Folder, text: &str) {
    fs::write(path(folder, "draft.md"), text).unwrap();
}

fn changes(value: &Value) -> Vec<(String, Option<u64>)> {
    let all = value["changes"].as_array().unwrap().iter();
    all.map(|change| (change["what"].as_str().unwrap().to_owned(), change["claim"].as_u64())).collect()
}

fn told(what: &str, claim: u64) -> (String, Option<u64>) {
    (what.to_owned(), Some(claim))
}

#[test]
fn a_correction_changes_what_readers_see_with_the_next_dossier_and_stays_in_every_later_one() {
    let (mut desk, _server, folder) = printable();
    let (_, before) = published(&mut desk, &folder, "one");
    let answer = line(
        &mut desk,
        "correct C1 'The Anselm bridge was closed on 4 March.' --reason 'INNER-REASON' --note 'A date was wrong.'",
    );
    assert_eq!(answer["waits"], "correction");
    assert_eq!(files(&folder.path().join("one")), before, "what is published stays as it is");
    assert_eq!(publish(&mut desk, &folder, "none").1["code"], "gate", "what was signed was the text of before");
    let corrected = DRAFT.replace("3 March", "4 March");
    set(&folder, &corrected);
    let (_, two) = published(&mut desk, &folder, "two");
    set(&folder, &corrected.replace("Nobody hung a lamp.", "Nobody hung any lamp."));
    let (_, three) = published(&mut desk, &folder, "three");
    for (name, files) in [("two", &two), ("three", &three)] {
        let history = page(files, "changes.html");
        for shown in ["closed on 3 March", "closed on 4 March", "A date was wrong."] {
            assert!(history.contains(shown), "{name}: {shown}");
        }
        let index = page(files, "index.html");
        assert!(index.contains("Corrected since it was first published"), "{name}");
        assert!(index.contains("\"correction\":[{\"@type\":\"CorrectionComment\""), "{name}");
        assert!(!index.contains("INNER-REASON") && !history.contains("INNER-REASON"), "{name}");
    }
    assert!(!page(&before, "index.html").contains("Corrected since"), "the control");
}

#[test]
fn a_retracted_claim_leaves_the_article_and_stays_in_the_history() {
    let (mut desk, _server, folder) = printable();
    published(&mut desk, &folder, "one");
    line(&mut desk, "retract C2 --reason 'another mayor'");
    assert_eq!(publish(&mut desk, &folder, "x").1["code"], "retracted", "it is still in the draft");
    set(&folder, &DRAFT.replace(" {C2}", ""));
    let (value, two) = published(&mut desk, &folder, "two");
    assert_eq!(changes(&value), [told("retracted", 2)]);
    assert!(page(&two, "changes.html").contains("The mayor promised lamps by May."));
    assert!(!page(&two, "index.html").contains("id=\"claim-2\""));
    set(&folder, DRAFT);
    assert_eq!(publish(&mut desk, &folder, "y").1["code"], "retracted", "it does not come back");
    assert_eq!(wrong(&mut desk, "correct C2 'x' --reason y").1, "retracted");
}

#[test]
fn nothing_changes_in_silence() {
    let (mut desk, _server, folder) = printable();
    published(&mut desk, &folder, "one");
    line(&mut desk, "assess C1 --credibility 1 --label confirmed");
    line(&mut desk, "claim set C2 --text 'The mayor promised that lamps would hang by May.'");
    set(&folder, &DRAFT.replace("Nobody hung a lamp.", "Nobody hung a single lamp."));
    let (value, _) = published(&mut desk, &folder, "two");
    assert_eq!(changes(&value), [told("reworded", 2), told("relabelled", 1), ("article".into(), None)]);
    set(&folder, &DRAFT.replace(" {C1}", "").replace("Nobody hung a lamp.", "Nobody hung a single lamp."));
    assert_eq!(changes(&published(&mut desk, &folder, "three").0), [told("dropped", 1)]);
    line(&mut desk, "source alias S3 'The first paper'");
    assert_eq!(
        published(&mut desk, &folder, "four").0["again"],
        true,
        "the control: what readers do not see changes nothing"
    );
}

#[test]
fn only_what_readers_have_seen_is_corrected_and_what_waits_can_be_taken_back() {
    let (mut desk, _server, folder) = printable();
    for line in ["correct C1 x --reason y", "retract C1 --reason y"] {
        assert_eq!(wrong(&mut desk, line), (Exit::Refused, "not-published".into()));
    }
    published(&mut desk, &folder, "one");
    assert_eq!(wrong(&mut desk, "correct C9 x --reason y"), (Exit::Usage, "unknown-id".into()));
    assert_eq!(wrong(&mut desk, "correct C1 '' --reason y"), (Exit::Usage, "words".into()));
    assert_eq!(wrong(&mut desk, "retract C1 --reason ' '"), (Exit::Usage, "reason".into()));
    let same = "correct C1 'The Anselm bridge was closed on 3 March.' --reason y";
    assert_eq!(wrong(&mut desk, same).1, "nothing-to-correct");
    line(&mut desk, "retract C1 --reason y");
    assert_eq!(line(&mut desk, same)["waits"], Value::Null);
    assert_eq!(published(&mut desk, &folder, "two").0["again"], true, "nothing waits");
    line(&mut desk, "correct C1 'It was closed.' --reason y");
    set(&folder, &DRAFT.replace(" {C1}", ""));
    assert_eq!(publish(&mut desk, &folder, "x").1["code"], "correction-waits");
}

#[test]
fn a_tip_that_is_taken_back_changes_nothing_public_until_that_is_decided() {
    let (mut desk, _server, folder) = printable();
    line(&mut desk, "circle add harbour --people 400");
    line(&mut desk, "claim set C2 --from T1 --circle K1");
    published(&mut desk, &folder, "one");
    rows(&mut desk, "UPDATE tip SET state = 'withdrawn' WHERE number = 1 AND ?1 > 0");
    set(&folder, &DRAFT.replace(" {C2}", ""));
    let decide = |desk: &mut Desk, verdict: &str| {
        rows(desk, "UPDATE tip_decision SET until = ?1 WHERE until IS NULL");
        rows(desk, &format!("INSERT INTO tip_decision (tip, verdict, since) VALUES (1, '{verdict}', ?1)"));
    };
    decide(&mut desk, "retract");
    let (exit, refused) = publish(&mut desk, &folder, "two");
    assert_eq!((exit, &refused["code"]), (Exit::Refused, &json!("decision-waits")));
    assert!(refused["hint"].as_str().unwrap().starts_with("retract C2"));
    line(&mut desk, "retract C2 --reason 'it was taken back'");
    assert_eq!(changes(&published(&mut desk, &folder, "two").0), [told("retracted", 2)]);
    // The control: kept, it is printed on.
    decide(&mut desk, "keep");
    published(&mut desk, &folder, "three");
}
