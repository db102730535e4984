//! A claim and a passage side by side.

use std::collections::{BTreeMap, HashSet};

use super::text::{Text, Token};

/// Share of the claim's words that the nearest sentence must have for the two to be
/// of one matter. Less, and unrelated figures are compared.
const RELATED: f64 = 0.3;
/// And so many words at least, where the claim has as many.
const SHARED: usize = 2;

/// Both texts, and the sentence of the passage that is nearest to the claim.
pub(super) struct Pair {
    pub claim: Text,
    pub passage: Text,
    /// Number of that sentence.
    focus: usize,
    /// Stems that both hold there.
    shared: HashSet<String>,
    /// Share of the claim's stems that these are.
    pub overlap: f64,
}

impl Pair {
    /// `language` is the passage's, where it is known (ISO 639-3).
    pub fn new(claim: &str, passage: &str, language: Option<&str>) -> Self {
        // A sentence is too short to tell its language; two of one matter are of one.
        let guessed = || Text::language(&[claim, passage].join("\n"));
        let language = language.map_or_else(guessed, |language| Text::known(Some(language)));
        let (claim, passage) = (Text::of(claim, language), Text::of(passage, language));
        let all: HashSet<String> = claim.content(|_| true).into_iter().map(str::to_owned).collect();
        let mut shared: BTreeMap<usize, HashSet<String>> = BTreeMap::new();
        for token in passage.tokens.iter().filter(|token| all.contains(&token.stem)) {
            shared.entry(token.sentence).or_default().insert(token.stem.clone());
        }
        let mut best = (0, HashSet::new());
        for (number, shared) in shared {
            if shared.len() > best.1.len() {
                best = (number, shared);
            }
        }
        let overlap = best.1.len() as f64 / all.len().max(1) as f64;
        Self { claim, passage, focus: best.0, shared: best.1, overlap }
    }

    /// Whether the two are of one matter.
    pub fn related(&self) -> bool {
        let all = self.claim.content(|_| true).len();
        self.overlap >= RELATED && self.shared.len() >= SHARED.min(all)
    }

    /// Whether a claim says little but names, and the passage half of that: "Veld wrote
    /// the report", "the report was written by Voss". Only names may be compared then.
    pub fn is_about_names(&self) -> bool {
        let said = self.claim.content(|token| !token.is_capital());
        let shared = said.iter().filter(|stem| self.is_shared(stem)).count();
        said.len() <= SHARED && shared > 0 && shared * 2 >= said.len()
    }

    /// Whether a token of the passage stands in its nearest sentence.
    pub fn in_focus(&self, token: &Token) -> bool {
        token.sentence == self.focus
    }

    /// Whether both hold a stem.
    pub fn is_shared(&self, stem: &str) -> bool {
        self.shared.contains(stem)
    }

    /// Whether a clause of a text is about what both share: it holds at least one of
    /// the shared words in three, or all of a short list.
    pub fn about(&self, text: &Text, clause: usize) -> bool {
        let content = text.content(|token| token.clause == clause);
        let held = self.shared.iter().filter(|stem| content.contains(stem.as_str())).count();
        held > 0 && held * 3 >= self.shared.len()
    }
}
