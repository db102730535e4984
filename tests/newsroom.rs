//! Newsrooms with known truth, from a seed: who wrote what on one claim, and who had it from whom.
//!
//! Nothing here is shared with what finds dependence: neither a word list nor a
//! template. Every text, rewrites included, was written by hand beforehand; a
//! seed chooses among them and invents the names. `newsroom/README.md` says what
//! each kind is and what a figure measured here cannot show.
//!
//! | Module | Does |
//! |---|---|
//! | `material` | reads the written texts, fills their slots, finds the marked evidence |
//! | `names` | invents places, people, outlets and firms |
//! | `stage` | puts one newsroom together |
//! | `scenes` | decides what a seed's newsroom holds |
//! | `reports` | reports that stand on their own, and innocent likenesses |
//! | `copies`, `citing` | one way for each kind of dependence |
//! | `truth` | what follows from the direct reasons |
//! | `score` | compares what was found with the truth |

mod citing;
mod copies;
mod material;
mod names;
mod reports;
mod scenes;
pub mod score;
mod stage;
#[cfg(test)]
mod tests;
pub mod truth;

use std::fmt;
use std::ops::Range;

pub use material::Half;
use material::Material;
use truth::Truth;

/// Who or what something is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    Outlet,
    Agency,
    /// A tip's mailbox, without a name.
    Mailbox,
}

/// One source of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub kind: SourceKind,
    /// On record, for some.
    pub owner: Option<String>,
    /// Where its pages are, for links.
    pub domain: String,
    pub protected: bool,
}

/// One document of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// An index into the sources.
    pub source: usize,
    pub publisher: String,
    /// For a tip, when it came.
    pub published: Day,
    pub text: String,
    /// The passage that bears the claim, in characters; none in an item about something else.
    pub evidence: Option<Range<usize>>,
}

/// A day of 2025, early enough in its month that two weeks more stay within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    pub month: u8,
    pub day: u8,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

impl Day {
    /// So many days later, never past the 28th.
    pub fn later(self, days: u8) -> Self {
        Self { day: (self.day + days).min(28), ..self }
    }

    /// As a newspaper writes it.
    pub fn in_words(self) -> String {
        format!("{} {}", self.day, MONTHS[usize::from(self.month) - 1])
    }

    /// The same in German.
    pub fn in_german(self) -> String {
        format!("{}. {}", self.day, MONTHS_DE[usize::from(self.month) - 1])
    }
}

impl fmt::Display for Day {
    /// ISO 8601.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "2025-{:02}-{:02}", self.month, self.day)
    }
}

/// Sources and items on one claim, and what is true of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newsroom {
    pub seed: u64,
    /// Which of the written events of its half it is about.
    pub event: usize,
    pub sources: Vec<Source>,
    pub items: Vec<Item>,
    pub claim: String,
    /// A family name as the first report misspelt it, if it did, and whoever copied it.
    pub misspelt: Option<String>,
    /// The number that every passage of evidence holds, in digits.
    pub bears: String,
    pub truth: Truth,
}

/// The newsrooms of some seeds; 14 seeds in a row hold every kind of dependence.
pub fn newsrooms(half: Half, seeds: Range<u64>) -> impl Iterator<Item = Newsroom> {
    let material = Material::of(half);
    seeds.map(move |seed| scenes::newsroom(seed, &material))
}
