//! Where sentences, paragraphs and quotations of a news text begin and end.

use std::ops::Range;

use super::tokens::is_quote;
use crate::prose::{self, push_trimmed};

/// A line that is shorter, in characters, was ended by its writer and not by wrapping:
/// a heading, a dateline, the end of a paragraph. Wrapped text is at least so wide.
const WRAPPED_LEAST: usize = 60;
/// A line that is longer was not wrapped: one line is one paragraph.
const WRAPPED_MOST: usize = 100;
/// A quotation is closed within so many bytes, or its mark was a mistake.
const QUOTATION_MOST: usize = 4_000;
/// A text's shape. All ranges are in order.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// What is set off from the rest by an empty or an unwrapped line.
    pub paragraphs: Vec<Range<usize>>,
    /// Each within one paragraph.
    pub sentences: Vec<Range<usize>>,
    /// What stands between marks of quotation, with them; each within one paragraph.
    pub quotations: Vec<Range<usize>>,
}

impl Shape {
    /// Of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut shape = Self { paragraphs: paragraphs(text), ..Self::default() };
        for paragraph in &shape.paragraphs {
            let part = text.get(paragraph.clone()).unwrap_or_default();
            let inside = prose::sentences(part).into_iter();
            shape.sentences.extend(inside.map(|at| paragraph.start + at.start..paragraph.start + at.end));
            quotations(part, paragraph.start, &mut shape.quotations);
        }
        shape
    }

    /// The sentence that holds a place.
    #[must_use]
    pub fn sentence(&self, at: usize) -> Option<Range<usize>> {
        holding(&self.sentences, at)
    }

    /// The paragraph that holds a place.
    #[must_use]
    pub fn paragraph(&self, at: usize) -> Option<Range<usize>> {
        holding(&self.paragraphs, at)
    }
}

fn holding(ranges: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let place = ranges.partition_point(|range| range.end <= at);
    ranges.get(place).filter(|range| range.start <= at).cloned()
}

/// Whether two ranges share a byte.
#[must_use]
pub fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut open, mut at) = (0, 0);
    for line in text.split_inclusive(['\n', '\u{c}', '\u{2029}']) {
        at += line.len();
        let width = line.trim().chars().count();
        if !(WRAPPED_LEAST..=WRAPPED_MOST).contains(&width) || line.ends_with(['\u{c}', '\u{2029}']) {
            push_trimmed(text, open..at, &mut found);
            open = at;
        }
    }
    push_trimmed(text, open..text.len(), &mut found);
    found
}

fn quotations(part: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let mut open: Option<(usize, char)> = None;
    for (at, mark) in part.char_indices().filter(|(_, c)| is_quote(c.encode_utf8(&mut [0; 4]))) {
        let end = at + mark.len_utf8();
        match open {
            Some((from, by)) if closes(mark, by) => {
                if end - from <= QUOTATION_MOST {
                    found.push(start + from..start + end);
                }
                open = None;
            }
            None => open = Some((at, mark)),
            Some(_) => {}
        }
    }
    // Speech that goes on in the next paragraph is closed only there.
    if let Some((from, _)) = open.filter(|(from, _)| part.len() - from <= QUOTATION_MOST) {
        found.push(start + from..start + part.trim_end().len());
    }
}

fn closes(mark: char, open: char) -> bool {
    matches!(
        (open, mark),
        ('"', '"') | ('“', '”' | '"') | ('„', '“' | '”' | '"') | ('«', '»') | ('»', '«') | ('”', '”')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<&'t str> {
        ranges.iter().map(|range| &text[range.clone()]).collect()
    }

    #[test]
    fn a_title_an_initial_and_a_wrapped_line_end_no_sentence() {
        let text = "Pumps sold\nMr. J. Tolland of St. Orm sold the pumps at night, and nobody saw it, not even\nthe guard. \
                    Why?";
        let shape = Shape::of(text);
        assert_eq!(texts(text, &shape.paragraphs)[0], "Pumps sold");
        assert_eq!(shape.sentences.len(), 3, "{:?}", texts(text, &shape.sentences));
        assert_eq!(texts(text, &shape.sentences)[2], "Why?");
        assert_eq!(shape.paragraphs.len(), 2);
    }

    #[test]
    fn every_sentence_lies_in_one_paragraph_and_nothing_is_lost() {
        for text in
            ["", "  ", "One. Two!\n\nThree", "„Nein“, sagte er. «Non.» “a” \"b\"", "“never closed. More.\n\nNext."]
        {
            let shape = Shape::of(text);
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            let kept: String = texts(text, &shape.sentences).into_iter().map(solid).collect();
            assert_eq!(kept, solid(text));
            for sentence in shape.sentences.iter().chain(&shape.quotations) {
                let paragraph = shape.paragraph(sentence.start).unwrap();
                assert!(paragraph.end >= sentence.end, "{text}");
            }
        }
        let text = "„Nein“, sagte er. «Non.» “a” \"b\"";
        assert_eq!(texts(text, &Shape::of(text).quotations), ["„Nein“", "«Non.»", "“a”", "\"b\""]);
    }
}
