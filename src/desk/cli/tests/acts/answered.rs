//! Letters and answers.

use serde_json::json;

use super::{line, yard};
use crate::clock::Clock;

const OFFER: &str = "respond offer 'Otto Brand' --claims C1 --sent 2026-11-20 --text-file FOLDER/letter.txt --deadline";

#[test]
fn an_answer_is_an_item_on_record_that_can_be_linked_and_printed() {
    let (mut desk, _server, _folder) = yard();
    let offered = line(&mut desk, &format!("{OFFER} 2026-11-27"));
    assert_eq!((&offered["offer"], &offered["deadline"]), (&json!(1), &json!("2026-11-27T23:59:59Z")));
    assert_eq!((&offered["state"], &offered["letter"]), (&json!("waiting"), &json!("Dear Otto Brand, is it so?")));
    let answered = line(&mut desk, "respond answer 'OTTO BRAND' --text-file FOLDER/answer.txt");
    assert_eq!(answered, json!({ "offers": [1], "claims": ["C1"], "kind": "answered", "item": "I2" }));
    let item = line(&mut desk, "inspect I2");
    assert_eq!((&item["standing"], &item["class"]), (&json!("on-record"), &json!("interview")));
    line(&mut desk, "link C1 I2 contradicts");
    line(&mut desk, "answer E1 printed");
    let listed = line(&mut desk, "respond list")["offers"][0].clone();
    assert_eq!((&listed["state"], &listed["answer"]["text"]), (&json!("answered"), &json!("The brake was sound.")));
    assert_eq!(line(&mut desk, "claim show C1")["responses"], json!([listed]));
    let found = line(&mut desk, "search brake --in corpus")["hits"].to_string();
    assert!(found.contains("\"I2\""), "{found}");
}

#[test]
fn silence_is_kept_once_the_deadline_is_over_and_words_that_come_late_take_its_place() {
    let (mut desk, _server, _folder) = yard();
    line(&mut desk, &format!("{OFFER} 2026-11-24T12:00:00Z"));
    line(&mut desk, &format!("{OFFER} 2026-12-24"));
    desk.case.set_clock(Clock::fixed("2026-11-25".parse().unwrap()));
    let states = |desk: &mut crate::fixture::Desk| {
        let offers = line(desk, "respond list")["offers"].clone();
        offers.as_array().unwrap().iter().map(|offer| offer["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(states(&mut desk), ["overdue", "waiting"]);
    let silent = line(&mut desk, "respond answer 'Otto Brand' --silent");
    assert_eq!((&silent["offers"], &silent["item"]), (&json!([1]), &json!(null)));
    assert_eq!(states(&mut desk), ["silent", "waiting"]);
    line(&mut desk, "respond answer 'Otto Brand' --text-file FOLDER/answer.txt");
    assert_eq!(states(&mut desk), ["answered", "answered"]);
}
