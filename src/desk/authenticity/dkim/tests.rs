//! Against dkimpy: every message of `tests/fixtures/dkim`, whole and altered, is
//! judged as it judged them; and the examples of both standards.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use subrosa_tip::Day;

use super::archive::{self, sightings};
use super::examine::{Answer, SIGNATURES, examine};
use super::judge::judge;
use super::message::{Message, Unfit};
use super::verdict::{Reason, State, Verdict, Warning};
use crate::fixture::{self, Desk};

const MESSAGES: &str = include_str!("../../../../tests/fixtures/dkim/messages.json");
const KEYS: &str = include_str!("../../../../tests/fixtures/dkim/keys.tsv");
const RFC_KEYS: &str = include_str!("../../../../tests/vectors/dkim/keys.tsv");
const RFC_6376: &[u8] = include_bytes!("../../../../tests/vectors/dkim/rfc6376-appendix-a.eml");
const RFC_8463: &[u8] = include_bytes!("../../../../tests/vectors/dkim/rfc8463-appendix-a.eml");

mod expiry;
mod records;

#[derive(Deserialize)]
struct Fixtures {
    messages: Vec<Case>,
    records: Vec<records::Asked>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    message: String,
    /// Its word on each signature, top to bottom.
    dkimpy: Vec<bool>,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        STANDARD.decode(&self.message).unwrap()
    }
}

fn all() -> Fixtures {
    serde_json::from_str(MESSAGES).unwrap()
}

fn fixtures() -> Vec<Case> {
    all().messages
}

/// The message of this name.
fn message(name: &str) -> Vec<u8> {
    fixtures().iter().find(|case| case.name == name).unwrap_or_else(|| panic!("{name}")).bytes()
}

fn desk(keys: &str) -> Desk {
    let mut desk = fixture::case();
    archive::add(&mut desk.case, keys.as_bytes()).unwrap();
    desk
}

fn verdict(desk: &Desk, message: &[u8]) -> Verdict {
    let answer: Answer = Message::parse(message).map(|message| examine(&message));
    // As it crosses the pipe.
    let answer: Answer = serde_json::from_str(&serde_json::to_string(&answer).unwrap()).unwrap();
    let today: Day = "2026-11-23".parse().unwrap();
    judge(&answer, today, |selector, domain| sightings(desk.case.db(), selector, domain)).unwrap()
}

fn holds(state: State) -> bool {
    matches!(state, State::Valid | State::ValidWithWarning)
}

#[test]
fn every_signature_is_judged_as_dkimpy_judges_it() {
    let (desk, cases) = (desk(KEYS), fixtures());
    let mut counts = std::collections::BTreeMap::new();
    for case in &cases {
        // dkimpy asks whether it is in force today; that one is compared in `expiry`.
        if case.name == expiry::ASKED_LATER {
            continue;
        }
        let verdict = verdict(&desk, &case.bytes());
        let ours: Vec<bool> = verdict.signatures.iter().map(|judged| holds(judged.state)).collect();
        assert_eq!(ours, case.dkimpy, "{}: {:#?}", case.name, verdict.signatures);
        assert_eq!(holds(verdict.state), ours.contains(&true), "{}", case.name);
        *counts.entry(verdict.state.word()).or_insert(0_u32) += 1;
    }
    // The control: the fixtures have each state, and both answers in plenty.
    let count = |word| counts.get(word).copied().unwrap_or_default();
    assert!(count("valid") > 30 && count("invalid") > 50 && count("valid-with-warning") > 5, "{counts:?}");
    assert!(count("unsigned") == 1 && count("key-unknown") >= 1, "{counts:?}");
}

#[test]
fn the_examples_of_both_standards_hold_and_break_with_one_letter() {
    let desk = desk(RFC_KEYS);
    for (example, signatures) in [(RFC_6376, 1), (RFC_8463, 2)] {
        let whole = verdict(&desk, example);
        assert_eq!(whole.signatures.len(), signatures);
        assert!(whole.signatures.iter().all(|judged| holds(judged.state)), "{whole:#?}");
        let altered = String::from_utf8(example.to_vec()).unwrap().replacen("hungry", "Hungry", 1);
        let altered = verdict(&desk, altered.as_bytes());
        assert!(altered.signatures.iter().all(|judged| judged.reasons == [Reason::BodyAltered]), "{altered:#?}");
    }
    // RFC 8463 was signed fifteen years after the date that it states: named.
    let contradicts = |warning: &Warning| matches!(warning, Warning::TimesContradict(..));
    assert!(verdict(&desk, RFC_8463).signatures[0].warnings.iter().any(contradicts));
}

fn only(verdict: &Verdict) -> &super::verdict::Judged {
    assert_eq!(verdict.signatures.len(), 1, "{verdict:#?}");
    &verdict.signatures[0]
}

#[test]
fn what_was_altered_is_named() {
    let desk = desk(KEYS);
    for kind in ["rsa", "ed"] {
        let judge = |what: &str| verdict(&desk, &message(&format!("{kind} relaxed/relaxed: {what}")));
        assert_eq!(judge("whole").state, State::Valid);
        assert_eq!(only(&judge("a word of the body")).reasons, [Reason::BodyAltered]);
        assert_eq!(only(&judge("a word of a signed field")).reasons, [Reason::HeadersAltered]);
        assert_eq!(judge("an unsigned field").state, State::Valid);
        // What a mail program may show in place of the signed one.
        assert_eq!(only(&judge("a second subject above")).warnings, [Warning::NotCovered("Subject")]);
    }
    let from = verdict(&desk, &message("relaxed/relaxed: open, a second From above"));
    assert_eq!(only(&from).warnings, [Warning::NotCovered("From")]);
    assert_eq!(only(&from).reasons, [Reason::SeveralFrom]);
    assert_eq!(
        only(&verdict(&desk, &message("relaxed/relaxed: closed, whole"))).closed,
        ["from", "subject", "reply-to"]
    );
    let closed = verdict(&desk, &message("relaxed/relaxed: closed, a second From"));
    assert_eq!(only(&closed).reasons, [Reason::SeveralFrom, Reason::HeadersAltered]);
}

#[test]
fn a_length_that_leaves_bytes_uncovered_is_never_plainly_valid() {
    let desk = desk(KEYS);
    let whole = verdict(&desk, &message("l= simple/simple: whole"));
    assert_eq!(whole.state, State::Valid, "the control");
    let appended = verdict(&desk, &message("l= simple/simple: appended"));
    let uncovered = only(&appended).uncovered_bytes;
    assert!(uncovered >= "P.S. Burn this.\r\n".len() as u64);
    assert_eq!(
        (appended.state, &only(&appended).warnings[0]),
        (State::ValidWithWarning, &Warning::BodyNotCovered(uncovered))
    );
    assert_eq!(verdict(&desk, &message("l= simple/simple: altered")).state, State::Invalid);
}

#[test]
fn weak_keys_other_domains_and_unknown_selectors_are_named() {
    let desk = desk(KEYS);
    let warnings = |name: &str| only(&verdict(&desk, &message(name))).warnings.clone();
    assert_eq!(warnings("a short key"), [Warning::WeakKey(768)]);
    assert_eq!(warnings("a key of 1024 bits"), []);
    assert_eq!(warnings("rsa-sha1"), [Warning::WeakAlgorithm]);
    assert_eq!(warnings("only a list's signature"), [Warning::OtherDomain]);
    let unknown = verdict(&desk, &message("an unknown selector"));
    assert_eq!((unknown.state, &only(&unknown).reasons[..]), (State::KeyUnknown, &[Reason::NoKey][..]));
}

/// A message of 10 March 2026 and an archive that saw its key on these days: `k` the
/// key, `o` another one, `r` an empty record.
fn timeline(days: &[(&str, char)]) -> (State, Vec<Reason>, Vec<Warning>) {
    let record = |selector: &str| {
        let line = KEYS.lines().find(|line| line.starts_with(&format!("{selector}\tministry"))).unwrap();
        line.split('\t').nth(2).unwrap().to_owned()
    };
    let (key, other) = (record("gone"), record("old"));
    let rows = days.iter().map(|(day, what)| {
        let record = match what {
            'k' => key.as_str(),
            'o' => other.as_str(),
            _ => "v=DKIM1; p=",
        };
        format!("gone\tministry.example\t{record}\t{day}\n")
    });
    let desk = desk(&rows.collect::<String>());
    let verdict = verdict(&desk, &message("a key that is revoked later"));
    let judged = only(&verdict);
    (verdict.state, judged.reasons.clone(), judged.warnings.clone())
}

#[test]
fn a_key_is_judged_at_the_messages_date() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let valid = (State::Valid, vec![], vec![]);
    assert_eq!(timeline(&[("2026-01-01", 'k')]), valid);
    assert_eq!(timeline(&[("2026-01-01", 'k'), ("2026-06-01", 'r')]), valid, "revoked after it");
    assert_eq!(timeline(&[("2026-01-01", 'r'), ("2026-02-01", 'k')]), valid, "shown again before it");
    let revoked = timeline(&[("2026-01-01", 'k'), ("2026-03-01", 'r')]);
    assert_eq!(revoked, (State::Invalid, vec![Reason::KeyRevoked(day("2026-03-01"))], vec![]));
    let replaced = timeline(&[("2026-01-01", 'k'), ("2026-03-01", 'o')]);
    assert_eq!(replaced, (State::Invalid, vec![Reason::OtherKeyThen(day("2026-03-01"))], vec![]));
    assert_eq!(timeline(&[("2026-03-10", 'k'), ("2026-03-10", 'o')]), valid, "changed on that day");
    let later = timeline(&[("2026-08-01", 'k')]);
    assert_eq!(later, (State::ValidWithWarning, vec![], vec![Warning::KeySeenLater(day("2026-08-01"))]));
    assert_eq!(timeline(&[("2026-01-01", 'o')]).1, [Reason::HeadersAltered]);
    assert_eq!(timeline(&[("2026-08-01", 'o')]), (State::KeyUnknown, vec![Reason::NoKeyOfThatTime], vec![]));
    assert_eq!(timeline(&[("2026-01-01", 'r')]).1, [Reason::KeyRevoked(day("2026-01-01"))]);
}

#[test]
fn a_flood_of_signatures_is_cut_and_said() {
    let desk = desk(KEYS);
    let junk = b"DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=x; h=from; bh=QUJD; b=QUJD\r\n";
    let good = message("rsa relaxed/relaxed: whole");
    let verdict_of = |count: usize| verdict(&desk, &[junk.repeat(count), good.clone()].concat());
    let flooded = verdict_of(SIGNATURES);
    assert_eq!((flooded.signatures.len(), flooded.more, flooded.state), (SIGNATURES, 1, State::Invalid));
    assert_eq!(verdict_of(SIGNATURES - 1).state, State::Valid, "the control");
    let unfit = verdict(&desk, b"no header\r\n\r\n");
    assert_eq!((unfit.state, unfit.unfit), (State::NotJudged, Some(Unfit::Field)));
}

#[test]
fn an_archive_with_a_bad_line_is_refused_by_its_number_and_nothing_is_added() {
    let mut desk = fixture::case();
    let good = RFC_KEYS.lines().nth(1).unwrap();
    let entries = desk.case.verify_custody(None).unwrap().entries;
    for (bad, line) in [
        (good.replace('\t', " "), "line 3"),
        (good.replace("example.com", "exa mple"), "line 3"),
        (good.replace("p=MI", "p=*"), "line 3"),
        (good.replace("2003-01-01", "2003-13-01"), "line 3"),
        (good.replace("2003-01-01", "2026-11-24"), "line 3: the day is still to come"),
        (format!("# a note\n\n{}", good.replace("v=DKIM1", "v=DKIM9")), "line 5"),
    ] {
        let file = format!("selector\tdomain\trecord\tseen\n{good}\n{bad}\n");
        let error = archive::add(&mut desk.case, file.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(line), "{error}");
    }
    assert!(archive::add(&mut desk.case, b"\xff").is_err());
    assert_eq!(archive::counts(desk.case.db()).unwrap(), []);
    assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries);
    // The control, and adding it again.
    let count = |added: archive::Added| (added.added, added.already);
    assert_eq!(count(archive::add(&mut desk.case, RFC_KEYS.as_bytes()).unwrap()), (3, 0));
    assert_eq!(count(archive::add(&mut desk.case, RFC_KEYS.as_bytes()).unwrap()), (0, 3));
    assert_eq!(archive::counts(desk.case.db()).unwrap().len(), 2);
}
