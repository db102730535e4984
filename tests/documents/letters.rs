//! Signatures of e-mail against imported keys, and decisions on what is genuine.

use std::fs;

use serde_json::json;

use super::*;

#[test]
fn a_signed_letter_holds_once_its_key_is_there_and_a_forged_one_is_named() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let (letter, keys) = (fixture("vectors/dkim/rfc6376-appendix-a.eml"), fixture("vectors/dkim/keys.tsv"));
    let whole = fs::read_to_string(&letter).unwrap();
    let forged = [("body.eml", "hungry", "angry"), ("field.eml", "Is dinner ready?", "Is lunch ready?")];
    let good = add(&desk, &letter, &[]);
    assert_eq!(inspect(&desk, &good)["dkim"]["state"], "key-unknown");
    assert_eq!(desk.run(&["dkim-keys", "add", keys.to_str().unwrap()]).expect(0)["added"], 3);
    let verdict = inspect(&desk, &good)["dkim"].clone();
    assert!(verdict["state"].as_str().unwrap().starts_with("valid"), "{verdict:#}");
    assert!(verdict["signatures"][0]["covered"].as_array().unwrap().contains(&json!("from")));
    for ((name, from, to), reason) in forged.into_iter().zip(["body-altered", "headers-altered"]) {
        assert!(whole.contains(from), "the control");
        let item = add(&desk, &folder.write(name, whole.replacen(from, to, 1)), &[]);
        let verdict = inspect(&desk, &item)["dkim"].clone();
        assert_eq!(
            (&verdict["state"], &verdict["signatures"][0]["reasons"][0]["code"]),
            (&json!("invalid"), &json!(reason))
        );
        let said = desk.say(&["inspect", &item]).stdout;
        assert!(said.contains("signatures (DKIM): invalid") && said.contains("altered"), "{said}");
    }
    let unsigned = add(&desk, &folder.write("bare.eml", "From: a@lamp.example\r\nSubject: Lamps\r\n\r\nLit.\r\n"), &[]);
    assert_eq!(inspect(&desk, &unsigned)["dkim"]["state"], "unsigned");
}

#[test]
fn a_bad_file_of_keys_is_refused_by_line_and_changes_nothing() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let keys = fs::read_to_string(fixture("vectors/dkim/keys.tsv")).unwrap();
    let good = keys.lines().nth(1).unwrap();
    let before = entries(&desk);
    for (bad, said) in [
        (good.replace('\t', " "), "it has not four columns"),
        (good.replace("p=", "p=*"), "the key record is none"),
        (good.replace("2003-01-01", "2003-02-30"), "the day is none"),
        (good.replace("2003-01-01", "9000-01-01"), "the day is still to come"),
        (good.replacen(good.split('\t').nth(1).unwrap(), "..", 1), "the selector or the domain is none"),
    ] {
        let file = folder.write("bad.tsv", format!("{good}\n{bad}\n"));
        let answer = desk.run(&["dkim-keys", "add", file.to_str().unwrap()]);
        answer.expect_error(3, "keys-damaged");
        let message = answer.json["error"]["message"].as_str().unwrap();
        assert!(message.starts_with("line 2: ") && message.contains(said), "{message}");
    }
    desk.run(&["dkim-keys", "add", folder.write("raw.tsv", [0xff, 0xfe]).to_str().unwrap()])
        .expect_error(3, "keys-damaged");
    assert_eq!(desk.run(&["dkim-keys", "add", "/nowhere/keys.tsv"]).exit, Some(2));
    assert_eq!((entries(&desk), &desk.run(&["dkim-keys"]).expect(0)["sightings"]), (before, &json!(0)));
    let file = folder.write("good.tsv", &keys);
    assert_eq!(desk.run(&["dkim-keys", "add", file.to_str().unwrap()]).expect(0)["added"], 3, "the control");
}

#[test]
fn a_decision_is_kept_with_its_reason_and_shown_on_the_sheet() {
    let folder = Folder::new();
    let desk = desk_in(&folder, "case");
    let item = add(&desk, &folder.write("paper.txt", "The weir of Vell was never inspected."), &[]);
    let before = entries(&desk);
    desk.run(&["authenticate", &item, "--reason", " "]).expect_error(2, "reason");
    desk.run(&["authenticate", "D9", "--reason", "x"]).expect_error(2, "unknown-id");
    assert_eq!(desk.run(&["authenticate", &item]).exit, Some(2), "a reason is no option");
    assert_eq!(entries(&desk), before);
    let why = "the water board sent the same paper";
    let done = desk.run(&["authenticate", &item, "--reason", why, "--as", "Ada Fiction"]);
    assert_eq!(done.expect(0)["by"], "Ada Fiction");
    let page = folder.join("sheet.html");
    desk.run(&["sheet", &item, "--html", page.to_str().unwrap()]).expect(0);
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains(why) && html.contains("Ada Fiction") && html.contains("SHA-256"), "{html}");
    let shown = desk.run(&["log", "show", &item]).stdout;
    assert!(shown.contains("authenticate") && !shown.contains("water board"), "the reason stays out of the chain");
    desk.run(&["sheet", "D9"]).expect_error(2, "unknown-id");
}
