//! Numbers in words, and magnitudes.

use crate::check::hint::list::Table;
use crate::check::hint::text::{Text, listed};

static MAGNITUDES: Table<f64> = Table::of(&[
    ("hundred hundert", 1e2),
    ("thousand thousands tausend mille mil k", 1e3),
    ("million millions millionen mio mn millon millones", 1e6),
    ("billion billions bn milliarde milliarden mrd milliard milliards", 1e9),
    ("trillion trillions tn billionen", 1e12),
]);
/// Number words, by value; `one` alone is more often a pronoun.
static WORDS: Table<f64> = Table::of(&[
    ("zero", 0.0),
    ("one", 1.0),
    ("two zwei deux", 2.0),
    ("three drei trois", 3.0),
    ("four vier quatre cuatro", 4.0),
    ("five funf cinq cinco", 5.0),
    ("six sechs seis", 6.0),
    ("seven sieben sept siete", 7.0),
    ("eight acht huit ocho", 8.0),
    ("nine neun neuf nueve", 9.0),
    ("ten zehn dix diez", 10.0),
    ("eleven onze", 11.0),
    ("twelve dozen zwolf douze doce", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty zwanzig vingt veinte", 20.0),
    ("thirty dreissig trente treinta", 30.0),
    ("forty vierzig quarante cuarenta", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
]);

/// A number in words: "forty-two", "three hundred and five".
pub(super) fn spelled(text: &Text, start: usize) -> Option<(Vec<f64>, u32, usize)> {
    let (mut value, mut end) = tens(text, start)?;
    if listed(" hundred hundert ", text.lower(end)) {
        (value, end) = (value * 100.0, end + 1);
        let and = usize::from(text.lower(end) == "and");
        if let Some((rest, after)) = tens(text, end + and) {
            (value, end) = (value + rest, after);
        }
    }
    let alone = end == start + 1 && text.lower(start) == "one" && magnitude(text, &mut end.clone()) < 2.0;
    (!alone).then(|| (vec![value], 0, end))
}

/// Up to ninety-nine.
fn tens(text: &Text, start: usize) -> Option<(f64, usize)> {
    let word = |at: usize| WORDS.value(text.lower(at));
    let (value, end) = (word(start)?, start + 1);
    let hyphen = usize::from(text.lower(end) == "-");
    match word(end + hyphen).filter(|unit| value >= 20.0 && *unit < 10.0) {
        Some(unit) => Some((value + unit, end + hyphen + 1)),
        None => Some((value, end)),
    }
}

/// Million, thousand after a figure; `end` goes behind them.
pub(super) fn magnitude(text: &Text, end: &mut usize) -> f64 {
    let mut magnitude = 1.0;
    while let Some(by) = MAGNITUDES.value(text.lower(*end)) {
        let is_long_scale = text.language != "eng" && text.lower(*end).starts_with("billion");
        magnitude *= if is_long_scale { 1e12 } else { by };
        *end += 1 + usize::from(text.lower(*end + 1) == "." && text.lower(*end).starts_with("mr"));
    }
    magnitude
}
