//! Reading together: tips from different mailboxes that tell the same thing.

use serde_json::Value;

use super::independence;
use crate::harness::{Desk, Form, Tip};

const FIRST: &str = "On the evening of 4 May the keeper of the Elm weir opened the upper gate by hand, although the \
                     gauge stood at red, and telephoned nobody until the meadow of the riding school was under water.";
/// The same words with a greeting.
const COPIED: &str = "Good day. On the evening of 4 May the keeper of the Elm weir opened the upper gate by hand, \
                      although the gauge stood at red, and telephoned nobody until the meadow of the riding school \
                      was under water. Please print this.";
const OWN: &str = "I keep horses below the Elm weir. It was 4 May, towards nine, when the keeper wound the upper gate \
                   open himself. Two of us watched him do it from the stile.";
const CLAIM: &str = "The keeper of the Elm weir opened the upper gate by hand on 4 May.";

/// A tip through a mailbox of its own for each text, and a claim from the first.
fn told(texts: &[&str]) -> (Form, Desk) {
    let form = Form::start();
    for text in texts {
        let page = form.open("/");
        form.send(&Tip::new().on(&page).message(text)).expect_received();
    }
    let (bag, desk) = (form.export().path, form.desk());
    let tips = desk.run(&["import", bag.to_str().unwrap()]).expect(0)["tips"].as_array().unwrap().len();
    assert_eq!(tips, texts.len());
    desk.run(&["claim", "add", CLAIM, "--kind", "fact"]).expect(0);
    (form, desk)
}

/// Tips are numbered as the bag was shuffled: those that hold these words.
fn of(desk: &Desk, words: &str) -> (String, String) {
    let shown = desk.shown();
    let tip = shown.iter().find(|tip| tip["message"].as_str().unwrap() == words).unwrap();
    (tip["id"].as_str().unwrap().to_owned(), tip["source"].as_str().unwrap().to_owned())
}

fn link(desk: &Desk, tips: &[&str]) {
    for tip in tips {
        desk.run(&["link", "C1", tip, "supports", "--basis", "first-hand"]).expect(0);
    }
}

fn edges<'f>(found: &'f Value, reason: &str) -> Vec<&'f Value> {
    found["edges"].as_array().unwrap().iter().filter(|edge| edge["reason"] == reason).collect()
}

#[test]
fn tips_from_different_mailboxes_that_tell_the_same_are_found_and_count_once_until_an_editor_tells_them_apart() {
    let (_form, desk) = told(&[FIRST, OWN]);
    let ((one, first), (other, second)) = (of(&desk, FIRST), of(&desk, OWN));
    assert_ne!(first, second, "two mailboxes are two sources");
    // Whoever reads the one finds the other.
    let checked = desk.run(&["check", "C1"]).expect(0).clone();
    let items: Vec<&str> =
        checked["candidates"].as_array().unwrap().iter().filter_map(|row| row["item"].as_str()).collect();
    assert!(items.contains(&one.as_str()) && items.contains(&other.as_str()), "{checked:#}");
    link(&desk, &[&one, &other]);
    let found = independence(&desk, &[]);
    assert_eq!((&found["independent"], &found["at_most"], &found["admissible"]), (&1.into(), &1.into(), &2.into()));
    assert_eq!(edges(&found, "unjudged").len(), 1);
    assert!(found["explanation"].as_str().unwrap().contains("are unjudged and may be one person"), "{found:#}");
    assert!(edges(&found, "shared-text").is_empty(), "they share no wording: {found:#}");
    // Without a reason nothing is told apart.
    desk.run(&["source", "distinct", &first, &second]).expect(2);
    assert_eq!(independence(&desk, &[])["independent"], 1);
    desk.run(&["source", "distinct", &first, &second, "--reason", "met the rider; the other is the keeper's clerk"])
        .expect(0);
    let found = independence(&desk, &[]);
    assert_eq!((&found["independent"], &found["at_most"]), (&2.into(), &2.into()), "{found:#}");
}

#[test]
fn tips_of_one_wording_are_shown_as_possibly_one_person_or_one_planted_text() {
    let (_form, desk) = told(&[FIRST, COPIED]);
    let ((one, first), (other, second)) = (of(&desk, FIRST), of(&desk, COPIED));
    link(&desk, &[&one, &other]);
    let found = independence(&desk, &[]);
    let shared = edges(&found, "shared-text");
    assert_eq!(shared.len(), 1, "{found:#}");
    assert!(
        shared[0]["detail"].as_str().unwrap().starts_with("possibly one person or one planted text: "),
        "{found:#}"
    );
    assert!(found["explanation"].as_str().unwrap().contains("possibly one person or one planted text"));
    // That they are two people does not make the text two.
    desk.run(&["source", "distinct", &first, &second, "--reason", "spoke to both"]).expect(0);
    let found = independence(&desk, &[]);
    assert_eq!((&found["independent"], edges(&found, "unjudged").len()), (&1.into(), 0), "{found:#}");
}
