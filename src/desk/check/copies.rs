//! One text that several items hold is one row. Pure.
//!
//! Two passages are copies when nearly all runs of three words of the shorter stand
//! in the longer, and the longer is not much longer (containment of shingles, Broder
//! 1997). Only candidates of one answer are compared. Copies that differ in a number, a
//! date, a name, a unit or a negation stay apart: that difference is what an editor looks for.

use std::collections::HashSet;

use super::hint;
use crate::corpus::{Item, Shown};
use crate::search::{fold, raw_words};

/// Words of a run.
const RUN: usize = 3;
/// Share of the shorter's runs that the longer must hold. An edit of one word takes
/// three runs away: in a passage of 40 words, two such edits leave 0.84.
const HELD: f64 = 0.8;
/// Share of the longer that the shorter must be, in words: a heading is no copy of
/// the article below it.
const LENGTH: f64 = 0.6;

/// A row of the answer.
pub(super) struct Row {
    pub item: Item,
    pub passage: Shown,
    pub score: f64,
    pub same_text: Vec<String>,
    text: Text,
}

/// Rows, best first, as far as they are wanted.
pub(super) struct Rows {
    rows: Vec<Row>,
    limit: usize,
}

impl Rows {
    pub fn new(limit: usize) -> Self {
        Self { rows: Vec::new(), limit }
    }

    pub fn is_full(&self) -> bool {
        self.rows.len() >= self.limit
    }

    /// Takes the next best passage: a row of its own, or a copy beneath another.
    pub fn take(&mut self, item: Item, passage: Shown, score: f64) {
        let text = Text::of(&passage.text);
        let language = item.language.as_deref();
        let same =
            |row: &&mut Row| row.text.is_copy(&text) && !hint::differ(&row.passage.text, &passage.text, language);
        match self.rows.iter_mut().find(same) {
            Some(row) => row.held_by(item.name),
            None => self.rows.push(Row { item, passage, score, same_text: Vec::new(), text }),
        }
    }

    pub fn into_rows(self) -> Vec<Row> {
        self.rows
    }
}

impl Row {
    fn held_by(&mut self, name: String) {
        if name != self.item.name && !self.same_text.contains(&name) {
            self.same_text.push(name);
        }
    }
}

/// A text by its runs of words.
struct Text {
    words: Vec<String>,
    runs: HashSet<Vec<String>>,
}

impl Text {
    fn of(text: &str) -> Self {
        let words: Vec<String> = raw_words(text).map(fold).filter(|word| !word.is_empty()).collect();
        let runs = words.windows(RUN).map(<[String]>::to_vec).collect();
        Self { words, runs }
    }

    fn is_copy(&self, other: &Self) -> bool {
        if self.runs.is_empty() || other.runs.is_empty() {
            return self.words == other.words;
        }
        let (shorter, longer) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let held = shorter.runs.iter().filter(|run| longer.runs.contains(*run)).count();
        held as f64 >= HELD * shorter.runs.len() as f64
            && shorter.words.len() as f64 >= LENGTH * longer.words.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIRE: &str = "The harbour office of Anselm Bridge paid the dredging firm twice for one contract, \
        according to invoices that the council did not publish before the vote on Thursday evening.";

    fn copies(a: &str, b: &str) -> bool {
        Text::of(a).is_copy(&Text::of(b))
    }

    #[test]
    fn case_punctuation_and_a_changed_word_make_no_other_text_and_another_sentence_does() {
        assert!(copies(WIRE, &WIRE.to_uppercase().replace(',', " —")));
        assert!(copies(WIRE, &WIRE.replace("evening", "night")));
        assert!(copies(WIRE, &format!("Harbour news. {WIRE}")));
        assert!(!copies(WIRE, "The harbour office of Anselm Bridge paid nobody, its director said on Friday."));
        assert!(!copies("The harbour office of Anselm Bridge", WIRE), "a heading is no copy");
        assert!(copies("Yes.", "yes") && !copies("Yes.", "No."));
    }
}
