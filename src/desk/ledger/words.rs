//! What may be typed as a claim, a name, a reason. Pure.

use unicode_normalization::UnicodeNormalization;

use super::LedgerError;

/// Longest claim, in characters: one sentence, and a long one.
pub const CLAIM_MAX: usize = 1_000;
/// Longest name, in characters.
pub const NAME_MAX: usize = 200;
/// Longest reason, note, or thing to do, in characters.
pub const REASON_MAX: usize = super::consent::REASON_MAX;

/// One line, without the spaces around it.
///
/// # Errors
/// [`LedgerError::Words`]: empty, too long, or with a line break or a control character.
pub fn line<'t>(text: &'t str, what: &'static str, most: usize) -> Result<&'t str, LedgerError> {
    let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    let trimmed = text.trim_matches([' ', '\u{a0}']);
    let sound = !trimmed.trim().is_empty() && trimmed.chars().count() <= most && !trimmed.contains(breaks);
    if sound { Ok(trimmed) } else { Err(LedgerError::Words { what, most }) }
}

/// The text of a claim.
///
/// # Errors
/// As [`line`].
pub fn claim(text: &str) -> Result<&str, LedgerError> {
    line(text, "a claim", CLAIM_MAX)
}

/// A name.
///
/// # Errors
/// As [`line`].
pub fn name(text: &str) -> Result<&str, LedgerError> {
    line(text, "a name", NAME_MAX)
}

/// A reason or a note, which may have several lines.
///
/// # Errors
/// [`LedgerError::Reason`]: empty or too long.
pub fn reason(text: &str) -> Result<&str, LedgerError> {
    let sound = !text.trim().is_empty() && text.chars().count() <= REASON_MAX;
    if sound { Ok(text) } else { Err(LedgerError::Reason) }
}

/// What makes two names one: no case, no compatibility forms, single spaces.
#[must_use]
pub fn fold(name: &str) -> String {
    let lower: String = name.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_one_line_of_a_bounded_length() {
        assert_eq!(claim(" The bridge was closed. ").unwrap(), "The bridge was closed.");
        assert!(claim(&"x".repeat(CLAIM_MAX)).is_ok());
        for wrong in ["", "  ", "a\nb", "a\r", "a\u{85}b", "a\u{2028}b", "a\tb", &"ä".repeat(CLAIM_MAX + 1)] {
            assert!(matches!(claim(wrong), Err(LedgerError::Words { .. })), "{wrong:?}");
        }
    }

    #[test]
    fn one_name_in_two_spellings_is_one() {
        assert_eq!(fold("Harbour  OFFICE"), fold("harbour\u{a0}office"));
        assert_eq!(fold("Café"), fold("CAFE\u{301}"));
        assert_ne!(fold("Café"), fold("Cafe"), "an accent tells two names apart");
    }
}
