//! Reads picture files as Pillow does.

use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageReader, metadata::Orientation};

use super::PreprocessError;
use tvlt::processor::image::RgbaFrame;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Red, green, blue and alpha of each pixel, row by row.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// The picture in the form that the processor takes.
    pub fn frame(&self) -> RgbaFrame<'_> {
        RgbaFrame { width: self.width, height: self.height, data: &self.rgba }
    }
}

/// Reads a picture file, whatever its extension, with the levels that PIL's `Image.open(path).convert("RGB")`
/// gives, rotated by its EXIF orientation as `transformers==4.40.2` does (`image_utils.py`, `load_image`).
///
/// # Errors
/// [`PreprocessError::Read`], [`PreprocessError::Picture`].
pub fn read_picture(path: &Path) -> Result<Picture, PreprocessError> {
    let read = |source| PreprocessError::Read { path: path.into(), source };
    let reader = ImageReader::open(path).and_then(ImageReader::with_guessed_format).map_err(read)?;
    let decoded = upright(reader).map_err(|source| PreprocessError::Picture { path: path.into(), source })?;
    let (width, height) = (decoded.width() as usize, decoded.height() as usize);
    Ok(Picture { width, height, rgba: rgba(decoded) })
}

/// The decoded picture, rotated by its EXIF orientation. EXIF data that cannot be read is ignored.
fn upright<R: std::io::BufRead + std::io::Seek>(reader: ImageReader<R>) -> image::ImageResult<DynamicImage> {
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut decoded = DynamicImage::from_decoder(decoder)?;
    decoded.apply_orientation(orientation);
    Ok(decoded)
}

/// PIL's levels for each kind of picture.
fn rgba(decoded: DynamicImage) -> Vec<u8> {
    match decoded {
        // PIL clips 16-bit grey at 255 when it converts to RGB, so that such a picture is mostly white. Colours of
        // 16 bits a channel it reduces to their upper eight bits.
        DynamicImage::ImageLuma16(grey) => {
            grey.iter().flat_map(|&level| pixel([level.min(255) as u8; 3])).collect()
        }
        DynamicImage::ImageLumaA16(grey) => grey.pixels().flat_map(|p| pixel([upper(p.0[0]); 3])).collect(),
        DynamicImage::ImageRgb16(rgb) => rgb.pixels().flat_map(|p| pixel(p.0.map(upper))).collect(),
        DynamicImage::ImageRgba16(rgba) => {
            rgba.pixels().flat_map(|p| pixel([upper(p.0[0]), upper(p.0[1]), upper(p.0[2])])).collect()
        }
        // Eight bits: grey is replicated, colours are taken unchanged.
        other => other.into_rgba8().into_raw(),
    }
}

fn pixel([red, green, blue]: [u8; 3]) -> [u8; 4] {
    [red, green, blue, 255]
}

fn upper(level: u16) -> u8 {
    (level >> 8) as u8
}
