//! What a page says of its glyphs: the text that stands for a stretch of them
//! (`ActualText`, ISO 32000-2, 14.9.4).
//!
//! Programs that print write there what no glyph shows: Chromium each zero-width
//! character, Word each soft hyphen. So the text is read in place of the glyphs. But
//! it is no part of the picture, and could say other words than people see. Where the
//! letters differ, those that are drawn are the page's text, and both are told.

use hayro_interpret::kurbo::Point;
use unicode_normalization::UnicodeNormalization;

use crate::fingerprint::is_invisible;

/// A glyph where it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    /// What it is; nothing where the file does not tell.
    pub text: Option<String>,
    /// Where it begins and ends on the page.
    pub ends: (Point, Point),
    /// The size of its letters.
    pub size: f64,
}

/// A stretch of glyphs with the text that is said to stand for them.
pub(super) struct Spoken {
    /// How deep in other marked stretches it began.
    pub depth: usize,
    /// The text.
    pub text: String,
    /// The glyphs so far.
    pub glyphs: Vec<Drawn>,
}

/// What comes of a stretch.
pub(super) enum Heard {
    /// The text, in the place of the glyphs.
    Said(Drawn),
    /// The glyphs, because they are other letters: those, then what is said.
    Drawn(Vec<Drawn>, String, String),
    /// Nothing was drawn.
    Nothing,
}

impl Spoken {
    /// The stretch is whole.
    pub(super) fn end(self) -> Heard {
        let (Some(first), Some(last)) = (self.glyphs.first(), self.glyphs.last()) else { return Heard::Nothing };
        let drawn: String = self.glyphs.iter().filter_map(|glyph| glyph.text.as_deref()).collect();
        let all_known = self.glyphs.iter().all(|glyph| glyph.text.is_some());
        if !agree(&drawn, &self.text, all_known) {
            return Heard::Drawn(self.glyphs, drawn, self.text);
        }
        let size = self.glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
        Heard::Said(Drawn { text: Some(self.text), ends: (first.ends.0, last.ends.1), size })
    }
}

/// Whether what is said has the letters that are drawn. Of a glyph of which nothing
/// is known it may say anything.
fn agree(drawn: &str, said: &str, all_known: bool) -> bool {
    let (mut drawn, mut said) = (letters(drawn), letters(said));
    if drawn.is_empty() || drawn == said {
        return true;
    }
    // Scripts that turn or stack their letters are drawn in another order.
    let is_plain = drawn.iter().any(char::is_ascii);
    if all_known && is_plain {
        return false;
    }
    drawn.sort_unstable();
    said.sort_unstable();
    if all_known { drawn == said } else { is_within(&drawn, &said) }
}

/// Letters and digits as they are seen, without width, style and case.
fn letters(text: &str) -> Vec<char> {
    let letters = text.nfkc().filter(|letter| letter.is_alphanumeric() && !is_invisible(*letter));
    letters.flat_map(char::to_lowercase).collect()
}

/// Whether one sorted run is a part of another.
fn is_within(part: &[char], whole: &[char]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|letter| whole.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_holds_unless_other_letters_are_drawn() {
        for (drawn, said) in
            [(" ", "\u{200b}"), ("-", "\u{ad}"), ("a ", "a\u{200d}"), ("ﬁ", "fi"), ("שלום", "םולש"), ("…", "")]
        {
            assert!(agree(drawn, said, true), "{drawn:?} {said:?}");
        }
        for (drawn, said) in [("guilty", "innocent"), ("pit", "tip"), ("а", "a"), ("word", ""), ("7", "1")] {
            assert!(!agree(drawn, said, true), "{drawn:?} {said:?}");
        }
        assert!(agree("gilty", "guilty", false), "a glyph without a text may be any letter");
        assert!(!agree("guilty", "innocent", false), "but those that are known must be said");
    }
}
