//! From a case to a question, and what was not looked at.

use super::unchecked::What;
use super::*;
use crate::corpus::{Origin, add};
use crate::fixture::{self, Desk};
use crate::independence::answer;
use crate::ledger::evidence::{self, Basis, Relation};
use crate::ledger::{SourceRef, source};

const CLAIM: &str = "The keeper opened the Elm weir.";

/// A case with one claim.
pub(in crate::independence) fn desk() -> Desk {
    let mut desk = fixture::case();
    claim_of(&mut desk, CLAIM);
    desk
}

pub(in crate::independence) fn claim_of(desk: &mut Desk, text: &str) -> ClaimRef {
    let said = claim::Said { text: Some(text.to_owned()), kind: Some(claim::Kind::Fact), ..claim::Said::default() };
    claim::add(&mut desk.case, &said).unwrap()
}

pub(in crate::independence) fn named(name: &str) -> source::Said {
    let (kind, reliability) = (Some(source::Kind::Outlet), Some(source::Reliability::B));
    source::Said { name: Some(name.to_owned()), kind, reliability, ..source::Said::default() }
}

pub(in crate::independence) fn add_source(desk: &mut Desk, said: &source::Said) -> SourceRef {
    source::add(&mut desk.case, said).unwrap()
}

pub(in crate::independence) fn document(desk: &mut Desk, text: &str, origin: &Origin) -> String {
    let path = desk.folder.path().join(format!("{}.txt", crate::case::RowId::new().unwrap()));
    std::fs::write(&path, text).unwrap();
    add::add(&mut desk.case, &[path], origin, |_, _| {}).unwrap().taken[0].name.clone()
}

pub(in crate::independence) fn link(desk: &mut Desk, claim: ClaimRef, item: &str, source: SourceRef) -> EvidenceRef {
    linked(desk, claim, item, source, None)
}

fn linked(desk: &mut Desk, claim: ClaimRef, item: &str, source: SourceRef, basis: Option<Basis>) -> EvidenceRef {
    let said = evidence::Said {
        claim,
        item: item.to_owned(),
        range: None,
        relation: Relation::Supports,
        basis,
        source: Some(source),
        heard_from: None,
        present_at: None,
        interest: None,
        competent: false,
        reason: None,
    };
    evidence::link(&mut desk.case, &said).unwrap()
}

fn published(day: &str) -> Origin {
    let url = Some(format!("https://{day}.example/"));
    Origin { url, published: Some(day.parse().unwrap()), ..Origin::default() }
}

fn asked(desk: &Desk) -> Gathered {
    gather(&desk.case, ClaimRef::new(1)).unwrap()
}

fn unchecked(desk: &Desk, what: What) -> Vec<String> {
    asked(desk).unchecked.into_iter().filter(|one| one.what == what).flat_map(|one| one.items).collect()
}

fn says(desk: &Desk, what: What) -> bool {
    asked(desk).unchecked.iter().any(|one| one.what == what)
}

const LONG_GERMAN: &str = "Der Wärter hat am Abend das obere Tor des Wehres von Hand geöffnet, und niemand wurde davon \
                           unterrichtet, obwohl der Pegel schon seit Stunden im roten Bereich stand.";
const LONG_POLISH: &str = "Wieczorem dozorca ręcznie otworzył górną bramę jazu i nikogo o tym nie zawiadomił, chociaż \
                           poziom wody już od kilku godzin znajdował się w czerwonym zakresie.";

#[test]
fn a_text_in_a_language_whose_attributions_are_not_known_is_named_and_german_is_not() {
    let mut desk = desk();
    let paper = add_source(&mut desk, &named("Ferry Lantern"));
    let german = document(&mut desk, LONG_GERMAN, &published("2026-05-01"));
    link(&mut desk, ClaimRef::new(1), &german, paper);
    assert!(unchecked(&desk, What::Language).is_empty(), "the control");
    let polish = document(&mut desk, LONG_POLISH, &published("2026-05-02"));
    link(&mut desk, ClaimRef::new(1), &polish, paper);
    assert_eq!(unchecked(&desk, What::Language), [polish]);
}

#[test]
fn a_document_of_which_nobody_was_found_whom_it_is_from_is_named() {
    let mut desk = desk();
    let paper = add_source(&mut desk, &named("Ferry Lantern"));
    let citing = document(&mut desk, "The keeper opened it, the Moor Herald reported.", &published("2026-05-01"));
    link(&mut desk, ClaimRef::new(1), &citing, paper);
    assert!(unchecked(&desk, What::Attribution).is_empty(), "the control");
    let bare = document(&mut desk, "The keeper opened the gate by hand.", &published("2026-05-02"));
    link(&mut desk, ClaimRef::new(1), &bare, paper);
    assert_eq!(unchecked(&desk, What::Attribution), [bare]);
}

#[test]
fn what_has_no_text_no_range_or_no_day_is_named() {
    let mut desk = desk();
    let paper = add_source(&mut desk, &named("Ferry Lantern"));
    let dated = document(&mut desk, "The Elm weir was opened at night.", &published("2026-05-01"));
    let said = link(&mut desk, ClaimRef::new(1), &dated, paper);
    assert_eq!(unchecked(&desk, What::Range), [dated.as_str()], "the whole item stands for the passage");
    assert!(!says(&desk, What::Text) && !says(&desk, What::Day), "the control");
    let empty = document(&mut desk, " \n", &Origin::default());
    link(&mut desk, ClaimRef::new(1), &empty, paper);
    assert_eq!(unchecked(&desk, What::Text), [empty.as_str()]);
    assert_eq!(unchecked(&desk, What::Day), [empty]);
    evidence::flags::mark(&mut desk.case, &dated, evidence::flags::Finding::Retracted, "taken back").unwrap();
    assert_eq!(asked(&desk).left_out[0].evidence, said);
    assert!(unchecked(&desk, What::Text).contains(&dated), "evidence that counts no more is not compared");
}

#[test]
fn an_index_that_lacks_an_item_and_pairs_that_were_not_compared_are_said() {
    let mut desk = desk();
    let paper = add_source(&mut desk, &named("Ferry Lantern"));
    for number in 0..=texts::ITEMS_ALL {
        let text = format!("Reader {number} saw the Elm weir opened from bank {number} at night.");
        let item = document(&mut desk, &text, &published("2026-05-01"));
        if number == texts::ITEMS_ALL {
            assert!(!says(&desk, What::Pairs), "the control: of so many all pairs are compared");
        }
        link(&mut desk, ClaimRef::new(1), &item, paper);
    }
    assert!(says(&desk, What::Pairs) && !says(&desk, What::Index));
    desk.case.db().execute("DELETE FROM fingerprinted WHERE item = 7", []).unwrap();
    assert!(says(&desk, What::Index));
    crate::fingerprint::store::bring_up(&mut desk.case).unwrap();
    assert!(!says(&desk, What::Index), "the control: made whole again");
}

#[test]
fn what_appears_after_a_tip_may_be_from_whoever_wrote_it_until_its_own_basis_is_kept() {
    let mut desk = desk();
    let tipster = source::Said { protected: true, ..named("Sela Drumm") };
    let (tipster, paper) = (add_source(&mut desk, &tipster), add_source(&mut desk, &named("Ferry Lantern")));
    // What nobody published came on the day of its act, 23 November 2026.
    let tip = document(&mut desk, "I heard the winch of the weir.", &Origin::default());
    let before = document(&mut desk, "Water rose on the lower meadow.", &published("2026-11-22"));
    link(&mut desk, ClaimRef::new(1), &tip, tipster);
    link(&mut desk, ClaimRef::new(1), &before, paper);
    let count = |desk: &Desk| answer(asked(desk).question).map(|answer| (answer.independent, answer.at_most)).unwrap();
    assert_eq!(count(&desk), (2, 2), "the control: it was printed before the tip");
    let later = add_source(&mut desk, &named("Moor Herald"));
    let after = document(&mut desk, "A gate stood open, walkers said.", &published("2026-11-24"));
    let loose = link(&mut desk, ClaimRef::new(1), &after, later);
    assert!(asked(&desk).question.edges.iter().any(|edge| edge.reason == Reason::AfterTip && !edge.sure));
    let (least, most) = count(&desk);
    assert_eq!((least, most), (2, 3));
    evidence::unlink(&mut desk.case, loose, "again with its basis").unwrap();
    linked(&mut desk, ClaimRef::new(1), &after, later, Some(Basis::FirstHand));
    assert_eq!(count(&desk).0, 3, "it was there itself");
}

#[test]
fn whoever_is_cited_and_is_no_witness_has_owners_and_ancestors_too() {
    let mut desk = desk();
    let owned = |name: &str| source::Said { owner: Some("Brine and Daughters".to_owned()), ..named(name) };
    let own = add_source(&mut desk, &owned("Moor Herald"));
    add_source(&mut desk, &owned("Valley Examiner"));
    let cites = add_source(&mut desk, &named("Ferry Lantern"));
    let other = document(&mut desk, "Our reporter saw a crane at the weir.", &published("2026-05-01"));
    let cited = "According to the Valley Examiner, the keeper opened the Elm weir.";
    let citing = document(&mut desk, cited, &published("2026-05-03"));
    link(&mut desk, ClaimRef::new(1), &other, own);
    link(&mut desk, ClaimRef::new(1), &citing, cites);
    assert_eq!(answer(asked(&desk).question).unwrap().independent, 1, "the Examiner has the Herald's owner");
    let apart = source::Said { owner: Some("Another".to_owned()), ..source::Said::default() };
    source::set(&mut desk.case, own, &apart).unwrap();
    assert_eq!(answer(asked(&desk).question).unwrap().independent, 2, "the control");
}
