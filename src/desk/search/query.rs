//! What an editor types → what is sought. Pure.
//!
//! Words may stand in any form, the more of them the better. `"words in quotation
//! marks"` must stand so, with the marks of other languages too; `begin*` must begin
//! a word.

use std::collections::HashSet;

use super::words::{is_unspaced, words};

/// Most characters of a query: a claim of some sentences.
pub(super) const CHARACTERS: usize = 10_000;
/// Most different clauses: each costs a look into every part of the index.
pub(super) const CLAUSES: usize = 256;
/// Most beginnings: each may stand for half the words of the index.
pub(super) const PREFIXES: usize = 16;

/// One thing that is sought.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Clause {
    /// In any form; as it was typed, because stemming looks at accents.
    Word(String),
    /// These words, folded, in this order. Whether it must be there.
    Phrase(Vec<String>, bool),
    /// A word, folded, that begins so: it must be there.
    Prefix(String),
}

/// Takes a query apart: any text is one. Each clause comes once.
#[must_use]
pub fn parse(query: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for (index, piece) in query.split(['"', '“', '”', '„', '«', '»', '「', '」']).enumerate() {
        if index % 2 == 1 {
            let phrase: Vec<_> = words(piece).collect();
            if !phrase.is_empty() {
                clauses.push(Clause::Phrase(phrase, true));
            }
        } else {
            piece.split_whitespace().for_each(|chunk| loose(chunk, &mut clauses));
        }
    }
    // What is typed twice is sought once.
    let mut seen = HashSet::new();
    clauses.retain(|clause| seen.insert(clause.clone()));
    clauses
}

/// Whether one search takes so much. Nothing is left out in silence.
pub(super) fn is_too_much(clauses: &[Clause]) -> bool {
    let prefixes = clauses.iter().filter(|clause| matches!(clause, Clause::Prefix(_))).count();
    clauses.len() > CLAUSES || prefixes > PREFIXES
}

fn loose(chunk: &str, clauses: &mut Vec<Clause>) {
    if let Some(beginning) = chunk.strip_suffix('*')
        && let Some(last) = words(beginning).last()
    {
        clauses.push(Clause::Prefix(last));
        return;
    }
    let parts: Vec<_> = words(chunk).collect();
    match parts.as_slice() {
        [] => {}
        // Each character is a word there: every two of them in their order are sought,
        // so that a whole sentence finds others with some of its words.
        [_, _, ..] if is_unspaced(chunk) => {
            clauses.extend(parts.windows(2).map(|pair| Clause::Phrase(pair.to_vec(), false)));
        }
        _ => clauses.push(Clause::Word(chunk.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(words: &[&str], must: bool) -> Clause {
        Clause::Phrase(words.iter().map(|word| (*word).to_owned()).collect(), must)
    }

    #[test]
    fn words_phrases_and_beginnings_are_told_apart() {
        let expected = [
            Clause::Word("Mayor".into()),
            phrase(&["closed", "the", "bridge"], true),
            Clause::Prefix("protok".into()),
            phrase(&["brucke"], true),
        ];
        assert_eq!(parse(r#"Mayor "closed the Bridge" Protok* „Brücke“ — "" *"#), expected);
        assert_eq!(parse("橋梁"), [phrase(&["橋", "梁"], false)]);
        assert_eq!(parse("\"not closed"), [phrase(&["not", "closed"], true)], "a mark that is not closed");
        assert!(parse(" … ").is_empty());
        assert_eq!(parse("橋梁封鎖"), [["橋", "梁"], ["梁", "封"], ["封", "鎖"]].map(|pair| phrase(&pair, false)));
        assert_eq!(parse(&"x ".repeat(1_000)), [Clause::Word("x".into())], "what is typed twice is sought once");
    }

    #[test]
    fn what_is_more_than_one_search_takes_is_known_before_it_is_sought() {
        let words = |count: usize, end: &str| parse(&(0..count).map(|n| format!("w{n}{end} ")).collect::<String>());
        assert!(!is_too_much(&words(CLAUSES, "")) && is_too_much(&words(CLAUSES + 1, "")));
        assert!(!is_too_much(&words(PREFIXES, "*")) && is_too_much(&words(PREFIXES + 1, "*")));
    }
}
