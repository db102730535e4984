//! How many people are left in all the circles at once. Pure.
//!
//! | Module | Holds |
//! |---|---|
//! | `network` | circles with what nests and overlaps; what bears on a question and what does not |
//! | `regions` | a question → a program over the regions of a Venn diagram |
//! | `coarse` | bounds that are safe where the program would be too large |
//! | `branch`, `simplex` | the least and the most of a program, in whole numbers |
//! | [`find_out`] | which overlap would help most if it were known |
//! | [`mod@leave_out`] | the smallest set of claims to leave out |
//!
//! # The model
//! A *world* is a way in which everything can be true at once that was recorded of the
//! circles that are asked about and of those that nesting or overlaps tie to them:
//!
//! - every circle has exactly as many people as its head count, those who are named in it
//!   among them; its unnamed people are anybody, also people who are named elsewhere;
//! - whoever is in a circle is in the circle around it;
//! - two circles share at least as many people as was recorded;
//! - with a universe of N, all the people of all circles are at most N;
//! - whoever is *ruled out* (accused, interviewed, excluded) is not the source. They are
//!   people of the world: where they are named they take a place, and elsewhere **they may
//!   be among the unnamed**. A circle with a place for each of its names has no unnamed
//!   people, so nobody else is in it. A rule-out is of the person: who is excluded in one
//!   circle is not the source in another;
//! - the source is somebody who is in every circle of the question and not ruled out.
//!
//! The least is the fewest people that any world leaves, the most is the most. With head
//! counts only the least is 1, because the source is in all of the circles, unless they
//! nest, an overlap is recorded, or a universe leaves no room: max(1, Σn − (m − 1)·N). The
//! closed form is not used: names that compete for places make it wrong.
//!
//! Of a circle that gave access only after the tip came, nobody could have known by then:
//! nobody is left, and either its day, the claim's circle or the claim's origin is wrong.
//! The same holds where no world exists at all. Both are answered as nobody, which no
//! policy lets pass, and named.
//!
//! # Exact, and where not
//! What cannot change the answer is taken out first, and circles whose every place is named
//! cost nothing. The rest is exact up to [`OPEN_MAX`] circles with unnamed people at once.
//! Beyond that, circles that are only nested around or overlap are ignored, and if that is
//! not enough the bounds are coarse. Then the least is only too small and the most only too
//! large, and [`Left::exact`] says so.

mod branch;
mod coarse;
pub mod find_out;
pub mod leave_out;
mod network;
mod regions;
mod simplex;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use subrosa_tip::Day;

pub use network::Network;

/// Most circles with unnamed people in one exact answer: 2⁷ regions.
pub const OPEN_MAX: usize = 7;

/// What is recorded of a circle. Circles are known by their place in a list, people by
/// numbers that the caller gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circle {
    /// How many people it has.
    pub people: u32,
    /// Those of them whose names are known.
    pub members: BTreeSet<u32>,
    /// The circle that it lies in.
    pub within: Option<usize>,
    /// First day of access; always, where none is known.
    pub from: Option<Day>,
}

/// Everything that is recorded of who could have known what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The circles.
    pub circles: Vec<Circle>,
    /// Two circles and how many people they share at least.
    pub overlaps: Vec<(usize, usize, u32)>,
    /// How many people there are in all.
    pub universe: Option<u32>,
}

/// Of which circles the people left are asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Each with the day by which access is needed, where one is known. Not empty.
    pub circles: BTreeMap<usize, Option<Day>>,
    /// People who are not the source.
    pub ruled_out: BTreeSet<u32>,
}

/// How many people are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// No fewer, whatever is true.
    pub least: u32,
    /// No more, whatever is true.
    pub most: u32,
    /// Whether some world leaves so few, and some so many.
    pub exact: bool,
}

/// Why nobody is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nobody {
    /// This circle gave access only after the tip.
    Late(usize),
    /// What is recorded cannot all be true.
    Contradiction,
}

impl Network {
    /// How many people are left in the intersection of all circles that are asked about.
    ///
    /// # Errors
    /// [`Nobody`].
    pub fn left(&self, asked: &Asked) -> Result<Left, Nobody> {
        let late =
            |(circle, by): (&usize, &Option<Day>)| by.zip(self.from(*circle)).is_some_and(|(by, from)| from > by);
        if let Some((circle, _)) = asked.circles.iter().find(|(circle, by)| late((circle, by))) {
            return Err(Nobody::Late(*circle));
        }
        let (network, targets, whole) = self.about(asked.circles.keys().copied().collect())?;
        match regions::left(&network, &targets, &asked.ruled_out) {
            Ok(left) => left.map(|left| Left { exact: left.exact && whole, ..left }),
            Err(simplex::TooHard) => coarse::left(&network, &targets, &asked.ruled_out),
        }
    }
}
