//! Which source of the case a text means by a name.

use super::tokens::tokens;

/// Are no part of a name, in any of the languages that texts are in.
const ARTICLES: &[&str] =
    &["the", "a", "an", "der", "die", "das", "dem", "den", "le", "la", "les", "l", "el", "los", "las"];
/// Stand before names of people.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "herr",
    "frau",
    "mme",
    "madame",
    "monsieur",
    "m",
    "sr",
    "senor",
    "senora",
    "mayor",
    "councillor",
    "minister",
    "judge",
    "captain",
    "inspector",
];
/// Stand after names of those who publish, or are left out.
const SUFFIXES: &[&str] = &[
    "newspaper",
    "news",
    "online",
    "agency",
    "newswire",
    "website",
    "magazine",
    "group",
    "ltd",
    "limited",
    "inc",
    "plc",
    "gmbh",
    "ag",
    "com",
    "org",
    "example",
    "media",
    "newsroom",
    "staff",
];

/// Names and aliases of the sources of a case.
#[derive(Debug, Clone, Default)]
pub struct Names {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    key: Vec<String>,
    source: u32,
    outlet: bool,
}

/// A source that a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meant {
    /// Its number.
    pub source: u32,
    /// Whether the whole name stood there. "The Gazette" may be another Gazette.
    pub whole: bool,
}

impl Names {
    /// Adds a name or an alias of a source.
    pub fn add(&mut self, source: u32, name: &str, outlet: bool) {
        let key = key(name);
        if !key.is_empty() {
            self.entries.push(Entry { key, source, outlet });
        }
    }

    /// The one source that a name means. `None` if it means none, or may mean two.
    #[must_use]
    pub fn meant(&self, name: &str) -> Option<Meant> {
        let key = key(name);
        let same = |entry: &Entry| entry.key == key;
        let form = |entry: &Entry| is_form_of(&key, &entry.key);
        self.only(same, true).or_else(|| self.only(form, false))
    }

    /// Whether a name is an outlet's.
    #[must_use]
    pub fn is_outlet(&self, name: &str) -> bool {
        let Some(Meant { source, .. }) = self.meant(name) else { return false };
        self.entries.iter().any(|entry| entry.source == source && entry.outlet)
    }

    /// The words of each name of a source, as [`key`] gives them.
    pub fn keys_of(&self, source: u32) -> impl Iterator<Item = &[String]> {
        self.entries.iter().filter(move |entry| entry.source == source).map(|entry| entry.key.as_slice())
    }

    fn only(&self, fits: impl Fn(&Entry) -> bool, whole: bool) -> Option<Meant> {
        let mut sources = self.entries.iter().filter(|entry| fits(entry)).map(|entry| entry.source);
        let source = sources.next()?;
        sources.all(|other| other == source).then_some(Meant { source, whole })
    }
}

/// The words of a name that tell it from others: folded, without articles, titles and,
/// where something is left, the words after an outlet's name.
#[must_use]
pub fn key(name: &str) -> Vec<String> {
    let words = tokens(name).into_iter().filter(|token| token.is_word).map(|token| token.word);
    let parts = words.flat_map(|word| word.split('.').map(str::to_owned).collect::<Vec<_>>());
    let mut key: Vec<String> = parts.filter(|word| !ARTICLES.contains(&word.as_str())).collect();
    let titles = key.iter().take_while(|word| TITLES.contains(&word.as_str())).count();
    key.drain(..titles.min(key.len().saturating_sub(1)));
    while key.len() > 1 && key.last().is_some_and(|last| SUFFIXES.contains(&last.as_str())) {
        key.pop();
    }
    key
}

/// Whether two keys are forms of one name: a surname or "the Gazette" alone, or two
/// words and more with something before ("council leader") or after them.
#[must_use]
pub fn is_form_of(key: &[String], other: &[String]) -> bool {
    let (short, long) = if key.len() <= other.len() { (key, other) } else { (other, key) };
    let ends = long.ends_with(short);
    // One word that the case knows as a whole name is no end of a longer name: "Orm" is not "Bank of Orm".
    let alone = short.len() == 1 && key.len() <= other.len();
    !short.is_empty() && ((ends && (alone || short.len() > 1)) || (short.len() > 1 && long.starts_with(short)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let mut names = Names::default();
        names.add(1, "The Orm Gazette", true);
        names.add(2, "Valley Wire", true);
        names.add(3, "Mara Quell", false);
        names.add(4, "Orm", false);
        names
    }

    fn source(name: &str) -> Option<u32> {
        names().meant(name).map(|meant| meant.source)
    }

    #[test]
    fn a_name_is_known_without_articles_titles_accents_and_suffixes() {
        for name in ["Orm Gazette", "the ORM GAZETTE", "Orm Gazette newspaper", "the Gazette", "orm-gazette.example"] {
            assert_eq!(source(name), Some(1), "{name}");
        }
        assert_eq!(source("Valley Wire news agency"), Some(2));
        assert_eq!(source("Dr. Mara Quell"), Some(3));
        assert_eq!(source("Ms Quell"), Some(3));
        assert_eq!(source("engineer Mara Quell"), Some(3));
        assert!(names().meant("Orm Gazette").unwrap().whole && !names().meant("the Gazette").unwrap().whole);
    }

    #[test]
    fn what_only_shares_a_word_is_another() {
        for name in ["the Mill Gazette", "Bank of Orm", "Wire", "Mara", "Mara Tolland", "the", ""] {
            let expected = if name == "Wire" { Some(2) } else { None };
            assert_eq!(source(name), expected, "{name}");
        }
    }

    #[test]
    fn a_short_name_of_two_sources_means_neither() {
        let mut names = names();
        assert!(names.meant("the Gazette").is_some(), "the control: with one Gazette it is meant");
        names.add(9, "Mill Gazette", true);
        assert_eq!(names.meant("the Gazette"), None);
        assert_eq!(names.meant("Mill Gazette").unwrap().source, 9);
    }
}
