use std::fs;
use std::io::Cursor;

use super::*;
use crate::arrive::bag;
use crate::corpus::{Origin, add, tips};
use crate::fixture::{self, Desk, Server, mailbox};
use subrosa_tip::envelope::Kind;

const CLAIM: &str = "Hanna Veld closed the Anselm bridge on 3 March 2026 and paid 5 million crowns.";

fn document(desk: &mut Desk, name: &str, text: &str) -> String {
    let path = desk.folder.path().join(name);
    fs::write(&path, text).unwrap();
    let added = add::add(&mut desk.case, &[path], &Origin::default(), |_, _| {}).unwrap();
    added.taken[0].name.clone()
}

fn asked(text: &str, without: &[&str]) -> Asked {
    let without = without.iter().map(|tip| (*tip).to_owned()).collect();
    Asked { text: text.into(), without, limit: 20, ..Asked::default() }
}

fn found(desk: &mut Desk, asked: &Asked) -> Vec<Candidate> {
    check(&mut desk.case, asked, |_, _| {}).unwrap().0
}

fn names(candidates: &[Candidate]) -> Vec<&str> {
    candidates.iter().map(|candidate| candidate.item.name.as_str()).collect()
}

#[test]
fn copies_of_one_text_are_one_row_and_a_copy_with_another_figure_is_a_row_of_its_own() {
    let mut desk = fixture::case();
    let text = "The records show that Hanna Veld closed the Anselm bridge on 3 March 2026 and paid 5 million crowns to \
        a dredging firm in Lenz, which had sent no other invoice that year.";
    document(&mut desk, "first", text);
    document(&mut desk, "copy", &format!("{text}\n"));
    document(&mut desk, "shouted", &text.to_uppercase().replace("INVOICE", "BILL"));
    document(&mut desk, "altered", &text.replace("5 million", "7 million"));
    let rows = found(&mut desk, &asked(CLAIM, &[]));
    let rows: Vec<_> = rows.iter().map(|row| (row.item.name.as_str(), row.same_text.clone(), &row.hints)).collect();
    let one = rows.iter().find(|(_, same, _)| !same.is_empty()).unwrap();
    let mut items: Vec<&str> = one.1.iter().map(String::as_str).chain([one.0]).collect();
    items.sort_unstable();
    assert_eq!(items, ["D1", "D2", "D3"]);
    assert_eq!(rows.len(), 2, "{rows:?}");
    let altered = rows.iter().find(|(name, ..)| *name == "D4").unwrap();
    assert_eq!(altered.2.iter().map(|hint| hint.kind).collect::<Vec<_>>(), [hint::Kind::Number]);
}

#[test]
fn nothing_of_the_claims_own_mailbox_is_shown_and_other_tips_are() {
    let mut desk = fixture::case();
    let server = Server::paired(&mut desk.case);
    let source = mailbox();
    let own = |words: &str| server.seal_from(&source, (Kind::Tip, "2026-11-18"), words, &[("note", words.as_bytes())]);
    let sealed = [
        (1, own("Hanna Veld closed the Anselm bridge.")),
        (2, server.seal("I saw Hanna Veld close the Anselm bridge.", &[])),
        (3, own("Again: Hanna Veld closed the Anselm bridge in March.")),
    ];
    bag::import(&mut desk.case, Cursor::new(server.bag(1, [0; 32], &sealed).bytes), |_, _| {}).unwrap();
    tips::read(&mut desk.case, |_, _| {}).unwrap();
    let all = found(&mut desk, &asked(CLAIM, &[]));
    for name in ["T1", "T2"] {
        assert!(
            names(&all).contains(&name) || all.iter().any(|row| row.same_text.contains(&name.to_owned())),
            "the control"
        );
    }
    let others = found(&mut desk, &asked(CLAIM, &["T1"]));
    assert_eq!(names(&others), ["T2"]);
    assert!(others[0].same_text.is_empty());
    assert_eq!(others[0].item.standing, crate::corpus::Standing::Protected);
    let source = all.iter().find(|row| row.item.name == "T2").and_then(|row| row.item.source).unwrap();
    let by_number = found(&mut desk, &Asked { sources: vec![source], ..asked(CLAIM, &["T1"]) });
    assert!(by_number.is_empty(), "a source by its number");
    let unknown = check(&mut desk.case, &asked(CLAIM, &["T9"]), |_, _| {});
    assert!(matches!(unknown, Err(CheckError::UnknownTip(name)) if name == "T9"));
}

#[test]
fn a_claim_without_a_word_and_one_too_long_are_refused() {
    let mut desk = fixture::case();
    document(&mut desk, "one", "A bridge.");
    let answer =
        |desk: &mut Desk, text: &str| check(&mut desk.case, &asked(text, &[]), |_, _| {}).map(|found| found.0.len());
    assert!(matches!(answer(&mut desk, " — "), Err(CheckError::Search(SearchError::Nothing))));
    let long = "bridge ".repeat(2_000);
    assert!(matches!(answer(&mut desk, &long), Err(CheckError::Search(SearchError::Long))));
    assert_eq!(answer(&mut desk, "\"bridge").unwrap(), 1, "the control; a quotation mark commands nothing here");
}

#[test]
fn a_passage_that_lacks_the_name_is_found_by_its_neighbours() {
    let mut desk = fixture::case();
    let filler = |about: &str| {
        format!("{about} was the subject of a long meeting of which no minutes were kept by anyone there. ").repeat(4)
    };
    let page = format!(
        "{}\n\nHanna Veld runs the harbour office of Anselm. {}\n\nShe closed it in March. {}\n\n{}",
        filler("Fishing"),
        filler("Dredging"),
        filler("Lighting"),
        filler("Parking")
    );
    let right = document(&mut desk, "page", &page);
    for number in 0..5 {
        document(
            &mut desk,
            &format!("other{number}"),
            &format!("She closed it in March. {}", filler(&format!("Topic{number}"))),
        );
    }
    let rows = found(&mut desk, &asked("Hanna Veld closed the harbour office in March", &[]));
    let first_with = |word: &str| rows.iter().position(|row| row.passage.text.contains(word)).unwrap();
    let closing = &rows[first_with("She closed it")];
    assert_eq!(closing.item.name, right, "{:?}", names(&rows));
}
