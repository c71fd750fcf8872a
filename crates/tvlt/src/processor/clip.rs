//! The last seconds of a live stream, in the model's input format.

use std::collections::VecDeque;

use super::{
    Array, ProcessorError, TvltProcessor,
    audio::{Resampler, StreamingLogMel},
    frame_ring::{FrameRing, SeenFrame},
    image::RgbaFrame,
};
use crate::config::TvltProcessorConfig;

/// The latest frames and the latest spectrogram rows of a live stream. Older ones are dropped, and nothing
/// is ever queued.
///
/// The spectrogram always has the same number of rows. Until enough sound has arrived, it is padded as HF pads
/// a short clip: the real rows come first (oldest to newest), then rows of the config's `padding_value`, and
/// `audio_mask` excludes the patches without any real row. After that the newest row is the last. For the
/// 80 dB clamp see [`StreamingLogMel`].
///
/// Frames are spread over the time that the rows cover; see [`FrameRing`].
#[derive(Debug)]
pub struct ClipRing {
    processor: TvltProcessor,
    frames: FrameRing,
    /// Rows of the clip; up to `most_rows` are kept.
    rows: usize,
    most_rows: usize,
    spectrogram: StreamingLogMel,
    resampler: Option<Resampler>,
    resampled: Vec<f32>,
}

impl ClipRing {
    /// A clip of `num_frames` frames and `rows` spectrogram rows, which [`set_length`](Self::set_length)
    /// can make longer, up to `most_rows`.
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where the settings cannot be used, `num_frames` is 0 or more
    /// than the config allows, or a number of rows is not a whole number of patches.
    pub fn new(
        config: TvltProcessorConfig,
        num_frames: usize,
        rows: usize,
        most_rows: usize,
    ) -> Result<Self, ProcessorError> {
        let processor = TvltProcessor::new(config)?;
        let spectrogram =
            StreamingLogMel::new(processor.feature_extractor.config(), most_rows.max(rows).max(1))?;
        let frames = FrameRing::new(1, 0.0);
        let mut clip = Self {
            processor,
            frames,
            rows,
            most_rows: most_rows.max(rows),
            spectrogram,
            resampler: None,
            resampled: Vec::new(),
        };
        clip.set_length(num_frames, rows)?;
        Ok(clip)
    }

    /// Changes the number of frames and rows. Frames and sound that have arrived are kept.
    ///
    /// # Errors
    /// As [`ClipRing::new`].
    pub fn set_length(&mut self, num_frames: usize, rows: usize) -> Result<(), ProcessorError> {
        let max = self.processor.image_processor.config().num_frames;
        if num_frames == 0 || num_frames > max {
            return Err(ProcessorError::Config(format!(
                "a live clip has 1 to {max} frames, not {num_frames}"
            )));
        }
        let audio = self.processor.feature_extractor.config();
        if rows == 0 || rows > self.most_rows || !rows.is_multiple_of(audio.patch_size[0]) {
            return Err(ProcessorError::Config(format!(
                "a live spectrogram has 1 to {} rows, in whole patches of {}, not {rows}",
                self.most_rows, audio.patch_size[0]
            )));
        }
        let row_ms = 1000.0 * audio.hop_length() as f64 / f64::from(audio.sampling_rate);
        self.rows = rows;
        self.frames.spread(num_frames, rows as f64 * row_ms);
        Ok(())
    }

    /// Expects sound of `sampling_rate` samples a second from now on. It is a new stream: earlier sound is
    /// forgotten.
    ///
    /// # Errors
    /// [`ProcessorError::Rate`] for a rate below 1000 Hz or above 768 kHz.
    pub fn set_sampling_rate(&mut self, sampling_rate: u32) -> Result<(), ProcessorError> {
        let expected = self.processor.feature_extractor.config().sampling_rate;
        self.resampler = Some(Resampler::new(sampling_rate, expected)?);
        self.spectrogram.reset();
        Ok(())
    }

    /// Takes the next mono samples, at the rate last set, or at the config's if none was set.
    ///
    /// # Errors
    /// As [`Resampler::push`].
    pub fn push_audio(&mut self, samples: &[f32]) -> Result<(), ProcessorError> {
        let Some(resampler) = &mut self.resampler else {
            self.spectrogram.push(samples);
            return Ok(());
        };
        self.resampled.clear();
        resampler.push(samples, &mut self.resampled)?;
        self.spectrogram.push(&self.resampled);
        Ok(())
    }

    /// Takes the next frame, which arrived at `at_ms` of the caller's clock; see [`FrameRing::push`].
    ///
    /// # Errors
    /// As [`TvltImageProcessor::frame`](super::image::TvltImageProcessor::frame).
    pub fn push_frame(&mut self, frame: &RgbaFrame<'_>, at_ms: f64) -> Result<(), ProcessorError> {
        let pixels = self.processor.image_processor.frame(frame)?;
        self.frames.push(pixels, at_ms);
        Ok(())
    }

    /// Forgets sound and pictures: a new source starts.
    pub fn reset(&mut self) {
        self.forget_audio();
        self.forget_frames();
    }

    /// Forgets the sound.
    pub fn forget_audio(&mut self) {
        self.spectrogram.reset();
        if let Some(resampler) = &mut self.resampler {
            resampler.reset();
        }
    }

    /// Forgets the pictures.
    pub fn forget_frames(&mut self) {
        self.frames.clear();
    }

    /// Whether there is any row of the spectrogram.
    pub fn hears(&self) -> bool {
        self.spectrogram.rows_total() > 0
    }

    /// Whether there is any frame.
    pub fn sees(&self) -> bool {
        !self.frames.frames().is_empty()
    }

    /// Rows computed since the sound began; it grows while sound arrives.
    pub fn rows_total(&self) -> usize {
        self.spectrogram.rows_total()
    }

    /// Real rows of the spectrogram, at most the clip's number of rows.
    pub fn rows(&self) -> usize {
        self.spectrogram.rows().min(self.rows)
    }

    /// The frames, oldest first, as many as have arrived (up to `num_frames`).
    pub fn frames(&self) -> &VecDeque<SeenFrame> {
        self.frames.frames()
    }

    /// `[1, 1, rows, mels]`, always with the clip's number of rows; `None` before the first real row.
    pub fn audio_values(&self) -> Option<Array> {
        if !self.hears() {
            return None;
        }
        let mels = self.spectrogram.mels();
        let mut values = self.spectrogram.latest(self.rows);
        let padding = self.processor.feature_extractor.config().padding_value as f32;
        values.resize(self.rows * mels, padding);
        Some(Array::new([1, 1, self.rows, mels], values))
    }

    /// 1 for each patch with a real row, else 0: `[1, patches]`; `None` before the first real row.
    pub fn audio_mask(&self) -> Option<Array> {
        if !self.hears() {
            return None;
        }
        let [patch_rows, patch_mels] = self.processor.feature_extractor.config().patch_size;
        let frequency_patches = self.spectrogram.mels() / patch_mels;
        let mut mask = vec![1.0; self.rows().div_ceil(patch_rows) * frequency_patches];
        mask.resize(self.rows / patch_rows * frequency_patches, 0.0);
        Some(Array::new([1, mask.len()], mask))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> ClipRing {
        ClipRing::new(TvltProcessorConfig::default(), 2, 32, 64).unwrap()
    }

    #[test]
    fn begins_deaf_and_blind() {
        let clip = ring();
        assert!(!clip.hears() && !clip.sees());
        assert_eq!((clip.audio_values(), clip.audio_mask()), (None, None));
        assert!(clip.frames().is_empty());
    }

    #[test]
    fn missing_rows_stand_at_the_end_and_are_masked() {
        let mut clip = ring();
        clip.push_audio(&[0.5; 512 * 3 + 1024]).unwrap();
        assert_eq!(clip.rows(), 4);
        let audio = clip.audio_values().unwrap();
        assert_eq!(audio.shape, [1, 1, 32, 128]);
        assert!(audio.values[4 * 128..].iter().all(|&value| value == 0.0));
        assert!(audio.values[..4 * 128].iter().any(|&value| value != 0.0));
        let mask = clip.audio_mask().unwrap();
        assert_eq!(mask.values, [[1.0; 8], [0.0; 8]].concat());
        clip.push_audio(&[0.5; 512 * 60]).unwrap();
        assert_eq!(clip.rows(), 32);
        assert!(clip.audio_mask().unwrap().values.iter().all(|&mask| mask == 1.0));
        clip.reset();
        assert!(!clip.hears());
    }

    #[test]
    fn the_latest_frames_win() {
        let mut clip = ring();
        for (grey, at_ms) in [(0, 0.0), (100, 200.0), (255, 400.0)] {
            let data = vec![grey; 300 * 260 * 4];
            clip.push_frame(&RgbaFrame { width: 300, height: 260, data: &data }, at_ms).unwrap();
        }
        let first = |frame: &SeenFrame| frame.pixels.values[0];
        let seen: Vec<f32> = clip.frames().iter().map(first).collect();
        assert_eq!(clip.frames()[0].pixels.shape, [3, 224, 224]);
        assert!(seen.len() == 2 && (seen[0] - (100.0 / 127.5 - 1.0)).abs() < 1e-6 && seen[1] == 1.0);
    }

    #[test]
    fn a_longer_clip_keeps_what_was_heard() {
        let mut clip = ring();
        let sound: Vec<f32> = (0..512 * 80).map(|at| (at as f32 * 0.01).sin() * 0.5).collect();
        clip.push_audio(&sound).unwrap();
        let short = clip.audio_values().unwrap().values;
        clip.set_length(1, 64).unwrap();
        let long = clip.audio_values().unwrap();
        assert_eq!((long.shape, clip.rows()), (vec![1, 1, 64, 128], 64));
        let newest = &long.values[32 * 128..];
        assert!(short.iter().zip(newest).all(|(a, b)| (a - b).abs() < 1e-5), "the newest rows are the same");
    }

    #[test]
    fn another_rate_is_resampled() {
        let mut clip = ring();
        clip.set_sampling_rate(48_000).unwrap();
        clip.push_audio(&[0.1; 48_000]).unwrap();
        // A second has 86 rows, less those that the resampler and the last window still hold back.
        assert!((80..=85).contains(&clip.rows_total()), "{}", clip.rows_total());
        assert!(matches!(clip.set_sampling_rate(0), Err(ProcessorError::Rate { rate: 0 })));
    }

    #[test]
    fn senseless_sizes_are_errors() {
        for (frames, rows) in [(0, 32), (9, 32), (1, 0), (1, 33)] {
            assert!(matches!(
                ClipRing::new(TvltProcessorConfig::default(), frames, rows, 64),
                Err(ProcessorError::Config(_))
            ));
        }
        assert!(matches!(ring().set_length(1, 80), Err(ProcessorError::Config(_))));
    }
}
