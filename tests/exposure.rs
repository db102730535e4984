//! Nobody is led to a source by what is printed together: the program says how many people
//! are left, and what to leave out or to find out.

use serde_json::{Value, json};

use crate::harness::{Desk, Folder};

/// A case with a protected source S1 that gave an interview on 3 March 2025 (I1), three
/// circles, and a claim from it for each: C1 of 40 people, C2 of 30, C3 of 6.
fn desk(folder: &Folder) -> Desk {
    let passphrase = folder.write("passphrase", b"a passphrase of fiction");
    let desk = Desk::new(&folder.join("case"), &passphrase);
    desk.run(&["init"]).expect(0);
    let talk = folder.write("talk.txt", b"We sat by the kiln until late, and nobody wrote anything down.");
    let lines = [
        "source add 'Careful Heron' --kind person --protected".to_owned(),
        format!("interview add S1 --day 2025-03-03 --text-file '{}' --terms off-record", talk.display()),
        "circle add 'brick works' --people 40".to_owned(),
        "circle add 'late shift' --people 30".to_owned(),
        "circle add 'keys of the safe' --people 6".to_owned(),
        "claim add 'Deliveries were counted twice.' --from I1 --circle K1".to_owned(),
        "claim add 'Ovens ran without filters.' --from I1 --circle K2".to_owned(),
        "claim add 'Ledgers lay in a safe.' --from I1 --circle K3".to_owned(),
    ];
    for (line, answer) in lines.iter().zip(desk.batch(&lines)) {
        assert_eq!(answer["exit"], 0, "{line}: {answer:#}");
    }
    desk
}

/// The only row of an answer.
fn row(answer: &Value) -> &Value {
    let rows = answer["circles"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{answer:#}");
    &rows[0]
}

fn bounds(answer: &Value) -> [Value; 3] {
    let row = row(answer);
    [row["people"].clone(), row["people_at_most"].clone(), row["verdict"].clone()]
}

#[test]
fn claims_that_are_safe_alone_are_held_together_until_an_overlap_is_known() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let alone = desk.run(&["exposure", "C1"]);
    assert_eq!(bounds(alone.expect(0)), [json!(40), json!(40), json!("clear")]);
    assert_eq!((&alone.json["k"], &alone.json["ok"]), (&json!(20), &json!(true)));
    for list in ["wording", "copies", "marks", "time"] {
        assert_eq!(alone.json[list], json!([]), "{list}");
    }
    assert!(!alone.json["unchecked"].as_array().unwrap().is_empty(), "what was not checked is said each time");

    let together = desk.run(&["exposure", "C1", "C2"]);
    assert_eq!(bounds(together.expect(1)), [json!(1), json!(30), json!("held")]);
    let held = row(&together.json);
    assert_eq!(held["find_out"]["circles"], json!(["K1", "K2"]));
    assert_eq!(held["leave_out"], json!(["C1"]));
    assert!(held["fix"].as_str().unwrap().contains("circle overlap K1 K2 --at-least"), "{held:#}");

    desk.run(&["circle", "overlap", "K1", "K2", "--at-least", "25"]).expect(0);
    assert_eq!(bounds(desk.run(&["exposure", "C1", "C2"]).expect(0)), [json!(25), json!(30), json!("clear")]);
    desk.run(&["circle", "overlap", "K1", "K2", "--at-least", "19"]).expect(0);
    assert_eq!(bounds(desk.run(&["exposure", "C1", "C2"]).expect(1)), [json!(19), json!(30), json!("held")]);
}

#[test]
fn the_claim_that_narrows_too_far_is_named_and_kept_claims_stay() {
    let folder = Folder::new();
    let desk = desk(&folder);
    desk.run(&["circle", "overlap", "K1", "K2", "--at-least", "25"]).expect(0);
    let all = desk.run(&["exposure"]);
    assert_eq!(bounds(all.expect(1)), [json!(1), json!(6), json!("blocked")]);
    let blocked = row(&all.json);
    assert_eq!(blocked["claims"], json!(["C1", "C2", "C3"]), "nothing named: all that is not held back");
    assert_eq!((&blocked["leave_out"], &blocked["remedy"]), (&json!(["C3"]), &json!("smallest")));
    let person = desk.say(&["exposure"]);
    assert_eq!(person.exit, Some(1));
    assert!(person.stdout.contains("leave out C3"), "{}", person.stdout);

    let kept = desk.run(&["exposure", "C1", "C2", "C3", "--keep", "C3"]);
    let kept = row(kept.expect(1));
    assert_eq!((&kept["leave_out"], &kept["remedy"]), (&json!([]), &json!("nothing-does")));
    assert!(kept["fix"].as_str().unwrap().contains("exposure accept S1"), "{kept:#}");
}

#[test]
fn a_draft_is_measured_by_the_claims_that_are_marked_in_it() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let letter = folder.write("letter.md", b"Is it so that deliveries were counted twice? {C1}\n");
    let letter = letter.to_str().unwrap().to_owned();
    let answer = desk.run(&["exposure", "--draft", &letter]);
    assert_eq!(bounds(answer.expect(0)), [json!(40), json!(40), json!("clear")]);
    let both = folder.write("both.md", b"Deliveries were counted twice. {C1} Ledgers lay in a safe. {C3}\n");
    assert_eq!(bounds(desk.run(&["exposure", "--draft", both.to_str().unwrap()]).expect(1))[1], json!(6));
    desk.run(&["exposure", "--draft", folder.join("none.md").to_str().unwrap()]).expect(2);
}

#[test]
fn a_public_item_that_says_it_as_exactly_clears_a_claim_and_a_later_or_vaguer_one_does_not() {
    let folder = Folder::new();
    let desk = desk(&folder);
    desk.run(&["claim", "set", "C3", "--text", "Ledgers of 1987 lay in a safe."]).expect(0);
    let link = |name: &str, published: &str, text: &str| {
        let file = folder.write(name, text);
        let line =
            ["corpus", "add", file.to_str().unwrap(), "--url", "https://gazette.example/1", "--published", published];
        let item = desk.run(&line).expect(0)["added"][0]["id"].as_str().unwrap().to_owned();
        desk.run(&["link", "C3", &item, "supports"]).expect(0);
        row(desk.run(&["exposure", "C3"]).expect(if row_is_clear(&desk) { 0 } else { 1 }))["cleared"].clone()
    };
    assert_eq!(link("later.txt", "2025-03-03", "Ledgers from 1987 are said to lie in a safe of the works."), json!([]));
    assert_eq!(link("vaguer.txt", "2024-05-05", "Old ledgers are said to lie in a safe of the works."), json!([]));
    assert_eq!(link("exact.txt", "2024-05-06", "In the works some ledgers from 1987 lie in a safe."), json!(["C3"]));
    assert_eq!(bounds(desk.run(&["exposure", "C3"]).expect(0)), [Value::Null, Value::Null, json!("clear")]);
}

fn row_is_clear(desk: &Desk) -> bool {
    desk.run(&["exposure", "C3"]).exit == Some(0)
}

#[test]
fn whoever_is_excluded_accused_or_interviewed_is_no_longer_one_of_them() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let people = |expected: [u32; 2]| {
        let answer = desk.run(&["exposure", "C2"]);
        assert_eq!(bounds(&answer.json)[..2], [json!(expected[0]), json!(expected[1])], "{answer:#?}");
    };
    people([30, 30]);
    desk.run(&["circle", "set", "K2", "--exclude", "Tove Brandal"]).expect(0);
    people([29, 29]);
    desk.run(&["claim", "set", "C2", "--accuses", "Odd Rimfax"]).expect(0);
    people([28, 29]);
    desk.run(&["circle", "set", "K2", "--member", "odd  rimfax"]).expect(0);
    people([28, 28]);
    let talk = folder.write("open.txt", b"I only sweep the yard.");
    desk.run(&["source", "add", "Gunn Aalto", "--kind", "person"]).expect(0);
    desk.run(&[
        "interview",
        "add",
        "S2",
        "--day",
        "2025-04-04",
        "--text-file",
        talk.to_str().unwrap(),
        "--terms",
        "on-record",
    ])
    .expect(0);
    people([28, 28]);
    desk.run(&["circle", "set", "K2", "--member", "Gunn Aalto"]).expect(0);
    people([27, 27]);
    desk.run(&["circle", "set", "K2", "--from", "2025-03-04"]).expect(0);
    let late = desk.run(&["exposure", "C2"]);
    assert_eq!(bounds(late.expect(1)), [json!(0), json!(0), json!("blocked")]);
    assert!(row(&late.json)["fix"].as_str().unwrap().contains("circle set K2 --from"), "{late:#?}");
}

#[test]
fn wrong_questions_and_impossible_circles_are_refused_by_name_and_change_nothing() {
    let folder = Folder::new();
    let desk = desk(&folder);
    let head = desk.run(&["log", "verify"]).expect(0)["head"].clone();
    for (line, exit, code) in [
        (vec!["exposure", "C99"], 2, "unknown-id"),
        (vec!["exposure", "C1", "--keep", "C99"], 2, "unknown-id"),
        (
            vec![
                "exposure",
                "accept",
                "S1",
                "--k",
                "6",
                "--consented",
                "T9",
                "--reason",
                "x",
                "--as",
                "A",
                "--and",
                "B",
            ],
            2,
            "unknown-id",
        ),
        (vec!["circle", "set", "K3", "--people", "1", "--member", "A", "--member", "B"], 1, "circle-too-small"),
        (vec!["circle", "set", "K2", "--within", "K3"], 1, "circle-too-large"),
        (vec!["circle", "set", "K3", "--within", "K3"], 1, "circle-within-itself"),
        (vec!["circle", "overlap", "K1", "K3", "--at-least", "7"], 1, "circle-too-large"),
        (vec!["circle", "universe", "39"], 1, "circle-too-large"),
    ] {
        desk.run(&line).expect_error(exit, code);
    }
    assert_eq!(desk.run(&["log", "verify"]).expect(0)["head"], head);
    desk.run(&["circle", "overlap", "K1", "K3", "--at-least", "6"]).expect(0);
    assert_ne!(desk.run(&["log", "verify"]).expect(0)["head"], head, "the control: what is right changes the log");
}
