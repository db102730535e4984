//! What is neither a word nor a name: numbers of files and machines, words in capitals,
//! addresses of e-mail and of the web's hosts.

use std::sync::LazyLock;

use regex::Regex;

use super::{Found, Sort, Value};
use crate::exposure::words::common::{is_widely_known, says_little};
use crate::search::{fold, raw_words};

static TOKEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}][\p{L}\p{N}]*(?:[-_/.@][\p{L}\p{N}]+)*").ok());
/// After a number: ordinals, halves of the day, units, decades.
const ENDINGS: &str =
    "st nd rd th er e am pm km m cm mm kg g t s h ha kw mw gw kwh mwh gwh mb gb tb bn k l ml mph kmh p";
/// Letters of a word in capitals.
const CAPITALS: usize = 3;
/// Digits of a code.
const DIGITS: usize = 2;

pub(super) fn find(text: &str) -> Vec<Found> {
    let Some(token) = TOKEN.as_ref() else { return Vec::new() };
    let shouts = is_shouted(text);
    let code = |found: regex::Match<'_>| {
        let typed = found.as_str();
        (is_code(typed) || (!shouts && is_in_capitals(typed)) || is_address(typed)).then(|| {
            let words: Vec<String> = raw_words(typed).map(fold).collect();
            let value = words.join(" ");
            (Sort::Code, found.range(), Value::Words(value.clone()), vec![value])
        })
    };
    token.find_iter(text).filter_map(code).collect()
}

/// A text in capitals throughout says nothing by them.
fn is_shouted(text: &str) -> bool {
    let (upper, lower) = text.chars().filter(|letter| letter.is_alphabetic()).fold((0, 0), |(upper, lower), letter| {
        if letter.is_uppercase() { (upper + 1, lower) } else { (upper, lower + 1) }
    });
    upper > lower
}

fn is_code(typed: &str) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let has_letter = typed.chars().any(char::is_alphabetic);
    let ending = typed.trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-'));
    // "14h40" is a time, "mid-2024" a year.
    let is_time = typed.split_once(['h', 'H']).is_some_and(|(a, b)| a.len() <= 2 && b.len() <= 2);
    let is_year = typed
        .rsplit(['-', '/'])
        .next()
        .is_some_and(|last| last.len() == 4 && last.parse::<u32>().is_ok_and(|year| (1800..2100).contains(&year)))
        && digits == 4;
    let is_unit = ENDINGS.split(' ').any(|known| known == ending.to_lowercase());
    has_letter && digits >= DIGITS && !is_unit && !is_time && !is_year
}

fn is_in_capitals(typed: &str) -> bool {
    let folded = fold(typed);
    typed.chars().count() >= CAPITALS
        && typed.chars().all(|letter| letter.is_uppercase() || matches!(letter, '-' | '_'))
        && !says_little(&folded)
        && !is_widely_known(&folded)
}

fn is_address(typed: &str) -> bool {
    typed.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}
