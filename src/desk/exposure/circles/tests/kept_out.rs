//! The set to leave out against every subset.

use std::collections::BTreeSet;

use super::super::leave_out::{LeaveOut, Narrowing, asked, leave_out};
use super::super::{Known, Network};
use super::drawn::{Dice, Sort, known};
use super::worlds::least_and_most;
use super::{circle, counts};

fn narrowing(circles: &[usize]) -> Narrowing {
    Narrowing { circles: circles.iter().map(|place| (*place, None)).collect(), ..Narrowing::default() }
}

/// Whether these claims leave enough people, by worlds written out.
fn suffices(known: &Known, claims: &[&Narrowing], ruled_out: &BTreeSet<u32>, k: u32) -> bool {
    let asked = asked(claims.iter().copied(), ruled_out);
    let unknown = claims.iter().any(|claim| claim.unknown);
    !unknown && (asked.circles.is_empty() || least_and_most(known, &asked).is_some_and(|(least, _)| least >= k))
}

/// The size of a smallest set, by trying all.
fn smallest(known: &Known, claims: &[Narrowing], ruled_out: &BTreeSet<u32>, k: u32) -> Option<usize> {
    let allowed = |out: &u32| claims.iter().enumerate().all(|(at, claim)| out >> at & 1 == 0 || !claim.stays);
    let enough = |out: &u32| {
        let printed: Vec<&Narrowing> =
            claims.iter().enumerate().filter(|(at, _)| out >> at & 1 == 0).map(|(_, claim)| claim).collect();
        suffices(known, &printed, ruled_out, k)
    };
    let sets = (0..1_u32 << claims.len()).filter(allowed).filter(enough);
    sets.map(|out| out.count_ones() as usize).min()
}

#[test]
fn the_set_to_leave_out_is_a_smallest_one_that_suffices_or_nothing_does() {
    let mut dice = Dice(10);
    let (mut some, mut nothing, mut several) = (0, 0, 0);
    for case in 0..1_000 {
        let sort = [Sort::Members, Sort::HeadCounts, Sort::Nested, Sort::Overlapping, Sort::Everything][case % 5];
        let (known, people) = known(&mut dice, sort, 3);
        let claims: Vec<Narrowing> = (0..2 + dice.below(3)).map(|_| claim(&mut dice, &known, people)).collect();
        let ruled_out: BTreeSet<u32> = (0..people).filter(|_| dice.one_in(8)).collect();
        let k = 2 + dice.below(3);
        let expected = smallest(&known, &claims, &ruled_out, k);
        match leave_out(&Network::of(&known), &claims, &ruled_out, k) {
            LeaveOut::Nothing => assert_eq!(expected, None, "case {case}: {known:?} {claims:?}"),
            LeaveOut::Claims { places, smallest } => {
                assert!(smallest, "case {case}");
                assert_eq!(Some(places.len()), expected, "case {case}: {known:?} {claims:?} {ruled_out:?} {k}");
                let printed: Vec<&Narrowing> =
                    claims.iter().enumerate().filter(|(at, _)| !places.contains(at)).map(|(_, claim)| claim).collect();
                assert!(suffices(&known, &printed, &ruled_out, k), "case {case}");
                assert!(places.iter().all(|place| !claims[*place].stays), "case {case}");
                some += usize::from(!places.is_empty());
                several += usize::from(places.len() > 1);
            }
        }
        nothing += usize::from(expected.is_none());
    }
    assert!(some > 150 && several > 50 && nothing > 50, "{some} {several} {nothing}");
}

fn claim(dice: &mut Dice, known: &Known, people: u32) -> Narrowing {
    let circles: Vec<usize> = (0..known.circles.len()).filter(|_| dice.one_in(2)).collect();
    let rules_out = (0..people).filter(|_| dice.one_in(12)).collect();
    Narrowing { rules_out, unknown: dice.one_in(25), stays: dice.one_in(6), ..narrowing(&circles) }
}

#[test]
fn one_claim_is_left_out_where_one_suffices_and_the_other_where_that_one_stays() {
    let network = Network::of(&counts(&[30, 3, 30]));
    let claims = [narrowing(&[0]), narrowing(&[1]), narrowing(&[0])];
    let out = |places: &[usize]| LeaveOut::Claims { places: places.to_vec(), smallest: true };
    assert_eq!(leave_out(&network, &claims, &BTreeSet::new(), 20), out(&[1]));
    let kept = [narrowing(&[0]), Narrowing { stays: true, ..narrowing(&[1]) }, narrowing(&[0])];
    assert_eq!(leave_out(&network, &kept, &BTreeSet::new(), 20), LeaveOut::Nothing);
    // Two circles by head count: either can go, and the one claim is fewer than the two.
    let claims = [narrowing(&[0]), narrowing(&[2]), narrowing(&[0])];
    assert_eq!(leave_out(&network, &claims, &BTreeSet::new(), 20), out(&[1]));
    let kept = [narrowing(&[0]), Narrowing { stays: true, ..narrowing(&[2]) }, narrowing(&[0])];
    assert_eq!(leave_out(&network, &kept, &BTreeSet::new(), 20), out(&[0, 2]));
}

#[test]
fn a_set_beyond_the_limit_suffices_and_is_not_called_the_smallest() {
    // Each circle may hold a different twenty: no two can be printed together.
    let circles = (0..40).map(|place| circle(25, &[place])).collect();
    let known = Known { circles, ..Known::default() };
    let claims: Vec<Narrowing> = (0..40).map(|place| narrowing(&[place])).collect();
    let found = leave_out(&Network::of(&known), &claims, &BTreeSet::new(), 20);
    let LeaveOut::Claims { places, smallest } = found else { panic!("one of them can be printed") };
    assert_eq!((places.len(), smallest), (39, false));
}
