//! A figure that several give where others give another.

use std::collections::{BTreeMap, BTreeSet};

use super::super::tokens::Token;
use super::{Mistake, Voices};

/// So many words on either side show what a figure is said of.
const AROUND: usize = 8;
/// Of those so many must be the same: "three pumps were running" is no other count of
/// "eleven pumps were sold".
const AROUND_SHARED: usize = 2;
/// Shorter words around a figure tell nothing.
const TELLING_LEAST: usize = 4;

const IN_WORDS: [&str; 20] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
];
const MAGNITUDES: [(&str, f64); 5] =
    [("hundred", 1e2), ("thousand", 1e3), ("million", 1e6), ("billion", 1e9), ("millionen", 1e6)];

/// What is said of a thing in one item.
#[derive(Debug, Clone, Default)]
struct Said {
    /// Values by their text, with the words around them.
    values: BTreeMap<String, BTreeSet<String>>,
}

pub(super) fn find(texts: &[Vec<Token<'_>>], claim: &[Token<'_>], voices: Voices<'_>) -> Vec<Mistake> {
    let said: Vec<BTreeMap<String, Said>> = texts.iter().map(|text| figures(text)).collect();
    let claimed = figures(claim);
    let things: BTreeSet<&String> = said.iter().flat_map(BTreeMap::keys).collect();
    things.into_iter().flat_map(|thing| of_thing(thing, &said, claimed.get(thing), voices)).collect()
}

fn of_thing(thing: &str, said: &[BTreeMap<String, Said>], claimed: Option<&Said>, voices: Voices<'_>) -> Vec<Mistake> {
    // Whoever gives two figures for a thing speaks of two things.
    let mut holders: BTreeMap<&str, BTreeMap<usize, &BTreeSet<String>>> = BTreeMap::new();
    for (item, said) in said.iter().enumerate().filter_map(|(item, said)| Some((item, said.get(thing)?))) {
        if let (Some((value, around)), 1) = (said.values.first_key_value(), said.values.len()) {
            holders.entry(value).or_default().insert(item, around);
        }
    }
    let is_claimed = |value: &str| claimed.is_some_and(|claimed| claimed.values.contains_key(value));
    let mut found = Vec::new();
    for (wrong, items) in holders.iter().filter(|(value, items)| items.len() >= 2 && !is_claimed(value)) {
        let usual = holders.iter().find(|(value, others)| {
            let more = voices.count(others.keys()) > voices.count(items.keys()) || is_claimed(value);
            *value != wrong && more && !is_round_for(wrong, value) && same_place(items, others)
        });
        if let Some((usual, _)) = usual {
            let what = format!("{wrong} {thing} where others say {usual}");
            found.push(Mistake { what, holders: items.keys().copied().collect(), settled: true });
        }
    }
    found
}

fn same_place(items: &BTreeMap<usize, &BTreeSet<String>>, others: &BTreeMap<usize, &BTreeSet<String>>) -> bool {
    let close = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.intersection(b).count() >= AROUND_SHARED;
    items.values().all(|around| others.values().any(|other| close(around, other)))
}

/// "about 40" is no mistake for 38.
fn is_round_for(wrong: &str, usual: &str) -> bool {
    let (Ok(wrong), Ok(usual)) = (wrong.parse::<f64>(), usual.parse::<f64>()) else { return false };
    let close = (wrong - usual).abs() <= usual.abs() * 0.1;
    let digits = |value: f64| format!("{value}").trim_end_matches('0').trim_start_matches("0.").len();
    close && digits(wrong) < digits(usual)
}

/// The figures of a text by the thing that they count: the next noun.
fn figures(text: &[Token<'_>]) -> BTreeMap<String, Said> {
    let mut found: BTreeMap<String, Said> = BTreeMap::new();
    for (place, token) in text.iter().enumerate() {
        let Some((value, length)) = value(text, place, token) else { continue };
        let Some(thing) = thing(text, place + length) else { continue };
        let thing = thing.word.trim_end_matches('s').to_owned() + "s";
        let range = place.saturating_sub(AROUND)..(place + AROUND).min(text.len());
        let near = text.get(range).unwrap_or_default().iter().filter(|near| is_telling(near));
        let near = near.map(|near| near.word.clone()).filter(|word| *word != thing);
        found.entry(thing.clone()).or_default().values.entry(value).or_default().extend(near);
    }
    found
}

/// What is counted: the next word, or the plural after it ("eleven heavy pumps").
fn thing<'a, 't>(text: &'a [Token<'t>], place: usize) -> Option<&'a Token<'t>> {
    let next = |at: usize| text.get(at).filter(|next| is_telling(next));
    let plural = next(place + 1).filter(|second| second.word.ends_with('s'));
    if text.get(place).is_some_and(|first| first.is_word) { plural.or_else(|| next(place)) } else { None }
}

fn is_telling(token: &Token<'_>) -> bool {
    token.is_word && token.word.len() >= TELLING_LEAST && token.word.chars().all(char::is_alphabetic)
}

/// A figure or a number in words, with its magnitude; and of how many tokens.
fn value(text: &[Token<'_>], place: usize, token: &Token<'_>) -> Option<(String, usize)> {
    let plain = if token.is_figure() {
        token.word.replace(',', "").parse::<f64>().ok()?
    } else {
        let at = IN_WORDS.iter().position(|word| *word == token.word)?;
        if at == IN_WORDS.len() - 1 { 30.0 } else { f64::from(u32::try_from(at + 2).ok()?) }
    };
    let next = text.get(place + 1);
    let magnitude = MAGNITUDES.iter().find(|(word, _)| next.is_some_and(|next| next.word == *word));
    let (times, length) = magnitude.map_or((1.0, 1), |(_, times)| (*times, 2));
    Some((format!("{}", plain * times), length))
}
