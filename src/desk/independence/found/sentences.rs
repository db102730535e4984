//! Where sentences, paragraphs and quotations of a news text begin and end.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::tokens::is_quote;

/// A line that is shorter, in characters, was ended by its writer and not by wrapping:
/// a heading, a dateline, the end of a paragraph. Wrapped text is at least so wide.
const WRAPPED_LEAST: usize = 60;
/// A line that is longer was not wrapped: one line is one paragraph.
const WRAPPED_MOST: usize = 100;
/// A quotation is closed within so many bytes, or its mark was a mistake.
const QUOTATION_MOST: usize = 4_000;
/// What ends with a full stop and ends no sentence.
const ABBREVIATIONS: [&str; 22] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "sir", "rev", "gov", "sen", "rep", "gen", "col", "capt", "lt", "sgt", "no",
    "co", "inc", "ltd", "hr", "fr",
];

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
            sentences(part, paragraph.start, &mut shape.sentences);
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

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = text.get(range.clone()).unwrap_or_default();
    let start = range.end - part.trim_start().len();
    let end = start + part.trim().len();
    if start < end {
        found.push(start..end);
    }
}

fn sentences(part: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let mut open = 0;
    for (at, piece) in part.split_sentence_bound_indices() {
        let end = at + piece.len();
        if end == part.len() || ends_a_sentence(piece) {
            let sentence = part.get(open..end).unwrap_or_default();
            found.push(start + open..start + open + sentence.trim_end().len());
            open = end;
        }
    }
}

/// UAX 29 ends a sentence at every line, and after "Mr." before a name.
fn ends_a_sentence(piece: &str) -> bool {
    let ended = piece.trim_end();
    let Some(before) = ended.strip_suffix('.') else {
        let wrapped = |last: char| last.is_alphanumeric() || matches!(last, ',' | ';' | ':' | '-' | '–' | '—');
        return !(piece.ends_with(['\n', '\r']) && ended.ends_with(wrapped));
    };
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let initial = last.chars().count() == 1 && last.chars().all(char::is_uppercase);
    !initial && !ABBREVIATIONS.contains(&last.to_lowercase().as_str())
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
