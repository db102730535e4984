//! The written material: events, ways of citing, quoting and closing, with slots for names.
//!
//! An event's file has lines `key: value`, then sections `# name`. `{slot}` takes a
//! name or a number; `[[…]]` is the passage that bears the claim.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Day;
use super::names::Names;
use crate::harness::Random;

/// Values for the slots.
pub type Slots = BTreeMap<String, String>;

/// One invented event and everything written about it.
#[derive(Debug)]
pub struct Event {
    lines: Vec<(&'static str, &'static str)>,
    sections: BTreeMap<&'static str, Vec<&'static str>>,
}

/// Two halves that share neither an event nor a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// What the detector was made and mended by.
    Tuned,
    /// Written by somebody who had not seen the detector, and read by nobody who made it
    /// before it was frozen.
    Blind,
}

const TUNED: [&str; 12] = [
    include_str!("material/event-01.txt"),
    include_str!("material/event-02.txt"),
    include_str!("material/event-03.txt"),
    include_str!("material/event-04.txt"),
    include_str!("material/event-05.txt"),
    include_str!("material/event-06.txt"),
    include_str!("material/event-07.txt"),
    include_str!("material/event-08.txt"),
    include_str!("material/event-09.txt"),
    include_str!("material/event-10.txt"),
    include_str!("material/event-11.txt"),
    include_str!("material/event-12.txt"),
];
const BLIND: [&str; 8] = [
    include_str!("material/blind/event-13.txt"),
    include_str!("material/blind/event-14.txt"),
    include_str!("material/blind/event-15.txt"),
    include_str!("material/blind/event-16.txt"),
    include_str!("material/blind/event-17.txt"),
    include_str!("material/blind/event-18.txt"),
    include_str!("material/blind/event-19.txt"),
    include_str!("material/blind/event-20.txt"),
];

/// All that was written for one half.
#[derive(Debug)]
pub struct Material {
    /// In the order of their files.
    pub events: Vec<Event>,
    /// Ways of saying something that do not belong to one event: lines `key: value`.
    phrases: &'static str,
}

impl Material {
    /// Reads a half.
    pub fn of(half: Half) -> Self {
        let (events, phrases) = match half {
            Half::Tuned => (TUNED.as_slice(), include_str!("material/phrases.txt")),
            Half::Blind => (BLIND.as_slice(), include_str!("material/blind/phrases.txt")),
        };
        Self { events: events.iter().map(|text| Event::read(text)).collect(), phrases }
    }

    /// All phrases of a kind.
    pub fn phrases(&self, key: &str) -> Vec<&'static str> {
        let found: Vec<_> =
            lines(self.phrases).into_iter().filter(|(k, _)| *k == key).map(|(_, value)| value).collect();
        assert!(!found.is_empty(), "no phrase {key}");
        found
    }
}

/// The lines `key: value` of a text.
fn lines(text: &'static str) -> Vec<(&'static str, &'static str)> {
    text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": ")).collect()
}

impl Event {
    /// Reads an event's file.
    fn read(text: &'static str) -> Self {
        let mut parts = text.split("\n# ");
        let head = lines(parts.next().unwrap());
        let mut sections = BTreeMap::new();
        for part in parts {
            let (name, body) = part.split_once('\n').unwrap();
            sections.insert(name.trim(), body.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).collect());
        }
        Self { lines: head, sections }
    }

    /// Every value of a key.
    pub fn all(&self, key: &str) -> Vec<&'static str> {
        let found: Vec<_> = self.lines.iter().filter(|(k, _)| *k == key).map(|(_, value)| *value).collect();
        assert!(!found.is_empty(), "no line {key}");
        found
    }

    /// The only value of a key.
    pub fn one(&self, key: &str) -> &'static str {
        self.all(key)[0]
    }

    /// The paragraphs of a section.
    pub fn section(&self, name: &str) -> Vec<String> {
        self.sections[name].iter().map(|paragraph| (*paragraph).to_owned()).collect()
    }

    /// The original after a subeditor: each edit by hand, a paragraph that becomes empty is gone.
    pub fn lightly_edited(&self) -> Vec<String> {
        let mut text = self.section("original").join("\n\n");
        for edit in self.all("edit") {
            let (old, new) = edit.split_once(" => ").unwrap_or_else(|| panic!("no arrow in: {edit}"));
            assert!(text.contains(old), "the edit finds nothing: {edit}");
            text = text.replacen(old, if new == "CUT" { "" } else { new }, 1);
        }
        text.split("\n\n").map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
    }

    /// Who and what it is about this time.
    pub fn people_and_numbers(&self, random: &mut Random, names: &mut Names, date: Day) -> Slots {
        let mut slots = Slots::from([("town".into(), names.place()), ("firm".into(), names.firm())]);
        for who in ["official", "a", "c", "d"] {
            let (full, family) = names.person();
            slots.insert(who.into(), full);
            slots.insert(format!("{who}_s"), family);
        }
        slots.insert("role".into(), fill(self.one("role"), &slots));
        slots.insert("date".into(), date.in_words());
        slots.insert("date_de".into(), date.in_german());
        for number in self.all("number") {
            let parts: Vec<&str> = number.split(' ').collect();
            let (from, to): (u64, u64) = (parts[1].parse().unwrap(), parts[2].parse().unwrap());
            slots.insert(parts[0].into(), (from + random.below(to - from + 1)).to_string());
        }
        slots
    }
}

/// Puts values into slots; `{Slot}` begins with a capital.
///
/// Panics at a slot that has no value: the material is wrong then.
pub fn fill(template: &str, slots: &Slots) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, behind) = after.split_once('}').unwrap();
        filled.push_str(before);
        match slots.get(slot) {
            Some(value) => filled.push_str(value),
            None => filled.push_str(&capital(
                slots.get(&slot.to_lowercase()).unwrap_or_else(|| panic!("no value for {{{slot}}} in: {template}")),
            )),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// The same with a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Takes the marks out of a text.
///
/// *Returns* the text, and what they marked in characters.
pub fn unmark(text: &str) -> (String, Option<Range<usize>>) {
    let Some((before, rest)) = text.split_once("[[") else { return (text.to_owned(), None) };
    let (marked, after) = rest.split_once("]]").unwrap();
    let start = before.chars().count();
    (format!("{before}{marked}{after}"), Some(start..start + marked.chars().count()))
}
