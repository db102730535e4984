//! Tags of key records (RFC 6376, section 3.6.1), against dkimpy's word on each.

use super::*;
use crate::authenticity::dkim::archive::ArchiveError;

/// A record, and dkimpy's word on a letter that is signed with its key.
#[derive(Deserialize)]
pub(super) struct Asked {
    name: String,
    record: String,
    message: String,
    dkimpy: bool,
}

/// Where dkimpy does not do as the standard says, and what does: our word, and why.
const DIFFER: [(&str, bool, &str); 6] = [
    ("v= last", false, "\"it MUST be the first tag\""),
    ("h= sha1 only", false, "an algorithm that is not listed is not allowed"),
    ("h= sha256 only, of an old signature", false, "as above"),
    ("s= two, email among them", true, "a list with email in it allows email"),
    ("t=s, of one below it", false, "the identity must be of the domain itself"),
    ("t=y:s, of one below it", false, "as above"),
];

fn asked(name: &str) -> Asked {
    all().records.into_iter().find(|asked| asked.name == name).unwrap_or_else(|| panic!("{name}"))
}

/// The one signature's verdict with this record alone, or that the record is refused.
fn told(asked: &Asked) -> Result<super::super::verdict::Judged, ArchiveError> {
    let mut desk = fixture::case();
    let line = format!("tags\tministry.example\t{}\t2026-01-15\n", asked.record);
    archive::add(&mut desk.case, line.as_bytes())?;
    let message = STANDARD.decode(&asked.message).unwrap();
    Ok(only(&verdict(&desk, &message)).clone())
}

#[test]
fn every_tag_of_a_key_record_is_judged_as_dkimpy_judges_it_or_as_the_standard_says() {
    let all = all().records;
    for asked in &all {
        let ours = told(asked).is_ok_and(|judged| holds(judged.state));
        let differs = DIFFER.iter().find(|(name, ..)| *name == asked.name);
        let expected = differs.map_or(asked.dkimpy, |(_, ours, _)| *ours);
        assert_eq!(ours, expected, "{}", asked.name);
        assert!(differs.is_none_or(|(_, ours, _)| *ours != asked.dkimpy), "{}: no difference any more", asked.name);
    }
    let hold = all.iter().filter(|asked| asked.dkimpy).count();
    assert!(hold >= 12 && all.len() - hold >= 10, "the control: both answers in plenty");
}

#[test]
fn each_tag_that_forbids_is_named() {
    let reasons = |name: &str| told(&asked(name)).unwrap().reasons;
    for forbids in [
        "h= sha1 only",
        "h= sha256 only, of an old signature",
        "s= other",
        "t=s, of one below it",
        "t=y:s, of one below it",
    ] {
        assert_eq!(reasons(forbids), [Reason::KeyForbids], "{forbids}");
    }
    for allows in ["h= both", "s= email", "s= any", "t=s, of the domain itself", "p= is folded"] {
        assert_eq!(reasons(allows), [], "the control: {allows}");
    }
    assert_eq!(reasons("p= empty"), [Reason::KeyRevoked("2026-01-15".parse().unwrap())]);
    assert_eq!(reasons("p= of another key"), [Reason::HeadersAltered]);
    let trial = told(&asked("t=y")).unwrap();
    assert_eq!((trial.state, trial.warnings), (State::ValidWithWarning, vec![Warning::OnTrial]));
}

#[test]
fn a_record_that_is_none_is_refused_when_it_is_imported() {
    for none in [
        "v= last",
        "v= of another version",
        "k= unknown",
        "k= of another kind than the key",
        "k= left out for ed25519",
        "p= left out",
        "p= is no base64",
        "a tag twice",
    ] {
        let error = told(&asked(none)).unwrap_err().to_string();
        assert!(error.starts_with("line 1: the key record is none"), "{none}: {error}");
    }
    assert!(told(&asked("a note and an unknown tag")).is_ok(), "the control");
}

/// What the record allowed at the message's date counts, not what it first allowed.
#[test]
fn a_record_is_read_as_the_domain_showed_it_at_the_messages_date() {
    let (plain, trial) = (asked("nothing but the key"), asked("t=y"));
    let at = |days: [(&str, &Asked); 2]| {
        let mut desk = fixture::case();
        let rows = days.map(|(day, asked)| format!("tags\tministry.example\t{}\t{day}\n", asked.record));
        archive::add(&mut desk.case, rows.concat().as_bytes()).unwrap();
        only(&verdict(&desk, &STANDARD.decode(&plain.message).unwrap())).clone()
    };
    assert_eq!(at([("2026-01-01", &trial), ("2026-02-01", &plain)]).warnings, []);
    assert_eq!(at([("2026-01-01", &plain), ("2026-02-01", &trial)]).warnings, [Warning::OnTrial]);
    let other = asked("s= other");
    assert_eq!(at([("2026-01-01", &plain), ("2026-02-01", &other)]).reasons, [Reason::KeyForbids]);
    assert_eq!(at([("2026-01-01", &other), ("2026-02-01", &plain)]).reasons, []);
}

#[test]
fn a_record_as_dig_and_bind_print_it_is_the_same_record() {
    let plain = asked("v= first");
    let (one, two) = plain.record.split_at(60);
    for printed in [format!("\"{one}\" \"{two}\""), format!("\"{}\" \"{two}\"", one.replace(';', "\\;"))] {
        let printed = Asked { record: printed, ..asked("v= first") };
        assert_eq!(told(&printed).unwrap().state, State::Valid, "{}", printed.record);
    }
}
