//! Draws the page's six pictures, as RGBA.

use crate::live::{Picture, PictureKind};

/// One picture, ready for a canvas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Which picture, and its size in pixels.
    pub picture: Picture,
    /// Rows of RGBA bytes. Hidden patches are fully transparent, so that the page's styles decide how they look.
    pub rgba: Vec<u8>,
}

/// Draws a frame from normalised pixel values.
///
/// `pixel_values` is `[3, side, side]`; the normalisation is undone by `value * std + mean` of each channel.
/// `hidden` has one flag for each patch, row by row, or is empty to show all.
pub fn frame(
    kind: PictureKind,
    pixel_values: &[f32],
    side: usize,
    (mean, std): ([f64; 3], [f64; 3]),
    hidden: &[bool],
    patch: [usize; 2],
) -> Drawn {
    let plane = side * side;
    let columns = side / patch[1];
    let mut rgba = vec![0; plane * 4];
    for (at, pixel) in rgba.chunks_exact_mut(4).enumerate() {
        let (row, column) = (at / side, at % side);
        if is_hidden(hidden, row / patch[0] * columns + column / patch[1]) {
            continue;
        }
        for channel in 0..3 {
            let value = f64::from(pixel_values[channel * plane + at]) * std[channel] + mean[channel];
            pixel[channel] = (value * 255.0).round().clamp(0.0, 255.0) as u8;
        }
        pixel[3] = 255;
    }
    Drawn { picture: Picture { kind, width: side as u32, height: side as u32 }, rgba }
}

/// Replaces the hidden patches by the decoder's, and leaves the visible ones as they are.
///
/// `patches` and `decoded` are `[patches, numbers]`; `hidden` has one flag for each patch.
pub fn fill_hidden(patches: &mut [f32], decoded: &[f32], hidden: &[bool]) {
    let length = decoded.len() / hidden.len().max(1);
    for (patch, _) in hidden.iter().enumerate().filter(|(_, hidden)| **hidden) {
        let range = patch * length..(patch + 1) * length;
        patches[range.clone()].copy_from_slice(&decoded[range]);
    }
}

/// Draws a spectrogram: time to the right, frequency upwards, loudness as colour.
///
/// `audio_values` is `[rows, mels]` in -1 to 1. The first `heard` rows are real; the rest is drawn transparent.
/// `hidden` has one flag for each patch (time first, then frequency), or is empty.
pub fn spectrogram(
    kind: PictureKind,
    audio_values: &[f32],
    mels: usize,
    heard: usize,
    hidden: &[bool],
    patch: [usize; 2],
) -> Drawn {
    let rows = audio_values.len() / mels;
    let frequency_patches = mels / patch[1];
    let mut rgba = vec![0; rows * mels * 4];
    for row in 0..rows.min(heard) {
        for mel in 0..mels {
            if is_hidden(hidden, row / patch[0] * frequency_patches + mel / patch[1]) {
                continue;
            }
            let loudness = (f64::from(audio_values[row * mels + mel]) + 1.0) / 2.0;
            let colour = colorous::MAGMA.eval_continuous(loudness.clamp(0.0, 1.0));
            let at = ((mels - 1 - mel) * rows + row) * 4;
            rgba[at..at + 4].copy_from_slice(&[colour.r, colour.g, colour.b, 255]);
        }
    }
    Drawn { picture: Picture { kind, width: rows as u32, height: mels as u32 }, rgba }
}

fn is_hidden(hidden: &[bool], patch: usize) -> bool {
    hidden.get(patch).copied().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_patches_are_the_decoders() {
        let mut patches = [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0];
        fill_hidden(&mut patches, &[9.0; 8], &[false, true, true, false]);
        assert_eq!(patches, [0.0, 0.0, 9.0, 9.0, 9.0, 9.0, 4.0, 4.0]);
    }

    #[test]
    fn a_frame_shows_its_grey_levels_and_hides_its_patches() {
        let levels: Vec<u8> = (0..48).collect();
        let values: Vec<f32> = levels.iter().map(|level| f32::from(*level) / 255.0 * 2.0 - 1.0).collect();
        let scale = ([0.5; 3], [0.5; 3]);
        let drawn = frame(PictureKind::FrameMasked, &values, 4, scale, &[true, false], [4, 2]);
        assert_eq!((drawn.picture.width, drawn.picture.height), (4, 4));
        assert_eq!(drawn.rgba[3], 0, "the left patch is hidden");
        assert_eq!(drawn.rgba[8..12], [2, 18, 34, 255], "the third pixel of the first row, in three planes");
    }

    #[test]
    fn a_spectrogram_has_low_frequencies_below() {
        // Two rows of four mels: the first is loud in its lowest mel only; the second has not been heard yet.
        let values = [1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0];
        let drawn = spectrogram(PictureKind::SpectrogramInput, &values, 4, 1, &[], [1, 1]);
        assert_eq!((drawn.picture.width, drawn.picture.height), (2, 4));
        let pixel = |x: usize, y: usize| &drawn.rgba[(y * 2 + x) * 4..][..4];
        assert!(pixel(0, 3)[0] > 200, "loud is bright, at the bottom");
        assert!(pixel(0, 0)[0] < 10, "silence is dark, at the top");
        assert_eq!(pixel(1, 3)[3], 0, "what is not heard yet is transparent");
    }
}
