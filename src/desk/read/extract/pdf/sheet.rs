//! The glyphs of a page, collected in place of drawing them.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{self, Dict};
use hayro_interpret::kurbo::{Affine, BezPath, Point};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask};

use super::lines::Lines;
use super::spoken::{Drawn, Heard, Spoken};
use super::words::words;

/// Parts of an em that the outlines of hayro are counted in.
const UNITS_PER_EM: f64 = 1000.0;
/// A glyph without a width of its own is taken for half an em.
const USUAL_WIDTH: f64 = 500.0;
/// Letters that are smaller than so many points are read by nobody.
const TINY: f64 = 2.0;
/// A colour of which each part has so much of 255 is white on paper.
const WHITE: u8 = 250;

/// Collects the glyphs of a page.
#[derive(Default)]
pub(super) struct Sheet {
    /// The text.
    pub lines: Lines,
    /// Glyphs of which the file does not tell what they are.
    pub unknown: usize,
    /// Whether there is a picture.
    pub has_picture: bool,
    /// Characters that nobody sees.
    pub unseen: Unseen,
    /// Letters that are drawn, and others that are said to stand there.
    pub differing: Vec<(String, String)>,
    /// Where the last filled run began.
    filled: Option<Affine>,
    /// How many marked stretches are open, and the outermost that says its text.
    open: usize,
    spoken: Option<Spoken>,
}

/// Characters that are drawn and that nobody sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unseen {
    invisible: usize,
    white: usize,
    tiny: usize,
}

impl Unseen {
    /// Adds those of another page.
    pub(super) fn add(&mut self, other: &Self) {
        self.invisible += other.invisible;
        self.white += other.white;
        self.tiny += other.tiny;
    }

    /// How many there are, by what is told of them.
    pub(super) fn counts(self) -> [(&'static str, usize); 3] {
        // White stands on something dark more often than it hides.
        [("invisible-characters", self.invisible), ("white-characters", self.white), ("tiny-characters", self.tiny)]
    }
}

impl Sheet {
    /// The page is whole: a stretch that nothing ended ends here.
    pub(super) fn finish(&mut self) {
        if let Some(spoken) = self.spoken.take() {
            self.heard(spoken.end());
        }
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Said(drawn) => self.put(drawn),
            Heard::Drawn(glyphs, drawn, said) => {
                glyphs.into_iter().for_each(|glyph| self.put(glyph));
                self.differing.push((drawn, said));
            }
            Heard::Nothing => {}
        }
    }

    fn put(&mut self, Drawn { text, ends: (start, end), size }: Drawn) {
        match text {
            Some(text) => self.lines.put(&text, start, end, size),
            None => self.unknown += 1,
        }
    }

    /// A glyph, and which of [`Unseen`] it is beside tiny.
    fn glyph(&mut self, glyph: &Glyph<'_>, place: Affine, is_white: bool, is_invisible: bool) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => Some(letter.to_string()),
            Some(BfString::String(text)) => Some(text),
            None => None,
        };
        let width = match glyph {
            Glyph::Outline(glyph) => glyph.advance_width(),
            Glyph::Type3(glyph) => glyph.advance_width(),
        };
        let width = width.map_or(USUAL_WIDTH, f64::from);
        let size = (place * Point::new(0.0, UNITS_PER_EM) - place * Point::ORIGIN).hypot();
        if text.as_deref().is_some_and(|text| !text.trim().is_empty()) {
            self.unseen.add(&Unseen {
                invisible: usize::from(is_invisible),
                white: usize::from(is_white && !is_invisible),
                tiny: usize::from(size < TINY),
            });
        }
        let drawn = Drawn { text, ends: (place * Point::ORIGIN, place * Point::new(width, 0.0)), size };
        match &mut self.spoken {
            Some(spoken) => spoken.glyphs.push(drawn),
            None => self.put(drawn),
        }
    }
}

fn is_white(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
            alpha <= u8::MAX - WHITE || [red, green, blue].into_iter().all(|part| part >= WHITE)
        }
        Paint::Pattern(_) => false,
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
        let (is_white, is_invisible) = (is_white(&props.paint), matches!(mode, DrawMode::Invisible));
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform(), is_white, is_invisible);
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.open += 1;
        if self.spoken.is_some() {
            return;
        }
        let text = properties.and_then(|properties| properties.get::<object::String<'_>>(b"ActualText".as_slice()));
        let text = text.and_then(|text| words(Some(text.as_bytes())));
        self.spoken = text.map(|text| Spoken { depth: self.open, text, glyphs: Vec::new() });
    }

    fn end_marked_content(&mut self) {
        if let Some(spoken) = self.spoken.take_if(|spoken| spoken.depth == self.open) {
            self.heard(spoken.end());
        }
        self.open = self.open.saturating_sub(1);
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
mod tests;
