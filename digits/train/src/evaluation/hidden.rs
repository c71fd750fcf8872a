//! Errors of reconstructed patches, compared with two simple baselines.

use burn::tensor::Device;
use image::{Rgba, RgbaImage, imageops::replace};

use crate::batch::Batch;
use crate::objective::{Filled, fill_in};
use crate::{ROWS, SIZE, TrainError};
use tvlt::config::TvltConfig;
use tvlt::live::PictureKind;
use tvlt::live::engine::pictures;
use tvlt::model::TvltAudioVisual;
use tvlt::model::masking::Masking;
use tvlt::processor::patch::{AudioGrid, PixelGrid};

/// Mask ratio of both modalities.
const RATIO: f64 = 0.75;

/// Rows of the sheet.
const SHEET_ROWS: usize = 6;

/// Space between the sheet's pictures, in pixels.
const GAP: u32 = 8;

/// Mean squared errors of hidden patches.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Errors {
    /// Of the model.
    pub model: f64,
    /// Of the baseline that copies the nearest visible patch.
    pub nearest: f64,
    /// Of the baseline that takes the mean of all visible patches, for each channel.
    pub mean: f64,
    clips: usize,
}

impl Errors {
    fn add(&mut self, other: Errors) {
        let all = (self.clips + other.clips) as f64;
        let (old, new) = (self.clips as f64 / all, other.clips as f64 / all);
        self.model = self.model * old + other.model * new;
        self.nearest = self.nearest * old + other.nearest * new;
        self.mean = self.mean * old + other.mean * new;
        self.clips += other.clips;
    }
}

/// Accumulates an evaluation of hidden patches.
#[derive(Debug, Default)]
pub struct Hidden {
    /// Of frames.
    pub pixels: Errors,
    /// Of spectrograms.
    pub audio: Errors,
    rows: Vec<[RgbaImage; 6]>,
}

impl Hidden {
    /// Reconstructs a batch with both modalities, three quarters of it hidden by the noise of `seed`. Does nothing for
    /// a model without a decoder.
    ///
    /// # Errors
    /// [`TrainError`], where the batch does not fit the model.
    pub fn add(
        &mut self,
        model: &TvltAudioVisual,
        config: &TvltConfig,
        batch: &Batch,
        seed: u64,
        device: &Device,
    ) -> Result<(), TrainError> {
        let Some(filled) = fill_in(model, config, batch, seed, [RATIO, RATIO], device)? else {
            return Ok(());
        };
        let Filled { reconstruction, masking, .. } = filled;
        let (Some(pixel), Some(audio)) = (&masking.pixel, &masking.audio) else { return Ok(()) };
        let numbers = |tensor: Option<burn::tensor::Tensor<3>>| -> Vec<f32> {
            tensor.map(|tensor| tensor.into_data().iter::<f32>().collect()).unwrap_or_default()
        };
        let (pixel_logits, audio_logits) =
            (numbers(reconstruction.pixel_logits), numbers(reconstruction.audio_logits));
        let (clips, mels) = (batch.content.len(), config.frequency_length);
        let pixel_grid = PixelGrid::new(1, 3, (SIZE, SIZE), config.image_patch_size)?;
        let audio_grid = AudioGrid::new(ROWS, mels, config.audio_patch_size)?;
        for clip in 0..clips {
            let part = |values: &'_ [f32]| -> Vec<f32> {
                let length = values.len() / clips;
                values[clip * length..(clip + 1) * length].to_vec()
            };
            let (frame, spectrogram) = (part(&batch.pixels), part(&batch.audio));
            let (hidden_pixels, hidden_audio) = (hidden(pixel, clip), hidden(audio, clip));
            let mut pixel_patches = pixel_grid.patchify(&frame)?;
            let guess = part(&pixel_logits);
            let columns = SIZE / config.image_patch_size[1];
            self.pixels.add(errors(&pixel_patches, &guess, &hidden_pixels, columns, 3));
            pictures::fill_hidden(&mut pixel_patches, &guess, &hidden_pixels);
            let mut audio_patches = audio_grid.patchify(&spectrogram)?;
            let guess = part(&audio_logits);
            self.audio.add(errors(&audio_patches, &guess, &hidden_audio, config.frequency_patches(), 1));
            pictures::fill_hidden(&mut audio_patches, &guess, &hidden_audio);
            if self.rows.len() < SHEET_ROWS {
                let draw_frame = |values: &[f32], hidden: &[bool]| {
                    let scale = ([0.5; 3], [0.5; 3]);
                    let kind = PictureKind::FrameInput;
                    image(pictures::frame(kind, values, SIZE, scale, hidden, config.image_patch_size))
                };
                let draw_sound = |values: &[f32], hidden: &[bool]| {
                    let kind = PictureKind::SpectrogramInput;
                    image(pictures::spectrogram(kind, values, mels, ROWS, hidden, config.audio_patch_size))
                };
                self.rows.push([
                    draw_frame(&frame, &[]),
                    draw_frame(&frame, &hidden_pixels),
                    draw_frame(&pixel_grid.unpatchify(&pixel_patches)?, &[]),
                    draw_sound(&spectrogram, &[]),
                    draw_sound(&spectrogram, &hidden_audio),
                    draw_sound(&audio_grid.unpatchify(&audio_patches)?, &[]),
                ]);
            }
        }
        Ok(())
    }

    /// The sheet. Each row has a frame, the masked frame and its reconstruction, and the same for a spectrogram.
    /// Visible patches are pasted over the reconstruction.
    pub fn sheet(&self) -> RgbaImage {
        let step = |count: usize, size: u32| count as u32 * (size + GAP) + GAP;
        let size = (step(6, SIZE as u32), step(self.rows.len(), SIZE.max(ROWS) as u32));
        let mut sheet = RgbaImage::from_pixel(size.0, size.1, Rgba([255; 4]));
        for (row, pictures) in self.rows.iter().enumerate() {
            for (column, picture) in pictures.iter().enumerate() {
                let place = |index: usize| i64::from(step(index, SIZE as u32));
                replace(&mut sheet, picture, place(column), place(row));
            }
        }
        sheet
    }
}

fn image(drawn: pictures::Drawn) -> RgbaImage {
    let grey = Rgba([168, 165, 156, 255]);
    RgbaImage::from_fn(drawn.picture.width, drawn.picture.height, |x, y| {
        let at = ((y * drawn.picture.width + x) * 4) as usize;
        match drawn.rgba.get(at..at + 4) {
            Some(&[red, green, blue, 255]) => Rgba([red, green, blue, 255]),
            _ => grey,
        }
    })
}

fn hidden(masking: &Masking, clip: usize) -> Vec<bool> {
    masking.hidden(clip).collect()
}

/// Errors of one clip. `patches` and `guess` are `[patches, numbers]`, with patches in rows of `columns` and
/// numbers with the channel last.
fn errors(patches: &[f32], guess: &[f32], hidden: &[bool], columns: usize, channels: usize) -> Errors {
    let length = patches.len() / hidden.len().max(1);
    let patch = |index: usize| &patches[index * length..(index + 1) * length];
    let visible: Vec<usize> = (0..hidden.len()).filter(|index| !hidden[*index]).collect();
    let mut means = vec![0.0f64; channels];
    for &index in &visible {
        for (at, value) in patch(index).iter().enumerate() {
            means[at % channels] += f64::from(*value);
        }
    }
    let count = (visible.len() * length / channels).max(1) as f64;
    means.iter_mut().for_each(|mean| *mean /= count);
    let distance = |a: usize, b: usize| {
        (a / columns).abs_diff(b / columns).pow(2) + (a % columns).abs_diff(b % columns).pow(2)
    };
    let (mut errors, mut numbers) = (Errors { clips: 1, ..Errors::default() }, 0usize);
    for index in (0..hidden.len()).filter(|index| hidden[*index]) {
        let Some(nearest) = visible.iter().copied().min_by_key(|other| distance(index, *other)) else {
            continue;
        };
        let guess = &guess[index * length..(index + 1) * length];
        for (at, truth) in patch(index).iter().enumerate() {
            let truth = f64::from(*truth);
            errors.model += (f64::from(guess[at]) - truth).powi(2);
            errors.nearest += (f64::from(patch(nearest)[at]) - truth).powi(2);
            errors.mean += (means[at % channels] - truth).powi(2);
        }
        numbers += length;
    }
    let numbers = numbers.max(1) as f64;
    Errors {
        model: errors.model / numbers,
        nearest: errors.nearest / numbers,
        mean: errors.mean / numbers,
        ..errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_the_nearest_patch_and_the_mean() {
        // A row of four patches of two numbers; 0 and 3 are visible.
        let patches = [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0];
        let perfect = errors(&patches, &patches, &[false, true, true, false], 4, 1);
        assert_eq!(perfect.model, 0.0);
        // Patch 1 copies 0 (off by 1), patch 2 copies 3 (off by 2).
        assert_eq!(perfect.nearest, (1.0 + 4.0) / 2.0);
        // The mean is 2: off by 1 and by 0.
        assert_eq!(perfect.mean, 0.5);
    }

    #[test]
    fn each_channel_has_its_own_mean() {
        let patches = [1.0, 5.0, 1.0, 5.0, 1.0, 5.0];
        assert_eq!(errors(&patches, &patches, &[false, false, true], 3, 2).mean, 0.0);
    }

    #[test]
    fn batches_count_by_their_clips() {
        let mut errors = Errors { model: 1.0, clips: 1, ..Errors::default() };
        errors.add(Errors { model: 4.0, clips: 2, ..Errors::default() });
        assert_eq!((errors.model, errors.clips), (3.0, 3));
    }
}
