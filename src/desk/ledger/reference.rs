//! `T1`, `T1/F1`, `S1`, `C1`, `E1`, `K1`: what people type for a row.

use std::fmt;
use std::str::FromStr;

/// A tip's number in its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TipRef(pub u32);

/// A file's number in its tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileRef {
    /// The tip.
    pub tip: TipRef,
    /// The file, counted from 1.
    pub number: u32,
}

/// The number of a source, claim, evidence or circle, by the letter before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Numbered<const LETTER: char>(pub u32);

impl<const LETTER: char> Numbered<LETTER> {
    /// Of this number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }
}

/// `S1`: who or what something is known from.
pub type SourceRef = Numbered<'S'>;
/// `C1`: a sentence that is true or false.
pub type ClaimRef = Numbered<'C'>;
/// `E1`: a passage that bears on a claim.
pub type EvidenceRef = Numbered<'E'>;
/// `K1`: people who could have known something.
pub type CircleRef = Numbered<'K'>;

/// A text names nothing that can be in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// It does not name a tip.
    #[error("not the id of a tip, such as T1")]
    Tip,
    /// It does not name a file.
    #[error("not the id of a tip's file, such as T1/F1")]
    File,
    /// It does not name what begins with this letter.
    #[error("not an id such as {0}1")]
    Numbered(char),
}

/// A letter and a number without sign or leading zero: one spelling for each row.
fn numbered(text: &str, letter: char) -> Option<u32> {
    let digits = text.strip_prefix(letter)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

impl FromStr for TipRef {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        numbered(text, 'T').map(Self).ok_or(ReferenceError::Tip)
    }
}

impl FromStr for FileRef {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let (tip, file) = text.split_once('/').ok_or(ReferenceError::File)?;
        let tip = tip.parse().map_err(|_| ReferenceError::File)?;
        let number = numbered(file, 'F').ok_or(ReferenceError::File)?;
        Ok(Self { tip, number })
    }
}

impl<const LETTER: char> FromStr for Numbered<LETTER> {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        numbered(text, LETTER).map(Self).ok_or(ReferenceError::Numbered(LETTER))
    }
}

impl<const LETTER: char> fmt::Display for Numbered<LETTER> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{LETTER}{}", self.0)
    }
}

impl fmt::Display for TipRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "T{}", self.0)
    }
}

impl fmt::Display for FileRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/F{}", self.tip, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_one_spelling() {
        assert_eq!("T12".parse(), Ok(TipRef(12)));
        assert_eq!("C7".parse(), Ok(Numbered::<'C'>(7)));
        assert_eq!("S7".parse::<ClaimRef>(), Err(ReferenceError::Numbered('C')));
        assert_eq!(Numbered::<'K'>(3).to_string(), "K3");
        assert_eq!("T12/F3".parse(), Ok(FileRef { tip: TipRef(12), number: 3 }));
        assert_eq!(FileRef { tip: TipRef(12), number: 3 }.to_string(), "T12/F3");
        for wrong in ["", "T", "t1", "T0", "T01", "T+1", "T-1", "T1 ", "T99999999999", "F1", "../T1"] {
            assert_eq!(wrong.parse::<TipRef>(), Err(ReferenceError::Tip), "{wrong}");
        }
        for wrong in ["T1", "T1/", "T1/F", "T1/F0", "T1/F1/F1", "T1/../F1", "/F1", "T1\\F1"] {
            assert_eq!(wrong.parse::<FileRef>(), Err(ReferenceError::File), "{wrong}");
        }
    }
}
