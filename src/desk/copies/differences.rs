//! Where two texts differ, word by word and mark by mark.

use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::atoms::{Atom, split};
use crate::fingerprint::is_invisible;

/// Texts that share next to nothing take time: after so long the rest of them is
/// one place. What is near-identical takes a small part of it.
const TIME: Duration = Duration::from_secs(10);

/// How two copies differ in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Other words, or words on one side only.
    Word,
    /// Another figure.
    Number,
    /// The same word in other capitals.
    LetterCase,
    /// Letters that look alike.
    Lookalike,
    /// The same letters in another width, style or composition.
    Encoding,
    /// Signs between words.
    Punctuation,
    /// Spaces within a line.
    Spacing,
    /// Characters that nobody sees.
    ZeroWidth,
    /// Lines broken, indented or set in another order.
    Layout,
}

impl Kind {
    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::LetterCase => "letter-case",
            Self::Lookalike => "lookalike",
            Self::Encoding => "encoding",
            Self::Punctuation => "punctuation",
            Self::Spacing => "spacing",
            Self::ZeroWidth => "zero-width",
            Self::Layout => "layout",
        }
    }
}

/// A place where two texts differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How.
    pub kind: Kind,
    /// Where in the first text, in Unicode scalar values; empty where the second has more.
    pub left: Range<usize>,
    /// Where in the second.
    pub right: Range<usize>,
}

/// The places where two texts differ, in the order of the first.
///
/// Words and signs are aligned (Myers), then what stands between aligned ones is
/// compared. Equal texts have none, and texts with one have different characters there.
#[must_use]
pub fn differences(left: &str, right: &str) -> Vec<Difference> {
    if left == right {
        return Vec::new();
    }
    let (left, right) = (split(left), split(right));
    let (seen_left, seen_right) = (seen(&left), seen(&right));
    let deadline = Instant::now().checked_add(TIME);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &seen_left, &seen_right, deadline);
    let (gone, come) = lone(&ops, &left, &right);
    let mut found = Found { left: &left, right: &right, places: Vec::new(), gone, come };
    for op in &ops {
        found.op(op);
    }
    found.places
}

fn seen(atoms: &[Atom]) -> Vec<&str> {
    atoms.iter().map(|atom| atom.seen.as_str()).collect()
}

/// Words that stand on one side only, of the first and of the second text.
fn lone<'a>(ops: &[DiffOp], left: &'a [Atom], right: &'a [Atom]) -> (HashSet<&'a str>, HashSet<&'a str>) {
    let changed = || ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let words = |atoms: &'a [Atom], range: Range<usize>| {
        atoms.get(range).unwrap_or_default().iter().filter(|atom| atom.is_word()).map(|atom| atom.seen.as_str())
    };
    let gone = changed().flat_map(|op| words(left, op.old_range())).collect();
    (gone, changed().flat_map(|op| words(right, op.new_range())).collect())
}

/// A run was moved, as columns move lines, when its words stand on the other side
/// only in another place: so many of a hundred, and so many words at least.
const MOVED_PERCENT: usize = 80;
const MOVED_WORDS: usize = 3;

fn is_moved(run: &[Atom], there: &HashSet<&str>) -> bool {
    let words = run.iter().filter(|atom| atom.is_word()).count();
    let found = run.iter().filter(|atom| atom.is_word() && there.contains(atom.seen.as_str())).count();
    words >= MOVED_WORDS && found * 100 >= words * MOVED_PERCENT
}

struct Found<'a> {
    left: &'a [Atom],
    right: &'a [Atom],
    places: Vec<Difference>,
    gone: HashSet<&'a str>,
    come: HashSet<&'a str>,
}

impl Found<'_> {
    fn op(&mut self, op: &DiffOp) {
        let (old, new) = (op.old_range(), op.new_range());
        if matches!(op, DiffOp::Equal { .. }) {
            for (at, to) in old.zip(new) {
                self.same(at, to);
            }
            return;
        }
        if self.pairs(&old, &new) {
            for (at, to) in old.zip(new) {
                self.gap(at, to);
                self.changed(at..at + 1, to..to + 1);
            }
            return;
        }
        // What leads into a run that both sides have is compared as elsewhere.
        if !old.is_empty() && !new.is_empty() {
            self.gap(old.start, new.start);
        }
        self.changed(old, new);
    }

    /// Whether a run is a word for a word and a sign for a sign.
    fn pairs(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        let words = |atoms: &[Atom], range: &Range<usize>| -> Vec<bool> {
            atoms.get(range.clone()).unwrap_or_default().iter().map(Atom::is_word).collect()
        };
        old.len() > 1 && words(self.left, old) == words(self.right, new)
    }

    /// Two atoms that look the same, and what stands before them.
    fn same(&mut self, at: usize, to: usize) {
        self.gap(at, to);
        let (Some(left), Some(right)) = (self.left.get(at), self.right.get(to)) else { return };
        if left.raw != right.raw {
            self.put(Kind::ZeroWidth, left.place.clone(), right.place.clone());
        }
    }

    fn gap(&mut self, at: usize, to: usize) {
        let (Some(left), Some(right)) = (self.left.get(at), self.right.get(to)) else { return };
        if left.gap != right.gap {
            let before = |atom: &Atom| atom.place.start.saturating_sub(atom.gap.chars().count())..atom.place.start;
            self.put(gap_kind(&left.gap, &right.gap), before(left), before(right));
        }
    }

    fn changed(&mut self, old: Range<usize>, new: Range<usize>) {
        let kind = self.kind(&old, &new);
        let (left, right) = (place(self.left, &old), place(self.right, &new));
        self.put(kind, left, right);
    }

    fn kind(&self, old: &Range<usize>, new: &Range<usize>) -> Kind {
        let left = self.left.get(old.clone()).unwrap_or_default();
        let right = self.right.get(new.clone()).unwrap_or_default();
        if is_moved(left, &self.come) || is_moved(right, &self.gone) {
            return Kind::Layout;
        }
        changed_kind(left, right)
    }

    fn put(&mut self, kind: Kind, left: Range<usize>, right: Range<usize>) {
        // `carbon copy` and `carbon-copy`: the hyphen and the space are one place.
        if let Some(last) = self.places.last_mut()
            && last.kind == Kind::Punctuation
            && matches!(kind, Kind::Spacing | Kind::Layout)
            && (last.left.end, last.right.end) == (left.start, right.start)
        {
            last.left.end = left.end;
            last.right.end = right.end;
            return;
        }
        self.places.push(Difference { kind, left, right });
    }
}

/// The characters of a run; of an empty one the end of what stands before it.
fn place(atoms: &[Atom], range: &Range<usize>) -> Range<usize> {
    let before = range.start.checked_sub(1).and_then(|at| atoms.get(at)).map_or(0, |atom| atom.place.end);
    let run = atoms.get(range.clone()).unwrap_or_default();
    match (run.first(), run.last()) {
        (Some(first), Some(last)) => first.place.start..last.place.end,
        _ => before..before,
    }
}

fn changed_kind(left: &[Atom], right: &[Atom]) -> Kind {
    let text = |atoms: &[Atom], form: fn(&Atom) -> String| {
        atoms.iter().filter(|atom| atom.is_word()).map(form).collect::<Vec<_>>().concat()
    };
    let equal = |form: fn(&Atom) -> String| text(left, form) == text(right, form);
    let digits = |atoms: &[Atom]| atoms.iter().any(Atom::has_digit);
    if equal(|atom| atom.seen.clone()) {
        Kind::Punctuation
    } else if equal(Atom::plain) {
        Kind::Encoding
    } else if equal(|atom| atom.seen.to_lowercase()) {
        Kind::LetterCase
    } else if equal(Atom::shape) {
        Kind::Lookalike
    } else if digits(left) || digits(right) {
        Kind::Number
    } else {
        Kind::Word
    }
}

fn gap_kind(left: &str, right: &str) -> Kind {
    let seen = |gap: &str| gap.chars().filter(|letter| !is_invisible(*letter)).collect::<String>();
    let breaks = |gap: &str| gap.contains(['\n', '\r', '\u{c}', '\u{b}', '\u{85}', '\u{2028}', '\u{2029}', '\t']);
    if seen(left) == seen(right) {
        Kind::ZeroWidth
    } else if breaks(left) || breaks(right) {
        Kind::Layout
    } else {
        Kind::Spacing
    }
}
