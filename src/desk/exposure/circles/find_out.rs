//! Which overlap of two circles would help most if it were found out.

use std::cmp::Reverse;

use super::{Asked, Network};

/// So many of the smallest circles are tried in pairs: they leave the fewest people.
const CIRCLES_MAX: usize = 6;

/// An overlap that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap {
    /// The two circles, the lower place first.
    pub circles: (usize, usize),
    /// How many people they share at most.
    pub at_most: u32,
    /// How many people would be left at least, if they share so many.
    pub would_leave: u32,
}

/// The pair that can raise the least the most. Of several the pair of the smallest circles.
/// Nothing where no overlap can raise it.
#[must_use]
pub fn find_out(network: &Network, asked: &Asked) -> Option<Overlap> {
    let now = network.left(asked).ok()?.least;
    let mut circles: Vec<usize> = asked.circles.keys().copied().collect();
    circles.sort_by_key(|place| network.rings.get(place).map(|ring| ring.people));
    circles.truncate(CIRCLES_MAX);
    let pairs = circles
        .iter()
        .enumerate()
        .flat_map(|(at, one)| circles.iter().skip(at + 1).map(move |other| (*one.min(other), *one.max(other))));
    let worth: Vec<Overlap> = pairs.filter_map(|pair| of_pair(network, asked, pair)).collect();
    let several = asked.circles.len() > 2;
    // Of three circles no one overlap may help, and yet each must be known.
    worth.into_iter().filter(|overlap| several || overlap.would_leave > now).min_by_key(|overlap| {
        let people = |place: &usize| network.rings.get(place).map_or(0, |ring| u64::from(ring.people));
        (Reverse(overlap.would_leave), people(&overlap.circles.0) + people(&overlap.circles.1), overlap.circles)
    })
}

fn of_pair(network: &Network, asked: &Asked, circles: (usize, usize)) -> Option<Overlap> {
    let (one, other) = circles;
    if network.around(one).contains(&other) || network.around(other).contains(&one) {
        return None;
    }
    let days = asked.circles.iter().filter(|(place, _)| [one, other].contains(place));
    let both = Asked { circles: days.map(|(place, day)| (*place, *day)).collect(), ..Asked::default() };
    let shared = network.left(&both).ok()?;
    let known = network.overlaps.get(&circles).copied().unwrap_or_default();
    if shared.exact && (shared.least == shared.most || known == shared.most) {
        return None;
    }
    let would_leave = network.sharing(circles, shared.most).left(asked).map_or(0, |left| left.least);
    Some(Overlap { circles, at_most: shared.most, would_leave })
}
