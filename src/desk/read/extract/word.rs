//! DOCX (ECMA-376): the text as it stands, and apart from it what was deleted,
//! commented, noted, and who did so.

use super::office::{APART_BYTES, Package, tell};
use super::traces::{Formats, Revisions};
use super::xml::{Step, walk};
use super::{Output, Stop};
use crate::read::Format;
use crate::read::error::Refusal;

/// The main text, found by its usual name: every program writes it so.
pub(super) const MAIN: &str = "word/document.xml";

/// Reads a text.
pub(super) fn read(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let main = package.entry(MAIN)?.ok_or(Refusal::Unreadable)?;
    output.format(Format::Docx)?;
    tell(package, Format::Docx, output)?;
    revisions(package, output)?;
    let mut changed = Revisions::default();
    let mut formats = match package.entry("word/styles.xml")? {
        Some(styles) => Formats::of(&styles)?,
        None => Formats::default(),
    };
    changed.story(&main, output)?;
    formats.story(&main)?;
    output.part("text")?;
    let deleted = story(&main, output)?;
    for (name, label) in beside(package) {
        if let Some(bytes) = package.entry(&name)? {
            changed.story(&bytes, output)?;
            formats.story(&bytes)?;
            output.part(label)?;
            story(&bytes, output)?;
        }
    }
    changed.tell(output)?;
    formats.tell(output)?;
    if !deleted.is_empty() {
        output.part("deleted text")?;
        output.text(&deleted)?;
    }
    package.embedded(&["word/media/", "word/embeddings/"], output)
}

/// Stories beside the main one, with what they are.
fn beside(package: &Package<'_>) -> Vec<(String, &'static str)> {
    let kinds = [
        ("word/header", "header"),
        ("word/footer", "footer"),
        ("word/footnotes", "footnotes"),
        ("word/endnotes", "endnotes"),
        ("word/comments.", "comments"),
    ];
    let mut found = Vec::new();
    for name in package.names().into_iter().filter(|name| name.ends_with(".xml")) {
        let kind = kinds.iter().find(|(start, _)| name.starts_with(start));
        found.extend(kind.map(|(_, label)| (name.clone(), *label)));
    }
    found
}

/// Writes one story. *Returns* what was deleted from it with changes recorded.
fn story(document: &[u8], output: &mut Output<'_>) -> Result<String, Stop> {
    let (mut in_text, mut in_deleted, mut in_cell) = (false, false, 0_usize);
    // Inside a copy for old programs, and inside what was moved elsewhere.
    let (mut in_copy, mut in_moved) = (0_usize, 0_usize);
    let mut deleted = String::new();
    walk(document, |step| {
        match step {
            Step::Open("Fallback", _) => in_copy += 1,
            Step::Close("Fallback") => in_copy = in_copy.saturating_sub(1),
            _ if in_copy > 0 => {}
            Step::Text(text) if in_text && in_moved > 0 => apart(&mut deleted, text),
            Step::Open(name, attributes) => match name {
                "t" => in_text = true,
                "delText" => in_deleted = true,
                "tc" => in_cell += 1,
                "moveFrom" => in_moved += 1,
                "tab" if attributes.value("pos").is_none() => output.text("\t")?,
                "br" | "cr" => output.text("\n")?,
                "noBreakHyphen" => output.text("\u{2011}")?,
                "softHyphen" => output.text("\u{ad}")?,
                _ => {}
            },
            Step::Text(text) if in_text => output.text(text)?,
            Step::Text(text) if in_deleted => apart(&mut deleted, text),
            Step::Text(_) => {}
            Step::Close(name) => match name {
                "t" => in_text = false,
                "delText" => (in_deleted, ()) = (false, apart(&mut deleted, "\n")),
                "moveFrom" => (in_moved, ()) = (in_moved.saturating_sub(1), apart(&mut deleted, "\n")),
                // A table's row is one line, its cells apart by tabs.
                "p" => output.text(if in_cell > 0 { " " } else { "\n" })?,
                "tc" => (in_cell, ()) = (in_cell.saturating_sub(1), output.text("\t")?),
                "tr" => output.text("\n")?,
                _ => {}
            },
        }
        Ok(())
    })?;
    Ok(deleted)
}

/// Keeps what stands apart from the text, so much of it.
fn apart(kept: &mut String, text: &str) {
    if kept.len() + text.len() < APART_BYTES {
        kept.push_str(text);
    }
}

/// The numbers by which Word marks editing sessions: two texts that share them
/// were edited in the same file.
fn revisions(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    let Some(settings) = package.entry("word/settings.xml")? else { return Ok(()) };
    walk(&settings, |step| match step {
        Step::Open("rsid" | "rsidRoot", attributes) => {
            output.metadata("docx.revision-id", attributes.value("val").unwrap_or_default())
        }
        _ => Ok(()),
    })
}
