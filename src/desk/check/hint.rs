//! Hints: the places where a claim and a passage differ. Pure.
//!
//! A hint is no verdict: it says "look here". Each kind is one module with one rule
//! `fn(&Pair) -> Vec<Difference>`; a new one is its module, a row of [`RULES`], and its
//! tests. A rule speaks only where claim and passage are [`Pair::related`], and
//! compares the claim with the sentence of the passage that is nearest to it.
//!
//! | Module | Finds | Languages |
//! |---|---|---|
//! | `text` | words, sentences, clauses; no rule | any; stop words of four |
//! | `list` | lists of words as sets; no rule | |
//! | `pair` | claim and passage side by side; no rule | any |
//! | `number` | other amounts and other units | digits: any; words: English, some German, French, Spanish |
//! | `date` | other days, months, years, days of the week | names of months in four; digits: any |
//! | `negation` | "never", "denied", "no evidence" on one side | English, German, French, Spanish |
//! | `hedge` | "may", "allegedly" on one side | English, German, French, Spanish |
//! | `name` | other people and places | scripts with capitals |

mod cue;
mod date;
mod hedge;
mod list;
mod name;
mod negation;
mod number;
mod pair;
mod quantity;
#[cfg(test)]
#[allow(clippy::print_stdout, reason = "the table of pairs caught is printed")]
mod tests;
mod text;
mod unit;

use std::ops::Range;

use subrosa_tip::Day;

use crate::corpus::Shown;
use pair::Pair;

/// Every rule.
const RULES: [Rule; 5] =
    [number::differences, date::differences, name::differences, negation::differences, hedge::differences];

type Rule = fn(&Pair) -> Vec<Difference>;

/// What sort of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Another amount of the same.
    Number,
    /// The same figure in another unit, currency or magnitude.
    Unit,
    /// Another day, month, year or day of the week.
    Date,
    /// Another person or place.
    Name,
    /// One side says that it is not so.
    Negation,
    /// One side says that it may be so.
    Hedge,
    /// The passage is from before what the claim says happened.
    BeforeEvent,
}

impl Kind {
    /// As scripts read it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Unit => "unit",
            Self::Date => "date",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Hedge => "hedge",
            Self::BeforeEvent => "before-event",
        }
    }
}

/// Words on one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As they stand there.
    pub text: String,
    /// Where, in Unicode scalar values of the claim or of the item's text; none for a
    /// day that stands in neither.
    pub at: Option<Range<u64>>,
}

/// A difference, with its two places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What sort.
    pub kind: Kind,
    /// In the claim; none where only the passage has such words.
    pub claim: Option<Place>,
    /// In the passage; none where only the claim has such words.
    pub passage: Option<Place>,
}

/// What a rule finds; ranges in bytes of the two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Difference {
    kind: Kind,
    claim: Option<Range<usize>>,
    passage: Option<Range<usize>>,
}

/// The hints for a claim and a passage. `language` is the passage's, where it is known
/// (ISO 639-3); of `days` the first is that of what the claim says happened, the second
/// that which the passage's words are of.
#[must_use]
pub fn hints(claim: &str, passage: &Shown, language: Option<&str>, days: (Option<Day>, Option<Day>)) -> Vec<Hint> {
    let hint = |difference: Difference| Hint {
        kind: difference.kind,
        claim: difference.claim.map(|range| place(claim, range, 0)),
        passage: difference.passage.map(|range| place(&passage.text, range, passage.start)),
    };
    let mut hints: Vec<Hint> = differences(claim, &passage.text, language).into_iter().map(hint).collect();
    hints.extend(before_event(days));
    hints
}

/// Whether a text says of itself that it may be so.
#[must_use]
pub fn is_hedged(text: &str) -> bool {
    hedge::stands_in(text)
}

/// Whether one text says something else than the other: hedging aside.
pub(super) fn differ(one: &str, other: &str, language: Option<&str>) -> bool {
    differences(one, other, language).iter().any(|difference| difference.kind != Kind::Hedge)
}

/// A day in each way that it may be read: year where it is named, month, day.
pub(crate) type DayReadings = Vec<(Option<i32>, u8, u8)>;

/// The dates of a text that name a day of a month, with their places in bytes.
pub(crate) fn days(text: &str, language: Option<&str>) -> Vec<(Range<usize>, DayReadings)> {
    let text = text::Text::of(text, text::Text::known(language));
    let of_day = |found: date::Found| {
        let readings = found.readings.iter().filter_map(|reading| Some((reading.year, reading.month?, reading.day?)));
        let readings: DayReadings = readings.collect();
        (!readings.is_empty()).then(|| (text.span(found.tokens), readings))
    };
    date::dates(&text).into_iter().filter_map(of_day).collect()
}

/// What a month is called, folded, in every language that the rules know.
pub(crate) fn month_words(month: u8) -> impl Iterator<Item = &'static str> {
    date::month_words(month)
}

/// Whether a passage says all that a claim says exactly: each of its amounts, days and names
/// stands in it. In German, where every noun has a capital, names are left out.
#[must_use]
pub(crate) fn states_all(claim: &str, passage: &str, language: Option<&str>) -> bool {
    let pair = Pair::new(claim, passage, language);
    number::states_all(&pair) && date::states_all(&pair) && name::states_all(&pair)
}

fn differences(claim: &str, passage: &str, language: Option<&str>) -> Vec<Difference> {
    let pair = Pair::new(claim, passage, language);
    match pair.related() {
        true => RULES.iter().flat_map(|rule| rule(&pair)).collect(),
        false if pair.is_about_names() => name::differences(&pair),
        false => Vec::new(),
    }
}

fn place(text: &str, range: Range<usize>, offset: u64) -> Place {
    let count = |until: usize| text.get(..until).unwrap_or_default().chars().count() as u64 + offset;
    let at = count(range.start)..count(range.end);
    Place { text: text.get(range).unwrap_or_default().to_owned(), at: Some(at) }
}

fn before_event((event, said): (Option<Day>, Option<Day>)) -> Option<Hint> {
    let (event, said) = (event?, said?);
    let day = |day: Day| Some(Place { text: day.to_string(), at: None });
    (said < event).then(|| Hint { kind: Kind::BeforeEvent, claim: day(event), passage: day(said) })
}
