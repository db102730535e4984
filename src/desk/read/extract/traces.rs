//! What documents carry beside their text and their own words about themselves:
//! who changed what, what is hidden, what is embedded. Counted rather than listed,
//! so that a document of ten thousand revisions says so in a line.

use std::collections::{BTreeMap, BTreeSet};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, Name, Object};
use memchr::memmem;
use scraper::{Html, Node};

use super::office::Package;
use super::xml::{Attributes, Step, walk};
use super::{Output, Stop};

/// Changes and comments that are listed one by one; the tallies count on.
const LISTED: usize = 200;
/// Authors of whom a tally is kept.
const AUTHORS: usize = 100;
/// Revision ids of a text that are told apart.
const REVISION_IDS: usize = 100_000;

/// Entries of an office document that tell of something, and their keys.
const ENTRIES: [(&str, &str); 8] = [
    ("docProps/thumbnail", "thumbnail"),
    ("Thumbnails/", "thumbnail"),
    ("/embeddings/", "embedded"),
    ("Object ", "embedded"),
    ("vbaProject.bin", "macros"),
    ("Basic/", "macros"),
    ("/printerSettings/", "printer-settings"),
    ("customXml/item", "custom-data"),
];

/// Counts the telling entries of an office document.
pub(super) fn package(package: &Package<'_>, kind: &str, output: &mut Output<'_>) -> Result<(), Stop> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for name in package.names() {
        if let Some((_, key)) = ENTRIES.iter().find(|(part, _)| name.contains(part)) {
            *found.entry(key).or_default() += 1;
        }
    }
    for (key, count) in found {
        output.metadata(&format!("{kind}.{key}"), &count.to_string())?;
    }
    Ok(())
}

/// Changes, comments, hidden text and revision ids of a DOCX, story by story.
#[derive(Default)]
pub(super) struct Revisions {
    listed: usize,
    by: BTreeMap<(&'static str, String), Tally>,
    ids: BTreeSet<String>,
    hidden: usize,
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
    pub(super) fn story(&mut self, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
        let (mut open, mut run_hidden, mut in_text) = (Vec::new(), false, false);
        walk(document, |step| {
            match step {
                Step::Open(name, attributes) => {
                    self.ids(attributes);
                    open.extend(self.change(name, attributes, output)?.map(|key| (name.to_owned(), key)));
                    match name {
                        "r" => run_hidden = false,
                        "vanish" => run_hidden = !matches!(attributes.value("val"), Some("0" | "false")),
                        "t" | "delText" => in_text = true,
                        _ => {}
                    }
                }
                Step::Text(text) if in_text => self.text(text, open.last().map(|(_, key)| key), run_hidden),
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

    fn text(&mut self, text: &str, change: Option<&(&'static str, String)>, hidden: bool) {
        let characters = text.chars().count();
        if let Some(tally) = change.and_then(|key| self.by.get_mut(key)) {
            tally.characters += characters;
        }
        self.hidden += if hidden { characters } else { 0 };
    }

    /// Tells the tallies: of each author the changes, their characters, the first and
    /// the last date.
    pub(super) fn tell(&self, output: &mut Output<'_>) -> Result<(), Stop> {
        for ((kind, author), Tally { changes, characters, first, last }) in &self.by {
            let said = format!("{author}: {changes}, {characters} characters, {first} to {last}");
            output.metadata(&format!("docx.{kind}-in-all"), &said)?;
        }
        let counts = [("docx.hidden-characters", self.hidden), ("docx.revision-ids-in-text", self.ids.len())];
        for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            output.metadata(key, &count.to_string())?;
        }
        Ok(())
    }
}

/// Hidden rows and columns of one sheet of an XLSX.
pub(super) fn hidden(entry: &str, document: &[u8]) -> Result<Vec<(&'static str, String)>, Stop> {
    if !entry.starts_with("xl/worksheets/") {
        return Ok(Vec::new());
    }
    let (mut rows, mut columns) = (0_usize, 0_usize);
    walk(document, |step| {
        if let Step::Open(name @ ("row" | "col"), attributes) = step
            && matches!(attributes.value("hidden"), Some("1" | "true"))
        {
            *(if name == "row" { &mut rows } else { &mut columns }) += 1;
        }
        Ok(())
    })?;
    let counts = [("xlsx.hidden-rows", rows), ("xlsx.hidden-columns", columns)];
    Ok(counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| (key, format!("{entry}: {count}")))
        .collect())
}

/// What a PDF carries: earlier states of itself, scripts, files, annotations, ids.
pub(super) fn pdf(pdf: &Pdf, document: &[u8], output: &mut Output<'_>) -> Result<(), Stop> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for object in pdf.objects() {
        let dict = match &object {
            Object::Dict(dict) => dict.clone(),
            Object::Stream(stream) => stream.dict().clone(),
            _ => continue,
        };
        for key in kinds(&dict) {
            *counts.entry(key).or_default() += 1;
        }
    }
    // A file that was saved by adding to it ends more than once (ISO 32000-2, 7.5.6).
    let ends = memmem::find_iter(document, b"%%EOF").count();
    counts.insert("saved-states", if ends > 1 { ends } else { 0 });
    for (key, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        output.metadata(&format!("pdf.{key}"), &count.to_string())?;
    }
    for id in ids(document) {
        output.metadata("pdf.id", &id)?;
    }
    Ok(())
}

fn kinds(dict: &Dict<'_>) -> Vec<&'static str> {
    let named = |key: &[u8], value: &[u8]| dict.get::<Name<'_>>(key).is_some_and(|name| name.as_ref() == value);
    let checks = [
        ("scripts", named(b"S", b"JavaScript")),
        ("attached-files", named(b"Type", b"EmbeddedFile")),
        ("launches", named(b"S", b"Launch")),
        ("annotations", named(b"Type", b"Annot") && !named(b"Subtype", b"Link")),
        ("form-fields", dict.contains_key(b"FT")),
        ("signatures", named(b"Type", b"Sig")),
    ];
    checks.into_iter().filter(|(_, is)| *is).map(|(key, _)| key).collect()
}

/// The two ids of each trailer (ISO 32000-2, 14.4), where they are written in
/// hexadecimal, as all programs do.
fn ids(document: &[u8]) -> Vec<String> {
    let mut ids = Vec::new();
    for at in memmem::find_iter(document, b"/ID") {
        let after = document.get(at + 3..).unwrap_or_default();
        let after = String::from_utf8_lossy(after.get(..200.min(after.len())).unwrap_or_default()).into_owned();
        let Some(list) = after.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else { continue };
        let hex: String = list.0.chars().filter(|letter| letter.is_ascii_hexdigit() || *letter == '>').collect();
        let id = hex.trim_end_matches('>').replace('>', " ").to_ascii_lowercase();
        if !id.is_empty() && !ids.contains(&id) && ids.len() < LISTED {
            ids.push(id);
        }
    }
    ids
}

/// What a page carries that nobody sees: comments, and text that is styled away.
pub(super) fn page(page: &Html, output: &mut Output<'_>) -> Result<(), Stop> {
    let (mut comments, mut hidden) = (0_usize, 0_usize);
    for node in page.tree.nodes() {
        match node.value() {
            Node::Comment(comment) => {
                comments += 1;
                if comments <= LISTED {
                    output.metadata("html.comment", comment)?;
                }
            }
            Node::Text(text) if node.ancestors().take(64).any(|outer| is_styled_away(outer.value())) => {
                hidden += text.trim().chars().count();
            }
            _ => {}
        }
    }
    for (key, count) in [("html.comments", comments), ("html.hidden-characters", hidden)] {
        if count > 0 {
            output.metadata(key, &count.to_string())?;
        }
    }
    Ok(())
}

fn is_styled_away(node: &Node) -> bool {
    node.as_element().is_some_and(|element| {
        let style: String = element.attr("style").unwrap_or_default().split_whitespace().collect();
        element.attr("hidden").is_some() || style.contains("display:none") || style.contains("visibility:hidden")
    })
}
