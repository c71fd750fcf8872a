//! Cuts pixels and spectrograms into the model's patches, in Hugging Face's order
//! (`modeling_tvlt.py`, `patchify_pixel` and `patchify_audio`), and puts patches back together.

use super::ProcessorError;

/// Frames cut into patches.
///
/// Patches are ordered frame by frame, row by row. Inside a patch the channel is last (row, column, channel), while
/// the pixels have the channel first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelGrid {
    frames: usize,
    channels: usize,
    rows: usize,
    columns: usize,
    patch: [usize; 2],
}

impl PixelGrid {
    /// The grid of `[frames, channels, height, width]` pixels, in patches of `patch` (height and
    /// width).
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where the frame is not a whole number of patches.
    pub fn new(
        frames: usize,
        channels: usize,
        (height, width): (usize, usize),
        patch: [usize; 2],
    ) -> Result<Self, ProcessorError> {
        let [rows, columns] = whole_patches("a frame", [height, width], patch)?;
        Ok(Self { frames, channels, rows, columns, patch })
    }

    /// Patches of all frames.
    pub fn patches(&self) -> usize {
        self.frames * self.rows * self.columns
    }

    /// Numbers of one patch.
    pub fn patch_len(&self) -> usize {
        self.patch[0] * self.patch[1] * self.channels
    }

    /// `[frames, channels, height, width]` to `[patches, patch_len]`.
    ///
    /// # Errors
    /// [`ProcessorError::Length`] where the number of pixels is not the grid's.
    pub fn patchify(&self, pixels: &[f32]) -> Result<Vec<f32>, ProcessorError> {
        check_len("pixels", pixels, self.patches() * self.patch_len())?;
        let mut patches = vec![0.0; pixels.len()];
        self.pairs(|pixel, patch| patches[patch] = pixels[pixel]);
        Ok(patches)
    }

    /// `[patches, patch_len]` to `[frames, channels, height, width]`.
    ///
    /// # Errors
    /// [`ProcessorError::Length`] where the number of values is not the grid's.
    pub fn unpatchify(&self, patches: &[f32]) -> Result<Vec<f32>, ProcessorError> {
        check_len("pixel patches", patches, self.patches() * self.patch_len())?;
        let mut pixels = vec![0.0; patches.len()];
        self.pairs(|pixel, patch| pixels[pixel] = patches[patch]);
        Ok(pixels)
    }

    /// Calls `pair` with the index of each number among the pixels and among the patches.
    fn pairs(&self, mut pair: impl FnMut(usize, usize)) {
        let [patch_height, patch_width] = self.patch;
        let (height, width) = (self.rows * patch_height, self.columns * patch_width);
        let mut patch = 0;
        for frame in 0..self.frames {
            for row in 0..self.rows {
                for column in 0..self.columns {
                    for y in row * patch_height..(row + 1) * patch_height {
                        for x in column * patch_width..(column + 1) * patch_width {
                            for channel in 0..self.channels {
                                pair(((frame * self.channels + channel) * height + y) * width + x, patch);
                                patch += 1;
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A spectrogram cut into patches. Both the patches and the numbers inside a patch are ordered by time first,
/// then by frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AudioGrid(PixelGrid);

impl AudioGrid {
    /// The grid of a `[time, mels]` spectrogram, in patches of `patch` (time steps and mel bins).
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where the spectrogram is not a whole number of patches.
    pub fn new(time: usize, mels: usize, patch: [usize; 2]) -> Result<Self, ProcessorError> {
        let [rows, columns] = whole_patches("the spectrogram", [time, mels], patch)?;
        Ok(Self(PixelGrid { frames: 1, channels: 1, rows, columns, patch }))
    }

    /// Patches of the spectrogram.
    pub fn patches(&self) -> usize {
        self.0.patches()
    }

    /// Numbers of one patch.
    pub fn patch_len(&self) -> usize {
        self.0.patch_len()
    }

    /// `[time, mels]` to `[patches, patch_len]`.
    ///
    /// # Errors
    /// [`ProcessorError::Length`] where the number of values is not the grid's.
    pub fn patchify(&self, values: &[f32]) -> Result<Vec<f32>, ProcessorError> {
        check_len("spectrogram values", values, self.patches() * self.patch_len())?;
        self.0.patchify(values)
    }

    /// `[patches, patch_len]` to `[time, mels]`.
    ///
    /// # Errors
    /// [`ProcessorError::Length`] where the number of values is not the grid's.
    pub fn unpatchify(&self, patches: &[f32]) -> Result<Vec<f32>, ProcessorError> {
        check_len("audio patches", patches, self.patches() * self.patch_len())?;
        self.0.unpatchify(patches)
    }
}

fn whole_patches(what: &str, size: [usize; 2], patch: [usize; 2]) -> Result<[usize; 2], ProcessorError> {
    if patch.contains(&0) || !size[0].is_multiple_of(patch[0]) || !size[1].is_multiple_of(patch[1]) {
        return Err(ProcessorError::Config(format!(
            "{what} of {} by {} is not a whole number of patches of {} by {}",
            size[0], size[1], patch[0], patch[1]
        )));
    }
    Ok([size[0] / patch[0], size[1] / patch[1]])
}

fn check_len(what: &'static str, numbers: &[f32], expected: usize) -> Result<(), ProcessorError> {
    if numbers.len() == expected {
        Ok(())
    } else {
        Err(ProcessorError::Length { what, expected, given: numbers.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(n: usize) -> Vec<f32> {
        (0..n).map(|i| i as f32).collect()
    }

    #[test]
    fn pixels_come_back_from_their_patches() {
        let grid = PixelGrid::new(2, 3, (8, 12), [4, 2]).unwrap();
        assert_eq!((grid.patches(), grid.patch_len()), (24, 24));
        let pixels = ramp(2 * 3 * 8 * 12);
        let patches = grid.patchify(&pixels).unwrap();
        assert_eq!(grid.unpatchify(&patches).unwrap(), pixels);
        // Second patch of the first frame: row 0, columns 2 and 3; the channels lie 96 apart.
        assert_eq!(patches[24..30], [2.0, 98.0, 194.0, 3.0, 99.0, 195.0]);
    }

    #[test]
    fn spectrograms_come_back_from_their_patches() {
        let grid = AudioGrid::new(6, 8, [2, 4]).unwrap();
        let values = ramp(48);
        let patches = grid.patchify(&values).unwrap();
        assert_eq!(grid.unpatchify(&patches).unwrap(), values);
        // Second patch: the same time steps, the next frequencies.
        assert_eq!(patches[8..16], [4.0, 5.0, 6.0, 7.0, 12.0, 13.0, 14.0, 15.0]);
    }

    #[test]
    fn sizes_that_do_not_fit_are_errors() {
        assert!(matches!(PixelGrid::new(1, 3, (8, 9), [4, 2]), Err(ProcessorError::Config(_))));
        assert!(matches!(AudioGrid::new(6, 8, [0, 4]), Err(ProcessorError::Config(_))));
        let grid = AudioGrid::new(6, 8, [2, 4]).unwrap();
        assert!(matches!(grid.patchify(&[0.0; 47]), Err(ProcessorError::Length { given: 47, .. })));
    }
}
