//! Coordinates: a pair of decimals, or degrees with minutes and seconds (ISO 6709 and
//! what people write). Crates that read coordinates read a text that is one; none finds
//! them in a sentence.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Found, Sort, Value};

/// Two decimals of at least three places with no more than a mark between them.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[NSns]?\s?[-+−]?\b(\d{1,2}[.,]\d{3,12})\s?°?\s?[NSns]?\s{0,2}[,;/ +-]\s{0,2}[EWOewo]?\s?[-+−]?(\d{1,3}[.,]\d{3,12})\b\s?°?(?:\s?[EWO]\b)?",
    )
    .ok()
});
/// Degrees, minutes and perhaps seconds.
static DEGREES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"[NSEWO]?\s?\b(\d{1,3})\s?°\s?(\d{1,2}(?:[.,]\d{1,6})?)\s?['′’]?\s?(?:(\d{1,2}(?:[.,]\d{1,6})?)\s?(?:"|″|''|”|’’))?(?:\s?[NSEWO]\b)?"#,
    )
    .ok()
});
/// Between the two axes stand so many bytes.
const GAP: usize = 6;
/// Places after the point in which coordinates are sought.
const PLACES: std::ops::RangeInclusive<usize> = 2..=6;

pub(super) fn find(text: &str) -> Vec<Found> {
    let mut found = pairs(text);
    found.extend(degrees(text));
    found
}

fn pairs(text: &str) -> Vec<Found> {
    let Some(pair) = PAIR.as_ref() else { return Vec::new() };
    let position = |captures: Captures<'_>| {
        let axis = |group: usize| captures.get(group)?.as_str().replace(',', ".").parse::<f64>().ok();
        let (first, second) = (axis(1)?, axis(2)?);
        let bytes = trimmed(text, captures.get(0)?.range());
        (first <= 90.0 && second <= 180.0).then(|| found(bytes, vec![first, second]))
    };
    pair.captures_iter(text).filter_map(position).collect()
}

/// A row of spaces before a number is none of it.
fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let part = text.get(bytes.clone()).unwrap_or_default();
    let start = bytes.end - part.trim_start().len();
    start..start + part.trim().len()
}

fn degrees(text: &str) -> Vec<Found> {
    let Some(degrees) = DEGREES.as_ref() else { return Vec::new() };
    let axis = |captures: Captures<'_>| {
        let number = |group: usize| captures.get(group)?.as_str().replace(',', ".").parse::<f64>().ok();
        let value = number(1)? + number(2)? / 60.0 + number(3).unwrap_or(0.0) / 3600.0;
        (value <= 180.0).then_some((trimmed(text, captures.get(0)?.range()), value))
    };
    let mut found: Vec<(Range<usize>, Vec<f64>)> = Vec::new();
    for (bytes, value) in degrees.captures_iter(text).filter_map(axis) {
        match found.last_mut() {
            Some((last, values)) if values.len() == 1 && bytes.start - last.end <= GAP => {
                last.end = bytes.end;
                values.push(value);
            }
            _ => found.push((bytes, vec![value])),
        }
    }
    found.into_iter().map(|(bytes, values)| self::found(bytes, values)).collect()
}

fn found(bytes: Range<usize>, values: Vec<f64>) -> Found {
    let phrases = values.iter().flat_map(|value| phrases(*value)).collect();
    (Sort::Position, bytes, Value::Degrees(values), phrases)
}

/// One axis as others write it: rounded and cut, and in degrees and minutes.
fn phrases(value: f64) -> Vec<String> {
    let mut phrases = Vec::new();
    for places in PLACES {
        let shift = 10f64.powi(places as i32);
        for shown in [value, (value * shift).floor() / shift] {
            let decimal = format!("{shown:.places$}");
            phrases.push(decimal.replace('.', ","));
            phrases.push(decimal);
        }
    }
    let minutes = value.fract() * 60.0;
    for minute in [minutes.floor(), minutes.round()] {
        phrases.push(format!("{} {minute}", value.trunc()));
        phrases.push(format!("{} {minute:02}", value.trunc()));
    }
    phrases.sort();
    phrases.dedup();
    phrases
}
