//! 10,000 cases at random: what the solver says against all worlds written out.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Asked, Circle, Known, Network, Nobody};
use super::worlds::least_and_most;

/// SplitMix64 (Steele, Lea, Flood 2014): the same cases on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % u64::from(end)) as u32
    }

    pub(super) fn one_in(&mut self, count: u32) -> bool {
        self.below(count) == 0
    }
}

/// What a case has of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Members,
    HeadCounts,
    Nested,
    Overlapping,
    Everything,
}

const SORTS: [Sort; 5] = [Sort::Members, Sort::HeadCounts, Sort::Nested, Sort::Overlapping, Sort::Everything];

/// Circles of a world that is drawn first, so that most cases have one; then some facts of
/// it are told, and now and then a wrong one.
pub(super) fn known(dice: &mut Dice, sort: Sort, most: u32) -> (Known, u32) {
    let people = 2 + dice.below(4);
    let count = if dice.one_in(8) { most } else { 1 + dice.below(3) };
    let mut sets: Vec<u32> = Vec::new();
    let nests = matches!(sort, Sort::Nested | Sort::Everything);
    let mut within: Vec<Option<usize>> = Vec::new();
    for at in 0..count as usize {
        let outer = (at > 0 && nests && !dice.one_in(3)).then(|| dice.below(at as u32) as usize);
        let room = outer.map_or((1 << people) - 1, |outer| sets[outer]);
        let set =
            (0..people).filter(|person| room >> person & 1 == 1 && !dice.one_in(3)).fold(0, |set, p| set | 1 << p);
        // One person is in most of them, as the source is.
        let source = sets.first().map_or(0, |first| first.trailing_zeros()).min(people - 1);
        sets.push(if set & 1 << source == 0 && room >> source & 1 == 1 { set | 1 << source } else { set.max(1) });
        within.push(outer);
    }
    let chance = match sort {
        Sort::Members => 1,
        Sort::HeadCounts => 0,
        Sort::Nested | Sort::Overlapping => 5,
        Sort::Everything => 3,
    };
    let mut circles: Vec<Circle> = Vec::new();
    for (set, within) in sets.iter().zip(&within) {
        let all = chance == 1 || (chance > 0 && dice.one_in(6));
        let named = (0..people).filter(|person| set >> person & 1 == 1 && (all || (chance > 0 && dice.one_in(chance))));
        let members = named.collect::<BTreeSet<u32>>();
        let wrong = u32::from(dice.one_in(15));
        circles.push(Circle { people: set.count_ones() + wrong, members, within: *within, from: None });
    }
    let mut overlaps = Vec::new();
    for other in 1..sets.len() {
        for one in 0..other {
            let shared = (sets[one] & sets[other]).count_ones();
            if matches!(sort, Sort::Overlapping | Sort::Everything) && shared > 0 && dice.one_in(2) {
                let more = u32::from(dice.one_in(10));
                overlaps.push((one, other, 1 + dice.below(shared + more)));
            }
        }
    }
    let universe = dice
        .one_in(2)
        .then(|| people.max(circles.iter().map(|c| c.people).max().unwrap()) - u32::from(dice.one_in(12)));
    (Known { circles, overlaps, universe }, people)
}

pub(super) fn asked(dice: &mut Dice, known: &Known, people: u32) -> Asked {
    let mut circles: BTreeMap<usize, _> = BTreeMap::from([(dice.below(known.circles.len() as u32) as usize, None)]);
    circles.extend((0..known.circles.len()).filter(|_| !dice.one_in(3)).map(|circle| (circle, None)));
    // Some who are named, some who stand in no circle by name, one from outside.
    let ruled_out = (0..people + 1).filter(|_| dice.one_in(5)).take(2).collect();
    Asked { circles, ruled_out }
}

#[test]
fn ten_thousand_random_cases_equal_all_their_worlds_written_out() {
    let mut dice = Dice(2_026);
    let (mut wide, mut impossible, mut raised) = (0, 0, 0);
    for case in 0..10_000 {
        let sort = SORTS[case % SORTS.len()];
        let (known, people) = known(&mut dice, sort, 4);
        let asked = asked(&mut dice, &known, people);
        let found = Network::of(&known).left(&asked);
        let expected = least_and_most(&known, &asked);
        match expected {
            None => assert_eq!(found, Err(Nobody::Contradiction), "case {case}: {known:?} {asked:?}"),
            Some((least, most)) => {
                let found = found.unwrap_or_else(|_| panic!("case {case}: {known:?} {asked:?}"));
                assert_eq!((found.least, found.most), (least, most), "case {case}: {known:?} {asked:?}");
                assert!(found.exact, "case {case}");
                wide += u32::from(most > least);
                raised += u32::from(least > 1);
            }
        }
        impossible += u32::from(expected.is_none());
    }
    // The cases are not all of one sort.
    assert!(wide > 2_000 && raised > 2_000 && (200..4_000).contains(&impossible), "{wide} {raised} {impossible}");
}
