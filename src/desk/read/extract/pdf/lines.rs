//! Glyphs in the order in which a page draws them, as lines and words again.
//!
//! A PDF has no lines and often no spaces. A glyph that stands on the baseline of
//! the one before it goes on with the line, with a space where there is a gap; any
//! other begins a new one. The order is the page's own: columns stay columns. Only a
//! line with letters from right to left is put in order by place ([`super::order`]).

use std::mem;

use hayro_interpret::kurbo::Point;

use super::order::{self, Piece};

/// Parts of the letter's size. A gap of so much is a space (narrow spaces are a
/// fifth of an em, tracking stays under a tenth).
const SPACE: f64 = 0.15;
/// Backwards by more than this is another line, and not kerning.
const BACK: f64 = 0.6;
/// A gap of so much is another column or cell.
const CELL: f64 = 3.0;
/// A baseline that differs by less is the same (superscripts keep their line).
const BASELINE: f64 = 0.5;
/// A step down of so much is a new paragraph (usual leading is 1.2).
const PARAGRAPH: f64 = 1.8;

/// The text of a page as it grows.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
    last: Option<Place>,
    /// Where the line that grows begins in the text, and its glyphs with their places.
    line: usize,
    pieces: Vec<Piece>,
    /// Whether it has letters that are written from right to left.
    is_turned: bool,
}

struct Place {
    end: Point,
    size: f64,
}

impl Lines {
    /// How many letters and digits there are.
    pub(super) fn letters(&self) -> usize {
        self.text.chars().filter(|letter| letter.is_alphanumeric()).count()
    }

    /// Puts a glyph that goes from `start` to `end` on a page whose y grows downwards.
    pub(super) fn put(&mut self, text: &str, start: Point, end: Point, size: f64) {
        let turns = order::is_right_to_left(text);
        if let Some(last) = &self.last {
            let size = size.max(last.size).max(f64::EPSILON);
            let (along, down) = ((start.x - last.end.x) / size, (start.y - last.end.y) / size);
            // Such a line is put in order when it is whole.
            let goes_on = (self.is_turned || turns) && down.abs() <= BASELINE;
            self.step(if goes_on { None } else { gap(along, down) }, down);
        }
        self.is_turned |= turns;
        self.text.push_str(text);
        let (from, to) = (start.x.min(end.x), start.x.max(end.x));
        self.pieces.push(Piece { text: text.to_owned(), from, to, size });
        self.last = Some(Place { end, size });
    }

    fn step(&mut self, between: Option<char>, down: f64) {
        match between {
            Some('\n') => {
                self.end();
                self.text.push('\n');
                self.line = self.text.len();
            }
            Some(between) if !self.text.ends_with(char::is_whitespace) => self.text.push(between),
            _ => {}
        }
        if down > PARAGRAPH && self.text.ends_with('\n') {
            self.text.push('\n');
            self.line = self.text.len();
        }
    }

    /// The line is whole: letters from right to left come into their order.
    fn end(&mut self) {
        let pieces = mem::take(&mut self.pieces);
        if mem::take(&mut self.is_turned) {
            let row = order::placed(pieces, |along| gap(along, 0.0).filter(|between| *between != '\n'));
            self.text.truncate(self.line);
            self.text.push_str(&order::letters(&order::read(row)));
        }
    }

    /// The whole text, each line without the plain spaces at its end: others are no
    /// program's filling.
    pub(super) fn text(mut self) -> String {
        self.end();
        let mut text = String::with_capacity(self.text.len() + 1);
        for line in self.text.split_terminator('\n') {
            text.push_str(line.trim_end_matches([' ', '\t']));
            text.push('\n');
        }
        text
    }
}

/// What stands between two glyphs, from how far the second is along and down.
fn gap(along: f64, down: f64) -> Option<char> {
    if down.abs() > BASELINE || along < -BACK {
        Some('\n')
    } else if along > CELL {
        Some('\t')
    } else if along > SPACE {
        Some(' ')
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(glyphs: &[(&str, f64, f64)]) -> String {
        let mut lines = Lines::default();
        for (text, x, y) in glyphs {
            lines.put(text, Point::new(*x, *y), Point::new(x + 5.0, *y), 10.0);
        }
        lines.text()
    }

    #[test]
    fn gaps_become_spaces_lines_and_paragraphs() {
        assert_eq!(written(&[("a", 0.0, 0.0), ("b", 5.0, 0.0)]), "ab\n", "the control");
        assert_eq!(written(&[("a", 0.0, 0.0), ("b", 8.0, 0.0)]), "a b\n");
        assert_eq!(written(&[("a", 0.0, 0.0), ("b", 60.0, 0.0)]), "a\tb\n");
        assert_eq!(written(&[("a", 0.0, 0.0), ("b", 0.0, 12.0)]), "a\nb\n");
        assert_eq!(written(&[("a", 0.0, 0.0), ("b", 0.0, 30.0)]), "a\n\nb\n");
        assert_eq!(written(&[("a", 0.0, 0.0), ("2", 5.0, -4.0)]), "a2\n");
    }

    #[test]
    fn a_line_that_is_drawn_from_its_right_end_is_one_line() {
        let (from_the_right, from_the_left) =
            ([("ש", 10.0), ("ל", 5.0), ("ם", 0.0)], [("ם", 0.0), ("ל", 5.0), ("ש", 10.0)]);
        for line in [from_the_right, from_the_left] {
            let mut glyphs: Vec<_> = line.iter().map(|(letter, x)| (*letter, *x, 0.0)).collect();
            glyphs.push(("a", 0.0, 12.0));
            assert_eq!(written(&glyphs), "שלם\na\n");
        }
        assert_eq!(
            written(&[("c", 10.0, 0.0), ("b", 0.0, 0.0)]),
            "c\nb\n",
            "the control: other letters go back for a new line"
        );
    }
}
