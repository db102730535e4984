//! Nobody can tell a line from four pages, by the real form.

use std::collections::BTreeSet;
use std::process::Command;

use crate::harness::{Form, Tip, tools};

/// Longest text that is promised the common length, in bytes.
const PROMISED_BYTES: usize = 16_000;

/// Forty texts, from one byte to the promised length, in four scripts.
fn texts() -> Vec<String> {
    let scripts = ["a", "Ж", "漢", "🙂"];
    let lengths = [1, 2, 40, 700, 4_000, 8_192, 12_345, 15_000, 15_999, PROMISED_BYTES];
    let text = |letter: &str, bytes: usize| letter.repeat((bytes / letter.len()).max(1));
    scripts.iter().flat_map(|letter| lengths.iter().map(move |bytes| text(letter, *bytes))).collect()
}

#[test]
fn every_text_up_to_four_pages_has_one_length_in_the_bag() {
    let form = Form::start();
    let choices = ["", "saw", "document", "told", "rumour"];
    for (index, text) in texts().iter().enumerate() {
        assert!(text.len() <= PROMISED_BYTES);
        let tip = Tip::new().field("basis", choices[index % choices.len()]).field("language", &"x".repeat(index % 36));
        form.send(&tip.message(text)).expect_received();
    }
    assert_eq!(envelope_lengths(&form).len(), 1);
    // The control: what is longer is seen to be longer.
    form.send(&Tip::new().message(&"a".repeat(40_000))).expect_received();
    assert_eq!(envelope_lengths(&form).len(), 2);
    assert_eq!(form.deliver().len(), texts().len() + 1);
}

/// The different lengths of the next bag's envelopes, as `tar` lists them.
fn envelope_lengths(form: &Form) -> BTreeSet<u64> {
    let bag = form.export();
    let listing = tools::run(Command::new("tar").arg("-tvf").arg(bag.path)).stdout;
    let listing = String::from_utf8(listing).unwrap();
    let lengths: Vec<u64> = listing
        .lines()
        .filter(|line| line.ends_with(".age"))
        .map(|line| line.split_whitespace().nth(2).unwrap().parse().unwrap())
        .collect();
    assert_eq!(lengths.len() as u64, bag.envelopes);
    lengths.into_iter().collect()
}
