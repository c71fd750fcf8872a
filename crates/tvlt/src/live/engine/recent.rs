//! The newest picture and the latest sound as they arrived, which are kept while the person teaches.

use std::collections::VecDeque;
use std::ops::Range;

use crate::config::TvltFeatureExtractorConfig;
use crate::live::sample::{SamplePicture, SampleSound};
use crate::processor::image::RgbaFrame;

/// Sound that is kept beyond the longest clip, in seconds: the spectrogram's newest row is behind the newest sample,
/// by the delay of the resampler and half a window.
const DELAY_S: f64 = 0.5;

/// The newest picture and the latest sound as they arrived. Both are kept only while that is turned on.
#[derive(Debug)]
pub(super) struct Recent {
    on: bool,
    picture: Option<SamplePicture>,
    sample_rate: u32,
    /// Samples that have arrived since the sound began, whether they are kept or not.
    arrived: u64,
    sound: VecDeque<f32>,
    /// Spectrogram rows of the longest clip.
    most_rows: usize,
    /// Samples of a row, at `row_rate` samples a second.
    hop: usize,
    row_rate: u32,
}

impl Recent {
    /// Nothing is kept yet. `most_rows` is the length of the longest clip.
    pub(super) fn new(audio: &TvltFeatureExtractorConfig, most_rows: usize) -> Self {
        let (hop, row_rate) = (audio.hop_length(), audio.sampling_rate);
        Self {
            on: false,
            picture: None,
            sample_rate: row_rate,
            arrived: 0,
            sound: VecDeque::new(),
            most_rows,
            hop,
            row_rate,
        }
    }

    /// Keeps what arrives from now on, or no longer.
    pub(super) fn keep(&mut self, on: bool) {
        self.on = on;
        if !on {
            self.picture = None;
            self.sound = VecDeque::new();
        }
    }

    /// A new sound begins, of another rate.
    pub(super) fn set_sampling_rate(&mut self, sample_rate: u32) {
        self.sample_rate = sample_rate;
        self.forget_sound();
    }

    /// A new sound begins.
    pub(super) fn forget_sound(&mut self) {
        self.arrived = 0;
        self.sound.clear();
    }

    /// There is no picture any more.
    pub(super) fn forget_picture(&mut self) {
        self.picture = None;
    }

    /// Takes the next mono samples.
    pub(super) fn hear(&mut self, samples: &[f32]) {
        self.arrived += samples.len() as u64;
        if self.on {
            self.sound.extend(samples);
            let seconds = (self.most_rows * self.hop) as f64 / f64::from(self.row_rate) + DELAY_S;
            let excess = self.sound.len().saturating_sub((seconds * f64::from(self.sample_rate)) as usize);
            self.sound.drain(..excess);
        }
    }

    /// Takes the next picture.
    pub(super) fn see(&mut self, frame: &RgbaFrame<'_>) {
        let RgbaFrame { width, height, data } = *frame;
        self.picture = self.on.then(|| SamplePicture { width, height, rgba: data.to_vec() });
    }

    /// The newest picture.
    pub(super) fn picture(&self) -> Option<&SamplePicture> {
        self.picture.as_ref()
    }

    /// The sound of some rows, counted since the sound began: a row is as long as the hop, and begins at the centre
    /// of its window. Sound that is not kept is left out: for as long as a clip lasts after it was turned on, there
    /// is less of it. `None` where nothing is kept.
    pub(super) fn sound(&self, rows: Range<usize>) -> Option<SampleSound> {
        let first = self.arrived - self.sound.len() as u64;
        let per_second = u64::from(self.row_rate);
        let place = |row: usize| {
            let sample = row as u64 * self.hop as u64 * u64::from(self.sample_rate) / per_second;
            (sample.clamp(first, self.arrived) - first) as usize
        };
        let samples: Vec<f32> = self.sound.range(place(rows.start)..place(rows.end)).copied().collect();
        (!samples.is_empty()).then_some(SampleSound { sample_rate: self.sample_rate, samples })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of a hundredth of a second; the longest clip has 10 of them.
    fn recent() -> Recent {
        let audio = TvltFeatureExtractorConfig {
            sampling_rate: 1000,
            hop_length_to_sampling_rate: 100,
            ..TvltFeatureExtractorConfig::default()
        };
        assert_eq!(audio.hop_length(), 10);
        Recent::new(&audio, 10)
    }

    fn count(recent: &mut Recent, samples: Range<usize>) {
        for chunk in samples.collect::<Vec<_>>().chunks(7) {
            recent.hear(&chunk.iter().map(|at| *at as f32).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_sound_of_rows_is_found_at_any_rate() {
        let mut recent = recent();
        recent.set_sampling_rate(2000);
        recent.keep(true);
        count(&mut recent, 0..10_000);
        // Row 450 begins at 4.5 seconds; 0.6 seconds are kept.
        let sound = recent.sound(450..460).unwrap();
        assert_eq!((sound.sample_rate, sound.samples.len()), (2000, 200));
        assert_eq!((sound.samples[0], sound.samples[199]), (9000.0, 9199.0));
        assert_eq!(recent.sound(430..450).unwrap().samples[0], 8800.0);
        assert_eq!(recent.sound(0..430), None);
        assert_eq!(recent.sound(490..600).unwrap().samples.len(), 200);
    }

    #[test]
    fn sound_is_counted_but_not_kept_before_it_is_turned_on() {
        let mut recent = recent();
        count(&mut recent, 0..1005);
        assert_eq!(recent.sound(0..100), None);
        recent.keep(true);
        count(&mut recent, 1005..1100);
        let sound = recent.sound(100..110).unwrap();
        assert_eq!((sound.samples[0], sound.samples.len()), (1005.0, 95));
        recent.forget_sound();
        count(&mut recent, 0..20);
        assert_eq!(recent.sound(0..1).unwrap().samples[9], 9.0);
        recent.keep(false);
        assert_eq!(recent.sound(0..1), None);
    }

    #[test]
    fn the_newest_picture_is_kept_only_while_that_is_on() {
        let mut recent = recent();
        let see = |recent: &mut Recent, grey| {
            recent.see(&RgbaFrame { width: 1, height: 1, data: &[grey; 4] });
        };
        see(&mut recent, 1);
        assert_eq!(recent.picture(), None);
        recent.keep(true);
        see(&mut recent, 2);
        see(&mut recent, 3);
        assert_eq!(recent.picture().map(|picture| picture.rgba[0]), Some(3));
        recent.forget_picture();
        assert_eq!(recent.picture(), None);
    }
}
