//! Notes in which a publisher says what it corrected, and whether one names a change.

use std::collections::BTreeSet;

use super::sentences::Sentence;
use super::weakened::Rule;

/// Words and phrases with which such notes begin or speak.
const MARKERS: [&str; 20] = [
    "correction",
    "corrected",
    "corrections",
    "clarification",
    "clarified",
    "amended",
    "editor's note",
    "editor’s note",
    "an earlier version",
    "a previous version",
    "previously stated",
    "was changed",
    "has been changed",
    "changelog",
    "change log",
    "retracted",
    "korrektur",
    "korrigiert",
    "berichtigung",
    "eine frühere version",
];
/// Sentences after one with a marker that still belong to the note, in its paragraph.
const FOLLOWING: usize = 4;
/// A note names a change when it repeats so many of its telling words …
const REPEATED: usize = 2;
/// … and so many of a hundred.
const REPEATED_PERCENT: usize = 25;
/// Shorter words tell little.
const TELLING_LETTERS: usize = 4;

/// Which sentences belong to a note.
pub(super) fn belonging(sentences: &[Sentence]) -> Vec<bool> {
    let mut belongs = vec![false; sentences.len()];
    let mut open: Option<(usize, usize)> = None;
    for (sentence, belongs) in sentences.iter().zip(&mut belongs) {
        let text = sentence.text.to_lowercase();
        if MARKERS.iter().any(|marker| text.contains(marker)) {
            // A heading of its own line is followed by its note on the next ones.
            open = Some((sentence.paragraph + usize::from(sentence.words.len() <= 3), FOLLOWING));
            *belongs = true;
        } else if let Some((paragraph, left)) = open.filter(|(last, left)| sentence.paragraph <= *last && *left > 0) {
            open = Some((paragraph, left - 1));
            *belongs = true;
        }
    }
    belongs
}

/// Whether a note names a change: it repeats its figures, or its telling words.
pub(super) fn names(note: &[&Sentence], old: Option<&Sentence>, new: Option<&Sentence>, rules: &[Rule]) -> bool {
    let said: BTreeSet<&str> = note.iter().flat_map(|sentence| sentence.words.iter().map(String::as_str)).collect();
    let (old, new) = (telling(old), telling(new));
    let gone: BTreeSet<&str> = old.difference(&new).copied().collect();
    let figures: Vec<&&str> = gone.iter().filter(|word| word.contains(char::is_numeric)).collect();
    if rules.contains(&Rule::Number) && !figures.is_empty() {
        return figures.iter().any(|figure| said.contains(**figure));
    }
    let repeated = old.iter().filter(|word| said.contains(*word)).count();
    repeated >= REPEATED && repeated * 100 >= old.len() * REPEATED_PERCENT
}

fn telling(sentence: Option<&Sentence>) -> BTreeSet<&str> {
    let words = sentence.map(|sentence| sentence.words.as_slice()).unwrap_or_default();
    let is_telling = |word: &&str| word.chars().count() >= TELLING_LETTERS || word.contains(char::is_numeric);
    words.iter().map(String::as_str).filter(is_telling).collect()
}
