//! `x=`, `l=`, forged and duplicated fields: each bad input by its name.

use super::*;
use crate::authenticity::dkim::fault::Fault;

/// dkimpy was asked about this one a month after the letter.
pub(super) const ASKED_LATER: &str = "x= a day later, asked a month later";

fn judged(name: &str) -> super::super::verdict::Judged {
    only(&verdict(&desk(KEYS), &message(name))).clone()
}

#[test]
fn an_expiry_is_judged_at_the_messages_date_and_named_when_it_has_passed_since() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let later = judged("x= a day later");
    // dkimpy agrees on the letter's day, and on a later one refuses it.
    assert_eq!(fixtures().iter().find(|case| case.name == ASKED_LATER).unwrap().dkimpy, [false]);
    assert_eq!((later.state, later.reasons), (State::ValidWithWarning, vec![]));
    assert_eq!(later.warnings, [Warning::ExpiredSince(day("2026-03-11"))]);
    let before = judged("x= before the letter's date");
    assert_eq!((before.state, before.reasons), (State::Invalid, vec![Reason::Expired(day("2026-03-08"))]));
    assert_eq!(judged("x= before it was made").reasons, [Reason::Faulty(Fault::Times)]);
    assert_eq!(judged("x= is no number").reasons, [Reason::Faulty(Fault::Number)]);
    assert_eq!(judged("x= taken out").reasons, [Reason::HeadersAltered], "it is signed itself");
    assert_eq!(judged("rsa relaxed/relaxed: whole").warnings, [], "the control: without an expiry there is none");
}

#[test]
fn a_signature_in_force_today_has_not_expired() {
    let desk = desk(KEYS);
    let answer: Answer = Message::parse(&message("x= a day later")).map(|message| examine(&message));
    let at = |today: &str| {
        let keys = |selector: &str, domain: &str| sightings(desk.case.db(), selector, domain);
        only(&judge(&answer, today.parse().unwrap(), keys).unwrap()).warnings.clone()
    };
    assert_eq!(at("2026-03-11"), []);
    assert_eq!(at("2026-03-12").len(), 1, "the control");
}

#[test]
fn a_length_beyond_the_body_of_nothing_or_that_is_no_number_is_named() {
    for canon in ["simple/simple", "relaxed/relaxed"] {
        let reasons = |what: &str| judged(&format!("l= {canon}: {what}")).reasons;
        assert_eq!(reasons("more than there is"), [Reason::Faulty(Fault::Length)]);
        assert_eq!(reasons("no number"), [Reason::Faulty(Fault::Number)]);
        assert_eq!(reasons("nothing"), [Reason::BodyAltered, Reason::HeadersAltered]);
        assert_eq!(reasons("whole"), [], "the control");
    }
}

#[test]
fn folded_duplicated_and_missing_fields_are_told_apart() {
    let reasons = |name: &str| judged(name).reasons;
    assert_eq!(reasons("relaxed/relaxed: a signed field folded at a blank"), []);
    for altered in [
        "simple/simple: a signed field folded at a blank",
        "simple/simple: a signed field folded inside a word",
        "relaxed/relaxed: a signed field folded inside a word",
        "simple/simple: a signed field taken out",
        "relaxed/relaxed: a signed field taken out",
    ] {
        assert_eq!(reasons(altered), [Reason::HeadersAltered], "{altered}");
    }
    for canon in ["simple/simple", "relaxed/relaxed"] {
        let second = judged(&format!("{canon}: a second Date above"));
        assert_eq!(second.reasons, [], "{canon}");
        assert_eq!(second.warnings, [Warning::NotCovered("Date"), Warning::UnclearDate]);
        assert_eq!(second.date, Some("2026-03-10".parse().unwrap()), "judged at the signed date, not the added one");
    }
}

#[test]
fn a_signature_under_the_name_of_another_form_is_altered() {
    let simple = judged("simple/simple: signed under the name of another form");
    assert_eq!(simple.reasons, [Reason::BodyAltered, Reason::HeadersAltered]);
    let relaxed = judged("relaxed/relaxed: signed under the name of another form");
    assert_eq!(relaxed.reasons, [Reason::BodyAltered, Reason::HeadersAltered]);
    assert_eq!(judged("signature: no canonical form").reasons, [Reason::Faulty(Fault::Canonicalisation)]);
}

#[test]
fn of_two_signatures_each_is_judged_by_itself() {
    let desk = desk(KEYS);
    for (name, states) in [
        ("two signatures, whole", [State::Valid, State::Valid]),
        ("two signatures, the lower by a wrong key", [State::Valid, State::Invalid]),
        ("two signatures, the upper by a wrong key", [State::Invalid, State::Valid]),
        ("two signatures, a word of the body", [State::Invalid, State::Invalid]),
    ] {
        let verdict = verdict(&desk, &message(name));
        assert_eq!(verdict.signatures.iter().map(|judged| judged.state).collect::<Vec<_>>(), states, "{name}");
        assert_eq!(holds(verdict.state), states.contains(&State::Valid), "{name}");
    }
}
