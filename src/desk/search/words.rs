//! Text as the index knows it: words without case and accents, and their stems.
//!
//! Every word is indexed as it stands, so that names are found whole, and beside
//! it as the stem that its language makes of it.

use std::collections::BTreeSet;

use frostem::Stemmer;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Longer words are indexed and sought by their beginning, in bytes.
const WORD_BYTES: usize = 200;
/// So much of a text tells its language, in bytes.
const SAMPLE_BYTES: usize = 4 * 1024;

/// The words of a text in order, folded (UAX 29; apostrophes part words, so that
/// `l'avion` is found by `avion`).
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    raw_words(text).map(fold).filter(|word| !word.is_empty())
}

/// The words of a text with their stems.
pub(super) fn words_and_stems(text: &str, stems: Stems) -> impl Iterator<Item = (String, String)> {
    raw_words(text).map(move |word| (fold(word), stems.stem(word))).filter(|(word, _)| !word.is_empty())
}

fn raw_words(text: &str) -> impl Iterator<Item = &str> {
    text.unicode_words().flat_map(|word| word.split(['\'', '’', 'ʼ'])).filter(|word| !word.is_empty())
}

/// A word without case, accents and compatibility forms.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for character in word.nfkd().flat_map(char::to_lowercase).nfkd() {
        match character {
            // Of Latin, Greek and Cyrillic only: elsewhere a mark is a letter.
            '\u{300}'..='\u{36f}' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
    // Hangul and marks that are letters are put together again.
    let mut folded: String = folded.nfc().collect();
    folded.truncate(folded.floor_char_boundary(WORD_BYTES));
    folded
}

/// Whether a word is of a script that sets no spaces: each of its characters is a
/// word to UAX 29, and only their order makes it one.
pub(super) fn is_unspaced(word: &str) -> bool {
    word.chars().any(|character| {
        matches!(character, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
            || (is_combining_mark(character) && matches!(character, '\u{3099}' | '\u{309a}'))
    })
}

/// The stemmer of a language; none changes nothing.
#[derive(Clone, Copy)]
pub(super) struct Stems(Option<Stemmer>);

impl Stems {
    /// Of a language by its code of ISO 639-3.
    pub fn of(language: Option<&str>) -> Self {
        let name = match language {
            Some("nob" | "nno") => Some("norwegian"),
            Some("srp" | "hrv" | "bos") => Some("serbian"),
            other => other,
        };
        Self(name.and_then(|name| Stemmer::try_from_name(name).ok()))
    }

    fn stem(self, word: &str) -> String {
        // Snowball knows words by their accents: they are folded afterwards.
        let lower = word.nfc().collect::<String>().to_lowercase();
        match self.0 {
            Some(stemmer) if lower.len() <= WORD_BYTES => fold(&stemmer.stem(&lower)),
            _ => fold(&lower),
        }
    }
}

/// Every stem that one of these languages makes of a word, and the word itself.
pub(super) fn all_stems(word: &str, languages: &[Stems]) -> BTreeSet<String> {
    raw_words(word).flat_map(|raw| languages.iter().map(move |stems| stems.stem(raw)).chain([fold(raw)])).collect()
}

/// The language of a text by its letters: a code of ISO 639-3, where it is plain.
pub(crate) fn language(text: &str) -> Option<&'static str> {
    let sample = text.get(..text.floor_char_boundary(SAMPLE_BYTES)).unwrap_or_default();
    let info = whatlang::detect(sample)?;
    // Of a line or two the guess may be wrong; of anything longer it seldom is.
    (info.is_reliable() || info.confidence() > 0.5).then(|| info.lang().code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn case_accents_and_forms_are_folded_and_letters_are_kept() {
        assert_eq!(folded("Éric ŁÓDŹ Straße ﬁn Ærø Œuvre"), ["eric", "lodz", "strasse", "fin", "aero", "oeuvre"]);
        assert_eq!(folded("Ёлка ΟΔΟΣ İstanbul"), ["елка", "οδοσ", "istanbul"]);
        assert_eq!(folded("E\u{301}ric"), folded("Éric"), "composed or not");
        assert_eq!(folded("한국어 हिन्दी"), ["한국어", "हिन्दी"], "a mark that is a letter stays");
        assert_eq!(folded("l’avion d'Ada 橋梁"), ["l", "avion", "d", "ada", "橋", "梁"]);
        assert_eq!(folded("1,234.50 euro"), ["1,234.50", "euro"]);
        assert!(folded("… — !").is_empty());
        assert!(folded(&"ä".repeat(5_000))[0].len() <= WORD_BYTES);
    }

    #[test]
    fn a_word_is_stemmed_as_its_language_does() {
        let stem = |language, word| Stems::of(Some(language)).stem(word);
        assert_eq!(stem("eng", "Bridges"), stem("eng", "bridge"));
        assert_eq!(stem("deu", "Brücken"), stem("deu", "Brücke"));
        assert_eq!(stem("fra", "rénovations"), stem("fra", "rénovation"));
        assert_eq!(stem("rus", "мосты"), stem("rus", "моста"));
        // The controls: without a language, and with another, they stay two.
        assert_ne!(Stems::of(None).stem("Bridges"), Stems::of(None).stem("bridge"));
        assert_ne!(stem("cmn", "Bridges"), stem("cmn", "bridge"));
    }

    #[test]
    fn the_language_of_a_few_sentences_is_known() {
        let texts = [
            ("eng", "The council closed the bridge in March, and nobody was told why it had to be done so quickly."),
            (
                "deu",
                "Der Rat hat die Brücke im März gesperrt, und niemand hat erfahren, warum es so schnell gehen musste.",
            ),
            (
                "fra",
                "Le conseil a fermé le pont au mois de mars, et personne n'a su pourquoi il fallait aller si vite.",
            ),
            ("rus", "Совет закрыл мост в марте, и никто не узнал, почему это нужно было сделать так быстро."),
        ];
        for (code, text) in texts {
            assert_eq!(language(text), Some(code));
        }
        assert_eq!(language("12 34"), None);
    }

    #[test]
    fn every_language_that_is_detected_by_these_names_has_a_stemmer() {
        for code in ["eng", "deu", "fra", "spa", "por", "ita", "nld", "dan", "swe", "nob", "fin", "rus", "tur", "ell"] {
            assert!(Stems::of(Some(code)).0.is_some(), "{code}");
        }
        assert!(Stems::of(Some("xxx")).0.is_none(), "the control");
    }
}
