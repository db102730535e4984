//! Spaces: unusual ones, ones at the ends of lines, and doubled ones.

use std::collections::HashSet;

use unicode_script::{Script, UnicodeScript};

use super::{Around, Kind, Place};

/// So many lines with spaces at their ends are a pattern, when the ends differ.
const PATTERN_LINES: usize = 3;
/// Spaces after sentences are a habit when so many of a hundred are doubled.
const HABIT_PERCENT: usize = 80;

/// What this space is, if no typography asks for it here.
pub(super) fn judge(around: &Around<'_>) -> Option<Kind> {
    let kind = match around.letter() {
        '\u{a0}' => Kind::NoBreakSpace,
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Kind::OddSpace,
        _ => return None,
    };
    (!is_asked_for(around)).then_some(kind)
}

fn is_asked_for(around: &Around<'_>) -> bool {
    match around.letter() {
        '\u{3000}' => is_wide(around.before(1)) || is_wide(around.after(1)),
        // Figures in columns.
        '\u{2007}' => is_digit(around.before(1)) || is_digit(around.after(1)),
        // The indent of a paragraph.
        '\u{2002}' | '\u{2003}' => around.back().all(char::is_whitespace),
        '\u{a0}' => belongs_together(around) || is_layout(around),
        '\u{202f}' | '\u{2009}' | '\u{200a}' => belongs_together(around),
        _ => false,
    }
}

fn is_digit(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_numeric)
}

/// A character of East Asia, or the beginning of a line.
fn is_wide(letter: Option<char>) -> bool {
    letter.is_none_or(|letter| {
        letter == '\n'
            || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
            || matches!(letter.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul)
    })
}

/// A number and its unit, an initial and a name, a mark and its word, a preposition
/// of one or two letters: what typographers of many languages keep on one line.
fn belongs_together(around: &Around<'_>) -> bool {
    const OPENING: &str = "«‹„“”\"'’([§№#$€£¥–—-−.…*&°/+=<>×¿¡|•·";
    const CLOSING: &str = "»›”“\"';:!?%‰€$£¥°–—-−…&/+=<>×)]|•·";
    let before = around.before(1).is_some_and(|letter| letter.is_numeric() || OPENING.contains(letter));
    let after = around.after(1).is_some_and(|letter| letter.is_numeric() || CLOSING.contains(letter));
    let is_short = |letters: usize| (1..=2).contains(&letters);
    before
        || after
        || is_short(around.back().take(3).take_while(|letter| letter.is_alphabetic()).count())
        || is_short(around.on().take(3).take_while(|letter| letter.is_alphabetic()).count())
}

/// Beside another space or a line's end: how web pages move things about.
fn is_layout(around: &Around<'_>) -> bool {
    let is_space = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    is_space(around.before(1)) || is_space(around.after(1))
}

/// Lines that end in spaces of several patterns, as programs that hide bits there
/// write them (SNOW). Line breaks of Markdown are one pattern; empty cells are none.
pub(super) fn trailing(letters: &[char], places: &mut Vec<Place>) {
    let (mut ends, mut patterns) = (Vec::new(), HashSet::new());
    let mut start = 0;
    for line in letters.split_inclusive(|letter| *letter == '\n') {
        let text = line.iter().rposition(|letter| !matches!(letter, '\n' | '\r')).map_or(0, |last| last + 1);
        let text = line.get(..text).unwrap_or_default();
        let solid = text.iter().rposition(|letter| !matches!(letter, ' ' | '\t')).map_or(0, |last| last + 1);
        let end = text.get(solid..).unwrap_or_default();
        if hides(text.get(..solid).unwrap_or_default(), end) {
            ends.push((Kind::TrailingSpaces, start + solid..start + text.len()));
            patterns.insert(end);
        }
        start += line.len();
    }
    if ends.len() >= PATTERN_LINES && patterns.len() > 1 {
        places.extend(ends);
    }
}

/// Whether the end of a line is more than a slip of the space bar and no cell.
fn hides(line: &[char], end: &[char]) -> bool {
    let is_cells = end.chunks(2).all(|pair| pair == [' ', '\t']) || end.iter().all(|letter| *letter == '\t');
    end.len() > 1 && !is_cells && !line.contains(&'\t')
}

/// Gaps of two spaces between words, where the text mostly has one. Lines with
/// wider gaps are tables.
pub(super) fn doubled(letters: &[char], places: &mut Vec<Place>) {
    let mut gaps = Gaps::default();
    let mut start = 0;
    for line in letters.split_inclusive(|letter| *letter == '\n') {
        gaps.line(line, start);
        start += line.len();
    }
    let sentences = gaps.after_sentence.len();
    if sentences > 1 && sentences * 100 < HABIT_PERCENT * (sentences + gaps.single_after_sentence) {
        places.extend(gaps.after_sentence);
    }
    if gaps.inside.len() > 1 {
        places.extend(gaps.inside);
    }
}

#[derive(Default)]
struct Gaps {
    single_after_sentence: usize,
    after_sentence: Vec<Place>,
    inside: Vec<Place>,
}

impl Gaps {
    fn line(&mut self, line: &[char], start: usize) {
        let runs = runs(line);
        if runs.iter().any(|run| run.len() > 2) {
            return;
        }
        for run in runs {
            let before = run.start.checked_sub(1).and_then(|at| line.get(at));
            let ends = before.is_some_and(|letter| ".!?:…”\"»)".contains(*letter));
            let place = (Kind::DoubleSpaces, start + run.start..start + run.end);
            match (run.len(), ends) {
                (1, true) => self.single_after_sentence += 1,
                (1, false) => {}
                (_, true) => self.after_sentence.push(place),
                (_, false) => self.inside.push(place),
            }
        }
    }
}

/// Runs of spaces between two characters that are none.
fn runs(line: &[char]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in line.iter().enumerate().filter(|(_, letter)| **letter == ' ') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    let is_solid = |at: Option<usize>| at.and_then(|at| line.get(at)).is_some_and(|letter| !letter.is_whitespace());
    runs.retain(|run| is_solid(run.start.checked_sub(1)) && is_solid(Some(run.end)));
    runs
}
