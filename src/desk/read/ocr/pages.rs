//! Which pages, as people write them, and their text put in its place.

use std::collections::BTreeMap;

use crate::read::{Format, Reading};

/// Page numbers as people write them: "pages 1, 3 to 7".
#[derive(Default)]
pub(super) struct Pages(Vec<(u32, u32)>);

impl Pages {
    /// Of parts, counted from 0, in their order.
    pub(super) fn of(parts: &[u32]) -> Self {
        let mut pages = Self::default();
        parts.iter().for_each(|part| pages.add(part.saturating_add(1)));
        pages
    }

    fn add(&mut self, number: u32) {
        match self.0.last_mut() {
            Some((_, last)) if last.saturating_add(1) == number => *last = number,
            _ => self.0.push((number, number)),
        }
    }

    fn named(&self) -> String {
        let runs = self.0.iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first} to {last}"),
        });
        let runs: Vec<_> = runs.collect();
        let word = if matches!(self.0.as_slice(), [(first, last)] if first == last) { "page" } else { "pages" };
        if runs.is_empty() { String::new() } else { format!("{word} {}", runs.join(", ")) }
    }

    /// The beginning of a sentence on pictures, in pages of this document.
    pub(super) fn said(&self, reading: &Reading) -> String {
        match reading.format {
            Format::Pdf => format!("pictures without text: {} were", self.named()),
            _ => "the text in the picture was".to_owned(),
        }
    }
}

/// Puts the text of each part at the part's end. What follows moves on.
pub(super) fn put(reading: &mut Reading, texts: &BTreeMap<u32, String>, most: usize) {
    let starts: Vec<usize> = reading.parts.iter().map(|part| part.start).collect();
    let ends = starts.iter().copied().skip(1).chain([reading.text.len()]);
    let before = starts.first().copied().unwrap_or(reading.text.len());
    let mut text = reading.text.get(..before).unwrap_or_default().to_owned();
    for (((part, start), end), number) in reading.parts.iter_mut().zip(&starts).zip(ends).zip(0_u32..) {
        part.start = text.len();
        text.push_str(reading.text.get(*start..end).unwrap_or_default());
        if let Some(found) = texts.get(&number).filter(|found| text.len() + found.len() < most && !found.is_empty()) {
            text.push_str(found);
            text.push('\n');
        }
    }
    reading.text = text;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Part, Provenance};

    fn reading(text: &str, parts: &[usize]) -> Reading {
        let parts = parts.iter().map(|start| Part { start: *start, label: String::new() });
        Reading {
            format: Format::Pdf,
            text: text.to_owned(),
            parts: parts.collect(),
            metadata: Vec::new(),
            provenance: Provenance::default(),
            notes: Vec::new(),
            scans: Vec::new(),
        }
    }

    #[test]
    fn page_numbers_read_as_people_write_them() {
        assert_eq!(Pages::of(&[0, 2, 3, 4, 8]).named(), "pages 1, 3 to 5, 9");
        assert_eq!(Pages::of(&[1]).named(), "page 2");
        assert_eq!(Pages::of(&[]).named(), "");
    }

    #[test]
    fn text_of_a_picture_stands_on_its_page_and_moves_the_rest() {
        let mut whole = reading("oneüthree", &[0, 5, 5]);
        put(&mut whole, &BTreeMap::from([(1, "two".to_owned())]), 100);
        let starts: Vec<usize> = whole.parts.iter().map(|part| part.start).collect();
        assert_eq!((whole.text.as_str(), starts), ("oneütwo\nthree", vec![0, 5, 9]));
        let mut late = reading("head one", &[5]);
        put(&mut late, &BTreeMap::from([(0, "!".to_owned())]), 100);
        assert_eq!((late.text.as_str(), late.parts.first().map(|part| part.start)), ("head one!\n", Some(5)));
        let mut full = reading("one", &[0]);
        put(&mut full, &BTreeMap::from([(0, "two".to_owned())]), 5);
        assert_eq!(full.text, "one", "no more text than is taken");
    }
}
