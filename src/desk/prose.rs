//! Where sentences end: the one rule for drafts and for the texts of sources.
//!
//! Unicode's rule (UAX 29) is the floor. It ends a sentence after `Mr.` before a name,
//! at every line, and between `"Why?"` and `he said`; what is here mends these three.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// What ends with a full stop and ends no sentence.
const ABBREVIATIONS: [&str; 47] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "sir", "rev", "gov", "sen", "rep", "gen", "col", "capt", "lt", "sgt", "no",
    "co", "inc", "ltd", "hr", "fr", "messrs", "mt", "hon", "pres", "supt", "insp", "cmdr", "maj", "cpl", "adm", "vs",
    "cf", "e.g", "i.e", "al", "fig", "ca", "approx", "dept", "nos", "z.b", "bzw", "jan", "feb", "sept",
];
/// Verbs that go on after a quotation that ended with a question or a cry.
const SAYING: [&str; 24] = [
    "said",
    "says",
    "asked",
    "asks",
    "added",
    "replied",
    "wrote",
    "told",
    "cried",
    "shouted",
    "answered",
    "recalled",
    "explained",
    "continued",
    "insisted",
    "wondered",
    "demanded",
    "proceeded",
    "exclaimed",
    "declared",
    "warned",
    "argued",
    "thought",
    "sagte",
];
/// So many words a speaker's name has at most, the verb with it.
const SPEAKER_WORDS: usize = 5;

/// The sentences of one paragraph, in bytes, in order, without the spaces between them.
/// Line breaks inside it are taken for wrapping.
#[must_use]
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = 0;
    for (at, piece) in paragraph.split_sentence_bound_indices() {
        let end = at + piece.len();
        let next = paragraph.get(end..).unwrap_or_default();
        let counts = open == 0 && is_count(paragraph.get(..end).unwrap_or_default());
        if !next.trim().is_empty() && (counts || !(ends(piece) && begins(piece, next))) {
            continue;
        }
        push_trimmed(paragraph, open..end, &mut found);
        open = end;
    }
    push_trimmed(paragraph, open..paragraph.len(), &mut found);
    found
}

/// `1.`, `12.`, `a.`: what counts an item of a list is no sentence of it.
fn is_count(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 4 && text.ends_with('.') && text.chars().filter(|c| c.is_alphabetic()).count() <= 1
}

/// Adds a range without the white space at its ends, unless nothing is left.
pub fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let start = range.end - part.trim_start().len();
    let end = start + part.trim().len();
    if start < end {
        found.push(start..end);
    }
}

/// Whether a piece of UAX 29 ends as a sentence does: not at a wrapped line, not after
/// an abbreviation or an initial.
#[must_use]
pub fn ends(piece: &str) -> bool {
    let ended = piece.trim_end();
    let Some(before) = ended.strip_suffix('.') else {
        let wrapped = |last: char| last.is_alphanumeric() || matches!(last, ',' | ';' | ':' | '-' | '–' | '—');
        return !(piece.ends_with(['\n', '\r']) && ended.ends_with(wrapped));
    };
    let last = before.rsplit(|c: char| !c.is_alphanumeric() && c != '.').next().unwrap_or_default();
    let letter = last.rsplit('.').next().unwrap_or_default();
    let initial = letter.chars().count() == 1 && letter.chars().all(char::is_uppercase);
    let bare = last.to_lowercase();
    !initial && !ABBREVIATIONS.contains(&bare.as_str()) && !ABBREVIATIONS.contains(&letter.to_lowercase().as_str())
}

/// Whether what follows begins a sentence: not with a small letter, and not with who
/// said what was just asked or cried.
fn begins(piece: &str, next: &str) -> bool {
    let opened = next.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\n');
    if opened.starts_with(char::is_lowercase) {
        return false;
    }
    let asked = piece.trim_end().trim_end_matches(['"', '”', '’', '\'', '»', '“']);
    let is_quoted = asked.len() < piece.trim_end().len() && asked.ends_with(['?', '!', '…']);
    let mut words = next.split_whitespace().take(SPEAKER_WORDS);
    let says = |word: &str| SAYING.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()));
    !(is_quoted && next.starts_with(char::is_uppercase) && words.any(says))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn abbreviations_initials_and_decimals_end_no_sentence() {
        let text = "Mr. J. R. Tolland of St. Orm paid 1.5 million, i.e. Too much. It rose 3.2 per cent vs. May. Why?";
        assert_eq!(split(text).len(), 3, "{:?}", split(text));
        assert_eq!(split("It rose. Why? Nobody knows!").len(), 3, "the control");
        assert_eq!(split("12. The item. 12. Another.").len(), 3);
    }

    #[test]
    fn a_question_that_is_quoted_goes_on_with_who_asked() {
        for text in [
            "“Who sold them?” she asked.",
            "“Who sold them?” Mara Quell asked.",
            "“Run!” cried the guard.",
            "It fell, thump! thump! and lay there.",
        ] {
            assert_eq!(split(text), [text]);
        }
        assert_eq!(split("“Who sold them?” Nobody knew. “Run!”").len(), 3, "the control");
    }

    #[test]
    fn a_wrapped_line_ends_nothing_and_no_letter_is_lost() {
        let text = "The pumps were sold\nat night. Nobody\nsaw it (the guard\nslept).  It rained";
        assert_eq!(split(text).len(), 3, "{:?}", split(text));
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(solid(&split(text).concat()), solid(text));
        assert!(split(" \n ").is_empty());
    }
}
