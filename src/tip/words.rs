//! Words that two people can read to each other.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Words in the list: five dice, 12.9 bits a word.
pub const LIST_LENGTH: usize = 7_776;

/// Words of a fingerprint: 8 × 12.9 = 103 bits, beyond any search for a second key.
pub const FINGERPRINT_WORDS: usize = 8;

static LIST: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("words/eff_large_wordlist.txt").lines().collect());

/// The EFF's long word list, in order.
///
/// *Source*: Bonneau, EFF, 2016; CC BY 3.0 (see `words/README.md`).
#[must_use]
pub fn list() -> &'static [&'static str] {
    &LIST
}

/// A fingerprint of public values, in words that a person compares by ear.
///
/// *Security*: 103 bits of SHA-256 over a label and the length-prefixed parts;
/// comparing fewer than all the words weakens it.
#[must_use]
pub fn fingerprint(label: &str, parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in std::iter::once(&label.as_bytes()).chain(parts) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut number = hash.finalize().iter().take(16).fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
    let mut words: Vec<&str> = Vec::with_capacity(FINGERPRINT_WORDS);
    for _ in 0..FINGERPRINT_WORDS {
        let index = (number % LIST_LENGTH as u128) as usize;
        words.extend(list().get(index));
        number /= LIST_LENGTH as u128;
    }
    words.join(" ")
}

/// Whether two fingerprints say the same, as a person may have typed them.
#[must_use]
pub fn same_fingerprint(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole() {
        assert_eq!(list().len(), LIST_LENGTH);
        assert!(list().is_sorted(), "the published list is in alphabetical order");
    }

    #[test]
    fn a_fingerprint_depends_on_every_part_and_on_where_each_ends() {
        let base = fingerprint("label", &[b"ab", b"c"]);
        assert_eq!(base.split(' ').count(), FINGERPRINT_WORDS);
        assert_ne!(base, fingerprint("label", &[b"a", b"bc"]));
        assert_ne!(base, fingerprint("other", &[b"ab", b"c"]));
        assert!(same_fingerprint(&base, &format!("  {} ", base.to_uppercase())));
        assert!(!same_fingerprint(&base, "abacus"));
    }
}
