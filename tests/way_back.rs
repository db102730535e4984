//! With their eight words a source comes back, and nobody without them does.

use std::time::{Duration, Instant};

use serde_json::Value;
use subrosa_tip::codename::Codename;

use crate::harness::{Folder, Form, Page, Tip};

/// Every page from sign-in on has this size.
const VISIT_BYTES: usize = 128 * 1024;

fn fresh() -> String {
    Codename::generate().unwrap().to_string()
}

/// A source who sent a tip, and the form that they sent it on.
fn source(form: &Form, message: &str) -> Page {
    let page = form.open("/");
    form.send(&Tip::new().on(&page).message(message)).expect_received();
    page
}

/// The desk answers a tip, and its bag is delivered.
fn answer(form: &Form, tip: &str, text: &str) -> Value {
    let folder = Folder::new();
    let file = folder.write("answer.txt", text);
    form.desk().run(&["reply", tip, "--text-file", file.to_str().unwrap()]).expect(0);
    deliver(form)
}

fn deliver(form: &Form) -> Value {
    let folder = Folder::new();
    let exported = form.desk().run(&["export", "--to", folder.path().to_str().unwrap()]);
    let bag = exported.expect(0)["bag"]["path"].as_str().unwrap().to_owned();
    form.intake("deliver", &[&bag]).expect(0).clone()
}

#[test]
fn a_codename_that_nobody_wrote_down_is_refused_and_everything_typed_stays() {
    let form = Form::start();
    let page = form.open("/");
    let tip = || Tip::new().field("codename", &page.codename()).field("submission", &page.submission());
    let refused = form.send(&tip().message("not written down").field("basis", "saw"));
    assert!(refused.expect_refused(400).element("refused").contains("I have written it down"));
    assert_eq!((refused.typed().as_str(), refused.codename()), ("not written down", page.codename()));
    assert_eq!(refused.submission(), page.submission());
    assert_eq!(form.export().envelopes, 0);
    // The control: the same with the box ticked, and the codename once more.
    let received = form.send(&tip().message("not written down").field("saved", "yes"));
    assert_eq!(received.expect_received().codename(), page.codename());
    for wrong in ["eight words that are no codename at all", "zoom zoom zoom zoom zoom zoom zoom zoom"] {
        let refused = form.send(&Tip::new().field("codename", wrong).field("saved", "yes").message("typed"));
        assert_eq!(refused.expect_refused(400).typed(), "typed");
        assert_ne!(refused.codename(), page.codename(), "a new one is shown");
    }
}

#[test]
fn a_form_that_is_sent_again_with_its_codename_is_one_tip_and_with_another_two() {
    let form = Form::start();
    let (page, other) = (form.open("/"), form.open("/"));
    assert_ne!(page.codename(), other.codename());
    form.send(&Tip::new().on(&page).message("once")).expect_received();
    let again = form.send(&Tip::new().on(&page).message("once"));
    assert!(again.expect_received().html.contains("Already received"));
    assert_eq!(again.codename(), page.codename());
    let tip = Tip::new().field("codename", &other.codename()).field("saved", "yes");
    form.send(&tip.field("submission", &page.submission()).message("once")).expect_received();
    let tips = form.deliver();
    assert_eq!(tips.len(), 2, "whoever wrote the other codename down finds their tip under it");
    assert_ne!(tips[0]["source"], tips[1]["source"]);
}

#[test]
fn a_slip_of_the_pen_is_said_at_once_and_what_was_typed_comes_back() {
    let form = Form::start();
    let codename = form.open("/").codename();
    let words: Vec<_> = codename.split(' ').collect();
    let with = |at: usize, word: &str| {
        let mut words = words.clone();
        words[at] = word;
        words.join(" ")
    };
    for (typed, said) in [
        (words[..7].join(" "), "eight words. These are 7"),
        (with(3, "mispelt<"), "Word 4 is not one"),
        (with(0, if words[0] == "zoom" { "abacus" } else { "zoom" }), "do not belong together"),
    ] {
        let asked = Instant::now();
        let page = form.sign_in(&typed);
        assert!(page.expect_refused(400).element("refused").contains(said), "{}", page.summary());
        assert!(asked.elapsed() < Duration::from_millis(200), "no derivation and no boundary stands before it");
        assert!(page.html.contains(&format!("value=\"{}\"", typed.replace('<', "&#60;"))), "{}", page.summary());
        assert_eq!(page.html.len(), VISIT_BYTES);
    }
    // However it is typed, the right one opens.
    let asked = Instant::now();
    assert_eq!(form.sign_in(&format!(" 1. {} ", words.join("-").to_uppercase())).status, 200);
    assert!(asked.elapsed() >= Duration::from_millis(250), "the control: a sign-in is answered on a boundary");
}

#[test]
fn an_unknown_codename_and_one_without_replies_are_one_page() {
    let form = Form::start();
    let source = source(&form, "waits for an answer");
    let (known, unknown) = (form.sign_in(&source.codename()), form.sign_in(&fresh()));
    for page in [&known, &unknown, &form.open("/replies"), &form.post("/replies", &[])] {
        assert_eq!(page.html.len(), VISIT_BYTES, "{}", page.summary());
    }
    assert_eq!((known.status, unknown.status), (200, 200));
    assert!(known.without_numbers() == unknown.without_numbers());
    assert_ne!(known.html, unknown.html, "the control: only the numbers were taken out");
    assert_eq!(known.reply(), None);
}

#[test]
fn source_and_editor_talk_and_the_desk_sees_one_thread_in_order() {
    let form = Form::start();
    let page = source(&form, "the first message");
    assert_eq!(form.deliver().len(), 1);
    let delivered = answer(&form, "T1", "Which meeting?\n<b>Not a tag</b> & \"so on\".");
    assert_eq!((&delivered["already"], &delivered["acknowledged"]), (&false.into(), &1.into()));
    let read = form.sign_in(&page.codename());
    assert_eq!(read.reply().as_deref(), Some("Which meeting?\n<b>Not a tag</b> & \"so on\"."));
    assert_eq!(read.html.len(), VISIT_BYTES);
    assert!(!read.html.contains("the first message"), "what the source sent is not shown");
    let sent = Tip::follow_up().field("state", &read.state()).field("submission", &read.submission());
    let sent = sent.field("kind", "follow-up").message("The one in May.").file("minutes.txt", "minutes");
    for title in ["We received your message", "Already received"] {
        let answer = form.send(&sent);
        assert!(answer.expect_received().html.contains(title), "{}", answer.summary());
        assert_eq!(answer.html.len(), VISIT_BYTES);
    }
    let tips = form.deliver();
    assert_eq!(tips.len(), 1);
    let thread = tips[0]["thread"].as_array().unwrap();
    let said: Vec<_> = thread.iter().map(|message| message["message"].as_str().unwrap_or_default()).collect();
    assert_eq!(said, ["Which meeting?\n<b>Not a tag</b> & \"so on\".", "The one in May."], "{thread:#?}");
    assert_eq!(form.desk().extract("T1/F1", &form.beside("f1")), b"minutes");
}

#[test]
fn replies_come_one_a_page_oldest_first_and_each_can_be_deleted() {
    let form = Form::start();
    let page = source(&form, "tell me more");
    form.deliver();
    let folder = Folder::new();
    for number in 0..5 {
        let file = folder.write(format!("{number}"), format!("reply {number}"));
        form.desk().run(&["reply", "T1", "--text-file", file.to_str().unwrap()]).expect(0);
    }
    deliver(&form);
    answer(&form, "T1", "reply 5");
    let all: Vec<_> = (0..6).map(|number| format!("reply {number}")).collect();
    assert_eq!(form.read_all(&page.codename()), all, "those of one bag in the order in which they were written");
    let first = form.sign_in(&page.codename());
    let second = form.post("/replies", &[("state", &first.state()), ("go", "next")]);
    let after = form.post("/delete-reply", &[("state", &second.state())]);
    assert_eq!(after.reply().as_deref(), Some("reply 2"), "the one after the deleted one");
    assert!(after.has("received"));
    // A reload of the deletion deletes nothing else.
    form.post("/delete-reply", &[("state", &second.state())]);
    assert_eq!(form.read_all(&page.codename()).len(), 5);
    // The next bag is cumulative: it carries the deleted one again, and it stays deleted.
    deliver(&form);
    assert_eq!(form.read_all(&page.codename()), [&all[..1], &all[2..]].concat());
    let burnt = form.post("/burn", &[("state", &after.state())]);
    assert!(burnt.has("received") && burnt.reply().is_none(), "{}", burnt.summary());
    assert_eq!(form.read_all(&page.codename()), Vec::<String>::new());
    assert!(form.sign_in(&page.codename()).without_numbers() == form.sign_in(&fresh()).without_numbers());
}

#[test]
fn one_source_reads_nothing_of_another() {
    let form = Form::start();
    let (one, other) = (source(&form, "one"), source(&form, "other"));
    let tips = form.deliver();
    for (tip, reply) in tips.iter().map(|tip| (tip["id"].as_str().unwrap(), tip["message"].as_str().unwrap())) {
        answer(&form, tip, &format!("to {reply}"));
    }
    assert_eq!(form.read_all(&one.codename()), ["to one"]);
    assert_eq!(form.read_all(&other.codename()), ["to other"]);
    assert_eq!(form.read_all(&fresh()), Vec::<String>::new());
    // A state of one mailbox deletes in that one only.
    let state = form.sign_in(&fresh()).state();
    form.post("/burn", &[("state", &state)]);
    assert_eq!(form.read_all(&one.codename()), ["to one"]);
}

#[test]
fn a_page_that_outlived_the_server_asks_for_the_codename_and_keeps_the_text() {
    let mut form = Form::start();
    let page = source(&form, "before the restart");
    let visit = form.sign_in(&page.codename());
    form.stop();
    form.serve();
    let sent = || Tip::follow_up().field("submission", &visit.submission()).message("typed <long> ago");
    let refused =
        form.send(&sent().field("state", &visit.state()).field("kind", "correction").field("consent", "quote"));
    assert_eq!(refused.expect_refused(403).typed(), "typed <long> ago");
    assert!(refused.has("codename-field") && refused.html.contains("value=\"correction\" checked"));
    assert_eq!(refused.submission(), visit.submission());
    assert_eq!(form.export().envelopes, 1, "nothing but the tip");
    let slip = form.send(&sent().field("codename", "not eight words"));
    assert_eq!(slip.expect_refused(400).typed(), "typed <long> ago");
    assert!(slip.html.contains("value=\"not eight words\""));
    form.send(&sent().field("codename", &page.codename())).expect_received();
    for path in ["/replies", "/delete-reply", "/withdraw", "/burn"] {
        let expired = form.post(path, &[("state", &visit.state())]);
        assert!(expired.expect_refused(403).has("codename-field"), "{path}: {}", expired.summary());
    }
    let tips = form.deliver();
    assert_eq!((tips.len(), tips[0]["thread"].as_array().unwrap().len()), (1, 1));
}

#[test]
fn a_withdrawal_binds_the_desk_once_however_often_it_is_sent() {
    let form = Form::start();
    let page = source(&form, "to be taken back");
    let kept = source(&form, "to be kept");
    let visit = form.sign_in(&page.codename());
    let withdrawal = visit.html.split_once("action=\"/withdraw\"").unwrap().1;
    let number = withdrawal.split_once("name=\"submission\" value=\"").unwrap().1.split('"').next().unwrap();
    for _ in 0..2 {
        let answered = form.post("/withdraw", &[("state", &visit.state()), ("submission", number)]);
        assert!(answered.expect_received().element("received").contains("Withdrawn"));
    }
    assert_eq!(form.export().envelopes, 3);
    let tips = form.deliver();
    let state = |message: &str| {
        let tip = tips.iter().find(|tip| tip["message"] == message).unwrap();
        tip["state"].as_str().unwrap().to_owned()
    };
    assert_eq!((state("to be taken back").as_str(), state("to be kept").as_str()), ("withdrawn", "new"));
    assert_eq!(form.sign_in(&kept.codename()).status, 200);
}

#[test]
fn a_follow_up_of_an_unknown_codename_is_taken_like_any_other() {
    let form = Form::start();
    let sent = Tip::follow_up().field("codename", &fresh()).message("nobody knows me");
    form.send(&sent).expect_received();
    form.send(&Tip::follow_up().message("without anything")).expect_refused(403);
    let tips = form.deliver();
    assert_eq!((tips.len(), &tips[0]["message"]), (1, &"nobody knows me".into()));
}

#[test]
fn what_is_no_visit_is_refused_by_name() {
    let form = Form::start();
    let codename = fresh();
    for fields in [vec![], vec![("other", "x")], vec![("codename", codename.as_str()), ("codename", "again")]] {
        form.post("/replies", &fields).expect_refused(400);
    }
    let long = "x".repeat(10_000);
    form.post("/replies", &[("codename", &long)]).expect_refused(400);
    form.post("/replies", &[("state", "not a state")]).expect_refused(403);
    assert_eq!(form.sign_in(&codename).status, 200, "the control");
}
