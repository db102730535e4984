//! Text that is there and that nobody sees: styled away, white on white, or so small
//! that it is a line of dust. How much of it there is, never whether it was meant.

use crate::read::error::Refusal;
use crate::read::extract::{Output, Stop};

/// Letters that are smaller than so many points are read by nobody.
pub(super) const TINY_POINTS: f64 = 2.0;
/// A colour of which each part has so much of 255 is white on paper.
const WHITE: u8 = 248;

/// What a format says of the look of its text; nothing where it leaves that to others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Not shown at all.
    pub hidden: Option<bool>,
    /// White letters.
    pub white: Option<bool>,
    /// Letters of under [`TINY_POINTS`].
    pub tiny: Option<bool>,
    /// On a ground that is not white.
    pub shaded: Option<bool>,
}

impl Look {
    /// This look with another laid over it, which has the last word.
    pub(super) fn over(self, upper: Self) -> Self {
        Self {
            // What is hidden around it is hidden, whatever it says itself.
            hidden: if self.hidden == Some(true) { self.hidden } else { upper.hidden.or(self.hidden) },
            white: upper.white.or(self.white),
            tiny: upper.tiny.or(self.tiny),
            shaded: upper.shaded.or(self.shaded),
        }
    }
}

/// Characters that nobody sees, by the first reason that holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unseen {
    pub hidden: usize,
    pub white: usize,
    pub tiny: usize,
}

impl Unseen {
    /// Counts a text of this look.
    pub(super) fn count(&mut self, look: Look, text: &str) {
        let is = |said: Option<bool>| said == Some(true);
        let counter = if is(look.hidden) {
            &mut self.hidden
        } else if is(look.white) && !is(look.shaded) {
            &mut self.white
        } else if is(look.tiny) {
            &mut self.tiny
        } else {
            return;
        };
        *counter += text.chars().count();
    }

    /// Tells what there is.
    pub(super) fn tell(&self, kind: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        for (what, count) in [("hidden", self.hidden), ("white", self.white), ("tiny", self.tiny)] {
            if count > 0 {
                output.metadata(&format!("{kind}.{what}-characters"), &count.to_string())?;
            }
        }
        Ok(())
    }
}

/// What came of reading the formats of a document: damaged ones hide nothing from its
/// text, which is read without them.
pub(super) fn as_far_as_whole(read: Result<(), Stop>) -> Result<(), Stop> {
    match read {
        Err(Stop::Refused(Refusal::Unreadable)) => Ok(()),
        other => other,
    }
}

/// Whether a colour is white: `FFFFFF`, `#fff`, `FFFFFFFF` with its opacity first, `white`.
pub(super) fn is_white(color: &str) -> bool {
    let digits = color.trim_start_matches('#');
    let digits = if digits.len() == 8 { digits.get(2..).unwrap_or_default() } else { digits };
    let wide: String =
        if digits.len() == 3 { digits.chars().flat_map(|digit| [digit; 2]).collect() } else { digits.into() };
    let mut parts = [0; 3];
    color.eq_ignore_ascii_case("white")
        || (hex::decode_to_slice(&wide, &mut parts).is_ok() && parts.iter().all(|part| *part >= WHITE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_is_white_in_every_spelling_and_grey_is_not() {
        for white in ["FFFFFF", "#fff", "#fefefe", "FFFFFFFF", "White"] {
            assert!(is_white(white), "{white}");
        }
        for other in ["auto", "000000", "#eee", "FF000000", "", "ffff"] {
            assert!(!is_white(other), "{other}");
        }
    }

    #[test]
    fn the_inner_look_has_the_last_word_but_cannot_show_what_is_hidden_around_it() {
        let hidden = Look { hidden: Some(true), ..Look::default() };
        let shown = Look { hidden: Some(false), white: Some(false), ..Look::default() };
        let white = Look { white: Some(true), ..Look::default() };
        assert_eq!(hidden.over(shown).hidden, Some(true));
        assert_eq!((white.over(shown).white, shown.over(white).white), (Some(false), Some(true)));
        let mut unseen = Unseen::default();
        unseen.count(white.over(Look { shaded: Some(true), ..Look::default() }), "read on its ground");
        assert_eq!(unseen, Unseen::default());
        unseen.count(white, "four");
        assert_eq!(unseen.white, 4, "the control");
    }
}
