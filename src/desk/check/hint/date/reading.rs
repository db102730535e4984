//! Dates inside a running text, as far as they go.

use std::ops::Range;

use time::Month;

use crate::check::hint::list::{Table, Words};
use crate::check::hint::text::{Text, listed};
use crate::check::hint::unit::unit;

/// What is known of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::check::hint) struct Reading {
    pub year: Option<i32>,
    pub month: Option<u8>,
    pub day: Option<u8>,
    /// Days after Monday.
    pub weekday: Option<u8>,
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check::hint) struct Found {
    pub tokens: Range<usize>,
    pub readings: Vec<Reading>,
}

static MONTHS: Table<u8> = Table::of(&[
    ("january jan januar janvier enero", 1),
    ("february feb februar fevrier febrero", 2),
    ("march mar marz mars marzo", 3),
    ("april apr avril abril", 4),
    ("may mai mayo", 5),
    ("june jun juni juin junio", 6),
    ("july jul juli juillet julio", 7),
    ("august aug aout agosto", 8),
    ("september sep sept septembre septiembre", 9),
    ("october oct oktober octobre octubre", 10),
    ("november nov novembre noviembre", 11),
    ("december dec dezember decembre diciembre", 12),
]);
/// Days after Monday.
static WEEKDAYS: Table<u8> = Table::of(&[
    ("monday montag lundi lunes", 0),
    ("tuesday dienstag mardi martes", 1),
    ("wednesday mittwoch mercredi miercoles", 2),
    ("thursday donnerstag jeudi jueves", 3),
    ("friday freitag vendredi viernes", 4),
    ("saturday samstag sonnabend samedi sabado", 5),
    ("sunday sonntag dimanche domingo", 6),
]);
/// What stands before a month that has neither day nor year.
static BEFORE_MONTH: Words = Words::of(
    " in since until till by last next early late mid of from during through this im seit bis ab \
    en depuis jusqu'en desde hasta every ",
);
/// What stands before a year that stands alone.
static BEFORE_YEAR: Words = Words::of(
    " in since until till by of from during before after through to and between early late mid , ( im seit bis vor nach en depuis avant apres desde hasta de ",
);
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2099;

/// The words for a month, folded.
pub(in crate::check::hint) fn month_words(month: u8) -> impl Iterator<Item = &'static str> {
    MONTHS.entries().filter(move |(_, number)| *number == month).map(|(word, _)| word)
}

/// Every date of a text, in order.
pub(in crate::check::hint) fn dates(text: &Text) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        match date(text, at) {
            Some(date) => {
                at = date.tokens.end;
                found.push(date);
            }
            None => at += 1,
        }
    }
    found
}

fn date(text: &Text, start: usize) -> Option<Found> {
    let Some(weekday) = WEEKDAYS.value(text.lower(start)) else { return plain(text, start) };
    let gap = (1..=2).take_while(|gap| *gap == 1 || listed(" , der den dem the le el ", text.lower(start + gap - 1)));
    let with =
        gap.filter_map(|gap| plain(text, start + gap)).find(|found| found.readings.iter().any(|r| r.day.is_some()));
    Some(match with {
        Some(Found { tokens, readings }) => {
            let readings = readings.into_iter().map(|reading| Reading { weekday: Some(weekday), ..reading }).collect();
            Found { tokens: start..tokens.end, readings }
        }
        None => {
            Found { tokens: start..start + 1, readings: vec![Reading { weekday: Some(weekday), ..Reading::default() }] }
        }
    })
}

fn plain(text: &Text, start: usize) -> Option<Found> {
    figures(text, start)
        .or_else(|| day_month(text, start))
        .or_else(|| month_day(text, start))
        .or_else(|| year_alone(text, start))
}

fn number(text: &Text, at: usize) -> Option<i32> {
    let token = text.token(at)?;
    token.text.chars().all(|c| c.is_ascii_digit()).then(|| token.text.parse().ok()).flatten()
}

fn year(text: &Text, at: usize) -> Option<i32> {
    number(text, at).filter(|year| YEARS.contains(year))
}

fn month(text: &Text, at: usize) -> Option<u8> {
    let month = MONTHS.value(text.lower(at))?;
    text.token(at).is_some_and(|token| token.is_capital() || text.language != "eng").then_some(month)
}

fn sound(reading: Reading) -> bool {
    // Every month has a leap year's days when no year is known.
    let days = reading
        .month
        .and_then(|month| Month::try_from(month).ok())
        .map(|month| month.length(reading.year.unwrap_or(2024)));
    reading.day.is_none_or(|day| day > 0 && days.is_some_and(|days| day <= days))
}

fn full(year: i32, month: i32, day: i32) -> Option<Reading> {
    let reading =
        Reading { year: Some(year), month: u8::try_from(month).ok(), day: u8::try_from(day).ok(), weekday: None };
    sound(reading).then_some(reading)
}

/// `2026-03-03`, `03.03.2026`, `3. 3. 2026`, `03/04/2026` in both orders.
fn figures(text: &Text, start: usize) -> Option<Found> {
    let token = text.token(start)?;
    let whole: Vec<i32> = token.text.split('.').map_while(|part| part.parse().ok()).collect();
    if let [day, month, year] = whole[..]
        && token.text.matches('.').count() == 2
    {
        return Some(Found {
            tokens: start..start + 1,
            readings: full(century(year), month, day).into_iter().collect(),
        })
        .filter(has);
    }
    let mark = text.lower(start + 1);
    let parts = [number(text, start)?, number(text, start + 2)?, number(text, start + 4)?];
    let [first, second, third] = parts;
    let readings: Vec<Reading> = match mark {
        _ if text.lower(start + 3) != mark => Vec::new(),
        "-" => full(first, second, third).filter(|_| YEARS.contains(&first)).into_iter().collect(),
        "/" if YEARS.contains(&first) => full(first, second, third).into_iter().collect(),
        "/" => {
            [full(century(third), second, first), full(century(third), first, second)].into_iter().flatten().collect()
        }
        "." => full(century(third), second, first).into_iter().collect(),
        _ => Vec::new(),
    };
    Some(Found { tokens: start..start + 5, readings }).filter(has)
}

fn has(found: &Found) -> bool {
    !found.readings.is_empty()
}

/// Two digits are of this century up to 49.
fn century(year: i32) -> i32 {
    match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        _ => year,
    }
}

/// `3 March 2026`, `3rd of March`, `3. März 2026`, `1er mars`, `3 de marzo de 2026`.
fn day_month(text: &Text, start: usize) -> Option<Found> {
    let day = number(text, start).and_then(|day| u8::try_from(day).ok())?;
    let mut at = start + 1;
    at += usize::from(listed(" st nd rd th . er ", text.lower(at)));
    at += usize::from(listed(" of de ", text.lower(at)));
    let month = month(text, at)?;
    at += 1;
    with_year(text, start, at, Reading { month: Some(month), day: Some(day), ..Reading::default() })
}

/// `March 3rd, 2026`, `March 2026`, `in March`.
fn month_day(text: &Text, start: usize) -> Option<Found> {
    let month = Some(month(text, start)?);
    let mut at = start + 1;
    at += usize::from(text.lower(at) == "." && text.token(start).is_some_and(|token| token.text.len() <= 4));
    let day = number(text, at).filter(|day| (1..=31).contains(day)).and_then(|day| u8::try_from(day).ok());
    if day.is_some() {
        at += 1;
        at += usize::from(listed(" st nd rd th ", text.lower(at)));
    }
    let found = with_year(text, start, at, Reading { month, day, ..Reading::default() })?;
    let says_more = found.readings.iter().any(|reading| reading.day.is_some() || reading.year.is_some());
    let led = start.checked_sub(1).is_some_and(|before| BEFORE_MONTH.has(text.lower(before)));
    (says_more || led).then_some(found)
}

fn with_year(text: &Text, start: usize, mut at: usize, reading: Reading) -> Option<Found> {
    let gap =
        (0..=1).find(|gap| (*gap == 0 || listed(" , of de del ", text.lower(at))) && year(text, at + gap).is_some());
    let year = gap.and_then(|gap| year(text, at + gap));
    at += gap.map_or(0, |gap| gap + 1);
    let reading = Reading { year, ..reading };
    sound(reading).then(|| Found { tokens: start..at, readings: vec![reading] })
}

/// A bare number of four digits that could be a year and is no amount.
fn year_alone(text: &Text, start: usize) -> Option<Found> {
    let year = year(text, start)?;
    let currency = start.checked_sub(1).is_some_and(|before| unit(text.lower(before)).is_some());
    let counts = unit(text.lower(start + 1)).is_some() || text.lower(start + 1).starts_with("million");
    let led = start.checked_sub(1).is_some_and(|before| BEFORE_YEAR.has(text.lower(before)));
    // "2019" before a noun may count things; after a preposition it is a year.
    let stands_alone = led || !text.token(start + 1).is_some_and(|next| next.is_word());
    let reading = Reading { year: Some(year), ..Reading::default() };
    (!currency && !counts && stands_alone).then(|| Found { tokens: start..start + 1, readings: vec![reading] })
}
