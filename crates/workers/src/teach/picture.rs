//! Pictures of samples as PNG files.

use std::io::Cursor;

use bridge::protocol::teach_state::Size;

use super::media_error::MediaError;

/// Most pixels of an edge.
const LONGEST_EDGE: u32 = 8_192;

/// Most bytes that a picture may need while it is decoded.
const MOST_BYTES: usize = 512 << 20;

/// The first bytes of every PNG file.
const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// A picture's pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Its size.
    pub size: Size,
    /// Rows of RGBA bytes.
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// A picture of `size`.
    ///
    /// # Errors
    /// [`MediaError::Size`], or [`MediaError::Length`] where there is another number of bytes.
    pub fn new(size: Size, rgba: Vec<u8>) -> Result<Self, MediaError> {
        check(size)?;
        let (given, expected) = (rgba.len(), size.width as usize * size.height as usize * 4);
        if given == expected { Ok(Self { size, rgba }) } else { Err(MediaError::Length { given, expected }) }
    }
}

/// Whether a file begins as a PNG file.
pub fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(&SIGNATURE)
}

/// Writes a picture as a PNG file of red, green and blue. Transparency is left out: a camera has none.
///
/// # Errors
/// [`MediaError::Write`].
pub fn encode(pixels: &Pixels) -> Result<Vec<u8>, MediaError> {
    let failed = |error: png::EncodingError| MediaError::Write(error.to_string());
    let rgb: Vec<u8> = pixels.rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.size.width, pixels.size.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Samples are written while others are recorded.
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&rgb).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// The size of a PNG picture, from its first bytes.
///
/// # Errors
/// [`MediaError::Picture`] and [`MediaError::Size`].
pub fn size(bytes: &[u8]) -> Result<Size, MediaError> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    let header = decoder.read_header_info().map_err(unreadable)?;
    let size = Size { width: header.width, height: header.height };
    check(size)?;
    Ok(size)
}

/// Whether a PNG picture has 8 bits a channel, or 8 for the number of a colour, from its first bytes.
///
/// # Errors
/// [`MediaError::Picture`].
pub fn has_eight_bits(bytes: &[u8]) -> Result<bool, MediaError> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    let header = decoder.read_header_info().map_err(unreadable)?;
    Ok(header.bit_depth == png::BitDepth::Eight)
}

/// Reads a PNG picture of any kind; 16 bits are cut to 8.
///
/// # Errors
/// [`MediaError::Picture`] and [`MediaError::Size`].
pub fn decode(bytes: &[u8]) -> Result<Pixels, MediaError> {
    size(bytes)?;
    let limits = png::Limits { bytes: MOST_BYTES };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(unreadable)?;
    let length = reader.output_buffer_size().ok_or_else(|| MediaError::Picture("it is too large".into()))?;
    let mut values = vec![0; length];
    let info = reader.next_frame(&mut values).map_err(unreadable)?;
    values.truncate(info.buffer_size());
    let rgba = match info.color_type {
        png::ColorType::Grayscale => values.iter().flat_map(|grey| [*grey, *grey, *grey, 255]).collect(),
        png::ColorType::GrayscaleAlpha => {
            values.chunks_exact(2).flat_map(|pixel| [pixel[0], pixel[0], pixel[0], pixel[1]]).collect()
        }
        png::ColorType::Rgb => {
            values.chunks_exact(3).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect()
        }
        png::ColorType::Rgba => values,
        png::ColorType::Indexed => return Err(MediaError::Picture("its colours are missing".into())),
    };
    Pixels::new(Size { width: info.width, height: info.height }, rgba)
}

fn check(Size { width, height }: Size) -> Result<(), MediaError> {
    let fits = |edge: u32| (1..=LONGEST_EDGE).contains(&edge);
    if fits(width) && fits(height) {
        return Ok(());
    }
    Err(MediaError::Size { width, height, most: LONGEST_EDGE })
}

fn unreadable(error: png::DecodingError) -> MediaError {
    MediaError::Picture(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_comes_back_as_it_was() {
        let size_of = Size { width: 5, height: 3 };
        let rgba = (0..15u8).flat_map(|at| [at * 16, 255 - at, at, 255]).collect();
        let pixels = Pixels::new(size_of, rgba).unwrap();
        let png = encode(&pixels).unwrap();
        assert!(is_png(&png));
        assert_eq!(size(&png).unwrap(), size_of);
        assert_eq!(decode(&png).unwrap(), pixels);
    }

    #[test]
    fn grey_and_deep_pictures_are_read() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Sixteen);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&[10, 99, 200, 99]).unwrap();
        writer.finish().unwrap();
        assert_eq!(decode(&bytes).unwrap().rgba, [10, 10, 10, 255, 200, 200, 200, 255]);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let pixels = Pixels::new(Size { width: 40, height: 40 }, vec![7; 6400]).unwrap();
        let png = encode(&pixels).unwrap();
        assert!(matches!(decode(&png[..png.len() / 2]), Err(MediaError::Picture(_))));
        assert!(matches!(decode(b"GIF89a"), Err(MediaError::Picture(_))));
        // A header that promises more than can be shown.
        let mut vast = png;
        vast[16..20].copy_from_slice(&100_000u32.to_be_bytes());
        assert!(decode(&vast).is_err());
        let short = Pixels::new(Size { width: 2, height: 2 }, vec![0; 15]);
        assert_eq!(short, Err(MediaError::Length { given: 15, expected: 16 }));
        assert!(Pixels::new(Size { width: 0, height: 2 }, vec![]).is_err());
    }
}
