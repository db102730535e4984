//! The codename: a source's receipt, and all that proves a mailbox is theirs.
//!
//! *Format*: seven words of the EFF's long list and one checksum word, written
//! with single spaces. The four words of the list that hold a hyphen are never
//! drawn, so that a hyphen typed between words always separates. 7,772 words:
//! 7 × 12.92 = 90.4 bits.
//!
//! The checksum word is no secret and adds none: it tells a slip of the pen from
//! a receipt that nothing is known of.

use std::fmt;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::words;

/// Words that carry the secret.
pub const SECRET_WORDS: usize = 7;
/// Words that a source writes down: the secret ones and the checksum.
pub const CODENAME_WORDS: usize = SECRET_WORDS + 1;
/// Words that may be drawn: the list without the four that hold a hyphen.
pub const USABLE_WORDS: usize = words::LIST_LENGTH - 4;

const CHECKSUM_LABEL: &[u8] = b"subrosa codename checksum 1";
/// The largest multiple of the list's length that two bytes can hold: a draw
/// from it up is thrown away, so that no word is likelier than another.
const DRAW_BELOW: u16 = u16::MAX - ((1 << 16) % USABLE_WORDS as u32) as u16;
/// Longest spelling, in bytes: eight words of nine letters and seven spaces.
const TEXT_MAX_BYTES: usize = CODENAME_WORDS * 9 + SECRET_WORDS;

static USABLE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| words::list().iter().copied().filter(|word| !word.contains('-')).collect());

/// A source's receipt.
///
/// *Security*: erased when it goes out of scope, and on the heap, because what is
/// moved on a stack stays behind there; neither `Debug` nor an error ever shows a
/// word of it.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Codename(Box<[u16; SECRET_WORDS]>);

/// Why a text is not a codename. The words themselves are never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodenameError {
    /// Another number of words.
    #[error("a codename has {CODENAME_WORDS} words, this has {found}")]
    Length {
        /// Words that were found.
        found: usize,
    },
    /// The word at this place, counted from 1, is not in the list.
    #[error("word {0} is not one that a codename can have")]
    UnknownWord(usize),
    /// Every word is in the list, and one of them is not the right one.
    #[error("the words do not belong together: one of them is another, or two are swapped")]
    Checksum,
}

impl Codename {
    /// A new one, from the operating system's random numbers.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn generate() -> Result<Self, getrandom::Error> {
        Self::draw(getrandom::fill)
    }

    fn draw<E>(mut fill: impl FnMut(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut codename = Self(Box::new([0; SECRET_WORDS]));
        for place in codename.0.iter_mut() {
            let mut bytes = Zeroizing::new([0; 2]);
            loop {
                fill(bytes.as_mut_slice())?;
                let number = u16::from_be_bytes(*bytes);
                if number <= DRAW_BELOW {
                    *place = number % USABLE_WORDS as u16;
                    break;
                }
            }
        }
        Ok(codename)
    }

    /// Reads what a person typed: in any case, with spaces, hyphens, commas, dots
    /// or line breaks between the words, numbered or not.
    ///
    /// # Errors
    /// [`CodenameError`].
    pub fn parse(text: &str) -> Result<Self, CodenameError> {
        let spoken = |word: &&str| word.chars().any(|letter| !letter.is_ascii_digit());
        let typed = || text.split(|letter: char| !letter.is_alphanumeric()).filter(spoken);
        let found = typed().count();
        if found != CODENAME_WORDS {
            return Err(CodenameError::Length { found });
        }
        let mut codename = Self(Box::new([0; SECRET_WORDS]));
        let mut checksum = 0;
        let places = codename.0.iter_mut().chain([&mut checksum]);
        for (at, (place, word)) in places.zip(typed()).enumerate() {
            *place = index_of(word).ok_or(CodenameError::UnknownWord(at + 1))?;
        }
        if codename.checksum() == checksum { Ok(codename) } else { Err(CodenameError::Checksum) }
    }

    /// The eight words with single spaces: what is shown, written down, and what
    /// the mailbox root is derived from.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        // Of full length from the start: growing would leave pieces behind.
        let mut text = Zeroizing::new(String::with_capacity(TEXT_MAX_BYTES));
        for index in self.0.iter().copied().chain([self.checksum()]) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(USABLE.get(usize::from(index)).copied().unwrap_or_default());
        }
        text
    }

    /// Eight bytes of SHA-256 over a label and the seven indices (big-endian),
    /// as a number, modulo the length of the list.
    fn checksum(&self) -> u16 {
        let mut hash = Sha256::new().chain_update(CHECKSUM_LABEL);
        self.0.iter().for_each(|index| hash.update(index.to_be_bytes()));
        let number = hash.finalize().iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        (number % USABLE_WORDS as u64) as u16
    }
}

fn index_of(word: &str) -> Option<u16> {
    // No word of the list is longer; a long one is not copied.
    if word.len() > TEXT_MAX_BYTES {
        return None;
    }
    let mut lower = Zeroizing::new(String::with_capacity(2 * TEXT_MAX_BYTES));
    lower.extend(word.chars().flat_map(char::to_lowercase));
    u16::try_from(USABLE.binary_search(&lower.as_str()).ok()?).ok()
}

impl fmt::Display for Codename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Codename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Codename(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generate() -> Codename {
        Codename::generate().unwrap()
    }

    #[test]
    fn what_is_shown_is_read_back_however_it_is_typed() {
        for _ in 0..500 {
            let codename = generate();
            let text = codename.to_string();
            assert_eq!(text.split(' ').count(), CODENAME_WORDS);
            assert!(text.len() <= TEXT_MAX_BYTES);
            let words: Vec<_> = text.split(' ').collect();
            let numbered = words.iter().enumerate().map(|(at, word)| format!("{}. {word}", at + 1));
            for typed in [
                text.clone(),
                text.to_uppercase(),
                format!("  {}\r\n", words.join(" -  ")),
                words.join("-"),
                words.join(", "),
                words.join("\r\n"),
                words.join("."),
                words.join("\u{a0}"),
                words.join(" \u{2013} "),
                numbered.collect::<Vec<_>>().join(" "),
            ] {
                assert_eq!(Codename::parse(&typed).as_ref(), Ok(&codename), "{typed}");
            }
        }
    }

    #[test]
    fn one_wrong_word_and_two_swapped_ones_are_found() {
        let (mut changed, mut passed) = (0, 0);
        for round in 0..400_usize {
            let text = generate().to_string();
            let words: Vec<_> = text.split(' ').collect();
            for at in 0..CODENAME_WORDS {
                let mut other = words.clone();
                other[at] = USABLE[(round * 31 + at * 977) % USABLE_WORDS];
                let mut swapped = words.clone();
                swapped.swap(at, (at + 1) % CODENAME_WORDS);
                for typed in [other, swapped].into_iter().filter(|typed| *typed != words) {
                    changed += 1;
                    match Codename::parse(&typed.join(" ")) {
                        Err(error) => assert_eq!(error, CodenameError::Checksum),
                        Ok(_) => passed += 1,
                    }
                }
            }
        }
        // 6,400 changes pass 0.8 times on average; ten or more, once in 10^8 runs.
        assert!(changed > 6_300 && passed < 10, "{passed} of {changed}");
    }

    #[test]
    fn what_is_no_codename_is_named_without_its_words() {
        let words: Vec<_> = (0..CODENAME_WORDS).map(|at| USABLE[at * 900]).collect();
        for found in [0, 1, 7] {
            assert_eq!(Codename::parse(&words[..found].join(" ")), Err(CodenameError::Length { found }));
        }
        assert_eq!(Codename::parse(&"a ".repeat(100_000)), Err(CodenameError::Length { found: 100_000 }));
        for at in 0..CODENAME_WORDS {
            for unknown in ["marker", "abacusabdomen", "é", &"x".repeat(100_000)] {
                let mut typed = words.clone();
                typed[at] = unknown;
                let error = Codename::parse(&typed.join(" ")).unwrap_err();
                assert_eq!(error, CodenameError::UnknownWord(at + 1));
                assert!(!error.to_string().contains(unknown) || unknown == "é");
            }
        }
        assert_eq!(format!("{:?}", generate()), "Codename(…)");
    }

    #[test]
    fn no_word_is_likelier_than_another_and_none_holds_a_hyphen() {
        assert_eq!(USABLE.len(), USABLE_WORDS);
        assert_eq!((usize::from(DRAW_BELOW) + 1) % USABLE_WORDS, 0);
        assert!(USABLE.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()) && word.len() <= 9));
        // Every accepted draw gives each word as often; those above are drawn again.
        let mut counts = vec![0_u32; USABLE_WORDS];
        for first in 0..=u16::MAX {
            let mut draws = [first].into_iter().chain(std::iter::repeat(0));
            let mut count = 0;
            let drawn = Codename::draw(|bytes| {
                count += 1;
                bytes.copy_from_slice(&draws.next().unwrap().to_be_bytes());
                Ok::<_, ()>(())
            });
            let again = count > SECRET_WORDS;
            assert_eq!(again, first > DRAW_BELOW, "{first}");
            if !again {
                counts[usize::from(drawn.unwrap().0[0])] += 1;
            }
        }
        assert!(counts.iter().all(|count| *count == 8));
    }
}
