//! What went wrong in systems of this kind: `past-failures.md` names a test for each.

use std::fs;
use std::sync::{Arc, Barrier};

use crate::harness::programs::workspace;
use crate::harness::{Form, Tip, tools};

#[test]
fn every_failure_of_the_past_has_a_test_that_exists_or_says_that_it_has_none() {
    let page = fs::read_to_string(workspace().join("tests/past-failures.md")).unwrap();
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 25, "{}", rows.len());
    // That each name is a test's is looked at where the other pages' are
    // (`every_test_that_a_page_names_exists`).
    let names_one = |row: &str| row.split('`').skip(1).step_by(2).any(|name| name.matches('_').count() >= 3);
    let silent: Vec<_> = rows.iter().filter(|row| !names_one(row) && !row.contains("**no test**")).collect();
    assert!(silent.is_empty(), "{silent:#?}");
    assert!(!names_one("| A failure | a promise, and `a_word` |"), "the control");
}

#[test]
fn eight_tips_of_one_moment_are_all_received_and_each_is_kept_once() {
    if !tools::has("curl") {
        return;
    }
    let form = Form::start();
    let (together, address, certificate) = (Arc::new(Barrier::new(8)), form.address(), form.certificate());
    // Two of each: a browser that sends twice is as common as two sources.
    let threads: Vec<_> = (0..8_u8)
        .map(|number| {
            let (together, address, certificate) = (together.clone(), address.clone(), certificate.clone());
            std::thread::spawn(move || {
                let submission = format!("{:032x}", number / 2);
                let tip = Tip::new().field("submission", &submission).message(&format!("Lock gate {}.", number / 2));
                together.wait();
                tip.send(&address, &certificate)
            })
        })
        .collect();
    for thread in threads {
        let page = thread.join().unwrap();
        assert_eq!(page.status, 200, "{}", page.html);
    }
    let mut messages: Vec<_> =
        form.deliver().iter().map(|tip| tip["message"].as_str().unwrap().trim().to_owned()).collect();
    messages.sort();
    assert_eq!(messages, [0, 1, 2, 3].map(|number| format!("Lock gate {number}.")));
}
