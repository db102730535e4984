//! Against brute force, and as sentences.

use super::sentence::sentence;
use super::*;
use crate::fixture::random::Random;

fn witness(source: u32) -> Witness {
    Witness { source, passages: 1, barred: None }
}

fn edge(a: u32, b: u32, reason: Reason, sure: bool) -> Edge {
    let detail = String::new();
    Edge { a: Node::Source(a), b: Node::Source(b), reason, detail, sure, by: By::Desk }
}

fn sure(a: u32, b: u32, reason: Reason) -> Edge {
    edge(a, b, reason, true)
}

fn ask(sources: u32, edges: Vec<Edge>) -> Answer {
    answer(Question { witnesses: (1..=sources).map(witness).collect(), ghosts: vec![], edges }).unwrap()
}

/// Some are witnesses, some only stand between; directed and undirected, sure and possible.
fn random_question(random: &mut Random) -> Question {
    const REASONS: [Reason; 5] =
        [Reason::Attribution, Reason::TextReuse, Reason::Owner, Reason::RareError, Reason::SharedText];
    let nodes = 1 + random.below(18);
    let number = |random: &mut Random| 1 + u32::try_from(random.below(nodes)).unwrap();
    let edges = (0..random.below(2 * nodes + 1))
        .map(|_| (number(random), number(random), REASONS[random.below(5) as usize], random.below(3) > 0))
        .map(|(a, b, reason, sure)| edge(a, b, reason, sure))
        .collect();
    let witnesses = (1..=u32::try_from(nodes).unwrap()).filter(|_| random.below(5) > 0);
    let barred = |random: &mut Random| (random.below(9) == 0).then_some(Barred::Unreliable);
    let witnesses: Vec<u32> = witnesses_of(witnesses);
    let witnesses = witnesses.into_iter().map(|source| Witness { barred: barred(random), ..witness(source) }).collect();
    Question { witnesses, ghosts: vec![], edges }
}

fn witnesses_of(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    numbers.collect()
}

/// Straight from the definition, with no set of bits and no closure of the program's own.
mod by_definition {
    use super::*;
    use std::collections::BTreeSet;

    /// At worst whoever shares a text or a mistake may have it from the other.
    fn ancestors(x: u32, edges: &[&Edge], at_worst: bool) -> BTreeSet<u32> {
        let mut above = BTreeSet::from([x]);
        loop {
            let before = above.len();
            for edge in edges {
                let (a, b) = (edge.a.source().unwrap(), edge.b.source().unwrap());
                let either =
                    at_worst && [Reason::RareError, Reason::SharedText, Reason::Lineage].contains(&edge.reason);
                let directed = [Reason::Attribution, Reason::TextReuse].contains(&edge.reason);
                if above.contains(&a) && (directed || either) {
                    above.insert(b);
                }
                if above.contains(&b) && either {
                    above.insert(a);
                }
            }
            if above.len() == before {
                return above;
            }
        }
    }

    fn are_one(x: u32, y: u32, edges: &[&Edge], at_worst: bool) -> bool {
        let (of_x, of_y) = (ancestors(x, edges, at_worst), ancestors(y, edges, at_worst));
        let tied = |u: u32, v: u32| {
            let ties = edges.iter().filter(|edge| !edge.reason.is_directed());
            ties.map(|edge| (edge.a.source().unwrap(), edge.b.source().unwrap()))
                .any(|pair| pair == (u, v) || pair == (v, u))
        };
        of_x.iter().any(|&u| of_y.iter().any(|&v| u == v || tied(u, v)))
    }

    pub fn largest(question: &Question, edges: &[&Edge], at_worst: bool) -> usize {
        let counting = question.witnesses.iter().filter(|witness| witness.barred.is_none());
        let sources: Vec<u32> = counting.map(|witness| witness.source).collect();
        let one: Vec<Vec<bool>> = sources
            .iter()
            .map(|&x| sources.iter().map(|&y| x != y && are_one(x, y, edges, at_worst)).collect())
            .collect();
        let sound = |set: u32| {
            let taken: Vec<usize> = (0..sources.len()).filter(|place| set >> place & 1 == 1).collect();
            taken.iter().all(|&x| taken.iter().all(|&y| !one[x][y]))
        };
        (0..1_u32 << sources.len()).filter(|&set| sound(set)).map(u32::count_ones).max().unwrap() as usize
    }
}

#[test]
fn ten_thousand_random_graphs_count_as_brute_force_counts_them() {
    let mut random = Random::seeded(9);
    for round in 0..10_000 {
        let question = random_question(&mut random);
        let all: Vec<&Edge> = question.edges.iter().collect();
        let of_sure: Vec<&Edge> = all.iter().copied().filter(|edge| edge.sure).collect();
        let expected =
            (by_definition::largest(&question, &all, true), by_definition::largest(&question, &of_sure, false));
        let found = answer(question.clone()).unwrap();
        assert!(found.exact);
        assert_eq!((found.independent, found.at_most), expected, "round {round}: {question:?}");
        assert_eq!(found.set.len(), found.independent);
        let is_one = |a: u32, b: u32| found.joined.iter().any(|joined| (joined.a, joined.b) == (a, b));
        assert!(found.set.iter().all(|&a| found.set.iter().all(|&b| !is_one(a, b))), "round {round}");
    }
}

#[test]
fn a_new_reason_never_raises_the_count() {
    let mut random = Random::seeded(10);
    for _ in 0..2_000 {
        let mut question = random_question(&mut random);
        let before = answer(question.clone()).unwrap();
        let more = random_question(&mut random).edges;
        question.edges.extend(more);
        let after = answer(question).unwrap();
        assert!(after.independent <= before.independent && after.at_most <= before.at_most);
    }
}

#[test]
fn an_isolated_source_that_may_count_raises_the_count_by_one() {
    let mut random = Random::seeded(11);
    for _ in 0..2_000 {
        let mut question = random_question(&mut random);
        let before = answer(question.clone()).unwrap();
        question.witnesses.push(witness(99));
        let after = answer(question.clone()).unwrap();
        assert_eq!((after.independent, after.at_most), (before.independent + 1, before.at_most + 1));
        assert!(after.set.contains(&99));
        question.witnesses.last_mut().unwrap().barred = Some(Barred::OwnInterest);
        assert_eq!(answer(question).unwrap().independent, before.independent);
    }
}

#[test]
fn sixty_sources_with_random_reasons_are_counted_exactly_at_every_density() {
    let mut random = Random::seeded(12);
    for out_of_100 in [1, 2, 4, 6, 8, 10, 15, 20, 30, 50, 80] {
        let mut edges = Vec::new();
        for a in 1..=60 {
            edges.extend((1..a).filter(|_| random.below(100) < out_of_100).map(|b| sure(a, b, Reason::Owner)));
        }
        assert!(ask(60, edges).exact, "{out_of_100} of 100");
    }
}

#[test]
fn what_is_too_much_to_count_exactly_says_between_which_numbers_it_lies() {
    // A ring of 401 sources that each share something with the next: 200 by arithmetic.
    let edges = (1..=401).map(|a| sure(a, a % 401 + 1, Reason::Author)).collect();
    let found = ask(401, edges);
    assert!(!found.exact);
    assert!(found.independent <= 200 && found.independent >= 60 && found.at_most >= 200);
    assert!(sentence(&found).contains("at least"));
    let crowd = Question { witnesses: (1..=2_000).map(witness).collect(), ..Question::default() };
    assert_eq!(answer(crowd).unwrap_err(), TooMany(2_000));
}

#[test]
fn a_copy_of_a_copy_is_one_with_the_first() {
    let found = ask(3, vec![sure(2, 1, Reason::TextReuse), sure(3, 2, Reason::TextReuse)]);
    assert_eq!((found.independent, found.set.as_slice()), (1, [1].as_slice()));
    assert_eq!(found.joined.len(), 3);
}

#[test]
fn to_share_something_with_two_makes_those_two_not_one() {
    let found = ask(3, vec![sure(1, 2, Reason::Owner), sure(2, 3, Reason::Author)]);
    assert_eq!((found.independent, found.set.as_slice()), (2, [1, 3].as_slice()));
}

#[test]
fn the_one_whom_others_derive_from_is_chosen_before_them() {
    let found =
        ask(4, vec![sure(1, 4, Reason::Attribution), sure(2, 4, Reason::Attribution), sure(3, 4, Reason::Told)]);
    assert_eq!(found.set, [4]);
}

#[test]
fn where_nobody_knows_who_had_a_text_first_the_least_takes_the_worst() {
    // S1 and S2 have one owner; S3 printed S1's text on the same day.
    let found = ask(3, vec![sure(1, 2, Reason::Owner), sure(1, 3, Reason::SharedText)]);
    assert_eq!((found.independent, found.at_most), (1, 2), "S3 may have it from S1, and then is one with S2");
    assert!(
        sentence(&found).ends_with(
            " It is 1 if whoever shares a text or a mistake has it from the other, and 2 if not; the gate takes 1."
        ),
        "{}",
        sentence(&found)
    );
    assert!(found.cycles.is_empty(), "which is no circle");
    let owners = ask(3, vec![sure(1, 2, Reason::Owner), sure(1, 3, Reason::Author)]);
    assert_eq!((owners.independent, owners.at_most), (2, 2), "the control: an author is not copied");
    assert!(!sentence(&owners).contains("the gate"), "one number needs no explaining");
}

#[test]
fn a_possible_reason_makes_a_range() {
    let found = ask(2, vec![edge(1, 2, Reason::RareError, false)]);
    assert_eq!((found.independent, found.at_most), (1, 2));
    assert_eq!(
        sentence(&found),
        "Two passages from two sources count as 1 to 2: perhaps S1 and S2 share what two hardly get wrong alike. It is 1 if \
         what is said with \u{201c}perhaps\u{201d} is so, and 2 if not; the gate takes 1."
    );
}

#[test]
fn a_ghost_makes_those_who_cite_it_one_and_never_counts() {
    let cites = |a| Edge { b: Node::Ghost(1), ..sure(a, 0, Reason::Attribution) };
    let ghosts = vec![Ghost { number: 1, name: "the harbour report".into(), unnamed: false }];
    let edges = (1..=5).map(cites).collect();
    let found = answer(Question { witnesses: (1..=5).map(witness).collect(), ghosts, edges }).unwrap();
    assert_eq!((found.independent, found.admissible), (1, 5));
    assert_eq!(
        sentence(&found),
        "Five passages from five sources count as 1: S1, S2, S3, S4 and S5 cite G1 (\u{201c}the harbour report\u{201d}, \
         not in the case)."
    );
}

#[test]
fn circular_reporting_is_found_as_the_circle_that_it_is() {
    let edges = vec![sure(1, 2, Reason::Attribution), sure(2, 3, Reason::Attribution), sure(3, 1, Reason::Attribution)];
    let found = ask(4, edges);
    assert_eq!(found.independent, 2);
    assert_eq!(found.cycles, [[Node::Source(1), Node::Source(2), Node::Source(3)]]);
    assert!(sentence(&found).ends_with(" S1, S2 and S3 cite each other in a circle."));
}

#[test]
fn the_sentence_gathers_what_goes_to_one_place() {
    let dated = |a| Edge { detail: "3 March 2026".into(), ..sure(a, 2, Reason::TextReuse) };
    let edges = vec![dated(3), dated(4), dated(5), sure(6, 2, Reason::Attribution)];
    let mut witnesses: Vec<Witness> = (2..=6).map(witness).collect();
    witnesses[0].passages = 2;
    let found = answer(Question { witnesses, ghosts: vec![], edges }).unwrap();
    assert_eq!(
        sentence(&found),
        "Six passages from five sources count as 1: S3, S4 and S5 repeat the text of S2 (3 March 2026); S6 cites S2."
    );
}

#[test]
fn that_two_copies_of_one_text_share_it_is_not_said_again() {
    let found = |detail: &str, edge: Edge| Edge { detail: detail.into(), ..edge };
    let edges = vec![
        found("90 %", sure(2, 1, Reason::TextReuse)),
        found("70 %", sure(3, 1, Reason::TextReuse)),
        found("60 %", sure(3, 2, Reason::TextReuse)),
        found("50 %", sure(2, 3, Reason::SharedText)),
        found("40 %", sure(4, 3, Reason::TextReuse)),
    ];
    assert_eq!(
        sentence(&ask(4, edges)),
        "Four passages from four sources count as 1: S2 and S3 repeat the text of S1; S4 repeats the text of S3 (40 %)."
    );
}

#[test]
fn nothing_that_ties_them_is_said_and_one_source_needs_no_reason() {
    assert_eq!(
        sentence(&ask(2, vec![])),
        "Two passages from two sources count as 2: nothing that is known ties them together."
    );
    assert_eq!(sentence(&ask(1, vec![])), "One passage from one source counts as 1.");
    assert_eq!(sentence(&ask(0, vec![])), "No passages from no sources count as 0.");
}
