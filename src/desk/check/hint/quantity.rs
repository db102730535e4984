//! Amounts in a text: figures and words, magnitudes, units.

mod spelled;

use std::ops::Range;

use super::list::Words;
use super::text::{Text, Token, listed};
use super::unit::{Measure, Unit, is_power, power, unit};
use spelled::{magnitude, spelled};

/// An amount.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    /// In tokens.
    pub tokens: Range<usize>,
    /// The figure without magnitude and unit, in each way it may be read
    /// (`1.500` is one and a half, or fifteen hundred).
    pub figures: Vec<f64>,
    /// Million, thousand.
    pub magnitude: f64,
    /// Places after the point, as written.
    pub decimals: u32,
    pub unit: Option<Unit>,
    /// "about", "nearly": rounding is no difference.
    pub is_about: bool,
    /// The words that say something before and after it.
    pub before: String,
    pub after: String,
}

impl Quantity {
    /// In the first unit of its measure.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let factor = self.unit.map_or(1.0, |unit| unit.factor);
        self.figures.iter().map(move |figure| figure * self.magnitude * factor)
    }

    pub fn measure(&self) -> Option<Measure> {
        self.unit.map(|unit| unit.measure)
    }

    /// What the last written place is worth; nothing for a round whole number, of
    /// which it is not known how far it was rounded.
    pub fn last_place(&self) -> Option<f64> {
        let factor = self.unit.map_or(1.0, |unit| unit.factor) * self.magnitude;
        (self.decimals > 0).then(|| factor * 10f64.powi(-(self.decimals as i32)))
    }
}

static ABOUT: Words = Words::of(
    " about around approximately roughly nearly almost some circa ca c over than least up under below above \
    etwa rund fast knapp ungefahr environ pres quelque cerca unos unas casi ",
);

/// Every amount of a text but those in `taken` (tokens that are part of a date).
pub(super) fn quantities(text: &Text, taken: &[Range<usize>]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.tokens.len() {
        let is_taken = taken.iter().any(|range| range.contains(&at));
        match if is_taken { None } else { quantity(text, at) } {
            Some(quantity) => {
                at = quantity.tokens.end;
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

fn quantity(text: &Text, start: usize) -> Option<Quantity> {
    let (mut figures, decimals, mut end) = figure(text, start).or_else(|| spelled(text, start))?;
    let magnitude = magnitude(text, &mut end);
    let mut first = start;
    let unit = unit_after(text, &mut end).or_else(|| unit_before(text, &mut first));
    // "80m" beside a currency is eighty million.
    let (unit, magnitude) = million(text, start, unit, magnitude, &mut first);
    let is_about = (1..=2).any(|back| first.checked_sub(back).is_some_and(|at| ABOUT.has(text.lower(at))));
    figures.dedup();
    let (before, after) = (text.before(first).to_owned(), text.after(end, start).to_owned());
    Some(Quantity { tokens: first..end, figures, magnitude, decimals, unit, is_about, before, after })
}

fn million(text: &Text, start: usize, unit: Option<Unit>, magnitude: f64, first: &mut usize) -> (Option<Unit>, f64) {
    let is_metre = unit.is_some_and(|unit| unit.measure == Measure::Length) && text.lower(start + 1) == "m";
    match if is_metre { unit_before(text, first) } else { None } {
        Some(currency) => (Some(currency), magnitude * 1e6),
        None => (unit, magnitude),
    }
}

/// A figure in digits: its readings, its decimals, the token after it.
fn figure(text: &Text, start: usize) -> Option<(Vec<f64>, u32, usize)> {
    let token = text.token(start).filter(|token| token.is_number())?;
    let is_ordinal = |next: &Token| next.joined && listed(" th st nd rd er ", &next.lower);
    if text.token(start + 1).is_some_and(is_ordinal) {
        return None;
    }
    // To UAX 29 a narrow space is part of a number.
    let mut digits = token.text.replace('\u{202f}', "");
    let mut end = start + 1;
    // "1 500 000": groups of three after one of at most three.
    while digits.chars().all(|c| c.is_ascii_digit()) && group(text, end, digits.len()) {
        digits.push_str(&text.token(end)?.text);
        end += 1;
    }
    let (readings, decimals) = readings(&digits, text.language)?;
    Some((readings, decimals, end))
}

fn group(text: &Text, at: usize, before: usize) -> bool {
    let is_three = |token: &Token| token.text.len() == 3 && token.text.chars().all(|c| c.is_ascii_digit());
    (before <= 3 || before.is_multiple_of(3))
        && text.token(at).is_some_and(|token| is_three(token) && !token.joined)
        && {
            // Two numbers side by side stand in a list, not in one sentence.
            let gap =
                text.token(at).map(|token| token.range.start).zip(at.checked_sub(1).and_then(|at| text.token(at)));
            gap.is_some_and(|(start, token)| start - token.range.end <= 3)
        }
}

/// `1,500`, `1.500`, `1'500`, `1,5`: by how often the marks stand there, and by the
/// language where that does not say.
fn readings(digits: &str, language: &str) -> Option<(Vec<f64>, u32)> {
    let marks: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let plain: String = digits.chars().filter(char::is_ascii_digit).collect();
    let whole = plain.parse::<f64>().ok()?;
    let Some(last) = marks.last().copied() else { return Some((vec![whole], 0)) };
    let (left, right) = digits.rsplit_once(last)?;
    let places = right.len() as u32;
    let fraction = whole / 10f64.powi(places as i32);
    if matches!(last, '\'' | '’') || marks.len() > 1 && marks.iter().all(|mark| *mark == last) {
        return Some((vec![whole], 0));
    }
    let grouping = right.len() == 3 && (1..=3).contains(&left.len()) && left != "0";
    if marks.len() > 1 || !grouping {
        return Some((vec![fraction], places));
    }
    match (last, language) {
        (',', "eng") | ('.', "deu" | "spa") => Some((vec![whole], 0)),
        _ => Some((vec![whole, fraction], 0)),
    }
}

fn unit_after(text: &Text, end: &mut usize) -> Option<Unit> {
    // "millions of dollars", "14-kilometre", "por ciento", "pour cent".
    let filler = usize::from(listed(" of de d - ", text.lower(*end)));
    let at = *end + filler;
    let pair = format!("{} {}", text.lower(at), text.lower(at + 1));
    if matches!(pair.as_str(), "percentage points" | "percentage point" | "per cent" | "pour cent" | "por ciento") {
        *end = at + 2;
        let measure = if pair.ends_with("cent") || pair.ends_with("ciento") { Measure::Share } else { Measure::Points };
        return Some(Unit { measure, factor: 1.0 });
    }
    if listed(" prozentpunkte prozentpunkten points ", text.lower(at)) && text.language == "deu" {
        *end = at + 1;
        return Some(Unit { measure: Measure::Points, factor: 1.0 });
    }
    if is_power(text.lower(at)) {
        let powered = unit(text.lower(at + 1)).and_then(|unit| power(text.lower(at), unit));
        *end = powered.map_or(*end, |_| at + 2);
        return powered;
    }
    let found = unit(text.lower(at))?;
    *end = at + 1;
    let raised = match text.token(*end).filter(|token| token.joined).map(|token| token.lower.as_str()) {
        Some("2") => power("square", found),
        Some("3") => power("cubic", found),
        _ => None,
    };
    *end += usize::from(raised.is_some());
    Some(raised.unwrap_or(found))
}

/// A currency before its amount.
fn unit_before(text: &Text, start: &mut usize) -> Option<Unit> {
    let before = start.checked_sub(1)?;
    let found = unit(text.lower(before)).filter(|unit| matches!(unit.measure, Measure::Money(_)))?;
    *start = before;
    Some(found)
}
