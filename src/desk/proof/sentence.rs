//! Blocks → sentences, each with its place and an id that lasts as long as its words.

use std::collections::HashMap;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::draft::{Block, Draft, Kind, Marked};
use crate::fingerprint::words;
use crate::prose;

/// A sentence of a draft, or what stands for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Of its words: it stays while they do, wherever the sentence stands.
    pub id: String,
    /// Its place in the draft, in Unicode scalar values.
    pub range: Range<usize>,
    /// As a reader sees it.
    pub text: String,
    /// What it stands in.
    pub kind: Kind,
    /// The number of its block.
    pub block: usize,
    /// Its characters within the block.
    pub inside: Range<usize>,
    /// The claims that are marked in it or right after it.
    pub marks: Vec<Marked>,
}

/// The sentences of a draft, in order.
#[must_use]
pub fn sentences(draft: &Draft) -> Vec<Sentence> {
    let mut seen = HashMap::new();
    draft
        .blocks
        .iter()
        .enumerate()
        .flat_map(|(number, block)| of_block(block, number))
        .map(|mut sentence| {
            sentence.id = lasting('s', &sentence.text, &mut seen);
            sentence
        })
        .collect()
}

fn of_block(block: &Block, number: usize) -> Vec<Sentence> {
    let mut found: Vec<Sentence> = Vec::new();
    let said = |range: &Range<usize>| block.plain.get(range.clone()).is_some_and(|s| s.contains(char::is_alphanumeric));
    for range in prose::sentences(&block.plain).into_iter().filter(said) {
        let inside = block.character(range.start)..block.character(range.end);
        let text = block.plain.get(range).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let range = block.place(inside.clone());
        found.push(Sentence {
            id: String::new(),
            range,
            text,
            kind: block.kind,
            block: number,
            inside,
            marks: Vec::new(),
        });
    }
    for (at, marked) in &block.marks {
        // A mark belongs to what stands before it.
        let index = found.partition_point(|sentence| sentence.inside.start < *at).saturating_sub(1);
        if let Some(sentence) = found.get_mut(index) {
            sentence.marks.push(marked.clone());
        }
    }
    found
}

/// An id of a text's words; what stands there twice is counted.
pub(super) fn lasting(letter: char, text: &str, seen: &mut HashMap<String, usize>) -> String {
    let mut hash = Sha256::new();
    for word in words(text) {
        hash.update(word.text);
        hash.update(b" ");
    }
    let id = format!("{letter}{}", hex::encode(hash.finalize().get(..5).unwrap_or_default()));
    let count = seen.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 { id } else { format!("{id}-{count}") }
}
