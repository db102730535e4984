//! OpenDocument (ISO 26300): texts, slides, and what they say about themselves.

use super::office::{APART_BYTES, Package};
use super::xml::{Attributes, Step, kebab, leaves, walk};
use super::{Output, Stop, traces};
use crate::read::error::Refusal;
use crate::read::{Format, Provenance};

/// The text itself.
const CONTENT: &str = "content.xml";

/// What the file `mimetype` of an OpenDocument says, or `None` for another ZIP.
pub(super) fn format(package: &mut Package<'_>) -> Result<Option<Format>, Refusal> {
    // LibreOffice since 24.8 encrypts the whole package into one entry (ODF 1.4).
    if package.has("encrypted-package") && package.has("META-INF/manifest.xml") {
        return Err(Refusal::Encrypted);
    }
    if !package.has(CONTENT) {
        return Ok(None);
    }
    let kind = package.entry("mimetype")?.unwrap_or_default();
    let kind = String::from_utf8_lossy(&kind);
    let formats = [Format::Odt, Format::Odp, Format::Ods];
    // Templates are what they are templates of.
    Ok(formats.into_iter().find(|format| kind.starts_with(format.media_type())))
}

/// Refuses what needs a password: its entries are listed with their encryption.
///
/// # Errors
/// [`Refusal::Encrypted`].
pub(super) fn require_open(package: &mut Package<'_>) -> Result<(), Stop> {
    let Some(manifest) = package.entry("META-INF/manifest.xml")? else { return Ok(()) };
    walk(&manifest, |step| match step {
        Step::Open("encryption-data", _) => Err(Refusal::Encrypted.into()),
        _ => Ok(()),
    })
}

/// Reads a text or slides.
pub(super) fn read(package: &mut Package<'_>, format: Format, output: &mut Output<'_>) -> Result<(), Stop> {
    require_open(package)?;
    let content = package.entry(CONTENT)?.ok_or(Refusal::Unreadable)?;
    output.format(format)?;
    tell(package, format, output)?;
    tell_unseen(package, format, &content, output)?;
    if format == Format::Odt {
        output.part("text")?;
    }
    let mut story = Story::default();
    walk(&content, |step| story.step(step, output))?;
    let heads = heads(package)?;
    let apart = [("notes", story.notes), ("header", heads.header), ("footer", heads.footer)];
    for (label, text) in apart.into_iter().chain([("comments", story.comments), ("deleted text", story.deleted)]) {
        if !text.is_empty() {
            output.part(label)?;
            output.text(&text)?;
        }
    }
    package.embedded(&["Pictures/", "media/"], output)
}

/// What stands above and below every page, in `styles.xml`.
#[derive(Default)]
struct Heads {
    header: String,
    footer: String,
    in_header: usize,
    in_footer: usize,
}

fn heads(package: &mut Package<'_>) -> Result<Heads, Stop> {
    let mut heads = Heads::default();
    let Some(styles) = package.entry("styles.xml")? else { return Ok(heads) };
    walk(&styles, |step| {
        match step {
            Step::Open("header" | "header-left" | "header-first", _) => heads.in_header += 1,
            Step::Close("header" | "header-left" | "header-first") => {
                heads.in_header = heads.in_header.saturating_sub(1)
            }
            Step::Open("footer" | "footer-left" | "footer-first", _) => heads.in_footer += 1,
            Step::Close("footer" | "footer-left" | "footer-first") => {
                heads.in_footer = heads.in_footer.saturating_sub(1)
            }
            Step::Text(text) => heads.say(text),
            Step::Open("tab", _) => heads.say("\t"),
            Step::Close("p") => heads.say("\n"),
            _ => {}
        }
        Ok(())
    })?;
    Ok(heads)
}

impl Heads {
    fn say(&mut self, text: &str) {
        let to = match (self.in_header, self.in_footer) {
            (0, 0) => return,
            (0, _) => &mut self.footer,
            _ => &mut self.header,
        };
        let needless = text.trim().is_empty() && to.trim().is_empty();
        if !needless && to.len() + text.len() < APART_BYTES {
            to.push_str(text);
        }
    }
}

/// `meta.xml`: who, when, with what.
pub(super) fn tell(package: &mut Package<'_>, format: Format, output: &mut Output<'_>) -> Result<(), Stop> {
    traces::package(package, format.as_str(), output)?;
    let Some(meta) = package.entry("meta.xml")? else { return Ok(()) };
    let mut provenance = Provenance::default();
    for (name, value) in leaves(&meta)? {
        output.metadata(&format!("{}.{}", format.as_str(), kebab(&name)), &value)?;
        match name.as_str() {
            "title" => provenance.title = Some(value),
            "initial-creator" => provenance.author = Some(value),
            "creator" if provenance.author.is_none() => provenance.author = Some(value),
            "language" => provenance.language = Some(value),
            _ => {}
        }
    }
    output.provenance(&provenance)
}

/// What nobody sees of it.
pub(super) fn tell_unseen(
    package: &mut Package<'_>,
    format: Format,
    content: &[u8],
    output: &mut Output<'_>,
) -> Result<(), Stop> {
    let styles = package.entry("styles.xml")?.unwrap_or_default();
    traces::open(format.as_str(), &styles, content, output)
}

/// Where in the document we are, and what stands apart from its text.
#[derive(Default)]
struct Story {
    in_paragraph: usize,
    in_comment: usize,
    in_deleted: usize,
    in_note: usize,
    in_cell: usize,
    slides: u32,
    comments: String,
    deleted: String,
    notes: String,
}

impl Story {
    fn step(&mut self, step: Step<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
        match step {
            Step::Open(name, attributes) => self.open(name, attributes, output),
            Step::Text(text) if self.in_paragraph > 0 => self.say(text, output),
            // Names and dates of comments and changes stand outside paragraphs.
            Step::Text(text) if self.in_comment > 0 => output.metadata("open.comment", text),
            Step::Text(text) if self.in_deleted > 0 => output.metadata("open.changed", text),
            Step::Text(_) => Ok(()),
            Step::Close(name) => self.close(name, output),
        }
    }

    fn open(&mut self, name: &str, attributes: &Attributes, output: &mut Output<'_>) -> Result<(), Stop> {
        match name {
            "annotation" => self.in_comment += 1,
            "tracked-changes" => self.in_deleted += 1,
            "note" => self.in_note += 1,
            "p" | "h" => self.in_paragraph += 1,
            "table-cell" => self.in_cell += 1,
            "tab" => self.say("\t", output)?,
            "line-break" => self.say("\n", output)?,
            "s" => {
                let count = attributes.value("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.say(&" ".repeat(count.min(1000)), output)?;
            }
            "page" => {
                self.slides += 1;
                output.part(&format!("slide {}", self.slides))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        match name {
            "annotation" => self.in_comment = self.in_comment.saturating_sub(1),
            "tracked-changes" => self.in_deleted = self.in_deleted.saturating_sub(1),
            "note" => self.in_note = self.in_note.saturating_sub(1),
            "note-citation" => self.say(" ", output)?,
            "p" | "h" => {
                self.say(if self.in_cell > 0 { " " } else { "\n" }, output)?;
                self.in_paragraph = self.in_paragraph.saturating_sub(1);
            }
            "table-cell" => {
                self.in_cell = self.in_cell.saturating_sub(1);
                self.say("\t", output)?;
            }
            "table-row" => self.say("\n", output)?,
            _ => {}
        }
        Ok(())
    }

    fn say(&mut self, text: &str, output: &mut Output<'_>) -> Result<(), Stop> {
        let apart = match (self.in_comment, self.in_deleted, self.in_note) {
            (0, 0, 0) => return output.text(text),
            // A note would tear the sentence that it stands in.
            (0, 0, _) => &mut self.notes,
            (0, ..) => &mut self.deleted,
            _ => &mut self.comments,
        };
        if apart.len() + text.len() < APART_BYTES {
            apart.push_str(text);
        }
        Ok(())
    }
}
