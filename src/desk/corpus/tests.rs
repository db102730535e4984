use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use super::*;
use crate::arrive::bag;
use crate::case::Case;
use crate::fixture::{self, Desk, Server};
use crate::ledger::{TipRef, forget};

mod again;
mod containers;
mod forgotten;
mod hostile;
mod web;

const MINUTES: &str = "The minutes of the fictional council of Anselm Bridge.\n\nNobody was told.";

fn file(desk: &Desk, name: &str, content: &[u8]) -> PathBuf {
    let path = desk.folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

fn add_one(desk: &mut Desk, name: &str, content: &str, origin: &Origin) -> Taken {
    let path = file(desk, name, content.as_bytes());
    let mut added = add::add(&mut desk.case, &[path], origin, |_, _| {}).unwrap();
    assert_eq!((added.taken.len(), added.failed.len()), (1, 0), "{added:?}");
    added.taken.remove(0)
}

/// Takes up a tip of 2026-11-20 with one file, and reads it.
fn tip(desk: &mut Desk, words: &str, content: &[u8]) -> tips::Read {
    let server = Server::paired(&mut desk.case);
    let bag = server.bag(1, [0; 32], &[(1, server.seal(words, &[("name", content)]))]);
    bag::import(&mut desk.case, Cursor::new(bag.bytes), |_, _| {}).unwrap();
    tips::read(&mut desk.case, |_, _| {}).unwrap()
}

fn standing(case: &Case, name: &str) -> (Standing, String) {
    let item = item::find(case.db(), name).unwrap();
    (item.standing, item.because)
}

fn published(url: Option<&str>, day: Option<&str>) -> Origin {
    let published = day.map(|day| day.parse().unwrap());
    Origin { url: url.map(str::to_owned), published, ..Origin::default() }
}

#[test]
fn what_came_with_a_tip_is_protected_and_read_once() {
    let mut desk = fixture::case();
    let read = tip(&mut desk, "the words", MINUTES.as_bytes());
    let names: Vec<_> = read.taken.iter().map(|taken| (taken.name.as_str(), taken.standing)).collect();
    assert_eq!(names, [("T1", Standing::Protected), ("T1/F1", Standing::Protected)]);
    assert_eq!(text(desk.case.db(), 1).unwrap(), "the words");
    assert!(tips::read(&mut desk.case, |_, _| {}).unwrap().taken.is_empty());
    desk.case.verify_custody(None).unwrap();
}

#[test]
fn a_document_equal_to_something_protected_is_protected_whichever_came_first() {
    let mut desk = fixture::case();
    let before = add_one(&mut desk, "before", MINUTES, &Origin::default());
    assert_eq!(before.standing, Standing::Internal, "the control: alone it is not");
    // The same text with other spaces: other bytes.
    let spaced = MINUTES.replace(' ', "  ");
    add_one(&mut desk, "spaced", &spaced, &published(Some("https://a.example"), None));
    add_one(&mut desk, "other", "Something else altogether.", &Origin::default());
    let changes = tip(&mut desk, "words", MINUTES.as_bytes()).changes;
    let said: Vec<_> =
        changes.iter().map(|c| (c.name.as_str(), c.equal.as_ref().unwrap().in_what, c.before, c.after)).collect();
    let expected = [
        ("D1", "bytes", Standing::Internal, Standing::Protected),
        ("D2", "text", Standing::Public, Standing::Protected),
    ];
    assert_eq!(said, expected);
    assert_eq!(standing(&desk.case, "D3"), (Standing::Internal, "no-origin".into()));
    let after = add_one(&mut desk, "after", MINUTES, &Origin::default());
    assert_eq!((after.standing, after.because), (Standing::Protected, Because::Equal));
    assert_eq!(after.equal.map(|equal| (equal.name, equal.in_what)), Some(("T1/F1".into(), "bytes")));
}

#[test]
fn what_was_published_before_and_elsewhere_stays_public_and_that_is_said() {
    let mut desk = fixture::case();
    add_one(&mut desk, "before", MINUTES, &published(Some("https://a.example"), Some("2026-11-19")));
    add_one(&mut desk, "on the day", MINUTES, &published(Some("https://b.example"), Some("2026-11-20")));
    let changes = tip(&mut desk, "words", MINUTES.as_bytes()).changes;
    let said: Vec<_> = changes.iter().map(|change| (change.before, change.after)).collect();
    assert_eq!(said, [(Standing::Public, Standing::Public), (Standing::Public, Standing::Protected)]);
    let after = add_one(&mut desk, "after", MINUTES, &published(Some("https://c.example"), Some("2026-01-01")));
    assert_eq!((after.standing, after.equal.is_some()), (Standing::Public, true));
}

#[test]
fn a_standing_is_raised_to_public_only_with_its_origin_and_never_for_a_copy_of_something_protected() {
    let mut desk = fixture::case();
    add_one(&mut desk, "plain", "Something else altogether.", &Origin::default());
    add_one(&mut desk, "copy", MINUTES, &Origin::default());
    tip(&mut desk, "words", MINUTES.as_bytes());
    let whole = Origin {
        stated: Some(Standing::Public),
        reason: Some("seen on the page".into()),
        ..published(Some("https://a.example"), Some("2026-01-01"))
    };
    let entries = desk.case.verify_custody(None).unwrap().entries;
    let without = [
        Origin { url: None, ..whole.clone() },
        Origin { published: None, ..whole.clone() },
        Origin { reason: None, ..whole.clone() },
        // By the side door: an origin without a word of the standing.
        published(Some("https://a.example"), None),
    ];
    for origin in without {
        assert!(matches!(change::set(&mut desk.case, "D1", &origin), Err(CorpusError::PublicNeeds)), "{origin:?}");
    }
    for origin in [whole.clone(), Origin { stated: None, ..whole.clone() }] {
        let answer = change::set(&mut desk.case, "D2", &origin);
        assert!(matches!(answer, Err(CorpusError::EqualToProtected(..))), "{answer:?}");
    }
    let internal = Origin { stated: Some(Standing::Internal), reason: Some("x".into()), ..Origin::default() };
    assert!(matches!(change::set(&mut desk.case, "D2", &internal), Err(CorpusError::EqualToProtected(..))));
    for name in ["T1", "T1/F1"] {
        assert!(matches!(change::set(&mut desk.case, name, &internal), Err(CorpusError::OfTip(_))));
    }
    assert!(matches!(change::set(&mut desk.case, "D9", &internal), Err(CorpusError::Unknown(_))));
    let wrong = Origin { source: Some(9), ..Origin::default() };
    assert!(matches!(change::set(&mut desk.case, "D1", &wrong), Err(CorpusError::UnknownSource(9))));
    assert_eq!(standing(&desk.case, "D1"), (Standing::Internal, "no-origin".into()));
    assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries, "nothing was changed");
    // The control: with everything it is raised.
    assert_eq!(change::set(&mut desk.case, "D1", &whole).unwrap().item.standing, Standing::Public);
}

#[test]
fn a_protected_source_protects_and_protection_is_taken_away_only_for_a_reason() {
    let mut desk = fixture::case();
    tip(&mut desk, "words", b"x");
    let mut from = published(Some("https://a.example"), Some("2026-01-01"));
    from.source = Some(1);
    let taken = add_one(&mut desk, "a", MINUTES, &from);
    assert_eq!((taken.standing, taken.because), (Standing::Protected, Because::Source));
    let stated = Origin { stated: Some(Standing::Protected), ..Origin::default() };
    add_one(&mut desk, "b", "Something of our own.", &stated);
    let twin = add_one(&mut desk, "c", "Something  of our own.", &Origin::default());
    assert_eq!(twin.because, Because::Equal, "what an editor protects protects its copies");
    let lower = Origin { stated: Some(Standing::Internal), ..Origin::default() };
    assert!(matches!(change::set(&mut desk.case, "D2", &lower), Err(CorpusError::ReasonNeeded)));
    let lower = Origin { reason: Some("agreed".into()), ..lower };
    assert_eq!(change::set(&mut desk.case, "D2", &lower).unwrap().item.standing, Standing::Internal);
}

#[test]
fn a_file_that_is_in_the_case_is_not_added_twice_and_a_bad_one_stops_nothing() {
    let mut desk = fixture::case();
    let folder = desk.folder.path().join("folder");
    fs::create_dir_all(folder.join("inner")).unwrap();
    fs::write(folder.join("b"), "two words").unwrap();
    fs::write(folder.join("a"), "one word").unwrap();
    fs::write(folder.join("inner/c"), "three more words").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("link")).unwrap();
    let add = |case: &mut Case| add::add(case, std::slice::from_ref(&folder), &Origin::default(), |_, _| {}).unwrap();
    let added = add(&mut desk.case);
    let names: Vec<_> = added.taken.iter().map(|taken| taken.name.as_str()).collect();
    assert_eq!((names, added.passed.len()), (vec!["D1", "D2", "D3"], 1));
    let entries = desk.case.verify_custody(None).unwrap().entries;
    let again = add(&mut desk.case);
    assert_eq!((again.taken.len(), again.already.len()), (0, 3));
    assert_eq!(desk.case.verify_custody(None).unwrap().entries, entries);
    // Other bytes at the same path are another document.
    fs::write(folder.join("b"), "another version").unwrap();
    let changed = add(&mut desk.case);
    assert_eq!((changed.taken.len(), changed.already.len()), (1, 2));
    assert!(desk.case.health().unwrap().damage.is_empty());
}

#[test]
fn a_table_names_what_each_document_is_and_a_wrong_row_stops_no_other() {
    let mut desk = fixture::case();
    file(&desk, "one", b"one document");
    file(&desk, "two", b"two documents");
    let rows = "path;kind;publisher;url;published\none;press;Gazette;https://a.example;2026-03-02\n\
                two;press;;;yesterday\nnowhere;;;;\n";
    let table = file(&desk, "table.csv", rows.as_bytes());
    let added = table::add(&mut desk.case, &table, |_, _| {}).unwrap();
    assert_eq!((added.taken.len(), added.failed.len()), (1, 2), "{added:?}");
    let item = item::find(desk.case.db(), "D1").unwrap();
    assert_eq!((item.standing, item.publisher.as_deref()), (Standing::Public, Some("Gazette")));
    for wrong in ["path,colour\none,red\n", "kind\npress\n", "path,kind\none\n", ""] {
        let table = file(&desk, "wrong.csv", wrong.as_bytes());
        assert!(matches!(table::add(&mut desk.case, &table, |_, _| {}), Err(CorpusError::Table(_))), "{wrong:?}");
    }
}

#[test]
fn an_interview_keeps_its_terms_by_passage() {
    use interview::{Interview, Span, Terms, add, set_terms, spans};
    let mut desk = fixture::case();
    tip(&mut desk, "words", b"x");
    let said = |source| Interview {
        source,
        day: "2026-11-21".parse().unwrap(),
        text: "Мост закрыли. Off the record: nobody asked.".into(),
        terms: Terms::OnBackground,
        descriptor: Some("a clerk".into()),
    };
    assert!(matches!(add(&mut desk.case, said(9)), Err(CorpusError::UnknownSource(9))));
    let taken = add(&mut desk.case, said(1)).unwrap();
    assert_eq!((taken.name.as_str(), taken.standing), ("I1", Standing::Protected), "its source is protected");
    let changed = set_terms(&mut desk.case, "I1", Some(14..43), Terms::OffRecord, "agreed").unwrap();
    let expected = [Span { range: 0..14, terms: Terms::OnBackground }, Span { range: 14..43, terms: Terms::OffRecord }];
    assert_eq!(changed, expected);
    assert_eq!(spans(desk.case.db(), &item::find(desk.case.db(), "I1").unwrap()).unwrap(), expected);
    let mut refused = |name: &str, range, reason: &str| set_terms(&mut desk.case, name, range, Terms::OnRecord, reason);
    assert!(matches!(refused("I1", Some(14..44), "x"), Err(CorpusError::Range(43))));
    assert!(matches!(refused("I1", None, " "), Err(CorpusError::Reason)));
    assert!(matches!(refused("T1", None, "x"), Err(CorpusError::NoInterview(_))));
    assert!(refused("I1", Some(14..43), "x").is_ok(), "the control");
}

#[test]
fn what_was_read_of_a_forgotten_tip_is_on_no_page_of_the_case() {
    let mut desk = fixture::case();
    tip(&mut desk, "zanzibar words", b"xylophone content");
    let on_any_page = |case: &mut Case, word: &str| {
        case.settle().unwrap();
        case.db_mut().serialize(rusqlite::MAIN_DB).unwrap().windows(word.len()).any(|w| w == word.as_bytes())
    };
    assert!(on_any_page(&mut desk.case, "zanzibar") && on_any_page(&mut desk.case, "xylophone"), "the control");
    forget::forget(&mut desk.case, TipRef(1)).unwrap().unwrap();
    assert!(!on_any_page(&mut desk.case, "zanzibar") && !on_any_page(&mut desk.case, "xylophone"));
    let item = item::find(desk.case.db(), "T1/F1").unwrap();
    assert_eq!((item.forgotten, item.sha256, item.characters), (true, None, None));
    assert!(tips::read(&mut desk.case, |_, _| {}).unwrap().taken.is_empty(), "and is not read again");
}
