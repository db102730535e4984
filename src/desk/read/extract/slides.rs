//! PPTX (ECMA-376): the text of each slide, and of the notes that go with it.

use super::office::{Package, tell};
use super::xml::{Step, walk};
use super::{Output, Stop};
use crate::read::Format;

/// What every such file has.
pub(super) const MAIN: &str = "ppt/presentation.xml";

/// Reads slides.
pub(super) fn read(package: &mut Package<'_>, output: &mut Output<'_>) -> Result<(), Stop> {
    output.format(Format::Pptx)?;
    tell(package, Format::Pptx, output)?;
    for (start, label) in [("ppt/slides/slide", "slide"), ("ppt/notesSlides/notesSlide", "notes of slide")] {
        for (number, name) in numbered(package, start) {
            if let Some(bytes) = package.entry(&name)? {
                output.part(&format!("{label} {number}"))?;
                if slide(&bytes, output)? {
                    output.metadata("pptx.hidden-slide", &number.to_string())?;
                }
            }
        }
    }
    package.embedded(&["ppt/media/", "ppt/embeddings/"], output)
}

/// Entries `start1.xml`, `start2.xml` …, by number.
fn numbered(package: &Package<'_>, start: &str) -> Vec<(u32, String)> {
    let number = |name: &String| name.strip_prefix(start)?.strip_suffix(".xml")?.parse().ok();
    let mut found: Vec<_> = package.names().into_iter().filter_map(|name| Some((number(&name)?, name))).collect();
    found.sort();
    found
}

/// Writes a slide. *Returns* whether it is left out when the slides are shown.
fn slide(document: &[u8], output: &mut Output<'_>) -> Result<bool, Stop> {
    let (mut in_text, mut is_hidden) = (false, false);
    walk(document, |step| {
        match step {
            Step::Open("sld", attributes) => is_hidden = matches!(attributes.value("show"), Some("0" | "false")),
            Step::Open("t", _) => in_text = true,
            Step::Close("t") => in_text = false,
            Step::Text(text) if in_text => output.text(text)?,
            Step::Open("br", _) | Step::Close("p") => output.text("\n")?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(is_hidden)
}
