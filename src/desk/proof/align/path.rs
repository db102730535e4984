//! The cheapest way from a text to a quotation.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::words::SourceWord;
use crate::proof::quotation::Element;

/// Words of a gap in brackets: it stands in place of so many at most.
pub(super) const INSERTION_WORDS: usize = 8;

/// A quotation as it is compared.
pub(super) struct Wanted<'q> {
    pub words: Vec<&'q SourceWord>,
    /// Before this word something was left out or put in.
    pub gaps: Vec<(usize, bool)>,
}

impl<'q> Wanted<'q> {
    pub fn of(elements: &'q [Element]) -> Self {
        let mut wanted = Self { words: Vec::new(), gaps: Vec::new() };
        for element in elements {
            match element {
                Element::Word(word) => wanted.words.push(word),
                Element::Ellipsis => wanted.gaps.push((wanted.words.len(), true)),
                Element::Insertion => wanted.gaps.push((wanted.words.len(), false)),
            }
        }
        wanted
    }

    /// How many of its words the text has.
    pub fn held(&self, text: &[SourceWord]) -> usize {
        let all: HashSet<&str> = text.iter().map(|word| word.text.as_str()).collect();
        self.words.iter().filter(|word| all.contains(word.text.as_str())).count()
    }

    /// Its words and the text's as numbers: what is compared a hundred thousand times.
    fn numbered(&self, text: &[SourceWord]) -> (Vec<usize>, Vec<usize>) {
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut number = |word: &'q str| {
            let next = known.len();
            *known.entry(word).or_insert(next)
        };
        let words: Vec<usize> = self.words.iter().map(|word| number(&word.text)).collect();
        let text = text.iter().map(|word| known.get(word.text.as_str()).copied().unwrap_or(usize::MAX)).collect();
        (words, text)
    }

    pub fn has_gap(&self, index: usize) -> bool {
        self.gaps.iter().any(|(at, _)| *at == index)
    }

    /// Whether what stands before this word is only in brackets.
    pub fn is_insertion(&self, index: usize) -> bool {
        self.gaps.iter().any(|(at, _)| *at == index) && !self.gaps.contains(&(index, true))
    }
}

/// A place where quotation and text differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What the quotation says there.
    pub quoted: String,
    /// What the text says there.
    pub source: String,
    /// What was done, as a sentence for an editor.
    pub what: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Equal,
    Other,
    /// The quotation has a word more.
    Added,
    /// The text has a word more.
    Missing,
    /// The text has a word more, in a gap.
    Skipped,
}

/// Steps in order, with places in quotation and text.
pub(super) struct Path(Vec<(Step, usize, usize)>);

/// The cheapest; of several the one that ends first.
pub(super) fn best(wanted: &Wanted<'_>, text: &[SourceWord]) -> Path {
    let (rows, columns) = (wanted.words.len(), text.len());
    let free: Vec<bool> = (0..=rows).map(|row| row == 0 || wanted.has_gap(row)).collect();
    let width = columns + 1;
    let mut cost = vec![0_u32; (rows + 1) * width];
    let mut step = vec![Step::Skipped; (rows + 1) * width];
    let (quoted, numbers) = wanted.numbered(text);
    for row in 1..=rows {
        let (word, free) = (quoted.get(row - 1).copied(), free.get(row).copied().unwrap_or(false));
        for column in 0..=columns {
            let same = column > 0 && word == numbers.get(column - 1).copied();
            let (steps, costs) = cheapest(&cost, width, (row, column), same, free);
            if let (Some(to), Some(how)) = (cost.get_mut(row * width + column), step.get_mut(row * width + column)) {
                (*to, *how) = (costs, steps);
            }
        }
    }
    let last = cost.get(rows * width..).unwrap_or_default();
    let end = last.iter().enumerate().min_by_key(|(column, cost)| (**cost, *column)).map_or(0, |(column, _)| column);
    back(&step, width, (rows, end))
}

fn cheapest(cost: &[u32], width: usize, (row, column): (usize, usize), same: bool, free: bool) -> (Step, u32) {
    let at = |row: usize, column: usize| cost.get(row * width + column).copied().unwrap_or(u32::MAX / 2);
    let mut best = (Step::Added, at(row - 1, column) + 1);
    let Some(before) = column.checked_sub(1) else { return best };
    let diagonal = (if same { Step::Equal } else { Step::Other }, at(row - 1, before) + u32::from(!same));
    let along = (if free { Step::Skipped } else { Step::Missing }, at(row, before) + u32::from(!free));
    for next in [along, diagonal] {
        if next.1 <= best.1 {
            best = next;
        }
    }
    best
}

fn back(step: &[Step], width: usize, (mut row, mut column): (usize, usize)) -> Path {
    let mut path = Vec::new();
    while row > 0 {
        let how = step.get(row * width + column).copied().unwrap_or(Step::Added);
        let (up, left) = match how {
            Step::Equal | Step::Other => (1, 1),
            Step::Added => (1, 0),
            Step::Missing | Step::Skipped => (0, 1),
        };
        row -= up;
        column = column.saturating_sub(left);
        path.push((how, row, column));
    }
    path.reverse();
    Path(path)
}

impl Path {
    /// Places of words that are the same, in quotation and text.
    pub fn equal(&self) -> Vec<(usize, usize)> {
        self.0.iter().filter(|(step, ..)| *step == Step::Equal).map(|(_, row, column)| (*row, *column)).collect()
    }

    /// What the gap before each word skips, in words of the text.
    pub fn skipped(&self) -> Vec<(usize, Range<usize>)> {
        let mut gaps: Vec<(usize, Range<usize>)> = Vec::new();
        for (step, row, column) in &self.0 {
            if *step != Step::Skipped {
                continue;
            }
            match gaps.last_mut() {
                Some((at, range)) if at == row && range.end == *column => range.end += 1,
                _ => gaps.push((*row, *column..column + 1)),
            }
        }
        gaps
    }

    /// Where the quotation lies in the text, in Unicode scalar values.
    pub fn range(&self, text: &[SourceWord]) -> Option<Range<usize>> {
        let equal = self.equal();
        let (first, last) = (equal.first()?.1, equal.last()?.1);
        Some(text.get(first)?.place.start..text.get(last)?.place.end)
    }

    /// What costs something, neighbours together.
    pub fn differences(&self, wanted: &Wanted<'_>, text: &[SourceWord]) -> Vec<Difference> {
        let mut found: Vec<Difference> = Vec::new();
        let mut open = false;
        for (step, row, column) in &self.0 {
            if matches!(step, Step::Equal | Step::Skipped) {
                open = false;
                continue;
            }
            if !open {
                found.push(Difference { quoted: String::new(), source: String::new(), what: "" });
            }
            open = true;
            let Some(last) = found.last_mut() else { continue };
            if *step != Step::Missing {
                join(&mut last.quoted, wanted.words.get(*row).map_or("", |word| &word.shown));
            }
            if *step != Step::Added {
                join(&mut last.source, text.get(*column).map_or("", |word| &word.shown));
            }
        }
        for difference in &mut found {
            difference.what = match (difference.quoted.is_empty(), difference.source.is_empty()) {
                (true, _) => "left out without a sign",
                (_, true) => "put in without a sign",
                _ => "other words",
            };
        }
        found
    }
}

fn join(to: &mut String, word: &str) {
    if !to.is_empty() {
        to.push(' ');
    }
    to.push_str(word);
}
