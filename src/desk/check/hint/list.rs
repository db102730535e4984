//! Lists of words, written as text and looked up as sets.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Folded words, set in spaces where they are written.
pub(super) struct Words {
    written: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    pub const fn of(written: &'static str) -> Self {
        Self { written, set: OnceLock::new() }
    }

    pub fn has(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.written.split_ascii_whitespace().collect()).contains(word)
    }
}

/// Folded words that mean the same in a row, and what they mean.
pub(super) struct Table<V: 'static> {
    rows: &'static [(&'static str, V)],
    map: OnceLock<HashMap<&'static str, V>>,
}

impl<V: Copy> Table<V> {
    pub const fn of(rows: &'static [(&'static str, V)]) -> Self {
        Self { rows, map: OnceLock::new() }
    }

    /// Every word with its meaning.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, V)> {
        self.rows.iter().flat_map(|(words, value)| words.split_ascii_whitespace().map(move |word| (word, *value)))
    }

    /// What a word means.
    pub fn value(&self, word: &str) -> Option<V> {
        self.map.get_or_init(|| self.entries().collect()).get(word).copied()
    }
}
