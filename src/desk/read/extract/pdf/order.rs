//! Lines with letters that are written from right to left, in reading order again.
//!
//! A PDF shows where glyphs stand and not in which order they are read. Some programs
//! draw such a line from its left end, some from its right, some run by run. So a line
//! is first ordered by place, and then turned by the rules by which the order of
//! reading became the order of places (Unicode annex 9, rules W7, N1 and L2, undone).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A glyph, or a space between two.
pub(super) struct Piece {
    /// What it says, in reading order.
    pub text: String,
    /// Its left and right end.
    pub from: f64,
    /// As above.
    pub to: f64,
    /// Of its letters.
    pub size: f64,
}

/// What a piece does to the order of its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    RightToLeft,
    LeftToRight,
    Number,
    Neutral,
}

/// Whether a text has letters that are written from right to left.
pub(super) fn is_right_to_left(text: &str) -> bool {
    class(text) == Class::RightToLeft
}

fn class(text: &str) -> Class {
    let letter = text.chars().find(|letter| letter.is_alphanumeric());
    match letter {
        // Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours; then their old
        // forms, and the scripts of the ancient Near East, Adlam among them. Arabic's
        // own digits run from left to right.
        Some('\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}') => Class::Number,
        Some('\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') => Class::RightToLeft,
        Some('\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}') => Class::RightToLeft,
        Some(letter) if letter.is_numeric() => Class::Number,
        Some(_) => Class::LeftToRight,
        None => Class::Neutral,
    }
}

/// Letters in place of the forms that a font has for them.
pub(super) fn letters(text: &str) -> String {
    let is_form = |letter: char| matches!(letter, '\u{fb1d}'..='\u{fdfb}' | '\u{fe70}'..='\u{fefc}');
    let mut whole = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_form(letter) { whole.extend(std::iter::once(letter).nfkc()) } else { whole.push(letter) }
    }
    whole
}

/// The pieces of one line from left to right, with each mark behind its letter.
/// `between` says what stands between two, from the gap in sizes.
pub(super) fn placed(pieces: Vec<Piece>, between: impl Fn(f64) -> Option<char>) -> Vec<String> {
    let mut bases = with_marks(pieces);
    bases.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut row: Vec<String> = Vec::with_capacity(bases.len());
    let mut end: Option<(f64, f64)> = None;
    for Piece { text, from, to, size } in bases {
        let size = end.map_or(size, |(_, before)| size.max(before)).max(f64::EPSILON);
        let space = end.and_then(|(end, _)| between((from - end) / size));
        let is_spaced = text.starts_with(char::is_whitespace)
            || row.last().is_some_and(|before| before.ends_with(char::is_whitespace));
        row.extend(space.filter(|_| !is_spaced).map(String::from));
        row.push(text);
        end = Some((to, size));
    }
    row
}

/// A mark joins its letter: the one before it where a line is drawn as it is read, the
/// one after it where it is drawn from its left end.
fn with_marks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut bases: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut waiting: Vec<Piece> = Vec::new();
    for mut piece in pieces {
        if is_mark(&piece.text) {
            waiting.push(piece);
            continue;
        }
        match bases.last_mut() {
            Some(before) if piece.from < before.from => {
                before.text.extend(waiting.drain(..).map(|mark| mark.text));
            }
            _ => piece.text.extend(waiting.drain(..).rev().map(|mark| mark.text)),
        }
        bases.push(piece);
    }
    match bases.last_mut() {
        Some(last) => last.text.extend(waiting.into_iter().map(|mark| mark.text)),
        None => bases.extend(waiting),
    }
    bases
}

fn is_mark(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| canonical_combining_class(letter) != 0)
}

/// A row from left to right, in the order in which it is read. A number between the
/// two directions is taken for a part of what runs from left to right.
pub(super) fn read(mut row: Vec<String>) -> String {
    if is_latin(&row) {
        turn(&mut row, Class::LeftToRight, |ends| ends == Class::RightToLeft);
    } else {
        row.reverse();
        turn(&mut row, Class::RightToLeft, |ends| ends != Class::Neutral);
        turn_brackets(&mut row);
    }
    row.concat()
}

/// Whether a row runs from left to right as a whole: its first and last letter say so,
/// and where they differ the greater number.
fn is_latin(row: &[String]) -> bool {
    let strong: Vec<bool> = row
        .iter()
        .filter_map(|piece| match class(piece) {
            Class::LeftToRight => Some(true),
            Class::RightToLeft => Some(false),
            _ => None,
        })
        .collect();
    let latin = strong.iter().filter(|latin| **latin).count();
    match (strong.first(), strong.last()) {
        (Some(first), Some(last)) if first == last => *first,
        _ => latin * 2 > strong.len(),
    }
}

/// Turns what stands between two letters of the row's own direction, from the first to
/// the last piece that may be an end.
fn turn(row: &mut [String], own: Class, is_end: impl Fn(Class) -> bool) {
    for run in row.split_mut(|piece| class(piece) == own) {
        let ends = |piece: &String| is_end(class(piece));
        let (Some(first), Some(last)) = (run.iter().position(ends), run.iter().rposition(ends)) else { continue };
        let Some(run) = run.get_mut(first..=last) else { continue };
        let has = |wanted: Class| run.iter().any(|piece| class(piece) == wanted);
        let (has_latin, is_latins) = (has(Class::LeftToRight), own == Class::LeftToRight);
        if has_latin || is_latins {
            run.reverse();
        }
        if !has_latin {
            turn_numbers(run);
        }
    }
}

/// Numbers among letters from right to left run from left to right themselves.
fn turn_numbers(row: &mut [String]) {
    const INSIDE: &str = ".,:/-";
    let is_number = |piece: &String| class(piece) == Class::Number;
    for run in row.split_mut(|piece| !is_number(piece) && !INSIDE.contains(piece.as_str())) {
        if let (Some(first), Some(last)) = (run.iter().position(is_number), run.iter().rposition(is_number))
            && let Some(number) = run.get_mut(first..=last)
        {
            number.reverse();
        }
    }
}

/// Some programs say which bracket is seen, others which was typed. The first one of
/// a line that is typed opens.
fn turn_brackets(row: &mut [String]) {
    const PAIRS: [(&str, &str); 6] = [("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"), ("‹", "›"), ("<", ">")];
    let other = |piece: &str| {
        PAIRS.iter().find_map(
            |(open, close)| {
                if piece == *open { Some(*close) } else { (piece == *close).then_some(*open) }
            },
        )
    };
    let first = row.iter().find(|piece| other(piece).is_some());
    if first.is_some_and(|first| PAIRS.iter().any(|(_, close)| first == close)) {
        for piece in row.iter_mut() {
            if let Some(other) = other(piece) {
                *piece = other.to_owned();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line as it is seen, letter by letter.
    fn seen(line: &str) -> String {
        read(line.chars().map(String::from).collect())
    }

    #[test]
    fn a_line_is_read_as_it_was_typed() {
        assert_eq!(seen("Only Latin, 12 of it."), "Only Latin, 12 of it.", "the control");
        assert_eq!(seen(".2024 יאמב 6-ב רגסנ רשגה"), "הגשר נסגר ב-6 במאי 2024.");
        assert_eq!(seen("Elm Council ידי לע רגסנ רשגה"), "הגשר נסגר על ידי Elm Council");
        assert_eq!(seen("רשגה Elm Council Bridge Society סוטמ"), "מטוס Elm Council Bridge Society הגשר");
        assert_eq!(seen("The word םלוע םולש means peace."), "The word שלום עולם means peace.");
        assert_eq!(seen("1,250.5 םילקש"), "שקלים 1,250.5");
    }

    #[test]
    fn brackets_open_before_they_close_whoever_wrote_them() {
        assert_eq!(seen(".(תינמז) רגסנ"), "נסגר (זמנית).", "as they are seen");
        assert_eq!(seen(".)תינמז( רגסנ"), "נסגר (זמנית).", "as they were typed");
    }

    #[test]
    fn marks_stay_with_their_letters_in_whatever_order_they_are_drawn() {
        let piece = |text: &str, from: f64, to: f64| Piece { text: text.to_owned(), from, to, size: 10.0 };
        let word = "שָׁל";
        let from_the_left = vec![piece("ל", 0.0, 5.0), piece("\u{5b8}", 7.0, 7.0), piece("ש", 5.0, 10.0)];
        let from_the_right = vec![piece("ש", 5.0, 10.0), piece("\u{5b8}", 7.0, 7.0), piece("ל", 0.0, 5.0)];
        for drawn in [from_the_left, from_the_right] {
            assert_eq!(read(placed(drawn, |_| None)), word.replace('\u{5c1}', ""));
        }
    }

    #[test]
    fn forms_of_letters_are_letters() {
        assert_eq!(letters("\u{fefb}\u{fee1}"), "لام");
        assert_eq!(letters("ﬁne"), "ﬁne", "the control: other ligatures are the document's own");
    }
}
