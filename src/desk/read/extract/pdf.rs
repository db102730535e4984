//! PDF: the glyphs of each page, put into lines again; the files within as members.

mod attached;
mod canvas;
mod lines;
mod order;

use std::sync::Arc;

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::DateTime;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

use super::{Output, Stop};
use crate::read::error::Refusal;
use crate::read::{Format, Provenance};
use lines::Lines;

/// Parts of an em that the outlines of hayro are counted in.
const UNITS_PER_EM: f64 = 1000.0;
/// A glyph without a width of its own is taken for half an em.
const USUAL_WIDTH: f64 = 500.0;
/// A picture with fewer letters beside it is a scan with a stamp or a page number on it.
const FEW_LETTERS: usize = 40;

/// Reads a PDF.
pub(super) fn read(document: Vec<u8>, output: &mut Output<'_>) -> Result<(), Stop> {
    let document = Arc::new(document);
    let pdf = Pdf::new(Arc::clone(&document)).map_err(refusal)?;
    output.format(Format::Pdf)?;
    tell(&pdf, output)?;
    super::traces::pdf(&pdf, &document, output)?;
    super::image::tell_xmp(&document, output)?;
    match pages(&pdf, output) {
        // What is attached has its own text, and its own bound.
        Ok(()) | Err(Stop::Full) => attached::give(&pdf, output),
        other => other,
    }
}

fn pages(pdf: &Pdf, output: &mut Output<'_>) -> Result<(), Stop> {
    let cache = InterpreterCache::new();
    let pages = pdf.pages();
    for (page, number) in pages.iter().zip(1_u32..) {
        if output.is_late() {
            return output.note(&format!("pages from {number} to {} were not read: no time was left", pages.len()));
        }
        output.part(&format!("page {number}"))?;
        let sheet = glyphs(page, &cache);
        if sheet.has_picture && sheet.lines.letters() < FEW_LETTERS {
            output.scan()?;
        }
        if sheet.unknown > 0 {
            output.note(&format!("{} characters of page {number} have no text behind them", sheet.unknown))?;
        }
        output.text(&sheet.lines.text())?;
    }
    Ok(())
}

/// Gives pages away as pictures, each under the number of its part.
pub(super) fn pictures(document: Vec<u8>, parts: &[u32], output: &mut Output<'_>) -> Result<(), Stop> {
    let pdf = Pdf::new(document).map_err(refusal)?;
    output.format(Format::Pdf)?;
    let (cache, pages) = (InterpreterCache::new(), pdf.pages());
    for part in parts {
        let Some(page) = usize::try_from(*part).ok().and_then(|part| pages.get(part)) else { continue };
        let picture = canvas::drawn(page, &cache);
        output.member(&part.to_string(), &Provenance::default(), &mut picture.as_slice())?;
    }
    Ok(())
}

fn refusal(error: LoadPdfError) -> Refusal {
    match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Unreadable,
    }
}

fn tell(pdf: &Pdf, output: &mut Output<'_>) -> Result<(), Stop> {
    let data = pdf.metadata();
    let fields = [
        ("title", &data.title),
        ("author", &data.author),
        ("subject", &data.subject),
        ("keywords", &data.keywords),
        ("creator", &data.creator),
        ("producer", &data.producer),
    ];
    for (key, value) in fields {
        output.metadata(&format!("pdf.{key}"), &words(value.as_deref()).unwrap_or_default())?;
    }
    for (key, date) in [("created", &data.creation_date), ("modified", &data.modification_date)] {
        output.metadata(&format!("pdf.{key}"), &date.as_ref().map(moment).unwrap_or_default())?;
    }
    let (title, author) = (words(data.title.as_deref()), words(data.author.as_deref()));
    output.provenance(&Provenance { title, author, ..Provenance::default() })
}

/// A text string (ISO 32000-2, 7.9.2.2): UTF-16 or UTF-8 with their marks, or else
/// PDFDocEncoding, which is Latin-1 where it matters.
fn words(text: Option<&[u8]>) -> Option<String> {
    let text = text?;
    Some(match encoding_rs::Encoding::for_bom(text) {
        Some((encoding, _)) => encoding.decode(text).0.into_owned(),
        None => encoding_rs::mem::decode_latin1(text).into_owned(),
    })
}

/// RFC 3339, with the zone that stands there.
fn moment(date: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, utc_offset_hour, utc_offset_minute } = date;
    let sign = if *utc_offset_hour < 0 { '-' } else { '+' };
    let zone = format!("{sign}{:02}:{utc_offset_minute:02}", utc_offset_hour.unsigned_abs());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

fn glyphs<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>) -> Sheet {
    let (width, height) = page.render_dimensions();
    let whole = Rect::new(0.0, 0.0, width.into(), height.into());
    let upright = Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = Context::new(upright, whole, cache, page.xref(), InterpreterSettings::default());
    let mut sheet = Sheet::default();
    interpret_page(page, &mut context, &mut sheet);
    sheet
}

/// Collects the glyphs of a page in place of drawing them.
#[derive(Default)]
struct Sheet {
    lines: Lines,
    unknown: usize,
    has_picture: bool,
    /// Where the last filled run began.
    filled: Option<Affine>,
}

impl Sheet {
    fn glyph(&mut self, glyph: &Glyph<'_>, place: Affine) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(text)) => text,
            None => {
                self.unknown += 1;
                return;
            }
        };
        let width = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let width = width.map_or(USUAL_WIDTH, f64::from);
        let size = (place * Point::new(0.0, UNITS_PER_EM) - place * Point::ORIGIN).hypot();
        self.lines.put(&text, place * Point::ORIGIN, place * Point::new(width, 0.0), size);
    }
}

impl<'a> Device<'a> for Sheet {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // Text that is filled and stroked comes twice, from the same place.
        let begins = run.glyphs().first().map(|glyph| props.transform * glyph.transform());
        match mode {
            DrawMode::Stroke(_) if begins == self.filled => return,
            _ => self.filled = begins,
        }
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.has_picture = true;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::read::Limits;

    #[test]
    fn pages_for_which_no_time_is_left_are_named() {
        let document = include_bytes!("../../../../tests/fixtures/minutes-libreoffice.pdf");
        let said = |time| {
            let (mut pipe, limits) = (Vec::new(), Limits { time, ..Limits::default() });
            let whole = read(document.to_vec(), &mut Output::new(&mut pipe, document.len() as u64, &limits));
            assert!(whole.is_ok());
            String::from_utf8_lossy(&pipe).into_owned()
        };
        assert!(said(Duration::ZERO).contains("pages from 1 to 1 were not read: no time was left"));
        let in_time = said(Duration::from_secs(60));
        assert!(in_time.contains("page 1") && !in_time.contains("no time was left"), "the control");
    }
}
