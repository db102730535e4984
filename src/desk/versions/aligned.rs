//! Which sentence of a page became which of its next version.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::time::Instant;

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::changes::TIME;
use super::sentences::Sentence;

/// Two sentences are one, changed, when so many of a hundred of their words are common.
const SAME_PERCENT: usize = 50;
/// Longest run of replaced sentences within which every pair is looked at.
const PAIRED: usize = 200;

/// Sentences that stand on one side only, by their numbers.
pub(super) struct Aligned {
    /// Runs that replace each other.
    runs: Vec<(Range<usize>, Range<usize>)>,
    /// New ones.
    pub come: Vec<usize>,
}

impl Aligned {
    /// Aligns two pages.
    pub(super) fn of(old: &[Sentence], new: &[Sentence]) -> Self {
        let text = |sentences: &[Sentence]| sentences.iter().map(|sentence| sentence.text.clone()).collect::<Vec<_>>();
        let deadline = Instant::now().checked_add(TIME);
        let ops = capture_diff_slices_deadline(Algorithm::Myers, &text(old), &text(new), deadline);
        let runs: Vec<_> = ops
            .iter()
            .filter(|op| !matches!(op, DiffOp::Equal { .. }))
            .map(|op| (op.old_range(), op.new_range()))
            .collect();
        let come = runs.iter().flat_map(|(_, new)| new.clone()).collect();
        Self { runs, come }
    }

    /// What changed, as numbers of an old sentence, a new one, or both, without notes
    /// and without what was only moved, which is counted.
    pub(super) fn changed(&self, old: &[Sentence], new: &[Sentence], is_note: &[bool]) -> (Vec<Numbers>, usize) {
        let (mut gone, mut come, moved) = self.without_moved(old, new);
        let mut changed: Vec<Numbers> = Vec::new();
        for (left, right) in &self.runs {
            let left: Vec<usize> = gone.iter().copied().filter(|at| left.contains(at)).take(PAIRED).collect();
            let right = come.iter().copied().filter(|at| right.contains(at) && is_note.get(*at) != Some(&true));
            let right: Vec<usize> = right.take(PAIRED).collect();
            changed.extend(best(old, new, &left, &right).into_iter().map(|(at, to)| (Some(at), Some(to))));
        }
        let paired: HashSet<Numbers> = changed.iter().flat_map(|(at, to)| [(*at, None), (None, *to)]).collect();
        gone.retain(|at| !paired.contains(&(Some(*at), None)));
        come.retain(|at| is_note.get(*at) != Some(&true) && !paired.contains(&(None, Some(*at))));
        changed.extend(gone.into_iter().map(|at| (Some(at), None)));
        changed.extend(come.into_iter().map(|at| (None, Some(at))));
        (changed, moved)
    }

    /// Sentences of one side, without those that stand word for word elsewhere on the
    /// other, and how many those are.
    fn without_moved(&self, old: &[Sentence], new: &[Sentence]) -> (Vec<usize>, Vec<usize>, usize) {
        let mut there: HashMap<&[String], Vec<usize>> = HashMap::new();
        for at in &self.come {
            there.entry(new.get(*at).map_or(&[], |sentence| &sentence.words)).or_default().push(*at);
        }
        let mut moved = HashSet::new();
        let gone = self.runs.iter().flat_map(|(left, _)| left.clone());
        let gone: Vec<usize> = gone
            .filter(|at| {
                let words: &[String] = old.get(*at).map_or(&[], |sentence| &sentence.words);
                let to = there.get_mut(words).and_then(Vec::pop);
                moved.extend(to);
                to.is_none()
            })
            .collect();
        let come = self.come.iter().copied().filter(|at| !moved.contains(at)).collect();
        (gone, come, moved.len())
    }
}

/// An old sentence, a new one, or both.
type Numbers = (Option<usize>, Option<usize>);
type Pairs = Vec<(usize, usize)>;

/// Pairs of sentences that are one, changed; the most alike first.
fn best(old: &[Sentence], new: &[Sentence], left: &[usize], right: &[usize]) -> Pairs {
    let mut alike = Vec::new();
    for one in left {
        for other in right {
            let percent = old.get(*one).zip(new.get(*other)).map_or(0, |(one, other)| likeness(one, other));
            if percent >= SAME_PERCENT {
                alike.push((std::cmp::Reverse(percent), *one, *other));
            }
        }
    }
    alike.sort_unstable();
    let mut pairs = Pairs::new();
    for (_, one, other) in alike {
        if pairs.iter().all(|(left, right)| *left != one && *right != other) {
            pairs.push((one, other));
        }
    }
    pairs
}

/// Dice's coefficient of the words, in percent.
fn likeness(one: &Sentence, other: &Sentence) -> usize {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in &one.words {
        *left.entry(word).or_default() += 1;
    }
    let common = other.words.iter().filter(|word| match left.get_mut(word.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    });
    common.count() * 200 / (one.words.len() + other.words.len()).max(1)
}
