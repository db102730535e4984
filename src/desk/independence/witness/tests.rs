//! Each row of the table "what counts as what", by its name.

use super::*;
use crate::independence::{Question, answer};

fn saw(source: u32) -> Evidence {
    Evidence {
        source,
        way: Way::FirstHand,
        present: false,
        conferred: BTreeSet::new(),
        supplied: None,
        standing: Standing::default(),
        interest: Interest::None,
    }
}

fn document(source: u32, by: u32, authenticated: bool, way: Way) -> Evidence {
    Evidence { supplied: Some(Supplied { by, authenticated, document: 70 }), way, ..saw(source) }
}

fn tip(source: u32) -> Evidence {
    Evidence { standing: Standing { unjudged: true, ..Standing::default() }, ..saw(source) }
}

/// The range.
fn count(claim: Claim, evidence: &[Evidence]) -> (usize, usize) {
    count_with(claim, evidence, &BTreeSet::new())
}

fn count_with(claim: Claim, evidence: &[Evidence], distinct: &BTreeSet<(u32, u32)>) -> (usize, usize) {
    let Known { witnesses, edges, .. } = who_knows(claim, evidence, distinct);
    let found = answer(Question { witnesses, edges, ghosts: vec![] }).unwrap();
    (found.independent, found.at_most)
}

#[test]
fn document_and_article_about_it() {
    let article = Evidence { way: Way::Document(70), ..saw(2) };
    let paper = document(1, 1, true, Way::FirstHand);
    assert_eq!(count(Claim::Fact, &[paper.clone(), article]), (1, 1));
    let other = Evidence { way: Way::Document(71), ..saw(2) };
    assert_eq!(count(Claim::Fact, &[paper, other]), (2, 2), "the control: about another document");
}

#[test]
fn tipster_and_the_document_they_supplied() {
    let count = |authenticated, way| count(Claim::Fact, &[saw(1), document(2, 1, authenticated, way)]);
    assert_eq!(count(true, Way::FirstHand), (2, 2), "authenticated without them, and its author knew");
    assert_eq!(count(false, Way::FirstHand), (1, 1));
    assert_eq!(count(true, Way::Heard(Node::Ghost(1))), (1, 1));
    assert_eq!(count(true, Way::Unknown), (1, 1));
    // A tipster who knows it only from the document adds nothing to it.
    let reader = Evidence { way: Way::Document(70), ..saw(1) };
    let paper = document(2, 1, true, Way::FirstHand);
    assert_eq!(super::tests::count(Claim::Fact, &[reader, paper]), (1, 1));
}

#[test]
fn one_document_from_two_mailboxes() {
    let (first, second) = (document(1, 1, false, Way::FirstHand), document(2, 2, false, Way::FirstHand));
    assert_eq!(count(Claim::Fact, &[first.clone(), second.clone()]), (1, 1));
    let mut other = second;
    other.supplied = Some(Supplied { by: 2, authenticated: false, document: 71 });
    assert_eq!(count(Claim::Fact, &[first, other]), (2, 2), "the control: two documents");
}

#[test]
fn authentic_document() {
    let paper = |way| [document(2, 2, true, way)];
    assert_eq!(count(Claim::Document, &paper(Way::Unknown)), (1, 1), "it proves what it says");
    assert_eq!(count(Claim::Fact, &paper(Way::Unknown)), (0, 0), "and no fact by itself");
    assert_eq!(count(Claim::Fact, &paper(Way::FirstHand)), (1, 1), "but through its author's knowledge");
    let heard = document(2, 2, true, Way::Heard(Node::Source(3)));
    assert_eq!(count(Claim::Fact, &[heard, saw(3)]), (1, 1), "whoever the author has it from is one with it");
}

#[test]
fn two_insiders_at_one_meeting_x_said_p() {
    let insider = |source| Evidence { way: Way::Heard(Node::Source(9)), present: true, ..saw(source) };
    assert_eq!(count(Claim::Saying(9), &[insider(1), insider(2)]), (2, 2));
    let absent = Evidence { present: false, ..insider(2) };
    assert_eq!(
        count(Claim::Saying(9), &[insider(1), absent.clone()]),
        (2, 2),
        "the one was there, the other has it from X"
    );
    assert_eq!(count(Claim::Saying(9), &[absent, saw(9)]), (1, 1), "whoever was not there has it from X");
    let talked = Evidence { conferred: BTreeSet::from([1]), ..insider(2) };
    assert_eq!(count(Claim::Saying(9), &[insider(1), talked]), (1, 1), "they conferred");
}

#[test]
fn the_same_two_p_is_true() {
    let insider = |source| Evidence { way: Way::Heard(Node::Source(9)), present: true, ..saw(source) };
    assert_eq!(count(Claim::Fact, &[insider(1), insider(2)]), (1, 1), "both have it from X");
    let other = Evidence { way: Way::Heard(Node::Source(8)), ..insider(2) };
    assert_eq!(count(Claim::Fact, &[insider(1), other]), (2, 2), "the control: from two");
}

fn institution(interest: Interest, competent: bool) -> Evidence {
    Evidence { standing: Standing { institution: true, competent, ..Standing::default() }, interest, ..saw(5) }
}

#[test]
fn institution_against_its_own_interest_within_its_competence() {
    let alone = |one: Evidence| who_knows(Claim::Fact, &[one], &BTreeSet::new()).enough_alone;
    assert_eq!(alone(institution(Interest::Against, true)), BTreeSet::from([5]));
    assert_eq!(count(Claim::Fact, &[institution(Interest::Against, true)]), (1, 1), "enough, and still one");
    assert!(alone(institution(Interest::Against, false)).is_empty());
    assert!(alone(institution(Interest::None, true)).is_empty());
    assert!(alone(Evidence { interest: Interest::Against, ..saw(5) }).is_empty(), "a person is none");
}

#[test]
fn institution_in_its_own_interest() {
    assert_eq!(count(Claim::Fact, &[institution(Interest::For, true), saw(1)]), (1, 1));
    assert_eq!(count(Claim::Saying(5), &[institution(Interest::For, true)]), (1, 1), "it said so");
    assert_eq!(count(Claim::Fact, &[institution(Interest::None, true), saw(1)]), (2, 2), "the control");
}

#[test]
fn several_unjudged_tips() {
    assert_eq!(count(Claim::Fact, &[tip(1), tip(2), tip(3)]), (1, 1));
    assert_eq!(count(Claim::Fact, &[tip(1), saw(2)]), (2, 2), "one that is judged is not among them");
    let distinct = BTreeSet::from([(1, 2)]);
    assert_eq!(count_with(Claim::Fact, &[tip(1), tip(2), tip(3)], &distinct).0, 2, "an editor says why two are two");
}

#[test]
fn reliability_e() {
    let liar = Evidence { standing: Standing { unreliable: true, ..Standing::default() }, ..saw(1) };
    assert_eq!(count(Claim::Fact, std::slice::from_ref(&liar)), (0, 0));
    assert_eq!(count(Claim::Fact, &[liar, saw(2)]), (1, 1));
}

#[test]
fn a_source_counts_by_its_best_passage() {
    let rumour = document(1, 1, true, Way::Unknown);
    assert_eq!(count(Claim::Fact, std::slice::from_ref(&rumour)), (0, 0));
    let known = who_knows(Claim::Fact, &[rumour, saw(1)], &BTreeSet::new());
    assert_eq!(known.witnesses, [Witness { source: 1, passages: 2, barred: None }]);
}
