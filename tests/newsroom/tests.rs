//! The generator holds what it promises.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::material::Material;
use super::score::{Found, Score};
use super::truth::{Dependence, Innocent, Node, close, count_by_force};
use super::{Half, Newsroom, SourceKind, newsrooms};

const HALVES: [Half; 2] = [Half::Tuned, Half::Blind];

/// Newsrooms of both halves.
fn both(seeds: Range<u64>) -> impl Iterator<Item = Newsroom> {
    HALVES.into_iter().flat_map(move |half| newsrooms(half, seeds.clone()))
}

/// The passage that an item offers for the claim.
fn evidence(item: &super::Item) -> Option<String> {
    let range = item.evidence.clone()?;
    Some(item.text.chars().skip(range.start).take(range.len()).collect())
}

/// What somebody who knows the truth would answer.
fn oracle(newsroom: &Newsroom) -> Found {
    let two = |p: &&super::truth::Pair| (p.b, p.a);
    let truth = &newsroom.truth;
    let derives = truth.edges.iter().filter(|edge| edge.directed).filter_map(|edge| match (edge.from, edge.to) {
        (Node::Source(from), Node::Source(to)) => Some((from, to)),
        _ => None,
    });
    Found {
        joined: truth.pairs.iter().filter(|p| p.joined).map(|p| two(&p)).collect(),
        possible: truth.pairs.iter().filter(|p| p.possible).map(|p| two(&p)).collect(),
        derives: derives.collect(),
        least: truth.least,
        most: truth.most,
    }
}

#[test]
fn the_same_seed_gives_the_same_newsroom_and_another_seed_another() {
    let first: Vec<_> = newsrooms(Half::Tuned, 0..40).collect();
    let again: Vec<_> = newsrooms(Half::Tuned, 0..40).collect();
    assert_eq!(first, again);
    let texts: BTreeSet<_> = first.iter().map(|newsroom| &newsroom.items[0].text).collect();
    assert_eq!(texts.len(), 40);
    let alone: Vec<_> = newsrooms(Half::Tuned, 17..18).collect();
    assert_eq!(alone[0], first[17]);
    let blind: Vec<_> = newsrooms(Half::Blind, 17..18).collect();
    assert_ne!(alone[0], blind[0]);
}

#[test]
fn every_kind_of_dependence_and_of_innocent_likeness_occurs_in_a_hundred_seeds() {
    every_kind_occurs(Half::Tuned, 12);
    every_kind_occurs(Half::Blind, 8);
}

fn every_kind_occurs(half: Half, events: usize) {
    let mut kinds: BTreeMap<Dependence, usize> = BTreeMap::new();
    let mut innocent: BTreeMap<Innocent, usize> = BTreeMap::new();
    let mut events_used = BTreeSet::new();
    for newsroom in newsrooms(half, 0..100) {
        events_used.insert(newsroom.event);
        for kind in newsroom.truth.kinds {
            *kinds.entry(kind).or_default() += 1;
        }
        for kind in newsroom.truth.pairs.iter().flat_map(|pair| &pair.innocent) {
            *innocent.entry(*kind).or_default() += 1;
        }
    }
    for kind in Dependence::ALL {
        assert!(kinds.get(&kind).copied().unwrap_or(0) >= 7, "{kind:?}: {kinds:?}");
    }
    for kind in Innocent::ALL {
        assert!(innocent.get(&kind).copied().unwrap_or(0) >= 7, "{kind:?}: {innocent:?}");
    }
    assert_eq!(events_used.len(), events);
    let turns: Vec<_> = newsrooms(half, 0..100).map(|newsroom| newsroom.truth.kinds).collect();
    for fourteen in turns.windows(14) {
        let held: BTreeSet<_> = fourteen.iter().flatten().copied().collect();
        assert_eq!(held, BTreeSet::from(Dependence::ALL));
    }
}

#[test]
fn the_stated_count_is_what_trying_every_set_finds() {
    for newsroom in both(0..300) {
        let truth = &newsroom.truth;
        let counted = [true, false].map(|possible| count_by_force(newsroom.sources.len(), &truth.pairs, possible));
        assert_eq!(counted, [truth.least, truth.most], "seed {}: {truth:#?}", newsroom.seed);
        assert!(truth.least >= 1 && truth.least <= truth.most);
    }
}

#[test]
fn the_pairs_follow_from_the_direct_reasons() {
    for newsroom in both(0..300) {
        let truth = &newsroom.truth;
        let sources = newsroom.sources.len();
        assert_eq!(truth.pairs.len(), sources * (sources - 1) / 2);
        let reach = reach(&newsroom);
        for (pair, again) in truth.pairs.iter().zip(close(sources, &truth.edges)) {
            assert_eq!((pair.joined, pair.possible), (again.joined, again.possible));
            let (x, y) = (&reach[&Node::Source(pair.a)], &reach[&Node::Source(pair.b)]);
            let linked = truth
                .edges
                .iter()
                .filter(|e| !e.directed && e.sure)
                .any(|e| (x.contains(&e.from) && y.contains(&e.to)) || (x.contains(&e.to) && y.contains(&e.from)));
            assert_eq!(pair.joined, linked || !x.is_disjoint(y), "seed {}", newsroom.seed);
            assert_eq!(pair.kinds.is_empty(), !pair.joined && !pair.possible);
            assert!(pair.innocent.is_empty() || !pair.joined);
        }
    }
}

/// Everything that each node derives from and itself, by going on until nothing is new.
fn reach(newsroom: &Newsroom) -> BTreeMap<Node, BTreeSet<Node>> {
    let ghosts = (0..newsroom.truth.ghosts.len()).map(Node::Ghost);
    let nodes = (0..newsroom.sources.len()).map(Node::Source).chain(ghosts);
    let mut reach: BTreeMap<Node, BTreeSet<Node>> = nodes.map(|node| (node, BTreeSet::from([node]))).collect();
    loop {
        let before = reach.clone();
        for edge in newsroom.truth.edges.iter().filter(|edge| edge.directed) {
            let further = before[&edge.to].clone();
            reach.get_mut(&edge.from).unwrap().extend(further);
        }
        if reach == before {
            return reach;
        }
    }
}

#[test]
fn every_passage_of_evidence_holds_the_number_of_the_claim() {
    for newsroom in both(0..300) {
        assert!(newsroom.claim.contains(&newsroom.bears));
        let mut bearing = BTreeSet::new();
        for item in &newsroom.items {
            assert!(!item.text.contains(['{', '}', '[', ']']), "a slot or mark is left in: {}", item.text);
            if let Some(passage) = evidence(item) {
                assert!(passage.contains(&newsroom.bears), "seed {}: {passage}", newsroom.seed);
                assert!(passage.chars().count() < 500 && !passage.contains('\n'), "{passage}");
                assert!(bearing.insert(item.source), "one source, one passage");
            }
        }
        assert_eq!(bearing.len(), newsroom.sources.len(), "seed {}", newsroom.seed);
    }
}

#[test]
fn a_misspelt_name_travels_with_the_text_and_stands_in_no_independent_report() {
    let mut travelled = 0;
    for newsroom in both(0..300) {
        let holds =
            |source: usize, name: &str| newsroom.items.iter().any(|i| i.source == source && i.text.contains(name));
        for edge in newsroom.truth.edges.iter().filter(|edge| edge.kind == Dependence::SharedError) {
            let wrong = newsroom.misspelt.as_deref().unwrap();
            for node in [edge.from, edge.to] {
                if let Node::Source(source) = node {
                    assert!(holds(source, wrong), "seed {}: {wrong}", newsroom.seed);
                    travelled += 1;
                }
            }
        }
        let Some(wrong) = newsroom.misspelt.as_deref() else { continue };
        for pair in newsroom.truth.pairs.iter().filter(|pair| pair.innocent.contains(&Innocent::SameEvent)) {
            assert!(!(holds(pair.a, wrong) && holds(pair.b, wrong)), "seed {}", newsroom.seed);
        }
    }
    assert!(travelled >= 40, "{travelled}");
}

#[test]
fn sizes_days_and_names_are_sensible() {
    let mut names = BTreeSet::new();
    for newsroom in both(0..300) {
        assert!((3..=15).contains(&newsroom.items.len()), "seed {}: {}", newsroom.seed, newsroom.items.len());
        let outlets: BTreeSet<_> = newsroom.sources.iter().map(|source| &source.name).collect();
        assert_eq!(outlets.len(), newsroom.sources.len());
        names.extend(outlets.into_iter().cloned());
        for source in &newsroom.sources {
            assert_eq!(source.protected, source.kind == SourceKind::Mailbox);
        }
        let day =
            |source| newsroom.items.iter().find(|i| i.source == source && i.evidence.is_some()).unwrap().published;
        for edge in newsroom.truth.edges.iter().filter(|edge| edge.directed) {
            if let (Node::Source(from), Node::Source(to)) = (edge.from, edge.to) {
                assert!(day(from) >= day(to), "seed {}: a copy before its original", newsroom.seed);
            }
        }
    }
    assert!(names.len() > 900, "{}", names.len());
}

#[test]
fn originals_and_rewrites_have_the_promised_length_and_are_no_copies_of_the_reports() {
    for event in HALVES.into_iter().flat_map(|half| Material::of(half).events) {
        let words = |section: &str| event.section(section).join(" ").split_whitespace().count();
        assert!((150..=300).contains(&words("original")), "{}", words("original"));
        for section in ["medium", "strong", "first", "second"] {
            assert!((140..=300).contains(&words(section)), "{section}: {}", words(section));
        }
        for section in ["original", "medium", "strong", "first", "second"] {
            let text = event.section(section).join("\n\n");
            assert!(text.contains("{official}") && text.contains("{firm}") && text.contains("{date}"), "{section}");
            assert_eq!((text.matches("[[").count(), text.matches("]]").count()), (1, 1), "{section}");
        }
        let light = event.lightly_edited().join(" ");
        assert_ne!(light, event.section("original").join(" "));
        assert_eq!(light.matches("[[").count(), 1);
    }
}

/// All runs of fourteen words in what a source says on the claim: a name with its office has up to
/// twelve.
fn runs(newsroom: &Newsroom, source: usize) -> BTreeSet<String> {
    let items = newsroom.items.iter().filter(|item| item.source == source && item.evidence.is_some());
    items
        .flat_map(|item| {
            let words: Vec<_> = item.text.split_whitespace().map(str::to_lowercase).collect();
            words.windows(14).map(|run| run.join(" ")).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn whoever_is_independent_shares_no_fourteen_words_that_were_not_said_in_public_or_printed_by_the_platform() {
    let known = [Innocent::SharedStatement, Innocent::SameHearing, Innocent::SharedBoilerplate];
    let (mut copied, mut apart) = (0, 0);
    for newsroom in both(0..200) {
        let runs: Vec<_> = (0..newsroom.sources.len()).map(|source| runs(&newsroom, source)).collect();
        for pair in &newsroom.truth.pairs {
            let shared = runs[pair.a].intersection(&runs[pair.b]).next();
            if pair.joined {
                copied += usize::from(shared.is_some());
            } else if !known.iter().any(|kind| pair.innocent.contains(kind)) {
                assert_eq!(shared, None, "seed {}: {} and {}", newsroom.seed, pair.a, pair.b);
                apart += 1;
            }
        }
    }
    assert!(copied > 300 && apart > 1000, "{copied} {apart}");
}

#[test]
fn whoever_knows_the_truth_scores_full_and_whoever_joins_all_or_none_does_not() {
    let [mut knows, mut all, mut none] = [Score::default(), Score::default(), Score::default()];
    for newsroom in both(0..100) {
        knows.add(&newsroom, &oracle(&newsroom));
        let pairs = newsroom.truth.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
        all.add(&newsroom, &Found { joined: pairs, least: 1, most: 1, ..Found::default() });
        let sources = newsroom.sources.len();
        none.add(&newsroom, &Found { least: sources, most: sources, ..Found::default() });
    }
    for kind in Dependence::ALL {
        let row = knows.kinds[&kind];
        for share in [row.recall, row.noticed, row.precision, row.exact] {
            assert_eq!(share.value(), Some(1.0), "{kind:?}");
        }
        assert_eq!(none.kinds[&kind].recall.value(), Some(0.0));
    }
    assert!(knows.innocent.values().all(|share| share.hits == 0));
    assert!(all.innocent.values().all(|share| share.hits == share.of));
    assert_eq!((knows.all.direction.value(), none.all.direction.value()), (Some(1.0), Some(0.0)));
    assert!(all.all.precision.value().unwrap() < 0.8 && none.all.precision.value().is_none());
    assert_eq!(all.kinds[&Dependence::Unnamed].recall.value(), Some(0.0), "possible is not sure");
    assert!(none.all.exact.value().unwrap() < 0.2);
    assert_eq!(knows.table().matches("1.000").count(), knows.table().matches(" | 1.000").count());
    assert!(knows.table().contains("| CopyOfCopy |") && knows.table().contains("| SideCitation |"));
}
