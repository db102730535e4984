//! One item on one page, in words for a court or a colleague.
//!
//! *What enters*: an item, one look at it, its entries in the custody log. *What
//! leaves*: sections of labelled words, as lines for a terminal or as static HTML
//! without scripts, addresses or pictures, which prints in black on white.
//!
//! *Security*: names and values are the document's own. Each is escaped twice: first
//! what a terminal or a page would obey or hide ([`crate::escape`]), then, by the
//! template, what would become markup.

use askama::Template;
use serde::Serialize;

use crate::authenticity::decision::Decision;
use crate::authenticity::inspection::Inspection;
use crate::authenticity::integrity::Integrity;
use crate::case::custody::{Entry, Hash, Verified};
use crate::corpus::Item;
use crate::escape::escape;

/// A sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// The name of the item.
    pub item: String,
    /// What is said of it, in order.
    pub sections: Vec<Section>,
}

/// One question about an item, and its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The question.
    pub heading: &'static str,
    /// Labels and what stands beside them; a sentence has an empty label.
    pub rows: Vec<(String, String)>,
}

/// What a sheet is made of.
pub struct Sources<'a> {
    /// The item.
    pub item: &'a Item,
    /// What it says of itself: key and value.
    pub metadata: &'a [(String, String)],
    /// One look at it, as part of making the sheet.
    pub inspection: &'a Inspection,
    /// Its entries in the custody log.
    pub entries: &'a [(Entry, Hash)],
    /// The whole log.
    pub log: Verified,
    /// Day and editor of the sheet.
    pub made: (String, String),
}

/// Makes a sheet. Pure.
#[must_use]
pub fn sheet(sources: &Sources<'_>) -> Sheet {
    let sections = vec![
        what(sources.item),
        origin(sources.item),
        bytes(sources.item, sources.inspection),
        genuine(sources.inspection),
        of_itself(sources.item, sources.metadata),
        custody(sources),
    ];
    let sections = sections.into_iter().filter(|section| !section.rows.is_empty()).map(escaped).collect();
    Sheet { item: escape(&sources.item.name), sections }
}

fn escaped(section: Section) -> Section {
    let rows = section.rows.into_iter().map(|(label, value)| (escape(&label), escape(&value))).collect();
    Section { rows, ..section }
}

fn given(rows: Vec<(&str, Option<String>)>) -> Vec<(String, String)> {
    rows.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?))).collect()
}

fn sentence(text: impl Into<String>) -> (String, String) {
    (String::new(), text.into())
}

fn what(item: &Item) -> Section {
    let rows = vec![
        ("Name in this case", Some(item.name.clone())),
        ("Permanent id", Some(item.id.to_string())),
        ("Sort", Some(item.class.word().to_owned())),
        ("Format, by its content", item.format.clone()),
        ("Length", Some(format!("{} bytes", item.bytes))),
        ("Text", item.characters.map(|characters| format!("{characters} characters"))),
        ("Could not be read", item.failure.clone()),
        ("State", item.forgotten.then(|| "erased".to_owned())),
    ];
    Section { heading: "What it is", rows: given(rows) }
}

fn origin(item: &Item) -> Section {
    let rows = vec![
        ("Came into the case on", Some(item.day.to_string())),
        ("Where it lay", item.path.clone()),
        ("Inside", item.container.clone()),
        ("Source", item.source.map(|number| format!("S{number}"))),
        ("Publisher, as an editor states", item.publisher.clone()),
        ("Address, as an editor states", item.url.clone()),
        ("Published, as an editor states", item.published.map(|day| day.to_string())),
        ("Obtained, as an editor states", item.obtained.map(|day| day.to_string())),
        ("How far it may be shown", Some(format!("{} ({})", item.standing, item.because))),
    ];
    Section { heading: "Where it is from", rows: given(rows) }
}

fn bytes(item: &Item, inspection: &Inspection) -> Section {
    let seen = match inspection.integrity {
        Integrity::Whole => "The bytes in the case were read for this sheet and have this hash.",
        Integrity::Damaged => "DAMAGED: the bytes in the case were read for this sheet and do NOT have this hash.",
        Integrity::Erased => "The bytes were erased from the case, and their hash with them.",
    };
    let mut rows = given(vec![("SHA-256", item.sha256.map(hex::encode))]);
    rows.push(sentence(seen));
    if inspection.integrity == Integrity::Whole {
        rows.push(("To compute it again".to_owned(), format!("subrosa-desk extract {} --to FILE", item.name)));
        rows.push(("then, with any tool".to_owned(), "sha256sum FILE".to_owned()));
    }
    Section { heading: "Its bytes", rows }
}

fn genuine(inspection: &Inspection) -> Section {
    let mut rows = Vec::new();
    match &inspection.dkim {
        Ok(None) => {}
        Ok(Some(verdict)) => {
            rows.push(("Signatures (DKIM, RFC 6376)".to_owned(), verdict.state.phrase().to_owned()));
            rows.extend(verdict.unfit.map(|unfit| sentence(unfit.to_string())));
            for (judged, number) in verdict.signatures.iter().zip(1_u32..) {
                let label = format!("Signature {number}");
                rows.extend(judged.sentences().into_iter().map(|sentence| (label.clone(), sentence)));
            }
            if verdict.more > 0 {
                rows.push(sentence(format!("{} more signatures were not looked at.", verdict.more)));
            }
            rows.push(sentence(
                "A valid signature shows that the named domain's server sent the covered fields and body; \
                 it does not show that what they say is true.",
            ));
        }
        Err(error) => rows.push(("Signatures (DKIM, RFC 6376)".to_owned(), error.to_string())),
    }
    for Decision { day, actor, reason } in &inspection.decisions {
        let reason = reason.as_deref().unwrap_or("(the reason was erased)");
        rows.push((format!("Counted as genuine on {day} by {actor}"), reason.to_owned()));
    }
    if inspection.decisions.is_empty() {
        rows.push(sentence("No editor has recorded that it counts as genuine."));
    }
    Section { heading: "Whether it is genuine", rows }
}

fn of_itself(item: &Item, metadata: &[(String, String)]) -> Section {
    let mut rows = given(vec![
        ("Title", item.title.clone()),
        ("Author", item.author.clone()),
        ("Publisher", item.claimed_publisher.clone()),
        ("Address", item.claimed_url.clone()),
        ("Published", item.claimed_published.map(|day| day.to_string())),
    ]);
    rows.extend(metadata.iter().cloned());
    Section { heading: "What it says of itself (not verified)", rows }
}

fn custody(sources: &Sources<'_>) -> Section {
    let (day, editor) = &sources.made;
    let mut rows = vec![sentence(
        "Every act on this case is an entry of a log in which each entry holds the hash of the one before. \
         Entries on this item:",
    )];
    for (entry, hash) in sources.entries {
        let label = format!("Entry {}, {}, {}", entry.seq, entry.day, entry.actor);
        rows.push((label, format!("{} [{}]", entry.words(), hex::encode(hash))));
    }
    rows.push(("Entries in the whole log".to_owned(), sources.log.entries.to_string()));
    rows.push(("Head of the log".to_owned(), hex::encode(sources.log.head)));
    rows.push(sentence("Every link was checked for this sheet. The head, kept elsewhere, later shows a cut:"));
    rows.push((
        "To check it again".to_owned(),
        format!("subrosa-desk log verify --head {}", hex::encode(sources.log.head)),
    ));
    rows.push((
        "This sheet".to_owned(),
        format!("made on {day} by {editor}, with subrosa-desk {}", env!("CARGO_PKG_VERSION")),
    ));
    Section { heading: "What was done with it", rows }
}

impl Sheet {
    /// The sheet as lines.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Sheet of {}", self.item)];
        for Section { heading, rows } in &self.sections {
            lines.extend([String::new(), (*heading).to_owned()]);
            lines.extend(rows.iter().map(|(label, value)| match label.as_str() {
                "" => format!("  {value}"),
                label => format!("  {label}: {value}"),
            }));
        }
        lines
    }

    /// The sheet as a page.
    ///
    /// # Errors
    /// Never in practice: what the template gives.
    pub fn html(&self) -> askama::Result<String> {
        Page { sheet: self }.render()
    }
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct Page<'a> {
    sheet: &'a Sheet,
}

#[cfg(test)]
mod tests;
