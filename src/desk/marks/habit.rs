//! Signs that come in several forms: a text uses one, and what departs from it is rare.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

use super::{Kind, Place};

/// A form is a text's habit when it stands there so often.
const USUAL: usize = 12;
/// Others depart from it when they are together at most one for so many of it.
const SHARE: usize = 10;

/// What departs from the habits of the text.
pub(super) fn departures(letters: &[char], places: &mut Vec<Place>) {
    let mut forms = Forms::default();
    for at in 0..letters.len() {
        if let Some((kind, form, length)) = form(letters, at) {
            forms.0.entry(kind).or_default().entry(form).or_default().push(at..at + length);
        }
    }
    for (kind, forms) in forms.0 {
        places.extend(rare(forms).into_iter().map(|place| (kind, place)));
    }
}

/// Places of each form of each kind.
#[derive(Default)]
struct Forms(BTreeMap<Kind, BTreeMap<char, Vec<Range<usize>>>>);

/// Places of all forms but the usual one, if they are few beside it.
fn rare(forms: BTreeMap<char, Vec<Range<usize>>>) -> Vec<Range<usize>> {
    let Some(usual) = forms.iter().max_by_key(|(_, places)| places.len()).map(|(form, _)| *form) else {
        return Vec::new();
    };
    let often = forms.get(&usual).map_or(0, Vec::len);
    let others: Vec<_> = forms.into_iter().filter(|(form, _)| *form != usual).flat_map(|(_, places)| places).collect();
    if often >= USUAL && others.len() * SHARE <= often { others } else { Vec::new() }
}

/// What stands here: of which kind, in which form, how long.
fn form(letters: &[char], at: usize) -> Option<(Kind, char, usize)> {
    let letter = *letters.get(at)?;
    let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
    let after = letters.get(at + 1).copied();
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphabetic);
    let inside = is_letter(before) && is_letter(after);
    match letter {
        '\'' | '\u{2019}' | '\u{2bc}' | '\u{2032}' | '\u{2018}' | '\u{ff07}' if inside => {
            Some((Kind::RareApostrophe, letter, 1))
        }
        '"' | '\u{201c}' | '\u{201d}' | '\u{2033}' | '\u{ff02}' => Some((Kind::RareQuotationMark, quote(letter), 1)),
        '-' | '\u{2010}' | '\u{2212}' | '\u{2011}' | '\u{2013}' if inside => Some((Kind::RareDash, hyphen(letter), 1)),
        '\n' if before == Some('\r') => Some((Kind::RareLineEnding, '\r', 1)),
        '\n' => Some((Kind::RareLineEnding, '\n', 1)),
        _ if letter.is_ascii() => after.and_then(|mark| compose(letter, mark)).map(|_| (Kind::RareComposition, 'd', 2)),
        _ if is_composed(letter) => Some((Kind::RareComposition, 'c', 1)),
        _ => None,
    }
}

/// Opening and closing marks are one form; straight ones are another.
fn quote(letter: char) -> char {
    if matches!(letter, '\u{201c}' | '\u{201d}') { '\u{201c}' } else { letter }
}

/// A hyphen that forbids a line break is asked for by names; an en dash joins two.
fn hyphen(letter: char) -> char {
    if matches!(letter, '\u{2011}' | '\u{2013}') { '-' } else { letter }
}

fn is_composed(letter: char) -> bool {
    matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
        && std::iter::once(letter).nfd().nth(1).is_some_and(is_combining_mark)
}
