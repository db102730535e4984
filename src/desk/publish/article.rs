//! The draft as readers see it: its first heading is the title, each mark becomes the
//! number that readers know. Emphasis, links and pictures are not carried over.

use std::collections::BTreeMap;

use super::dossier::{Paragraph, Run, Shape};
use crate::proof::draft::{Block, Draft, Kind};

/// A title has no more characters, where the draft has no heading.
const TITLE_MOST: usize = 90;

/// Title and paragraphs. `numbers` are the numbers that readers know, by those of the case.
#[must_use]
pub fn article(draft: &Draft, numbers: &BTreeMap<u32, u32>) -> (String, Vec<Paragraph>) {
    let heading = draft.blocks.first().filter(|block| block.kind == Kind::Heading);
    let title = heading.or(draft.blocks.first()).map(title).unwrap_or_default();
    let rest = draft.blocks.iter().skip(usize::from(heading.is_some()));
    (title, rest.map(|block| paragraph(block, numbers)).collect())
}

fn title(block: &Block) -> String {
    let words = block.plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(TITLE_MOST) {
        None => words,
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default().trim_end()),
    }
}

fn paragraph(block: &Block, numbers: &BTreeMap<u32, u32>) -> Paragraph {
    let letters: Vec<char> = block.plain.chars().collect();
    let (mut runs, mut from): (Vec<Run>, usize) = (Vec::new(), 0);
    for (at, marked) in &block.marks {
        let number = numbers.get(&marked.claim).copied();
        match runs.last_mut() {
            // Several claims of one sentence stand together.
            Some(run) if *at == from => run.claims.extend(number),
            _ => {
                let words = letters.get(from..*at).unwrap_or_default().iter().collect();
                runs.push(Run { words, claims: number.into_iter().collect() });
                from = *at;
            }
        }
    }
    let words: String = letters.get(from..).unwrap_or_default().iter().collect();
    if !words.trim().is_empty() {
        runs.push(Run { words, claims: Vec::new() });
    }
    Paragraph { shape: shape(block.kind), runs: trimmed(runs) }
}

/// The space before a mark belongs to no word.
fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    for run in runs.iter_mut().filter(|run| !run.claims.is_empty()) {
        run.words.truncate(run.words.trim_end().len());
    }
    runs
}

fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Paragraph => Shape::Paragraph,
        Kind::Heading => Shape::Heading,
        Kind::Item => Shape::Item,
        Kind::Quoted => Shape::Quoted,
    }
}
