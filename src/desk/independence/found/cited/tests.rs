//! From sentences to the answer: who cites whom, and how many that leaves.

use super::*;
use crate::independence::found::attribution::{find, governing};
use crate::independence::{Answer, Question, Witness, answer};

/// Sources 1 to 3 are outlets of the case, 9 is a protected person.
fn names() -> Names {
    let mut names = Names::default();
    for (source, name) in [(1, "Orm Gazette"), (2, "Valley Wire"), (3, "The Tansy Herald")] {
        names.add(source, name, true);
    }
    names.add(7, "Mara Quell", false);
    names
}

/// Each text is the item and the evidence of one source.
fn resolved(texts: &[(u32, &str)]) -> Cited {
    let found = texts.iter().flat_map(|(source, text)| {
        let attributions = find(text, &names());
        governing(&attributions, &(0..text.len())).into_iter().map(move |citation| (*source, citation))
    });
    let found: Vec<(u32, Citation)> = found.collect();
    cited(found.iter().map(|(source, citation)| (*source, citation)), &names(), &BTreeSet::from([9]))
}

fn ask(texts: &[(u32, &str)], more: &[u32]) -> Answer {
    let Cited { ghosts, edges, .. } = resolved(texts);
    let sources = texts.iter().map(|(source, _)| *source).chain(more.iter().copied());
    let witnesses = sources.map(|source| Witness { source, passages: 1, barred: None }).collect();
    answer(Question { witnesses, ghosts, edges }).unwrap()
}

#[test]
fn who_cites_a_source_of_the_case_is_one_with_it() {
    let found = ask(&[(1, "The pumps were sold at night."), (2, "The pumps were sold, the Gazette reported.")], &[]);
    assert_eq!((found.independent, found.at_most), (1, 1));
    let control = ask(&[(1, "The pumps were sold at night."), (2, "The pumps were sold before dawn.")], &[]);
    assert_eq!(control.independent, 2);
}

#[test]
fn all_who_cite_one_report_that_is_not_here_are_one() {
    let texts = [
        (1, "The pumps were sold, according to the Mill Courier."),
        (2, "As the Mill Courier reported, the pumps were sold."),
        (3, "The pumps were sold, the Courier reported."),
    ];
    let cited = resolved(&texts);
    assert_eq!(cited.ghosts.len(), 1, "{:?}", cited.ghosts);
    assert_eq!(cited.ghosts[0].name, "Mill Courier");
    assert_eq!(ask(&texts, &[]).independent, 1);
    let other = (3, "The pumps were sold, according to Jon Tolland.");
    assert_eq!(ask(&[texts[0], texts[1], other], &[]).independent, 2, "the control: of another");
}

#[test]
fn whoever_cites_itself_cites_nobody() {
    let texts = [(1, "The pumps were sold, documents obtained by the Orm Gazette show."), (2, "They were sold.")];
    let cited = resolved(&texts);
    assert_eq!((cited.edges.len(), cited.ghosts.len()), (0, 0), "{:?}", cited.edges);
    assert_eq!(resolved(&[(3, texts[0].1)]).edges.len(), 1, "the control: in another paper it is a citation");
}

#[test]
fn who_is_not_named_may_be_the_protected_source_and_any_other_who_is_not_named() {
    let texts = [
        (1, "The pumps were sold, people familiar with the matter said."),
        (2, "The pumps were sold, said an official, who asked not to be named."),
    ];
    let found = ask(&texts, &[9]);
    assert_eq!(found.ghosts.len(), 2);
    assert!(found.ghosts.iter().all(|ghost| ghost.unnamed));
    assert_eq!((found.independent, found.at_most), (1, 3), "it may all be the tipster");
    let maybe = found.edges.iter().filter(|edge| edge.reason == Reason::MaybeUnnamed);
    assert_eq!(maybe.count(), 3, "the tipster with each, and the two with each other");
}

#[test]
fn outlets_that_cite_each_other_are_drawn_as_a_circle() {
    let found = ask(
        &[
            (1, "The pumps were sold, Valley Wire reported."),
            (2, "The pumps were sold, according to the Tansy Herald."),
            (3, "The pumps were sold, the Orm Gazette reported."),
        ],
        &[],
    );
    assert_eq!(found.cycles, [[Node::Source(1), Node::Source(2), Node::Source(3)]]);
    assert_eq!(found.independent, 1);
}

#[test]
fn a_sure_citation_takes_the_place_of_a_possible_one() {
    let sure = Citation { who: Who::Named("Valley Wire".into()), at: 0..1, place: "here", sure: true };
    let possible = Citation { sure: false, place: "there", ..sure.clone() };
    for order in [[&sure, &possible], [&possible, &sure]] {
        let found = cited(order.map(|citation| (1, citation)), &names(), &BTreeSet::new());
        assert_eq!(found.edges.len(), 1);
        assert!(found.edges[0].sure && found.edges[0].detail == "here");
    }
}
