//! A text as the rules see it: words with their places, sentences, clauses.

use std::collections::HashSet;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::list::Words;
use crate::search::{Stems, fold, language};

/// A word or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// In bytes of the text.
    pub range: Range<usize>,
    /// As it stands there.
    pub text: String,
    /// Without case and accents.
    pub lower: String,
    /// The stem, of a word that says something; empty otherwise.
    pub stem: String,
    /// Number of its sentence.
    pub sentence: usize,
    /// Number of its clause, counted through the text.
    pub clause: usize,
    /// Whether nothing stands between it and the one before.
    pub joined: bool,
}

impl Token {
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    pub fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }
}

/// A text taken apart.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub tokens: Vec<Token>,
    /// ISO 639-3; English where it is not plain.
    pub language: &'static str,
}

/// Words that say nothing by themselves, in four languages; folded.
static STOP: Words = Words::of(
    " a an the and or of to in on at by for from with as is are was were be been being has have had he she \
    it its his her they their them this that these those there who whom which what when where while than then so such \
    into after before during about over under between out up down all any some more most other also will would do does \
    did der die das den dem des ein eine einen einem einer und oder von zu im am bei fur mit als ist sind war waren \
    wurde wurden wird hat haben er sie es sein ihr dass sich auf aus nach vor le la les un une et ou de du au aux en \
    dans par pour avec est sont etait ont il elle ils que qui se sur el los las uno una y o del al con por para es son \
    fue eran ha han su sus que se said says told according ",
);
/// Words that begin another clause.
static JOINTS: Words = Words::of(
    " but although though while whereas because which who whom whose until unless aber obwohl wahrend weil \
    mais bien quoique pero aunque porque ",
);
/// Short forms that a full stop does not end a sentence after.
static SHORT: Words = Words::of(
    " mr mrs ms dr prof st no nr sr jr gen col capt lt sgt rev hon sen gov inc ltd co corp vs etc ca bzw z.b e.g i.e m mme ",
);

/// Whether a folded word is in a short list that is set in spaces.
pub(super) fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|listed| listed == word)
}

impl Text {
    /// The language of a text among those that the rules have words of.
    pub fn language(text: &str) -> &'static str {
        Self::known(language(text))
    }

    /// A language (ISO 639-3) if the rules have words of it; otherwise English.
    pub fn known(language: Option<&str>) -> &'static str {
        match language {
            Some("deu") => "deu",
            Some("fra") => "fra",
            Some("spa") => "spa",
            _ => "eng",
        }
    }

    pub fn of(text: &str, language: &'static str) -> Self {
        let stems = Stems::of(Some(language));
        let mut tokens: Vec<Token> = Vec::new();
        let (mut sentence, mut clause) = (0, 0);
        for (start, piece) in text.split_sentence_bound_indices() {
            for (at, word) in pieces(piece) {
                let range = start + at..start + at + word.len();
                let lower = fold(&word.replace('’', "'"));
                if parts(word, &lower) {
                    clause += 1;
                }
                if let [.., day, comma] = tokens.as_mut_slice()
                    && (day.is_number() || listed(" st nd rd th ", &day.lower))
                    && comma.text == ","
                    && is_year(word)
                {
                    // "March 3, 2026" is of one clause.
                    clause = day.clause;
                    comma.clause = clause;
                }
                let joined = tokens.last().is_some_and(|before| before.range.end == range.start);
                let stem = if says_something(word, &lower) { stems.stem(word) } else { String::new() };
                tokens.push(Token { range, text: word.to_owned(), lower, stem, sentence, clause, joined });
            }
            if ends(&tokens) {
                (sentence, clause) = (sentence + 1, clause + 1);
            }
        }
        Self { tokens, language }
    }

    /// The words that say something, by stem.
    pub fn content(&self, within: impl Fn(&Token) -> bool) -> HashSet<&str> {
        self.tokens
            .iter()
            .filter(|token| !token.stem.is_empty() && within(token))
            .map(|token| token.stem.as_str())
            .collect()
    }

    pub fn token(&self, index: usize) -> Option<&Token> {
        self.tokens.get(index)
    }

    pub fn lower(&self, index: usize) -> &str {
        self.token(index).map_or("", |token| token.lower.as_str())
    }

    /// From the first byte of one token to the last of another.
    pub fn span(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.token(tokens.start).map_or(0, |token| token.range.start);
        let end = self.token(tokens.end.saturating_sub(1)).map_or(start, |token| token.range.end);
        start..end.max(start)
    }

    /// The nearest word before a token that says something, in its sentence.
    pub fn before(&self, index: usize) -> &str {
        let sentence = self.token(index).map(|token| token.sentence);
        let mut before = self.tokens.get(..index).unwrap_or_default().iter().rev();
        before.find(|token| !token.stem.is_empty() && Some(token.sentence) == sentence).map_or("", |token| &token.stem)
    }

    /// The nearest word from a token on that says something, in the sentence of `of`.
    pub fn after(&self, from: usize, of: usize) -> &str {
        let sentence = self.token(of).map(|token| token.sentence);
        let mut after = self.tokens.get(from..).unwrap_or_default().iter();
        after.find(|token| !token.stem.is_empty() && Some(token.sentence) == sentence).map_or("", |token| &token.stem)
    }
}

/// Words and marks. Digits part from letters (`80m`, `3rd`, `10km`), because the rules
/// for numbers look at both.
fn pieces(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    sentence.split_word_bound_indices().filter(|(_, word)| !word.trim().is_empty()).flat_map(|(at, word)| {
        let digits = word.find(|c: char| c.is_alphabetic()).filter(|_| word.starts_with(|c: char| c.is_ascii_digit()));
        let (first, rest) = word.split_at(digits.unwrap_or(word.len()));
        [(at, first), (at + first.len(), rest)].into_iter().filter(|(_, part)| !part.is_empty())
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.chars().all(|c| c.is_ascii_digit())
}

fn says_something(word: &str, lower: &str) -> bool {
    word.starts_with(char::is_alphabetic) && lower.chars().count() > 2 && !STOP.has(lower)
}

fn parts(word: &str, lower: &str) -> bool {
    matches!(word, "," | ";" | ":" | "—" | "–" | "(" | ")") || JOINTS.has(lower)
}

/// Whether the sentence that UAX 29 ends here is one: not after `Dr.` or `H.`.
fn ends(tokens: &[Token]) -> bool {
    match tokens {
        [.., word, stop] if stop.text == "." => {
            let initial = word.is_capital() && word.text.chars().count() == 1;
            !initial && !SHORT.has(&word.lower)
        }
        [.., last] => !SHORT.has(last.lower.trim_end_matches('.')),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_they_do_and_not_after_a_title_or_an_initial() {
        let text = Text::of("Dr. H. Veld spoke on 3 May. She left at 10pm.", "eng");
        let sentences: Vec<usize> = text.tokens.iter().map(|token| token.sentence).collect();
        assert_eq!(sentences.last(), Some(&1), "{:?}", text.tokens);
        let words: Vec<&str> = text.tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(&words[words.len() - 3..], ["10", "pm", "."]);
    }
}
