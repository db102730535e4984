//! Names: words with capitals, with the small words between them.
//!
//! Where a language writes every noun so, a name is more than one such word, or stands
//! after what only stands before names.

use std::ops::Range;

use crate::exposure::words::common::{is_widely_known, says_little};
use crate::exposure::words::text::{Word, Words, span};
use crate::search::fold;

/// Stand within names.
const WITHIN: &[&str] = &[
    "of", "de", "del", "della", "der", "den", "van", "von", "zu", "da", "di", "du", "la", "le", "al", "el", "bin",
    "ibn", "the", "upon",
];
/// Stand before names and are none of them.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "lord",
    "lady",
    "dame",
    "captain",
    "mayor",
    "minister",
    "senator",
    "judge",
    "director",
    "chief",
    "general",
    "colonel",
    "inspector",
    "engineer",
    "president",
    "chairman",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "mme",
    "senor",
    "senora",
    "don",
    "dona",
    "bishop",
    "father",
    "sister",
    "saint",
    "ship",
    "ferry",
    "project",
    "operation",
    "codename",
    "projekt",
    "unternehmen",
    "deckname",
    "projet",
    "the",
];
/// Longest name in words.
const MOST: usize = 8;
/// A last name alone leads to a name when it has so many letters.
const LAST: usize = 4;

/// Names, in characters, with the folded name and what leads to it.
pub(super) fn find(
    words: &Words,
    taken: &[Range<usize>],
    language: Option<&str>,
) -> Vec<(Range<usize>, String, Vec<String>)> {
    let is_german = language == Some("deu");
    let mut found = Vec::new();
    for sentence in &words.sentences {
        let all = words.all.get(sentence.clone()).unwrap_or_default();
        let mut at = 0;
        while at < all.len() {
            let end = run(all, at, taken);
            if end > at {
                found.extend(name(all, at..end, is_german));
            }
            at = end.max(at + 1);
        }
    }
    found
}

fn may_be(word: &Word, taken: &[Range<usize>]) -> bool {
    word.is_capital
        && !word.is_figure
        && !taken.iter().any(|range| range.start < word.place.end && word.place.start < range.end)
}

/// Where the row of capitals that begins here ends.
fn run(all: &[Word], start: usize, taken: &[Range<usize>]) -> usize {
    let capital = |at: usize| all.get(at).is_some_and(|word| may_be(word, taken));
    // What stands between is a space, a full stop or a hyphen: a comma ends a name.
    let close = |one: usize, other: usize| match (all.get(one), all.get(other)) {
        (Some(one), Some(other)) => other.place.start.saturating_sub(one.place.end) <= 2,
        _ => false,
    };
    if !capital(start) {
        return start;
    }
    let mut end = start + 1;
    while end < start + MOST {
        let small = (0..3).find(|more| capital(end + more));
        let next = match small {
            Some(0) => end,
            Some(more)
                if (0..more).all(|at| all.get(end + at).is_some_and(|word| WITHIN.contains(&word.text.as_str()))) =>
            {
                end + more
            }
            _ => break,
        };
        if !(end..=next).all(|at| close(at - 1, at)) || has_comma(all, end - 1, end) {
            break;
        }
        end = next + 1;
    }
    end
}

/// Two places that touch by more than one character are parted by a mark and a space.
fn has_comma(all: &[Word], one: usize, other: usize) -> bool {
    match (all.get(one), all.get(other)) {
        // "H. Veld": an initial and its stop.
        (Some(one), Some(other)) => other.place.start - one.place.end > 1 && one.place.len() > 1,
        _ => false,
    }
}

fn name(all: &[Word], range: Range<usize>, is_german: bool) -> Option<(Range<usize>, String, Vec<String>)> {
    let begins = range.start == 0;
    let before = range.start.checked_sub(1).and_then(|at| all.get(at)).map(|word| word.text.as_str());
    let whole = all.get(range.clone())?;
    // "They said", "Later Ms Vandrey": a small word in the beginning of a sentence.
    let opening = usize::from(begins && whole.first().is_some_and(|word| says_little(&fold(&word.text))));
    let whole = whole.get(opening..)?;
    let titles = whole.iter().take_while(|word| TITLES.contains(&word.text.as_str())).count();
    let kept = whole.get(titles..)?;
    let kept = kept.get(kept.iter().take_while(|word| WITHIN.contains(&word.text.as_str())).count()..)?;
    let folded: Vec<String> = kept.iter().map(|word| fold(&word.text)).collect();
    let telling = folded.iter().filter(|word| !says_little(word) && word.chars().count() > 1).count();
    let titled = titles > 0 || before.is_some_and(|before| TITLES.contains(&before) && before != "the");
    let alone = kept.len() == 1;
    // Alone at the beginning of a sentence anything has a capital: whether it is a name is seen where it stands.
    if telling == 0 || (is_german && alone && !titled) || folded.iter().all(|word| word.chars().count() == 1) {
        return None;
    }
    let value = folded.join(" ");
    if is_widely_known(&value) {
        return None;
    }
    let mut phrases = vec![value.clone()];
    if let Some(last) = folded
        .last()
        .filter(|last| !alone && last.chars().count() >= LAST && !says_little(last) && !is_widely_known(last))
    {
        phrases.push(last.clone());
    }
    Some((span(kept), value, phrases))
}

/// Whether a name, given as folded words, stands in a text as one: with capitals, and not
/// only where a sentence begins.
pub(in crate::exposure::words) fn stands_in(words: &Words, name: &str) -> Option<Range<usize>> {
    let name: Vec<&str> = name.split(' ').collect();
    let is_here = |window: &[Word], start: usize| {
        let same = window.iter().zip(&name).all(|(word, part)| fold(&word.text) == *part);
        let capital =
            window.iter().all(|word| word.is_capital || WITHIN.contains(&word.text.as_str()) || word.is_figure);
        let begins = words.sentences.iter().any(|sentence| sentence.start == start);
        same && capital && (!begins || name.len() > 1)
    };
    let mut windows = words.all.windows(name.len().max(1)).enumerate();
    windows.find(|(start, window)| is_here(window, *start)).map(|(_, window)| span(window))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, language: &str) -> Vec<String> {
        find(&Words::of(text, Some(language)), &[], Some(language)).into_iter().map(|(_, name, _)| name).collect()
    }

    #[test]
    fn names_are_found_without_titles_and_small_words_in_the_beginning_are_none() {
        let text = "They met Dr. Ilse Vandrey, Mayor Quist and the Bank of Orm. However, Sundmark paid in London.";
        assert_eq!(names(text, "eng"), ["ilse vandrey", "quist", "bank of orm", "sundmark"]);
        let german = "Die Bank zahlte Frau Vandrey und Jonas Quist das Geld.";
        assert_eq!(names(german, "deu"), ["vandrey", "jonas quist"]);
        // Alone in the beginning: whether it is a name is seen where it stands.
        assert_eq!(names("Zinnias grew. Nobody knew of it, not even on Monday.", "eng"), ["zinnias", "nobody"]);
    }

    #[test]
    fn a_name_stands_where_it_is_written_as_one() {
        let words =
            Words::of("Fog came. The pilot Quist knew, and Ilse Vandrey too. Harbour master or not.", Some("eng"));
        assert!(stands_in(&words, "quist").is_some() && stands_in(&words, "ilse vandrey").is_some());
        for not in ["fog", "harbour", "pilot", "vandrey ilse"] {
            assert!(stands_in(&words, not).is_none(), "{not}");
        }
    }
}
