//! Letters and signs that look like others (UTS 39). A word wholly of one script is
//! a word of that script, whatever it looks like.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_script::{Script, UnicodeScript};
use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

use super::{Around, Kind, Place};

/// Scripts whose letters are told apart from each other.
const ALIKE: [Script; 5] = [Script::Latin, Script::Greek, Script::Cyrillic, Script::Armenian, Script::Cherokee];
/// The blocks in which their common letters lie.
const BLOCKS: [(u32, u32); 5] = [(0x41, 0x24f), (0x370, 0x3ff), (0x400, 0x52f), (0x530, 0x58f), (0x13a0, 0x13ff)];

/// A sign that looks like punctuation of another script.
pub(super) fn sign(around: &Around<'_>) -> Option<Kind> {
    let is_of = |letter: Option<char>, script| letter.is_some_and(|letter: char| letter.script() == script);
    let natural = match around.letter() {
        '\u{37e}' | '\u{387}' => is_of(around.before(1), Script::Greek),
        '\u{5c3}' => is_of(around.before(1), Script::Hebrew),
        '\u{589}' => is_of(around.before(1), Script::Armenian),
        // One dot leader, modifier colon, ratio, full-width comma, colon and stop.
        '\u{2024}' | '\u{a789}' | '\u{2d0}' | '\u{2236}' | '\u{ff0c}' | '\u{ff0e}' | '\u{ff1a}' | '\u{ff1b}' => {
            !is_of(around.before(1), Script::Latin)
        }
        _ => return None,
    };
    (!natural).then_some(Kind::LookalikeSign)
}

/// Letters of two scripts or styles in a word, digits of two scripts in a number.
pub(super) fn words(letters: &[char], places: &mut Vec<Place>) {
    let mut start = 0;
    for run in letters.chunk_by(|one, other| belongs(*one) == belongs(*other)) {
        let plain = run.iter().all(char::is_ascii) || run.first().is_none_or(|letter| !belongs(*letter));
        if !plain {
            mixed(run, start, places);
            styled(run, start, places);
            digits(run, start, places);
        }
        start += run.len();
    }
}

fn belongs(letter: char) -> bool {
    letter.is_alphanumeric()
}

fn mixed(word: &[char], start: usize, places: &mut Vec<Place>) {
    let count = |script: Script| word.iter().filter(|letter| letter.script() == script).count();
    let counts: Vec<(usize, Script)> =
        ALIKE.iter().map(|script| (count(*script), *script)).filter(|(count, _)| *count > 0).collect();
    if counts.len() < 2 || word.iter().collect::<String>().as_str().is_single_script() {
        return;
    }
    // Of two that are as frequent, the first of the list is the word's own.
    let most = counts.iter().map(|(count, _)| *count).max();
    let Some((_, own)) = counts.iter().find(|(count, _)| Some(*count) == most) else { return };
    for (at, letter) in word.iter().enumerate() {
        let script = letter.script();
        if script != *own && ALIKE.contains(&script) && looks_like(*letter, *own) {
            places.push((Kind::MixedScript, start + at..start + at + 1));
        }
    }
}

/// Whether a script has a letter that looks like this one.
fn looks_like(letter: char, script: Script) -> bool {
    static SHAPES: OnceLock<HashMap<String, Vec<Script>>> = OnceLock::new();
    let shapes = SHAPES.get_or_init(|| {
        let mut shapes: HashMap<String, Vec<Script>> = HashMap::new();
        let letters = BLOCKS.iter().flat_map(|(first, last)| *first..=*last).filter_map(char::from_u32);
        for letter in letters.filter(|letter| letter.is_alphabetic()) {
            shapes.entry(shape(letter)).or_default().push(letter.script());
        }
        shapes
    });
    shapes.get(&shape(letter)).is_some_and(|scripts| scripts.contains(&script))
}

fn shape(letter: char) -> String {
    skeleton(letter.encode_utf8(&mut [0; 4])).collect()
}

/// Full-width or mathematical letters among plain ones.
fn styled(word: &[char], start: usize, places: &mut Vec<Place>) {
    let is_styled = |letter: &char| {
        matches!(*letter, '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7cb}'
            | '\u{24b6}'..='\u{24e9}' | '\u{2100}'..='\u{2138}')
    };
    let plain = word.iter().filter(|letter| letter.is_ascii_alphabetic()).count();
    for (at, _) in word.iter().enumerate().filter(|(_, letter)| plain > 0 && is_styled(letter)) {
        places.push((Kind::CompatibilityLetter, start + at..start + at + 1));
    }
}

/// Digits beside others of ASCII.
fn digits(word: &[char], start: usize, places: &mut Vec<Place>) {
    let is_foreign = |letter: &char| {
        matches!(*letter, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' | '\u{9e6}'..='\u{9ef}'
            | '\u{ff10}'..='\u{ff19}' | '\u{1d7ce}'..='\u{1d7ff}')
    };
    let plain = word.iter().any(char::is_ascii_digit);
    for (at, _) in word.iter().enumerate().filter(|(_, letter)| plain && is_foreign(letter)) {
        places.push((Kind::MixedDigits, start + at..start + at + 1));
    }
}
