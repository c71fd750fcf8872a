//! The last seconds of a live stream, in the model's input format.

use std::collections::VecDeque;

use super::{
    Array, ProcessorError, TvltProcessor,
    audio::{Resampler, StreamingLogMel},
    frame_ring::{FrameRing, SeenFrame},
    image::RgbaFrame,
    past_frames::PastFrames,
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
    past_frames: PastFrames,
}

/// Seconds of sound that are kept beyond the longest clip: a sound of ten seconds ago, and as much as it may be late.
const PAST_SOUND_S: f64 = 11.5;

/// Time for which frames are kept beyond those of the clip, in milliseconds: as much as the sound may be early.
const PAST_PICTURE_MS: f64 = 1200.0;

/// How long ago picture and sound of a moment were, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ago {
    /// The newest picture.
    pub picture_ms: f64,
    /// The end of the sound.
    pub sound_ms: f64,
}

/// The clip of one moment.
#[derive(Debug, Clone)]
pub struct Moment<'a> {
    /// The frames, oldest first; none where none has arrived, or none so long ago is kept.
    pub frames: Vec<&'a SeenFrame>,
    /// `[1, 1, rows, mels]`, as [`ClipRing::audio_values`]; `None` where no sound has arrived, or none so long ago is
    /// kept.
    pub audio_values: Option<Array>,
    /// As [`ClipRing::audio_mask`].
    pub audio_mask: Option<Array>,
    /// Real rows of the spectrogram.
    pub rows: usize,
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
        let audio = processor.feature_extractor.config();
        let past = PAST_SOUND_S * f64::from(audio.sampling_rate) / audio.hop_length() as f64;
        let spectrogram = StreamingLogMel::with_past(audio, most_rows.max(rows).max(1), past as usize)?;
        let frames = FrameRing::new(1, 0.0);
        let mut clip = Self {
            processor,
            frames,
            rows,
            most_rows: most_rows.max(rows),
            spectrogram,
            resampler: None,
            resampled: Vec::new(),
            past_frames: PastFrames::default(),
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
        self.rows = rows;
        self.frames.spread(num_frames, self.span_ms());
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
        if let Some(newest) = self.frames.frames().back() {
            self.past_frames.push(newest);
        }
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
        self.past_frames.clear();
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

    /// Keeps frames of the last second beyond those of the clip, for [`moment`](Self::moment), or no longer.
    pub fn keep_past_frames(&mut self, on: bool) {
        let clips = if self.num_frames() > 1 { self.span_ms() } else { 0.0 };
        self.past_frames.keep(if on { PAST_PICTURE_MS + clips } else { 0.0 });
    }

    /// `[1, 1, rows, mels]`, always with the clip's number of rows; `None` before the first real row.
    pub fn audio_values(&self) -> Option<Array> {
        self.sound_before(0).map(|(values, _)| values)
    }

    /// 1 for each patch with a real row, else 0: `[1, patches]`; `None` before the first real row.
    pub fn audio_mask(&self) -> Option<Array> {
        self.hears().then(|| self.mask_of(self.rows()))
    }

    /// The clip of another moment: the picture and the sound of different times ago. Frames of a while ago are there
    /// while [`keep_past_frames`](Self::keep_past_frames) is on.
    pub fn moment(&self, ago: Ago) -> Moment<'_> {
        let frames = if ago.picture_ms > 0.0 {
            self.past_frames.before(ago.picture_ms, self.num_frames(), self.span_ms())
        } else {
            self.frames.frames().iter().collect()
        };
        let sound = self.sound_before((ago.sound_ms / self.row_ms()).round().max(0.0) as usize);
        let rows = sound.as_ref().map_or(0, |(_, rows)| *rows);
        Moment {
            frames,
            audio_values: sound.map(|(values, _)| values),
            audio_mask: (rows > 0).then(|| self.mask_of(rows)),
            rows,
        }
    }

    /// The spectrogram before the newest `back` rows, and how many of its rows are real; `None` where none is.
    fn sound_before(&self, back: usize) -> Option<(Array, usize)> {
        let mels = self.spectrogram.mels();
        let mut values = self.spectrogram.before(self.rows, back);
        let rows = values.len() / mels;
        let padding = self.processor.feature_extractor.config().padding_value as f32;
        values.resize(self.rows * mels, padding);
        (rows > 0).then(|| (Array::new([1, 1, self.rows, mels], values), rows))
    }

    fn mask_of(&self, rows: usize) -> Array {
        let [patch_rows, patch_mels] = self.processor.feature_extractor.config().patch_size;
        let frequency_patches = self.spectrogram.mels() / patch_mels;
        let mut mask = vec![1.0; rows.div_ceil(patch_rows) * frequency_patches];
        mask.resize(self.rows / patch_rows * frequency_patches, 0.0);
        Array::new([1, mask.len()], mask)
    }

    /// Time of a spectrogram row, in milliseconds.
    fn row_ms(&self) -> f64 {
        let audio = self.processor.feature_extractor.config();
        1000.0 * audio.hop_length() as f64 / f64::from(audio.sampling_rate)
    }

    /// Time that the clip's rows cover, in milliseconds.
    fn span_ms(&self) -> f64 {
        self.rows as f64 * self.row_ms()
    }

    fn num_frames(&self) -> usize {
        self.frames.most()
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
    fn a_moment_is_what_the_clip_was() {
        let mut clip = ring();
        clip.keep_past_frames(true);
        let sound: Vec<f32> = (0..512 * 200).map(|at| (at as f32 * 1e-3).powi(2).sin() * 0.5).collect();
        clip.push_audio(&sound[..512 * 120]).unwrap();
        let (before, rows) = (clip.audio_values().unwrap(), clip.rows_total());
        clip.push_audio(&sound[512 * 120..]).unwrap();
        let passed = (clip.rows_total() - rows) as f64 * 512.0 / 44.1;
        let moment = clip.moment(Ago { sound_ms: passed, ..Ago::default() });
        assert_eq!((moment.rows, moment.audio_values.unwrap()), (32, before));
        let now = clip.moment(Ago::default());
        assert_eq!((now.audio_values, now.audio_mask), (clip.audio_values(), clip.audio_mask()));
        let long_ago = clip.moment(Ago { sound_ms: 60_000.0, ..Ago::default() });
        assert_eq!((long_ago.rows, long_ago.audio_values, long_ago.audio_mask), (0, None, None));
    }

    #[test]
    fn a_picture_of_a_while_ago_goes_with_the_sound_of_now() {
        let mut clip = ring();
        clip.keep_past_frames(true);
        for at in 0..40_u8 {
            let data = vec![at; 30 * 26 * 4];
            let frame = RgbaFrame { width: 30, height: 26, data: &data };
            clip.push_frame(&frame, f64::from(at) * 50.0).unwrap();
        }
        let moment = clip.moment(Ago { picture_ms: 500.0, ..Ago::default() });
        let at_ms = moment.frames.last().unwrap().at_ms;
        assert!((1350.0..1550.0).contains(&at_ms), "{at_ms}");
        clip.forget_frames();
        assert!(clip.moment(Ago { picture_ms: 500.0, ..Ago::default() }).frames.is_empty());
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
