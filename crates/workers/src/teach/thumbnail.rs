//! Small pictures and small spectrograms of samples.

use bridge::protocol::teach_state::Size;
use tvlt::config::TvltFeatureExtractorConfig;
use tvlt::processor::audio::log_mel;

use super::picture::Pixels;
use super::sound::Sound;

/// Longest edge of a small picture, in pixels.
const EDGE: u32 = 64;

/// About how many columns a small spectrogram has.
const COLUMNS: f64 = 64.0;

/// Rows of a small spectrogram: mel bins.
const MELS: usize = 32;

/// Samples of a window of the spectrogram.
const WINDOW: usize = 1_024;

/// A picture of at most 64 pixels: each of its pixels is the mean of those that it stands for.
pub fn picture(pixels: &Pixels) -> Pixels {
    let Size { width, height } = pixels.size;
    let scale = (f64::from(EDGE) / f64::from(width.max(height))).min(1.0);
    let small = |edge: u32| ((f64::from(edge) * scale).round() as u32).max(1);
    let size = Size { width: small(width), height: small(height) };
    let mut rgba = Vec::with_capacity(size.width as usize * size.height as usize * 4);
    for y in 0..size.height {
        let (top, bottom) = span(y, size.height, height);
        for x in 0..size.width {
            let (left, right) = span(x, size.width, width);
            let mut sums = [0u32; 4];
            for row in top..bottom {
                let start = (row * width as usize + left) * 4;
                let end = (row * width as usize + right) * 4;
                for pixel in pixels.rgba[start..end].chunks_exact(4) {
                    sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u32::from(*value));
                }
            }
            let count = ((bottom - top) * (right - left)) as u32;
            rgba.extend(sums.map(|sum| ((sum + count / 2) / count) as u8));
        }
    }
    Pixels { size, rgba }
}

/// A spectrogram of about 64 by 32 pixels: time to the right, frequency upwards, loudness as colour. `None` where the
/// sound has none.
pub fn spectrogram(sound: &Sound) -> Option<Pixels> {
    let seconds = sound.pcm.len() as f64 / f64::from(sound.sample_rate);
    let config = TvltFeatureExtractorConfig {
        sampling_rate: sound.sample_rate,
        hop_length_to_sampling_rate: ((COLUMNS / seconds).round() as u32).max(1),
        n_fft: WINDOW,
        feature_size: MELS,
        ..TvltFeatureExtractorConfig::default()
    };
    let mel = log_mel(&sound.pcm, &config).ok().filter(|mel| mel.rows > 0)?;
    let mut rgba = vec![0; mel.rows * mel.mels * 4];
    for (row, values) in mel.values.chunks_exact(mel.mels).enumerate() {
        for (bin, value) in values.iter().enumerate() {
            let loudness = (f64::from(*value) + 1.0) / 2.0;
            let colour = colorous::MAGMA.eval_continuous(loudness.clamp(0.0, 1.0));
            let at = ((mel.mels - 1 - bin) * mel.rows + row) * 4;
            rgba[at..at + 4].copy_from_slice(&[colour.r, colour.g, colour.b, 255]);
        }
    }
    Some(Pixels { size: Size { width: mel.rows as u32, height: mel.mels as u32 }, rgba })
}

/// Which pixels of a large edge one pixel of a small edge stands for.
fn span(at: u32, small: u32, large: u32) -> (usize, usize) {
    let edge = |at: u32| (u64::from(at) * u64::from(large) / u64::from(small)) as usize;
    (edge(at), edge(at + 1).max(edge(at) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_has_the_means_of_the_large_one() {
        // The left half is dark, the right half bright, in rows of 200 pixels.
        let rgba = (0..200 * 100).flat_map(|at| [if at % 200 < 100 { 10 } else { 210 }, 0, 0, 255]).collect();
        let small = picture(&Pixels { size: Size { width: 200, height: 100 }, rgba });
        assert_eq!(small.size, Size { width: 64, height: 32 });
        assert_eq!((small.rgba[0], small.rgba[63 * 4], small.rgba[3]), (10, 210, 255));
        let tiny = Pixels { size: Size { width: 1, height: 1 }, rgba: vec![1, 2, 3, 255] };
        assert_eq!(picture(&tiny), tiny);
    }

    #[test]
    fn a_high_tone_is_bright_at_the_top() {
        let tone = |hertz: f32| {
            let pcm = (0..24_000u16)
                .map(|at| (f32::from(at) / 16_000.0 * hertz * std::f32::consts::TAU).sin())
                .collect();
            spectrogram(&Sound { pcm, sample_rate: 16_000 }).unwrap()
        };
        let brightness = |pixels: &Pixels, row: usize| {
            let width = pixels.size.width as usize;
            pixels.rgba[row * width * 4..(row + 1) * width * 4]
                .iter()
                .map(|value| u32::from(*value))
                .sum::<u32>()
        };
        let (high, low) = (tone(6_000.0), tone(200.0));
        assert_eq!(high.size.height, 32);
        assert!((60..=70).contains(&high.size.width), "{:?}", high.size);
        let brightest = |pixels: &Pixels| (0..32).max_by_key(|row| brightness(pixels, *row)).unwrap();
        assert!(brightest(&high) < 12 && brightest(&low) > 20, "{} {}", brightest(&high), brightest(&low));
        assert!(spectrogram(&Sound { pcm: vec![0.0], sample_rate: 16_000 }).is_none());
    }
}
