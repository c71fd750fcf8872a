//! Simulates a camera's compression: encodes the frame as JPEG and decodes it.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ImageResult, RgbImage};

use super::SIZE;

/// Compresses the frame `planes` (`[3, 128, 128]`: red, green and blue, 0 to 1) as JPEG with a `quality` of 1 to 100.
pub(super) fn compress(planes: &mut [f32], quality: f32) {
    let pixel = |at: usize| [0, 1, 2].map(|plane| (planes[plane * SIZE * SIZE + at] * 255.0).round() as u8);
    let frame: Vec<u8> = (0..SIZE * SIZE).flat_map(pixel).collect();
    // Neither step fails for a frame of this size in memory; if one did, the frame would stay unchanged.
    if let Ok(frame) = through_jpeg(frame, quality) {
        for (at, pixel) in frame.pixels().enumerate() {
            for (plane, value) in pixel.0.iter().enumerate() {
                planes[plane * SIZE * SIZE + at] = f32::from(*value) / 255.0;
            }
        }
    }
}

fn through_jpeg(frame: Vec<u8>, quality: f32) -> ImageResult<RgbImage> {
    let mut bytes = Vec::new();
    let quality = quality.round().clamp(1.0, 100.0) as u8;
    JpegEncoder::new_with_quality(&mut bytes, quality).encode(
        &frame,
        SIZE as u32,
        SIZE as u32,
        image::ExtendedColorType::Rgb8,
    )?;
    let decoded = DynamicImage::from_decoder(JpegDecoder::new(Cursor::new(bytes))?)?;
    Ok(decoded.into_rgb8())
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    fn frame(seed: u64) -> Vec<f32> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..3 * SIZE * SIZE).map(|_| rng.random()).collect()
    }

    fn error(one: &[f32], other: &[f32]) -> f32 {
        one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f32>() / one.len() as f32
    }

    #[test]
    fn the_range_stays_and_lower_quality_loses_more() {
        let own = frame(1);
        let lossy = |quality: f32| {
            let mut planes = own.clone();
            compress(&mut planes, quality);
            assert!(planes.iter().all(|value| (0.0..=1.0).contains(value)));
            error(&own, &planes)
        };
        let (best, good, bad) = (lossy(98.0), lossy(60.0), lossy(10.0));
        assert!(best < good && good < bad, "{best} {good} {bad}");
    }

    #[test]
    fn a_plain_frame_stays_as_it_is() {
        let mut planes: Vec<f32> =
            [0.8, 0.5, 0.2].iter().flat_map(|value| vec![*value; SIZE * SIZE]).collect();
        let own = planes.clone();
        compress(&mut planes, 40.0);
        // The rounding step of a block's mean is 16 * 1.25 / 8 of 255 for luma, and slightly more for chroma.
        assert!(planes.iter().zip(&own).all(|(a, b)| (a - b).abs() < 0.03));
    }
}
