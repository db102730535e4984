//! The words of a quotation, and the places where it says that some are missing.

use crate::proof::align::{SourceWord, read_words};

/// A part of a quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// A word that must stand in the source.
    Word(SourceWord),
    /// Words were left out here.
    Ellipsis,
    /// The writer's own words stand here, in place of others or beside them.
    Insertion,
}

/// How a quotation's text is to be read.
#[must_use]
pub fn elements(text: &str) -> Vec<Element> {
    let letters: Vec<char> = text.chars().collect();
    let (mut elements, mut run, mut at) = (Vec::new(), String::new(), 0);
    while at < letters.len() {
        let rest = letters.get(at..).unwrap_or_default();
        let (gap, length) = gap(rest);
        match gap {
            Some(Gap::Nothing) => {}
            Some(Gap::Letters(inside)) => run.push_str(&inside),
            Some(Gap::Of(element)) => {
                words(&std::mem::take(&mut run), &mut elements);
                elements.push(element);
            }
            None => run.extend(rest.first()),
        }
        at += length.max(1);
    }
    words(&run, &mut elements);
    trimmed(elements)
}

enum Gap {
    /// To be passed over.
    Nothing,
    /// A part of a word whose writing was changed: `[T]he`.
    Letters(String),
    Of(Element),
}

/// What begins here that is not the source's, and its length in characters.
fn gap(rest: &[char]) -> (Option<Gap>, usize) {
    match rest {
        ['…', ..] => (Some(Gap::Of(Element::Ellipsis)), 1),
        ['.', '.', '.', '.', ..] => (Some(Gap::Of(Element::Ellipsis)), 4),
        ['.', '.', '.', ..] => (Some(Gap::Of(Element::Ellipsis)), 3),
        ['.', ' ' | '\u{a0}', '.', ' ' | '\u{a0}', '.', ..] => (Some(Gap::Of(Element::Ellipsis)), 5),
        ['[', ..] | ['(', '.' | '…', ..] => bracket(rest).unwrap_or((None, 1)),
        _ => (None, 1),
    }
}

fn bracket(rest: &[char]) -> Option<(Option<Gap>, usize)> {
    let close = if rest.first() == Some(&'[') { ']' } else { ')' };
    let end = rest.iter().position(|letter| *letter == close)?;
    let inside: String = rest.get(1..end)?.iter().collect();
    let bare = inside.trim();
    let joined = rest.get(end + 1).is_some_and(|letter| letter.is_alphanumeric());
    let gap = match bare {
        "…" | "..." | ". . ." | "...." => Gap::Of(Element::Ellipsis),
        "sic" | "sic!" | "!" => Gap::Nothing,
        _ if close == ')' => return None,
        // One word with the rest of it: only its case is the writer's.
        one if joined && one.chars().all(char::is_alphanumeric) => Gap::Letters(one.to_owned()),
        _ => Gap::Of(Element::Insertion),
    };
    Some((Some(gap), end + 1))
}

fn words(run: &str, elements: &mut Vec<Element>) {
    elements.extend(read_words(run).into_iter().map(Element::Word));
}

/// What is left out before the first word or after the last says nothing.
fn trimmed(mut elements: Vec<Element>) -> Vec<Element> {
    let is_word = |element: &Element| matches!(element, Element::Word(_));
    let first = elements.iter().position(is_word).unwrap_or(elements.len());
    elements.drain(..first);
    let last = elements.iter().rposition(is_word).map_or(0, |last| last + 1);
    elements.truncate(last);
    elements
}
