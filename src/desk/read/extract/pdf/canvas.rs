//! The pictures of a page, drawn in grey where they stand: as much of drawing as a
//! scanned page needs. Lines, fills and letters are left out, because such a page has none.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, InterpreterCache,
    InterpreterSettings, LumaData, Paint, SoftMask, interpret_page,
};

/// Points of the picture for each point of the page (72 an inch): 300 an inch, which
/// the readers of letters were made for.
const SCALE: f64 = 300.0 / 72.0;
/// Most points of a picture: a page of A3 at that scale.
const POINTS: f64 = 18_000_000.0;

/// A page as a grey picture (PGM, binary).
pub(super) fn drawn<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>) -> Vec<u8> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width).max(1.0), f64::from(height).max(1.0));
    let scale = SCALE.min((POINTS / (width * height)).sqrt());
    let mut canvas = Canvas::new(width * scale, height * scale);
    let upright = Affine::scale(scale) * Affine::new(page.initial_transform(true).as_coeffs());
    let whole = Rect::new(0.0, 0.0, width * scale, height * scale);
    let mut context = Context::new(upright, whole, cache, page.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut canvas);
    let mut picture = format!("P5\n{} {}\n255\n", canvas.width, canvas.height).into_bytes();
    picture.append(&mut canvas.grey);
    picture
}

/// White until something is drawn.
struct Canvas {
    width: usize,
    height: usize,
    grey: Vec<u8>,
}

impl Canvas {
    fn new(width: f64, height: f64) -> Self {
        // Both are at least 1 and their product at most `POINTS`, but for rounding.
        let (width, height) = (width.round().clamp(1.0, POINTS) as usize, height.round().clamp(1.0, POINTS) as usize);
        let most = POINTS as usize;
        let height = height.min(most / width.max(1)).max(1);
        Self { width, height, grey: vec![255; width.saturating_mul(height)] }
    }

    /// Sets every point that lies in a picture of this size. `at` gives the grey of a
    /// point of the picture, or `None` where it lets the page through.
    fn paint(&mut self, (width, height): (u32, u32), place: Affine, at: impl Fn(usize) -> Option<u8>) {
        let inverse = place.inverse();
        let edges = place.transform_rect_bbox(Rect::new(0.0, 0.0, width.into(), height.into()));
        if !inverse.is_finite() || !edges.is_finite() {
            return;
        }
        let clamp = |edge: f64, most: usize| edge.clamp(0.0, most as f64) as usize;
        let (left, right) = (clamp(edges.x0.floor(), self.width), clamp(edges.x1.ceil(), self.width));
        let (top, bottom) = (clamp(edges.y0.floor(), self.height), clamp(edges.y1.ceil(), self.height));
        for y in top..bottom {
            for x in left..right {
                let point = inverse * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                let inside = (0.0..width.into()).contains(&point.x) && (0.0..height.into()).contains(&point.y);
                let grey = inside.then(|| at(point.y as usize * width as usize + point.x as usize)).flatten();
                if let (Some(grey), Some(cell)) = (grey, self.grey.get_mut(y * self.width + x)) {
                    *cell = grey;
                }
            }
        }
    }

    fn raster(&mut self, image: &ImageData, alpha: Option<&LumaData>, place: Affine) {
        let size = (image.width(), image.height());
        // A mask of another size is left out: a page too full is read, one too empty not.
        let alpha = alpha.filter(|alpha| (alpha.width, alpha.height) == size);
        let seen = |index: usize| alpha.is_none_or(|alpha| alpha.data.get(index).is_some_and(|alpha| *alpha > 127));
        let grey = |index: usize| match image {
            ImageData::Luma(luma) => luma.data.get(index).copied(),
            ImageData::Rgb(rgb) => rgb.data.get(index * 3..index * 3 + 3).map(luminance),
        };
        self.paint(size, place * scaled(image.scale_factors()), |index| grey(index).filter(|_| seen(index)));
    }

    fn stencil(&mut self, mask: &LumaData, paint: &Paint<'_>, place: Affine) {
        let grey = match paint {
            Paint::Color(color) => luminance(&color.to_rgba().to_rgba8()),
            Paint::Pattern(_) => 0,
        };
        let at = |index: usize| mask.data.get(index).filter(|cover| **cover > 127).map(|_| grey);
        self.paint((mask.width, mask.height), place * scaled(mask.scale_factors), at);
    }
}

fn scaled((x, y): (f32, f32)) -> Affine {
    Affine::scale_non_uniform(x.into(), y.into())
}

/// Red, green and blue by their weight to the eye (ITU-R BT.601), in 256ths.
fn luminance(color: &[u8]) -> u8 {
    let weighted: u32 = color.iter().zip([77_u32, 150, 29]).map(|(part, weight)| u32::from(*part) * weight).sum();
    u8::try_from(weighted / 256).unwrap_or(u8::MAX)
}

impl<'a> Device<'a> for Canvas {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        match image {
            Image::Raster(raster) => {
                raster.with_rgba(|image, alpha| self.raster(&image, alpha.as_ref(), props.transform), None);
            }
            Image::Stencil(stencil) => {
                stencil.with_stencil(|mask, paint| self.stencil(&mask, paint, props.transform), None);
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
