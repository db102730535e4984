//! Words as a quotation is compared by: folded as fingerprints fold them, but figures whole
//! and with what measures them.

use std::ops::Range;

use crate::fingerprint::words;
use crate::prose;

/// Words that stand everywhere and tell no text from another.
const LITTLE: [&str; 48] = [
    "the", "a", "an", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "but", "is", "are",
    "was", "were", "be", "been", "it", "its", "this", "that", "these", "those", "he", "she", "they", "we", "i", "you",
    "his", "her", "their", "our", "as", "not", "no", "had", "has", "have", "will", "would", "s", "t", "who",
];

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceWord {
    /// Folded.
    pub text: String,
    /// As it stands.
    pub shown: String,
    /// In Unicode scalar values.
    pub place: Range<usize>,
    /// A sentence ends after it.
    pub ends: bool,
    /// Some mark stands after it.
    pub marked: bool,
}

impl SourceWord {
    /// Whether it tells one text from another.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        !LITTLE.contains(&self.text.as_str())
    }
}

/// The words of a text, in order.
#[must_use]
pub fn read_words(text: &str) -> Vec<SourceWord> {
    let letters: Vec<char> = text.chars().collect();
    let slice = |range: Range<usize>| letters.get(range).unwrap_or_default();
    let mut found: Vec<SourceWord> = Vec::new();
    for word in words(text) {
        let shown: String = slice(word.place.clone()).iter().collect();
        let before = found.last().map_or(0, |last| last.place.end);
        let between = slice(before..word.place.start);
        match found.last_mut() {
            // 1.5 and 1,500 are one figure each.
            Some(last) if is_figure(&last.text) && is_figure(&word.text) && matches!(between, ['.' | ',']) => {
                let mark = between.iter().collect::<String>();
                last.text = format!("{}{mark}{}", last.text, word.text);
                last.shown = format!("{}{mark}{shown}", last.shown);
                last.place.end = word.place.end;
                continue;
            }
            Some(last) => follow(last, between),
            None => {}
        }
        let text = signed(&word.text, between);
        found.push(SourceWord { text, shown, place: word.place, ends: false, marked: false });
    }
    if let Some(last) = found.last_mut() {
        let rest = slice(last.place.end..letters.len());
        follow(last, rest);
    }
    found
}

fn is_figure(word: &str) -> bool {
    word.ends_with(|letter: char| letter.is_ascii_digit()) && word.starts_with(|letter: char| letter.is_ascii_digit())
}

/// A figure with the sign of its money, or of being less than nothing.
fn signed(word: &str, before: &[char]) -> String {
    let sign = before.iter().copied().filter(|sign| matches!(sign, '$' | '€' | '£' | '¥' | '−')).collect::<String>();
    if is_figure(word) && !sign.is_empty() { format!("{sign}{word}") } else { word.to_owned() }
}

/// What stands after a word: its measure, and whether a sentence ends there.
fn follow(word: &mut SourceWord, between: &[char]) {
    if let Some(measure) = between.first().filter(|first| matches!(first, '%' | '‰' | '€' | '°'))
        && is_figure(&word.text)
    {
        word.text.push(*measure);
    }
    word.marked = between.iter().any(|letter| !letter.is_whitespace() && !letter.is_alphanumeric());
    let stop = between.iter().find(|letter| matches!(letter, '.' | '?' | '!' | '…'));
    word.ends = match stop {
        Some('.') => prose::ends(&format!("{}.", word.shown)),
        Some(_) => true,
        None => between.contains(&'\u{2029}'),
    };
}
