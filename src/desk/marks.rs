//! Marks in a text that could point at whoever passed it on: characters that
//! nobody sees, letters that are not what they seem, spaces out of the ordinary.
//!
//! A pure function from text to places. It measures and judges nothing: a mark may
//! be an author's habit. What ordinary typography of many languages needs (joiners
//! in Persian, narrow spaces in French, direction marks in Hebrew, selectors in
//! emoji) is no mark; what stands where no typography needs it is one. Where a
//! text has a habit (its apostrophes, its dashes), only what departs from it is.
//!
//! | Module | Holds |
//! |---|---|
//! | [`kind`] | the kinds, with a sentence each |
//! | `invisible` | characters without a shape (UAX 9, UTS 51, Unicode 16, chapter 23) |
//! | `spaces` | odd spaces, trailing and doubled ones |
//! | `lookalike` | letters of two scripts in one word (UTS 39) |
//! | `habit` | signs that are rare among the usual ones of the same text |

#[cfg(test)]
mod documents;
mod habit;
mod invisible;
pub mod kind;
mod lookalike;
mod spaces;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::read::Part;
pub use kind::Kind;

/// Most marks that are listed; the total counts on.
pub const LISTED: usize = 1_000;
/// Most code points that are listed of one mark.
const CODE_POINTS: usize = 32;

/// One mark and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in Unicode scalar values of the text.
    pub place: Range<usize>,
    /// The page or part in which it begins.
    pub part: Option<String>,
    /// Its characters, at most 32 of them.
    pub characters: Vec<char>,
}

impl Mark {
    /// Its characters as Unicode writes them, such as `U+200B`.
    pub fn code_points(&self) -> impl Iterator<Item = String> {
        self.characters.iter().map(|character| format!("U+{:04X}", u32::from(*character)))
    }
}

/// The marks of a text, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The first [`LISTED`].
    pub listed: Vec<Mark>,
    /// How many there are.
    pub total: usize,
}

/// Finds the marks of a text. `parts` are its pages, as a reader gives them.
///
/// Marks of one kind that touch each other are one.
#[must_use]
pub fn find(text: &str, parts: &[Part]) -> Marks {
    let letters: Vec<char> = text.chars().collect();
    let mut places = characters(&letters);
    spaces::trailing(&letters, &mut places);
    spaces::doubled(&letters, &mut places);
    lookalike::words(&letters, &mut places);
    habit::departures(&letters, &mut places);
    places.sort_by_key(|(_, place)| (place.start, place.end));
    let places = joined(places);
    let total = places.len();
    let labels = Labels::of(text, parts);
    let listed = places.into_iter().take(LISTED).map(|(kind, place)| Mark {
        kind,
        part: labels.at(place.start),
        characters: letters.get(place.clone()).unwrap_or_default().iter().copied().take(CODE_POINTS).collect(),
        place,
    });
    Marks { listed: listed.collect(), total }
}

/// A kind and its place, in characters.
type Place = (Kind, Range<usize>);

/// Marks that one character is, in view of its neighbours.
fn characters(letters: &[char]) -> Vec<Place> {
    let mut places = Vec::new();
    for at in 0..letters.len() {
        let around = Around { letters, at };
        if around.letter().is_ascii() && !around.letter().is_ascii_control() {
            continue;
        }
        let kind = invisible::judge(&around).or_else(|| spaces::judge(&around)).or_else(|| lookalike::sign(&around));
        places.extend(kind.map(|kind| (kind, at..at + 1)));
    }
    places
}

fn joined(places: Vec<Place>) -> Vec<Place> {
    let mut joined: Vec<Place> = Vec::with_capacity(places.len());
    for (kind, place) in places {
        match joined.last_mut() {
            Some((last, open)) if *last == kind && open.end >= place.start => open.end = open.end.max(place.end),
            _ => joined.push((kind, place)),
        }
    }
    joined
}

/// A character with what stands around it.
struct Around<'t> {
    letters: &'t [char],
    at: usize,
}

impl Around<'_> {
    fn letter(&self) -> char {
        self.letters.get(self.at).copied().unwrap_or_default()
    }

    /// The character so many places before.
    fn before(&self, places: usize) -> Option<char> {
        self.at.checked_sub(places).and_then(|at| self.letters.get(at)).copied()
    }

    /// The character so many places after.
    fn after(&self, places: usize) -> Option<char> {
        self.letters.get(self.at + places).copied()
    }

    /// The characters before, from the nearest, up to the end of the line before.
    fn back(&self) -> impl Iterator<Item = char> {
        let before = self.letters.get(..self.at).unwrap_or_default();
        before.iter().rev().copied().take_while(|letter| *letter != '\n')
    }

    /// The characters after, up to the end of the line.
    fn on(&self) -> impl Iterator<Item = char> {
        let after = self.letters.get(self.at + 1..).unwrap_or_default();
        after.iter().copied().take_while(|letter| *letter != '\n')
    }
}

/// The parts of a text, by the characters at which they begin.
struct Labels(Vec<(usize, String)>);

impl Labels {
    fn of(text: &str, parts: &[Part]) -> Self {
        let (mut byte, mut character) = (0, 0);
        let mut labels = Vec::with_capacity(parts.len());
        for part in parts {
            // Not in order is as good as not there.
            let Some(between) = text.get(byte..part.start) else { continue };
            character += between.chars().count();
            byte = part.start;
            labels.push((character, part.label.clone()));
        }
        Self(labels)
    }

    fn at(&self, place: usize) -> Option<String> {
        let after = self.0.partition_point(|(start, _)| *start <= place);
        self.0.get(after.checked_sub(1)?).map(|(_, label)| label.clone())
    }
}
