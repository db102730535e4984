//! Exact figures: of three significant digits and more. Years and round ones are none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Found, Sort, Value};

static FIGURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\d{1,3}(?:[.,'’ \u{a0}\u{202f}]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,6})?").ok());
/// Significant digits of an exact figure.
const EXACT: usize = 3;
/// Plain numbers of these are years.
const YEARS: std::ops::RangeInclusive<u32> = 1800..=2099;
/// What a figure is times a word after it.
const MAGNITUDES: [(&[&str], f64); 3] = [
    (&["thousand", "tausend", "mille", "mil"], 1e3),
    (&["million", "millions", "millionen", "mio", "millones", "m"], 1e6),
    (&["billion", "billions", "milliarden", "milliarde", "milliard", "milliards", "bn", "mrd"], 1e9),
];

pub(super) fn find(text: &str) -> Vec<Found> {
    let Some(figure) = FIGURE.as_ref() else { return Vec::new() };
    let places = figure.find_iter(text).map(|found| found.range());
    places.filter_map(|bytes| exact(text, bytes)).collect()
}

fn exact(text: &str, bytes: Range<usize>) -> Option<Found> {
    let typed = text.get(bytes.clone())?;
    // Part of a code or of a word.
    let beside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    if beside(text.get(..bytes.start)?.chars().next_back()) || beside(text.get(bytes.end..)?.chars().next()) {
        return None;
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_year = typed.len() == 4 && typed.parse().is_ok_and(|year| YEARS.contains(&year));
    let has_decimals = readings(typed).iter().all(|value| value.fract() != 0.0);
    let significant = digits.trim_start_matches('0');
    let significant = if has_decimals { significant } else { significant.trim_end_matches('0') };
    if is_year || significant.len() < EXACT || digits.len() > 15 {
        return None;
    }
    let factor = magnitude(text.get(bytes.end..)?);
    let values: Vec<f64> = readings(typed).into_iter().map(|value| value * factor).collect();
    let mut phrases = vec![typed.to_owned()];
    values.iter().for_each(|value| notations(*value, &mut phrases));
    phrases.sort();
    phrases.dedup();
    Some((Sort::Figure, bytes, Value::Figures(values), phrases))
}

/// `41.317` is forty-one thousand to some, and forty-one and a third to others.
fn readings(typed: &str) -> Vec<f64> {
    let plain: String = typed.chars().filter(char::is_ascii_digit).collect();
    let Ok(whole) = plain.parse::<f64>() else { return Vec::new() };
    let marks: Vec<char> = typed.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let Some(last) = marks.last().copied().filter(|last| matches!(last, '.' | ',')) else { return vec![whole] };
    let places = typed.rsplit(last).next().map_or(0, str::len);
    let fraction = whole / 10f64.powi(places as i32);
    match (marks.len(), places) {
        (1, 3) => vec![whole, fraction],
        (1, _) => vec![fraction],
        _ if marks.iter().all(|mark| *mark == last) => vec![whole],
        _ => vec![fraction],
    }
}

fn magnitude(after: &str) -> f64 {
    let word: String = after.trim_start().chars().take_while(|letter| letter.is_alphabetic()).collect();
    let word = word.to_lowercase();
    MAGNITUDES.iter().find(|(words, _)| words.contains(&word.as_str())).map_or(1.0, |(_, factor)| *factor)
}

/// A value as others write it.
fn notations(value: f64, phrases: &mut Vec<String>) {
    if value.fract() != 0.0 {
        let plain = format!("{value}");
        phrases.push(plain.replace('.', ","));
        phrases.push(plain);
        return;
    }
    let digits = format!("{value:.0}");
    let first = digits.len() % 3;
    let mut groups: Vec<&str> = digits.get(..first).filter(|group| !group.is_empty()).into_iter().collect();
    groups.extend((first..digits.len()).step_by(3).filter_map(|at| digits.get(at..at + 3)));
    phrases.extend([",", ".", " "].map(|mark| groups.join(mark)));
    for (words, factor) in &MAGNITUDES {
        let short = value / factor;
        if (1.0..1000.0).contains(&short) {
            phrases.extend(words.iter().map(|word| format!("{short} {word}")));
        }
    }
    phrases.push(digits);
}
