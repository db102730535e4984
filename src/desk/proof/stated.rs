//! What sort of sentence it is: whether it states what can be checked, whether it calls
//! itself new, whether it is a judgement. Rules of thumb; each is a warning at most.

use super::draft::Kind;
use super::sentence::Sentence;

/// Words that tell a judgement of the writer's own.
const JUDGING: [&str; 16] = [
    "should",
    "must",
    "ought",
    "i think",
    "we think",
    "i believe",
    "we believe",
    "in our view",
    "in my view",
    "it is time",
    "let us",
    "let's",
    "surely",
    "shameful",
    "deserves",
    "regrettable",
];
/// Words that say nobody reported it before.
const NEW: [&str; 14] = [
    "not previously reported",
    "not been previously reported",
    "not been reported",
    "previously unreported",
    "never been reported",
    "never before reported",
    "can reveal",
    "can disclose",
    "has learned",
    "have learned",
    "reported here for the first time",
    "exclusively",
    "until now unknown",
    "previously undisclosed",
];
/// Names that begin a sentence or a week and are no names of anybody.
const COMMON: [&str; 26] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "mr",
    "mrs",
    "ms",
    "dr",
    "i",
    "god",
    "english",
];

/// Whether what stands in such a block states facts that somebody could check: a name, a
/// figure. No question and no heading does.
#[must_use]
pub fn is_checkable(kind: Kind, text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?');
    if kind == Kind::Heading || text.ends_with('?') || words(text).count() < 4 {
        return false;
    }
    let figure = text.contains(|letter: char| letter.is_ascii_digit());
    figure || (has_name(text) && !is_opinion(text))
}

/// Whether it is a judgement.
#[must_use]
pub fn is_opinion(text: &str) -> bool {
    holds(text, &JUDGING)
}

/// The words by which it calls itself new.
#[must_use]
pub fn novelty(text: &str) -> Option<&'static str> {
    let lower = folded(text);
    NEW.iter().find(|words| lower.contains(&format!(" {words} "))).copied()
}

fn holds(text: &str, cues: &[&str]) -> bool {
    let lower = folded(text);
    cues.iter().any(|words| lower.contains(&format!(" {words} ")))
}

/// Small letters and single spaces, with one at either end.
fn folded(text: &str) -> String {
    format!(" {} ", words(text).map(str::to_lowercase).collect::<Vec<_>>().join(" "))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

fn has_name(text: &str) -> bool {
    words(text).skip(1).any(|word| {
        word.starts_with(char::is_uppercase) && !COMMON.contains(&word.trim_end_matches("'s").to_lowercase().as_str())
    })
}

/// Names, figures and weekdays that somebody should look at once more: each once, in order.
#[must_use]
pub fn to_verify(sentences: &[Sentence]) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for sentence in sentences.iter().filter(|sentence| sentence.kind != Kind::Heading) {
        let words: Vec<&str> = words(&sentence.text).collect();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let run = words.get(at..).unwrap_or_default().iter().take_while(|word| is_capital(word)).count();
            let (kind, length) = match () {
                () if COMMON.iter().take(7).any(|day| word.eq_ignore_ascii_case(day)) => ("weekday", 1),
                () if word.contains(|letter: char| letter.is_ascii_digit()) => ("figure", 2),
                () if run >= 2 => ("name", run),
                () => {
                    at += 1;
                    continue;
                }
            };
            let shown = (kind, words.get(at..words.len().min(at + length)).unwrap_or_default().join(" "));
            if !found.contains(&shown) {
                found.push(shown);
            }
            at += length.max(1);
        }
    }
    found
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::draft::of_text;
    use crate::proof::sentence::sentences;
    use crate::read::Format;

    fn checkable(text: &str) -> bool {
        let sentence = sentences(&of_text(text.into(), Format::Text, Vec::new()).unwrap()).remove(0);
        is_checkable(sentence.kind, &sentence.text)
    }

    #[test]
    fn questions_headings_and_opinions_state_nothing_to_be_checked() {
        for text in [
            "Who sold the pumps of Lenz?",
            "Pumps of the Lenz harbour",
            "The board of Lenz should resign.",
            "It rained all through the night.",
            "Nobody knows.",
        ] {
            assert!(!checkable(text), "{text}");
        }
        for text in
            ["The board of Lenz sold the pumps.", "It paid 5 million for them.", "It should pay 5 million for them."]
        {
            assert!(checkable(text), "{text}: the control");
        }
    }

    #[test]
    fn what_calls_itself_new_is_heard() {
        assert_eq!(novelty("The sale, not previously reported, was secret."), Some("not previously reported"));
        assert_eq!(novelty("The sale was reported previously."), None);
    }
}
