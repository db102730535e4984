//! Names and details of a text that could be known from a protected item alone. Pure.
//!
//! | Module | Finds | Two are one when |
//! |---|---|---|
//! | `position` | coordinates, decimal and in degrees and minutes | they lie within a kilometre |
//! | `moment` | days of a month, times of day | no field that both name differs |
//! | `figure` | figures of three significant digits and more | they are equal, however written |
//! | `code` | file numbers, words in capitals, addresses of e-mail | the words are equal |
//! | `name` | words with capitals | the words are equal |
//!
//! Each says by which phrases the index finds it, in the notations that texts have.

mod code;
mod figure;
mod moment;
mod name;
mod position;

use std::ops::Range;

use super::text::{Characters, Words, cut};
use crate::search::language;

pub(super) use name::stands_in;

/// What sort of detail it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    File,
    Code,
    Position,
    Date,
    Hour,
    Figure,
    Name,
}

impl Sort {
    /// For people.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::File => "file name",
            Self::Code => "codename or number",
            Self::Position => "coordinate",
            Self::Date => "date",
            Self::Hour => "time of day",
            Self::Figure => "exact figure",
            Self::Name => "name",
        }
    }

    /// What would not point back.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::File => "leave the file name out",
            Self::Code => "leave it out, or say what it is in words of your own",
            Self::Position => "name the town or the region instead",
            Self::Date => "write the month or the season instead",
            Self::Hour => "write \"in the morning\" or \"at night\" instead",
            Self::Figure => "round it, or write \"more than\" or \"about\"",
            Self::Name => "leave the name out, or say what the person or place is",
        }
    }

    /// Whether a document that holds it pairs it with everything else in it: a figure
    /// says nothing pages away from its subject.
    pub(super) fn is_of_the_whole(self) -> bool {
        matches!(self, Self::Name | Self::Code | Self::File)
    }
}

/// What two of a sort are compared by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Folded words, a space between.
    Words(String),
    /// Degrees without a sign.
    Degrees(Vec<f64>),
    /// Year where it is named, month, day: in each reading.
    Days(Vec<(Option<i32>, u8, u8)>),
    /// Minutes after midnight, in each reading.
    Minutes(Vec<u32>),
    /// In each reading.
    Figures(Vec<f64>),
}

/// Two coordinates are one within so many degrees: about a kilometre.
const ONE_PLACE: f64 = 0.01;

impl Value {
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Words(one), Self::Words(other)) => one == other,
            (Self::Degrees(one), Self::Degrees(other)) => {
                let near = |degree: &f64| other.iter().any(|there| (there - degree).abs() < ONE_PLACE);
                one.iter().all(near)
            }
            (Self::Days(one), Self::Days(other)) => {
                one.iter().any(|day| other.iter().any(|there| is_day(*day, *there)))
            }
            (Self::Minutes(one), Self::Minutes(other)) => one.iter().any(|minute| other.contains(minute)),
            (Self::Figures(one), Self::Figures(other)) => {
                one.iter().any(|figure| other.iter().any(|there| (figure - there).abs() <= figure.abs() * 1e-9))
            }
            _ => false,
        }
    }
}

fn is_day((year, month, day): (Option<i32>, u8, u8), (other, other_month, other_day): (Option<i32>, u8, u8)) -> bool {
    (month, day) == (other_month, other_day) && year.zip(other).is_none_or(|(year, other)| year == other)
}

/// One detail of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Detail {
    pub(super) sort: Sort,
    /// In Unicode scalar values.
    pub(super) at: Range<usize>,
    /// As it stands there.
    pub(super) words: String,
    pub(super) value: Value,
    /// Any of these phrases leads to it.
    pub(super) phrases: Vec<String>,
}

/// A detail by its bytes.
type Found = (Sort, Range<usize>, Value, Vec<String>);

/// The coordinates of a text of any length.
pub(super) fn positions(text: &str) -> Vec<Value> {
    position::find(text).into_iter().map(|(_, _, value, _)| value).collect()
}

/// Every detail of a text, in order; none overlaps another.
pub(super) fn find(text: &str, words: &Words) -> Vec<Detail> {
    let language = language(text);
    let mut found: Vec<Found> = Vec::new();
    let mut add = |more: Vec<Found>| {
        for one in more {
            if !found.iter().any(|(_, taken, ..)| taken.start < one.1.end && one.1.start < taken.end) {
                found.push(one);
            }
        }
    };
    add(position::find(text));
    add(moment::dates(text, language));
    add(moment::hours(text));
    add(code::find(text));
    add(figure::find(text));
    let characters = Characters::of(text);
    let mut details: Vec<Detail> = found
        .into_iter()
        .map(|(sort, bytes, value, phrases)| {
            let words = text.get(bytes.clone()).unwrap_or_default().to_owned();
            Detail { sort, at: characters.range(&bytes), words, value, phrases }
        })
        .collect();
    let taken: Vec<Range<usize>> = details.iter().map(|detail| detail.at.clone()).collect();
    details.extend(name::find(words, &taken, language).into_iter().map(|(at, value, phrases)| Detail {
        sort: Sort::Name,
        words: cut(text, &at),
        at,
        value: Value::Words(value),
        phrases,
    }));
    details.sort_by_key(|detail| (detail.at.start, detail.at.end));
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Sort, String)> {
        let details = find(text, &Words::of(text, None));
        details.into_iter().map(|detail| (detail.sort, detail.words)).collect()
    }

    fn only(text: &str, sort: Sort) -> Detail {
        let found: Vec<Detail> =
            find(text, &Words::of(text, None)).into_iter().filter(|detail| detail.sort == sort).collect();
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found.into_iter().next().unwrap()
    }

    #[test]
    fn each_detail_of_a_sentence_is_found_once_with_its_sort() {
        let text =
            "On 14 March 2026 at 02:40 the agent Ilse Vandrey moved 41,317 crowns for KX-4471 to 54.3213, 10.1349.";
        let expected = [
            (Sort::Date, "14 March 2026"),
            (Sort::Hour, "02:40"),
            (Sort::Name, "Ilse Vandrey"),
            (Sort::Figure, "41,317"),
            (Sort::Code, "KX-4471"),
            (Sort::Position, "54.3213, 10.1349"),
        ];
        assert_eq!(found(text), expected.map(|(sort, words)| (sort, words.to_owned())));
        assert!(found("In 2026 about 1,500 people left early, 20 of them in March.").is_empty(), "the control");
    }

    #[test]
    fn a_detail_is_one_in_every_notation_and_another_is_not() {
        let same = |sort, one: &str, other: &str| only(one, sort).value.is(&only(other, sort).value);
        for (one, other) in [
            ("on 14 March 2026", "am 14. März 2026 war"),
            ("on 14 March", "2026-03-14 was it"),
            ("on March 14th", "14.03.2026"),
        ] {
            assert!(same(Sort::Date, one, other), "{one} {other}");
        }
        assert!(!same(Sort::Date, "on 14 March 2026", "on 15 March 2026"));
        for (one, other) in [("at 2:40 pm", "14.40 Uhr"), ("at 02:40", "at 2:40 a.m."), ("at 9 p.m.", "21:00")] {
            assert!(same(Sort::Hour, one, other), "{one} {other}");
        }
        assert!(!same(Sort::Hour, "at 02:40", "at 02:41"));
        for (one, other) in
            [("41,317 crowns", "41.317 Kronen"), ("41 317 of it", "41317 pieces"), ("1.372 million", "1,372,000 euro")]
        {
            assert!(same(Sort::Figure, one, other), "{one} {other}");
        }
        assert!(!same(Sort::Figure, "41,317 crowns", "41,318 crowns"));
        assert!(same(Sort::Position, "54.3213, 10.1349", "54°19'17\"N 10°08'06\"E"));
        assert!(!same(Sort::Position, "54.3213, 10.1349", "54.4213, 10.1349"));
    }

    #[test]
    fn the_phrases_of_a_detail_lead_to_other_notations() {
        let leads = |one: &str, sort, phrase: &str| {
            let detail = only(one, sort);
            assert!(detail.phrases.iter().any(|known| known == phrase), "{phrase}: {:?}", detail.phrases);
        };
        leads("41,317 crowns", Sort::Figure, "41.317");
        leads("41,317 crowns", Sort::Figure, "41317");
        leads("on 14 March 2026", Sort::Date, "14 marz");
        leads("on 14 March 2026", Sort::Date, "14.03.2026");
        leads("at 2:40 pm", Sort::Hour, "14:40");
        leads("54.3213, 10.1349", Sort::Position, "54 19");
        leads("by Ilse Vandrey", Sort::Name, "vandrey");
    }
}
