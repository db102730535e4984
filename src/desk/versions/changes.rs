//! What changed from one version of a page to another.

use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::aligned::Aligned;
use super::sentences::{self, Sentence};
use super::weakened::{Rule, rules};
use super::{Page, notes};

/// Pages that share next to nothing take time.
pub(super) const TIME: Duration = Duration::from_secs(10);

/// What became of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// It is gone.
    Removed,
    /// It claims less, by the rules.
    Weakened,
    /// It was put otherwise.
    Reworded,
    /// It is new.
    Added,
}

impl What {
    /// As scripts compare it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Weakened => "weakened",
            Self::Reworded => "reworded",
            Self::Added => "added",
        }
    }
}

/// A sentence in its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// In Unicode scalar values of the item's text.
    pub place: Range<usize>,
    /// With every run of white space as one space.
    pub text: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What became of the sentence.
    pub what: What,
    /// Why it counts as weakened.
    pub rules: Vec<Rule>,
    /// Whether the newer version's own note names it.
    pub mentioned: bool,
    /// As it was.
    pub old: Option<Quoted>,
    /// As it is.
    pub new: Option<Quoted>,
}

impl Change {
    /// Removed or weakened, and nobody said so.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        matches!(self.what, What::Removed | What::Weakened) && !self.mentioned
    }
}

/// Everything that changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Silent removals and weakenings first, then in the order of the page.
    pub changes: Vec<Change>,
    /// Notes of correction that the newer version has and the older has not.
    pub notes: Vec<Quoted>,
    /// Sentences that stand elsewhere now.
    pub moved: usize,
    /// Menus, labels and time stamps that changed.
    pub furniture: usize,
}

impl Changes {
    /// How many of this sort there are.
    #[must_use]
    pub fn count(&self, what: What) -> usize {
        self.changes.iter().filter(|change| change.what == what).count()
    }

    /// How many were removed or weakened without a word of it.
    #[must_use]
    pub fn silent(&self) -> usize {
        self.changes.iter().filter(|change| change.is_silent()).count()
    }
}

/// Compares two versions of a page, the older first.
#[must_use]
pub fn compare(older: &Page, newer: &Page) -> Changes {
    let (old, new) = (sentences::of(older), sentences::of(newer));
    let aligned = Aligned::of(&old, &new);
    let is_note = notes::belonging(&new);
    let come = aligned.come.iter().filter(|at| is_note.get(**at) == Some(&true));
    let note: Vec<&Sentence> = come.filter_map(|at| new.get(*at)).collect();
    let (changed, moved) = aligned.changed(&old, &new, &is_note);
    let mut furniture = 0;
    let mut changes = Vec::with_capacity(changed.len());
    for (at, to) in changed {
        let (left, right) = (at.and_then(|at| old.get(at)), to.and_then(|to| new.get(to)));
        if left.is_some_and(|sentence| sentence.furniture) || right.is_some_and(|sentence| sentence.furniture) {
            furniture += 1;
        } else {
            changes.push((at.or(to), change(left, right, &note)));
        }
    }
    changes.sort_by_key(|(place, change)| (!change.is_silent(), *place, change.what));
    let changes = changes.into_iter().map(|(_, change)| change).collect();
    Changes { changes, notes: note.iter().map(|sentence| quoted(sentence)).collect(), moved, furniture }
}

fn quoted(sentence: &Sentence) -> Quoted {
    Quoted { place: sentence.place.clone(), text: sentence.text.clone() }
}

fn change(old: Option<&Sentence>, new: Option<&Sentence>, note: &[&Sentence]) -> Change {
    let met = match (old, new) {
        (Some(old), Some(new)) => rules((&old.text, &old.words), (&new.text, &new.words)),
        _ => Vec::new(),
    };
    let what = match (old, new) {
        (Some(_), None) => What::Removed,
        (None, _) => What::Added,
        _ if met.is_empty() => What::Reworded,
        _ => What::Weakened,
    };
    let mentioned = !note.is_empty() && notes::names(note, old, new, &met);
    Change { what, rules: met, mentioned, old: old.map(quoted), new: new.map(quoted) }
}

/// Two sentences word by word, as runs that are kept, removed or added.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<(&'static str, String)> {
    let (left, right): (Vec<&str>, Vec<&str>) = (old.split(' ').collect(), new.split(' ').collect());
    let run = |words: &[&str], range: Range<usize>| words.get(range).unwrap_or_default().join(" ");
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &left, &right, Instant::now().checked_add(TIME));
    let mut runs = Vec::new();
    for op in &ops {
        match op {
            DiffOp::Equal { .. } => runs.push(("kept", run(&left, op.old_range()))),
            _ => {
                runs.push(("removed", run(&left, op.old_range())));
                runs.push(("added", run(&right, op.new_range())));
            }
        }
    }
    runs.retain(|(_, text)| !text.is_empty());
    runs
}
