//! Draws a picture as a cut-out: RGBA, scaled down to a longest side.

use std::path::Path;

use image::{DynamicImage, ImageFormat, ImageReader, RgbaImage, imageops::FilterType};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};

use super::super::{DataError, read};

/// Longest side in pixels, the side of a frame.
pub(super) const LONGEST: u32 = 128;

/// Shortest longest side: what is smaller than this shows hardly anything.
const SMALLEST: u32 = 24;

/// Least share of a picture that has to be seen.
const LEAST_SEEN: f32 = 0.04;

/// A cut-out as a PNG file; `None` where a picture cannot be drawn, is tiny or is almost wholly transparent.
pub(super) fn file(path: &Path) -> Result<Option<Vec<u8>>, DataError> {
    let bytes = read(path)?;
    if path.extension().is_some_and(|ending| ending == "svg") {
        return svg(&String::from_utf8_lossy(&bytes));
    }
    let reader = ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format();
    // A file that is not a picture is skipped.
    let Some(picture) = reader.ok().and_then(|reader| reader.decode().ok()) else { return Ok(None) };
    png(&small(&picture))
}

/// The same for an SVG drawing.
pub(super) fn svg(text: &str) -> Result<Option<Vec<u8>>, DataError> {
    let Ok(tree) = Tree::from_str(text, &Options::default()) else { return Ok(None) };
    let size = tree.size();
    let scale = LONGEST as f32 / size.width().max(size.height());
    let side = |length: f32| (length * scale).round().max(1.0) as u32;
    let Some(mut pixmap) = Pixmap::new(side(size.width()), side(size.height())) else { return Ok(None) };
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    let (width, height) = (pixmap.width(), pixmap.height());
    let pixels = pixmap.pixels().iter().map(|pixel| pixel.demultiply());
    let bytes =
        pixels.flat_map(|colour| [colour.red(), colour.green(), colour.blue(), colour.alpha()]).collect();
    RgbaImage::from_raw(width, height, bytes).map_or(Ok(None), |picture| png(&picture))
}

/// Scales down to [`LONGEST`]; never enlarges. Colours are weighted by their opacity, so that what is transparent does
/// not tint the edges.
fn small(picture: &DynamicImage) -> RgbaImage {
    let longest = picture.width().max(picture.height());
    if longest <= LONGEST {
        return picture.to_rgba8();
    }
    let mut weighted = picture.to_rgba32f();
    for pixel in weighted.pixels_mut() {
        let alpha = pixel[3];
        (0..3).for_each(|channel| pixel[channel] *= alpha);
    }
    let mut scaled = DynamicImage::from(weighted).resize(LONGEST, LONGEST, FilterType::Triangle).to_rgba32f();
    for pixel in scaled.pixels_mut() {
        let alpha = pixel[3].max(1e-6);
        (0..3).for_each(|channel| pixel[channel] = (pixel[channel] / alpha).min(1.0));
    }
    DynamicImage::from(scaled).to_rgba8()
}

/// The bytes of a PNG file; `None` where there is hardly anything to see.
fn png(picture: &RgbaImage) -> Result<Option<Vec<u8>>, DataError> {
    let seen = picture.pixels().filter(|pixel| pixel[3] > 127).count();
    let all = (picture.width() * picture.height()) as f32;
    if picture.width().max(picture.height()) < SMALLEST || (seen as f32) < LEAST_SEEN * all {
        return Ok(None);
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|error| DataError::Form(format!("no PNG file can be made: {error}")))?;
    Ok(Some(bytes.into_inner()))
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::*;

    fn decoded(png: &[u8]) -> RgbaImage {
        image::load_from_memory(png).expect("a PNG file").to_rgba8()
    }

    #[test]
    fn drawings_are_drawn_as_large_as_allowed() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'>\
                    <path fill='#f00' d='M0 0h10v10H0z'/></svg>";
        let picture = decoded(&svg(text).expect("drawn").expect("seen"));
        assert_eq!(picture.dimensions(), (128, 64));
        assert_eq!(picture.get_pixel(30, 30).0, [255, 0, 0, 255]);
        assert_eq!(picture.get_pixel(100, 30)[3], 0);
        let empty = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'/>";
        assert_eq!((svg(empty).expect("drawn"), svg("<html>").expect("no drawing")), (None, None));
    }

    #[test]
    fn transparent_colours_do_not_tint_the_edges() {
        let white = |x: u32| Rgba([255, 255, 255, if x < 257 { 255 } else { 0 }]);
        let picture =
            RgbaImage::from_fn(512, 256, |x, _| if x < 257 { white(x) } else { Rgba([0, 0, 0, 0]) });
        let scaled = small(&DynamicImage::from(picture));
        assert_eq!(scaled.dimensions(), (128, 64));
        let seen = scaled.pixels().filter(|pixel| pixel[3] > 8);
        assert!(seen.clone().count() > 0 && seen.clone().all(|pixel| pixel[0] > 250));
    }
}
