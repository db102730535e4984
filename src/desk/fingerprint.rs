//! Winnowed fingerprints of a text: what finds that two texts share a passage
//! without comparing every pair.
//!
//! *What enters*: a text. *What leaves*: hashes of some of its word sequences with
//! their places, chosen so that any shared run of [`Parameters::sure_words`] words
//! has at least one in common, and nothing shorter than [`Parameters::words`] has.
//! They are kept in the case, an item at a time; [`store`] finds partners by them.
//!
//! *Source*: Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document
//! fingerprinting", SIGMOD 2003.

#[cfg(test)]
mod bench;
pub mod store;
mod words;

use std::ops::Range;

use sha2::{Digest, Sha256};
pub use words::{Word, is_invisible, words};

/// Most fingerprints of one text. Longer texts are thinned by the hashes
/// themselves, so that what two thinned texts share is thinned alike.
pub const MOST: usize = 50_000;

/// How fingerprints are made. A case holds only those of [`Parameters::CASE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameters {
    /// Words of one sequence (the paper's k): no shorter match is ever found.
    pub words: usize,
    /// Sequences of which one at least is kept (the paper's w).
    pub window: usize,
}

impl Parameters {
    /// Of the fingerprints in a case: four words are rarely shared by chance, and
    /// seven shared ones are surely found.
    pub const CASE: Self = Self { words: 4, window: 4 };

    /// A shared run of so many words is surely found (the paper's t = w + k − 1).
    #[must_use]
    pub const fn sure_words(self) -> usize {
        self.words + self.window - 1
    }
}

/// A sequence of words that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// The first eight bytes of the SHA-256 of its words, with a space after each.
    pub hash: u64,
    /// Its place in Unicode scalar values of the text.
    pub place: Range<usize>,
}

/// The fingerprints of a text, in its order. Case, composition, punctuation, spaces
/// and invisible characters do not change them.
#[must_use]
pub fn winnow(text: &str, parameters: Parameters) -> Vec<Fingerprint> {
    thinned(chosen(&sequences(text, parameters.words), parameters.window))
}

fn sequences(text: &str, count: usize) -> Vec<Fingerprint> {
    let words: Vec<Word> = words(text).collect();
    words.windows(count.max(1)).filter_map(sequence).collect()
}

fn sequence(words: &[Word]) -> Option<Fingerprint> {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(&word.text);
        hash.update(b" ");
    }
    let (head, _) =
        <[u8; 32]>::from(hash.finalize()).split_first_chunk::<8>().map(|(head, rest)| (*head, rest.len()))?;
    let place = words.first()?.place.start..words.last()?.place.end;
    Some(Fingerprint { hash: u64::from_le_bytes(head), place })
}

/// Robust winnowing: the least of each window, the one that was kept already if it
/// is as small, else the last. A text shorter than a window keeps its least.
fn chosen(all: &[Fingerprint], window: usize) -> Vec<Fingerprint> {
    let (mut kept, mut last): (Vec<Fingerprint>, Option<usize>) = (Vec::new(), None);
    let window = window.clamp(1, all.len().max(1));
    for (start, shown) in all.windows(window).enumerate() {
        let Some(least) = shown.iter().map(|print| print.hash).min() else { continue };
        let is_least = |at: usize| all.get(at).is_some_and(|print| print.hash == least);
        if last.is_some_and(|at| at >= start && is_least(at)) {
            continue;
        }
        let Some(offset) = shown.iter().rposition(|print| print.hash == least) else { continue };
        last = Some(start + offset);
        kept.extend(shown.get(offset).cloned());
    }
    kept
}

fn thinned(mut prints: Vec<Fingerprint>) -> Vec<Fingerprint> {
    let mut mask = 0;
    while prints.len() > MOST {
        mask = (mask << 1) | 1;
        prints.retain(|print| print.hash & mask == 0);
    }
    prints
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that nobody wrote, by number.
    fn text(numbers: impl Iterator<Item = u32>) -> String {
        numbers.map(|number| format!("w{number}")).collect::<Vec<_>>().join(" ")
    }

    fn hashes(text: &str) -> Vec<u64> {
        winnow(text, Parameters::CASE).into_iter().map(|print| print.hash).collect()
    }

    fn shared(one: &str, other: &str) -> usize {
        let other = hashes(other);
        hashes(one).iter().filter(|hash| other.contains(hash)).count()
    }

    #[test]
    fn a_shared_run_of_seven_words_is_always_found_and_one_of_three_never() {
        for start in 0..60_u32 {
            let run = |length: u32| text(5000..5000 + length);
            let within = |length: u32| format!("{} {} {}", text(0..start), run(length), text(900..960));
            let other = |length: u32| format!("{} {}", run(length), text(2000..2050 + start));
            assert!(shared(&within(7), &other(7)) > 0, "{start}");
            assert_eq!(shared(&within(3), &other(3)), 0, "{start}");
        }
        assert_eq!(Parameters::CASE.sure_words(), 7);
    }

    #[test]
    fn what_is_not_a_word_changes_no_fingerprint() {
        let plain = "The café of the fictional harbour closes its gates at nine in the evening.";
        let marked =
            "the CAFE\u{301} of\u{a0}the  fic\u{200b}tional har\u{ad}bour\ncloses its gates, at nine in the evening!";
        assert_eq!(hashes(plain), hashes(marked));
        assert_ne!(hashes(plain), hashes(&plain.replace("nine", "ten")), "the control: a word does");
    }

    #[test]
    fn places_are_exact_and_density_is_as_the_paper_says() {
        let text = text(0..20_000);
        let prints = winnow(&text, Parameters::CASE);
        let first = prints.first().unwrap();
        let shown: String = text.chars().skip(first.place.start).take(first.place.len()).collect();
        assert_eq!(shown.split(' ').count(), 4, "{shown}");
        // 2 / (w + 1) of all sequences.
        let density = prints.len() as f64 / 19_997.0;
        assert!((0.37..0.43).contains(&density), "{density}");
    }

    #[test]
    fn a_very_long_text_is_thinned_and_still_meets_its_copy() {
        let long = text(0..300_000);
        let prints = hashes(&long);
        assert!(prints.len() <= MOST && prints.len() > MOST / 4, "{}", prints.len());
        let copy = hashes(&format!("{} {long}", text(900_000..900_100)));
        let set: std::collections::HashSet<_> = copy.iter().collect();
        let shared = prints.iter().filter(|hash| set.contains(hash)).count();
        assert!(shared * 10 > prints.len() * 9, "{shared} of {}", prints.len());
    }

    #[test]
    fn texts_without_words_have_none() {
        assert_eq!((hashes(""), hashes("three words only"), hashes(" \u{200b}…\n")), (vec![], vec![], vec![]));
        assert_eq!(hashes("橋は三月に閉鎖された").len(), winnow("橋は三月に閉鎖された", Parameters::CASE).len());
        assert!(!hashes("橋は三月に閉鎖された").is_empty(), "a script without spaces has words too");
    }
}
