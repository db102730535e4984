//! Circles against worlds that are written out one by one.

mod drawn;
mod kept_out;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use super::find_out::{Overlap, find_out};
use super::{Asked, Circle, Known, Left, Network, Nobody};

pub(super) fn circle(people: u32, members: &[u32]) -> Circle {
    Circle { people, members: members.iter().copied().collect(), ..Circle::default() }
}

pub(super) fn counts(people: &[u32]) -> Known {
    Known { circles: people.iter().map(|people| circle(*people, &[])).collect(), ..Known::default() }
}

/// About the first so many circles, without these people.
pub(super) fn about(circles: usize, ruled_out: &[u32]) -> Asked {
    Asked { circles: (0..circles).map(|place| (place, None)).collect(), ruled_out: ruled_out.iter().copied().collect() }
}

fn left(known: &Known, asked: &Asked) -> (u32, u32) {
    let left = Network::of(known).left(asked).unwrap();
    assert!(left.exact);
    (left.least, left.most)
}

#[test]
fn head_counts_alone_leave_one_unless_circles_nest_overlap_or_fill_the_universe() {
    let two = counts(&[40, 30]);
    assert_eq!(left(&two, &about(1, &[])), (40, 40));
    assert_eq!(left(&two, &about(2, &[])), (1, 30), "the source is in both");
    let mut nested = two.clone();
    nested.circles[1].within = Some(0);
    assert_eq!(left(&nested, &about(2, &[])), (30, 30));
    let overlap = Known { overlaps: vec![(0, 1, 12)], ..two.clone() };
    assert_eq!(left(&overlap, &about(2, &[])), (12, 30));
    let universe = Known { universe: Some(50), ..two };
    assert_eq!(left(&universe, &about(2, &[])), (20, 30), "40 + 30 - 50");
    let three = Known { universe: Some(50), ..counts(&[40, 45, 48]) };
    assert_eq!(left(&three, &about(3, &[])), (33, 40), "40 + 45 + 48 - 2 * 50");
    let around = Known { circles: vec![circle(6, &[]), circle(7, &[]), circle(10, &[])], ..Known::default() };
    let around = Known {
        circles: around
            .circles
            .into_iter()
            .enumerate()
            .map(|(place, circle)| Circle { within: (place < 2).then_some(2), ..circle })
            .collect(),
        ..around
    };
    assert_eq!(left(&around, &about(2, &[])), (3, 6), "a circle around two is their universe");
}

#[test]
fn names_that_compete_for_places_are_told_apart_from_unnamed_people() {
    // Four people each, of a universe of six: by counts alone two are in both.
    let known = Known { circles: vec![circle(4, &[1, 2]), circle(4, &[3, 4])], universe: Some(6), ..Known::default() };
    assert_eq!(left(&known, &about(2, &[])), (2, 4));
    // With three names each that the other lacks, one place each is open: at most two are in both.
    let known = Known { circles: vec![circle(4, &[1, 2, 3]), circle(4, &[4, 5, 6])], ..Known::default() };
    assert_eq!(left(&known, &about(2, &[])), (1, 2));
    let full = Known { circles: vec![circle(3, &[1, 2, 3]), circle(4, &[2, 3, 4])], ..Known::default() };
    assert_eq!(left(&full, &about(2, &[])), (2, 3), "2 and 3; and 1 may be the fourth's unnamed one");
}

#[test]
fn whoever_is_ruled_out_is_taken_off_where_named_and_perhaps_elsewhere() {
    let known = Known { circles: vec![circle(10, &[1])], ..Known::default() };
    assert_eq!(left(&known, &about(1, &[1])), (9, 9), "named: one of the ten");
    assert_eq!(left(&known, &about(1, &[2])), (9, 10), "not named: perhaps one of the other nine");
    let full = Known { circles: vec![circle(3, &[1, 2, 3])], ..Known::default() };
    assert_eq!(left(&full, &about(1, &[4])), (3, 3), "a circle with all its names has nobody else");
    assert_eq!(left(&full, &about(1, &[1, 2])), (1, 1));
    assert_eq!(Network::of(&full).left(&about(1, &[1, 2, 3])), Err(Nobody::Contradiction));
}

#[test]
fn a_circle_that_gave_access_after_the_tip_leaves_nobody() {
    let day = |text: &str| Some(text.parse().unwrap());
    let mut known = counts(&[30, 40]);
    known.circles[1].from = day("2026-05-02");
    let by =
        |text: &str| Asked { circles: BTreeMap::from([(0, day(text)), (1, day(text))]), ruled_out: BTreeSet::new() };
    assert_eq!(Network::of(&known).left(&by("2026-05-01")), Err(Nobody::Late(1)));
    assert_eq!(left(&known, &by("2026-05-02")), (1, 30), "access on the day of the tip is in time");
}

#[test]
fn what_cannot_all_be_true_leaves_nobody_and_is_no_number() {
    let apart = Known { circles: vec![circle(2, &[1, 2]), circle(2, &[3, 4])], ..Known::default() };
    assert_eq!(Network::of(&apart).left(&about(2, &[])), Err(Nobody::Contradiction));
    let mut small = counts(&[3, 5]);
    small.circles[1].within = Some(0);
    assert_eq!(Network::of(&small).left(&about(1, &[])), Err(Nobody::Contradiction), "five within three");
    let shared = Known { overlaps: vec![(0, 1, 4)], ..counts(&[3, 9]) };
    assert_eq!(Network::of(&shared).left(&about(1, &[])), Err(Nobody::Contradiction), "four of three");
    assert!(Network::of(&Known { overlaps: vec![(0, 1, 3)], ..counts(&[3, 9]) }).left(&about(1, &[])).is_ok());
}

#[test]
fn many_circles_give_bounds_that_are_safe_and_say_so() {
    let known = Known { universe: Some(100), ..counts(&[99; 12]) };
    let Left { least, most, exact } = Network::of(&known).left(&about(12, &[])).unwrap();
    assert_eq!((least, most, exact), (88, 99, false));
    let named: Vec<u32> = (0..60).collect();
    let full = Known { circles: vec![circle(60, &named); 30], ..Known::default() };
    assert_eq!(left(&full, &about(30, &[7])), (59, 59), "thirty circles with all their names are exact");
}

#[test]
fn siblings_and_other_circles_that_bear_on_nothing_cost_nothing() {
    let mut known = counts(&[500]);
    known.circles.extend((0..40).map(|place| Circle { within: Some(0), ..circle(12, &[place]) }));
    let asked = Asked { circles: BTreeMap::from([(1, None), (2, None)]), ..Asked::default() };
    assert_eq!(left(&known, &asked), (1, 12));
}

#[test]
fn the_overlap_to_find_out_is_the_one_that_can_raise_the_least_most() {
    let known = Known { overlaps: vec![(0, 1, 20)], ..counts(&[60, 50, 30]) };
    let network = Network::of(&known);
    let found = find_out(&network, &about(2, &[])).unwrap();
    assert_eq!(found, Overlap { circles: (0, 1), at_most: 50, would_leave: 50 });
    let nested =
        Known { circles: vec![circle(60, &[]), Circle { within: Some(0), ..circle(9, &[]) }], ..Known::default() };
    assert_eq!(find_out(&Network::of(&nested), &about(2, &[])), None, "what nests is known");
    let three = find_out(&network, &about(3, &[])).unwrap();
    assert_eq!(three.circles, (1, 2), "of three the two smallest leave fewest");
}
