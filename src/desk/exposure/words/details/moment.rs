//! Days of a month, and times of day.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Found, Sort, Value};
use crate::check::hint::{DayReadings, days, month_words};

/// `02:40`, `2.40 am`, `14h40`, `14.40 Uhr`, `9 p.m.`, `0240 hours`.
static HOUR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(2[0-3]|[01]?\d)(?:([:.h])([0-5]\d)(?::[0-5]\d)?)?(?:[\s\u{a0}\u{202f}]?(a\.?m\b\.?|p\.?m\b\.?|uhr\b|o.clock\b|heures\b))?|\b([01]\d|2[0-3])([0-5]\d)\s?(?:hours|hrs|h)\b",
    )
    .ok()
});
const DAY: u32 = 24 * 60;
const NOON: u32 = 12 * 60;

/// Dates that name a day.
pub(super) fn dates(text: &str, language: Option<&str>) -> Vec<Found> {
    let date = |(bytes, readings): (Range<usize>, DayReadings)| {
        let mut phrases: Vec<String> = readings.iter().flat_map(|reading| of_day(*reading)).collect();
        phrases.sort();
        phrases.dedup();
        (Sort::Date, bytes, Value::Days(readings), phrases)
    };
    days(text, language).into_iter().map(date).collect()
}

fn of_day((year, month, day): (Option<i32>, u8, u8)) -> Vec<String> {
    let mut phrases = Vec::new();
    for name in month_words(month) {
        phrases.push(format!("{day} {name}"));
        phrases.push(format!("{name} {day}"));
        let ordinal = ordinal(day);
        phrases.extend([format!("{ordinal} {name}"), format!("{ordinal} of {name}"), format!("{name} {ordinal}")]);
        phrases.push(format!("{day} de {name}"));
    }
    if let Some(year) = year {
        phrases.extend([
            format!("{year}-{month:02}-{day:02}"),
            format!("{day:02}.{month:02}.{year}"),
            format!("{day}.{month}.{year}"),
            format!("{day:02}/{month:02}/{year}"),
            format!("{day}/{month}/{year}"),
            format!("{month:02}/{day:02}/{year}"),
            format!("{month}/{day}/{year}"),
        ]);
    }
    phrases
}

fn ordinal(day: u8) -> String {
    let ending = match (day % 10, day / 10) {
        (1, tens) if tens != 1 => "st",
        (2, tens) if tens != 1 => "nd",
        (3, tens) if tens != 1 => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

/// Times of day: with minutes, or with what says that it is one.
pub(super) fn hours(text: &str) -> Vec<Found> {
    let Some(hour) = HOUR.as_ref() else { return Vec::new() };
    hour.captures_iter(text).filter_map(|captures| time(text, &captures)).collect()
}

fn time(text: &str, captures: &Captures<'_>) -> Option<Found> {
    let bytes = captures.get(0)?.range();
    let number = |group: usize| captures.get(group).and_then(|found| found.as_str().parse::<u32>().ok());
    let beside =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '/'));
    let after = text.get(bytes.end..)?.chars().next();
    let goes_on = |letter: char| {
        matches!(letter, '.' | ',')
            && text.get(bytes.end + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    if beside(text.get(..bytes.start)?.chars().next_back()) || beside(after) || after.is_some_and(goes_on) {
        return None;
    }
    if let (Some(hour), Some(minute)) = (number(5), number(6)) {
        return Some(found(bytes, vec![hour * 60 + minute]));
    }
    let half = captures.get(4).map(|found| found.as_str().to_lowercase());
    let mark = captures.get(2).map(|found| found.as_str());
    // "2.40" alone is a figure, "14" alone anything.
    if half.is_none() && !matches!(mark, Some(":" | "h" | "H")) {
        return None;
    }
    let minute = number(1)? * 60 + number(3).unwrap_or(0);
    let readings = match half.as_deref().and_then(|half| half.chars().next()) {
        Some('a') => vec![minute % NOON],
        Some('p') => vec![minute % NOON + NOON],
        Some('o') => vec![minute % DAY, (minute + NOON) % DAY],
        _ => vec![minute],
    };
    Some(found(bytes, readings))
}

fn found(bytes: Range<usize>, readings: Vec<u32>) -> Found {
    let mut phrases: Vec<String> = readings.iter().flat_map(|minute| of_minute(*minute)).collect();
    phrases.sort();
    phrases.dedup();
    (Sort::Hour, bytes, Value::Minutes(readings), phrases)
}

fn of_minute(minutes: u32) -> Vec<String> {
    let (hour, minute) = (minutes / 60, minutes % 60);
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let half = if hour < 12 { ["am", "a.m"] } else { ["pm", "p.m"] };
    let mut phrases = vec![
        format!("{hour}:{minute:02}"),
        format!("{hour:02}:{minute:02}"),
        format!("{hour}.{minute:02}"),
        format!("{hour:02}.{minute:02}"),
        format!("{hour}h{minute:02}"),
        format!("{hour:02}{minute:02} hours"),
    ];
    phrases.extend(
        half.iter().flat_map(|half| [format!("{twelve}:{minute:02} {half}"), format!("{twelve}.{minute:02} {half}")]),
    );
    phrases.extend([format!("{twelve}:{minute:02}{}", half[0]), format!("{twelve}.{minute:02}{}", half[0])]);
    if minute == 0 {
        phrases.extend(half.iter().map(|half| format!("{twelve} {half}")));
        phrases.extend([
            format!("{twelve}{}", half[0]),
            format!("{hour} uhr"),
            format!("{twelve} o'clock"),
            format!("{hour} heures"),
        ]);
    }
    phrases
}
