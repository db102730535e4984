//! Another day, month, year or day of the week.
//!
//! Dates are read as far as they go (a month without a year, a year alone, both
//! orders of `03/04/2026`); two differ when no reading of one fits any of the other.
//! Finding dates inside running text, partial ones too, is what the crates for
//! dates do not do: they read one text that is a date. Calendars are `time`'s.

mod reading;

use time::{Date, Month};

use super::pair::Pair;
use super::{Difference, Kind};
use reading::Reading;

pub(super) use reading::{Found, dates, month_words};

pub(super) fn differences(pair: &Pair) -> Vec<Difference> {
    let claimed = dates(&pair.claim);
    let stated = dates(&pair.passage);
    let in_focus = |date: &&Found| pair.passage.token(date.tokens.start).is_some_and(|token| pair.in_focus(token));
    let open = claimed.iter().filter(|one| !stated.iter().any(|other| is_named(one, other)));
    let mut new: Vec<&Found> =
        stated.iter().filter(in_focus).filter(|one| !claimed.iter().any(|other| is_named(one, other))).collect();
    let mut differences = Vec::new();
    for one in open {
        if let Some(index) = new.iter().position(|other| conflict(one, other)) {
            let other = new.remove(index);
            differences.push(Difference {
                kind: Kind::Date,
                claim: Some(pair.claim.span(one.tokens.clone())),
                passage: Some(pair.passage.span(other.tokens.clone())),
            });
        }
    }
    differences
}

/// Whether every day of the claim stands in the passage as finely.
pub(super) fn states_all(pair: &Pair) -> bool {
    let stated = dates(&pair.passage);
    dates(&pair.claim).iter().all(|one| stated.iter().any(|other| is_named(one, other)))
}

/// Fields that both name, and whether any of them differs.
fn compared(one: &Reading, other: &Reading) -> (usize, bool) {
    let fields =
        |date: &Reading| [date.year, date.month.map(i32::from), date.day.map(i32::from), weekday(date).map(i32::from)];
    let both = fields(one).into_iter().zip(fields(other)).filter_map(|(one, other)| Some((one?, other?)));
    both.fold((0, false), |(count, differ), (one, other)| (count + 1, differ || one != other))
}

fn weekday(date: &Reading) -> Option<u8> {
    let computed = || {
        let month = Month::try_from(date.month?).ok()?;
        let day = Date::from_calendar_date(date.year?, month, date.day?).ok()?;
        Some(day.weekday().number_days_from_monday())
    };
    date.weekday.or_else(computed)
}

fn any(one: &Found, other: &Found, holds: impl Fn(&Reading, &Reading) -> bool) -> bool {
    one.readings.iter().any(|one| other.readings.iter().any(|other| holds(one, other)))
}

/// Whether a date is named by another as finely: a year alone does not stand for a
/// day of it, a day stands for its year, and a day of the week for its date.
fn is_named(date: &Found, by: &Found) -> bool {
    let is_weekday = |date: &Reading| date.year.is_none() && date.month.is_none();
    any(date, by, |date, by| {
        let (count, differ) = compared(date, by);
        !differ && count > 0 && (date.month.is_none() || by.month.is_some() || is_weekday(by))
    })
}

fn conflict(one: &Found, other: &Found) -> bool {
    let comparable = any(one, other, |one, other| compared(one, other).0 > 0);
    comparable && !any(one, other, |one, other| !compared(one, other).1)
}
