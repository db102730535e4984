//! Who changed a DOCX, who commented on it, and how much.

use std::collections::{BTreeMap, BTreeSet};

use super::LISTED;
use crate::read::extract::xml::{Attributes, Step, walk};
use crate::read::extract::{Output, Stop};

/// Authors of whom a tally is kept.
const AUTHORS: usize = 100;
/// Revision ids of a text that are told apart.
const REVISION_IDS: usize = 100_000;

/// Changes, comments and revision ids of a DOCX, story by story.
#[derive(Default)]
pub(in crate::read::extract) struct Revisions {
    listed: usize,
    by: BTreeMap<(&'static str, String), Tally>,
    ids: BTreeSet<String>,
}

#[derive(Default)]
struct Tally {
    changes: usize,
    characters: usize,
    first: String,
    last: String,
}

impl Revisions {
    /// Goes through one story.
    pub(in crate::read::extract) fn story(&mut self, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
        let (mut open, mut in_text) = (Vec::new(), false);
        walk(document, |step| {
            match step {
                Step::Open(name, attributes) => {
                    self.ids(attributes);
                    open.extend(self.change(name, attributes, output)?.map(|key| (name.to_owned(), key)));
                    in_text |= matches!(name, "t" | "delText");
                }
                Step::Text(text) if in_text => self.text(text, open.last().map(|(_, key)| key)),
                Step::Text(_) => {}
                Step::Close(name) => {
                    in_text &= !matches!(name, "t" | "delText");
                    if open.last().is_some_and(|(last, _)| last == name) {
                        open.pop();
                    }
                }
            }
            Ok(())
        })
    }

    fn ids(&mut self, attributes: &Attributes) {
        let ids = attributes.iter().filter(|(name, _)| name.starts_with("rsid")).map(|(_, value)| value);
        for id in ids {
            if self.ids.len() < REVISION_IDS && !self.ids.contains(id) {
                self.ids.insert(id.to_owned());
            }
        }
    }

    fn change(
        &mut self,
        name: &str,
        attributes: &Attributes,
        output: &mut Output<'_>,
    ) -> Result<Option<(&'static str, String)>, Stop> {
        let kind = match name {
            "comment" => "comment",
            "ins" | "moveTo" => "inserted",
            "del" | "moveFrom" => "deleted",
            "rPrChange" | "pPrChange" => "reformatted",
            _ => return Ok(None),
        };
        let Some(author) = attributes.value("author") else { return Ok(None) };
        let date = attributes.value("date").unwrap_or_default();
        if self.listed < LISTED {
            output.metadata(&format!("docx.{kind}"), &format!("{author} {date}"))?;
        } else if self.listed == LISTED {
            output.note(&format!("changes and comments beyond {LISTED} are only counted"))?;
        }
        self.listed += 1;
        let key = (kind, author.to_owned());
        if self.by.len() < AUTHORS || self.by.contains_key(&key) {
            let tally = self.by.entry(key.clone()).or_default();
            tally.changes += 1;
            if !date.is_empty() && (tally.first.is_empty() || *date < *tally.first) {
                date.clone_into(&mut tally.first);
            }
            if *date > *tally.last {
                date.clone_into(&mut tally.last);
            }
        }
        Ok(Some(key))
    }

    fn text(&mut self, text: &str, change: Option<&(&'static str, String)>) {
        if let Some(tally) = change.and_then(|key| self.by.get_mut(key)) {
            tally.characters += text.chars().count();
        }
    }

    /// Tells the tallies: of each author the changes, their characters, the first and
    /// the last date.
    pub(in crate::read::extract) fn tell(&self, output: &mut Output<'_>) -> Result<(), Stop> {
        for ((kind, author), Tally { changes, characters, first, last }) in &self.by {
            let said = format!("{author}: {changes}, {characters} characters, {first} to {last}");
            output.metadata(&format!("docx.{kind}-in-all"), &said)?;
        }
        if self.ids.is_empty() {
            return Ok(());
        }
        output.metadata("docx.revision-ids-in-text", &self.ids.len().to_string())
    }
}
