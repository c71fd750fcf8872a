//! Reads picture files as Pillow does.

use std::{
    io::{Cursor, ErrorKind},
    path::Path,
};

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, metadata::Orientation};
use thiserror::Error;

use super::{PreprocessError, cut::is_cut};
use tvlt::config::file_kind;
use tvlt::processor::image::RgbaFrame;

/// Why a picture is not read.
#[derive(Debug, Error)]
pub enum PictureError {
    /// A file of a kind that is known and is no picture.
    #[error("it is {0} and no picture: get the picture itself")]
    Kind(String),
    /// Not one of the formats that are read.
    #[error("it is none of PNG, JPEG, WebP, BMP and GIF: convert it to one of them")]
    Unknown,
    /// A file that ends too early.
    #[error("it is cut off: copy it again, whole")]
    Cut,
    /// A broken file.
    #[error("it is broken ({0}): copy or save it again")]
    Broken(ImageError),
    /// A file that the library does not read, such as a JPEG of 12 bits, or one that is too large.
    #[error("it cannot be read ({0}): save it as an ordinary PNG or JPEG")]
    Refused(ImageError),
}

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

/// Reads a picture file, whatever its extension, rotated by its EXIF orientation as `transformers==4.40.2` does
/// (`image_utils.py`, `load_image`). Lossless files have exactly the levels that PIL's
/// `Image.open(path).convert("RGB")` gives. JPEG and lossy WebP are decoded by another library, so that levels may
/// differ by a few. As with PIL, a JPEG that is cut off is an error.
///
/// # Errors
/// [`PreprocessError::Read`], [`PreprocessError::Picture`].
pub fn read_picture(path: &Path) -> Result<Picture, PreprocessError> {
    let bytes = std::fs::read(path).map_err(|source| PreprocessError::Read { path: path.into(), source })?;
    decode(&bytes).map_err(|source| PreprocessError::Picture { path: path.into(), source })
}

fn decode(bytes: &[u8]) -> Result<Picture, PictureError> {
    let format = match image::guess_format(bytes) {
        Ok(format) => format,
        Err(_) => {
            let kind = file_kind::of(bytes).filter(|_| !bytes.starts_with(b"RIFF"));
            return Err(kind.map_or(PictureError::Unknown, |kind| PictureError::Kind(kind.what)));
        }
    };
    let read = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Gif];
    if !read.contains(&format) {
        return Err(PictureError::Unknown);
    }
    if is_cut(format, bytes) {
        return Err(PictureError::Cut);
    }
    let decoded =
        upright(ImageReader::with_format(Cursor::new(bytes), format)).map_err(|error| match error {
            ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => PictureError::Cut,
            error @ (ImageError::Limits(_) | ImageError::Unsupported(_)) => PictureError::Refused(error),
            error => PictureError::Broken(error),
        })?;
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
