//! One update: runs the model on the current clip and turns its outputs into scores and pictures.

use std::pin::Pin;

use super::{ClipValues, LiveEngine, RawOutputs, masks};
use crate::inference::InferenceError;
use crate::live::engine::pictures;
use crate::live::engine::pictures::Drawn;
use crate::live::{PictureKind, Prediction, Sample, Scale, Settings, Surprise, Teach};
use crate::model::PatchMasking;
use crate::processor::ProcessorError;
use crate::processor::patch::{AudioGrid, PixelGrid};
use crate::teach::features::Features;

/// The results of one update.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Score of each class, best first.
    pub predictions: Vec<Prediction>,
    /// Whether the sound belongs to the picture, 0 to 1; `None` where one of them or the matching head is missing.
    pub match_score: Option<f32>,
    /// Whether there is sound.
    pub hears: bool,
    /// Whether there is a picture.
    pub sees: bool,
    /// The pictures of the modalities that are there; none unless [`Settings::pictures`] is on.
    pub pictures: Vec<Drawn>,
    /// What the middle layers make of the clip; `None` unless [`Settings::teach`] is on.
    pub features: Option<Features>,
    /// The newest picture and the sound of the clip; `None` unless [`Teach::Samples`] is set.
    pub sample: Option<Sample>,
    /// How far the filled-in patches are from the hidden ones; `None` unless that is asked for.
    pub surprise: Option<Surprise>,
}

/// An update in flight: what [`LiveEngine::finish`] needs beside the numbers that the device still computes.
#[derive(Debug, Clone)]
pub struct Pending {
    clip: ClipValues,
    masking: PatchMasking,
    settings: Settings,
    /// Frames of the clip that have arrived.
    frames: usize,
    /// Spectrogram rows of the clip that have arrived.
    rows: usize,
    /// What the clip was made of, where the person records it.
    sample: Option<Sample>,
}

impl Pending {
    fn sees(&self) -> bool {
        self.frames > 0
    }

    fn hears(&self) -> bool {
        self.rows > 0
    }
}

/// A future of an update's outputs, which completes when the device has computed them.
pub type Numbers = Pin<Box<dyn Future<Output = Result<RawOutputs, InferenceError>>>>;

impl LiveEngine {
    /// Runs one update; `None` while there is neither picture nor sound.
    ///
    /// # Errors
    /// Where the device fails, or a score of the model is NaN or infinite.
    pub async fn step(&mut self) -> Result<Option<Step>, InferenceError> {
        let Some((pending, numbers)) = self.begin()? else { return Ok(None) };
        self.finish(&pending, &numbers.await?).map(Some)
    }

    /// Starts an update on the current clip; `None` while there is neither picture nor sound. The next update can
    /// begin before this one's numbers have arrived.
    ///
    /// # Errors
    /// Where the clip does not fit the model.
    pub fn begin(&mut self) -> Result<Option<(Pending, Numbers)>, InferenceError> {
        if !self.clip.sees() && !self.clip.hears() {
            return Ok(None);
        }
        let clip = self.clip_values();
        let masking =
            masks::draw(&self.config, &self.settings, clip.pixel_mask.len(), clip.audio_mask.len())?;
        let numbers = self.run_again(&clip, &masking)?;
        let frames = self.clip.frames().len();
        let rows = if self.clip.hears() { self.clip.rows() } else { 0 };
        let sample = (self.settings.teach == Teach::Samples).then(|| self.sample());
        let pending = Pending { clip, masking, settings: self.settings, frames, rows, sample };
        Ok(Some((pending, numbers)))
    }

    /// What the current clip was made of, as far as it was kept.
    pub(super) fn sample(&self) -> Sample {
        let end = self.clip.rows_total();
        let sound = self.recent.sound(end - self.clip.rows()..end);
        Sample { picture: self.recent.picture().cloned(), sound }
    }

    /// Turns the outputs of an update that began earlier into its results.
    ///
    /// # Errors
    /// [`InferenceError::NotFinite`] where a score or a feature of the model is NaN or infinite.
    pub fn finish(&self, pending: &Pending, outputs: &RawOutputs) -> Result<Step, InferenceError> {
        let Features { sight, sound } = &outputs.features;
        let features = [sight, sound].into_iter().flatten().flatten();
        let mut scores = outputs.logits.iter().chain(&outputs.matching_logit).chain(features);
        if scores.any(|value| !value.is_finite()) {
            return Err(InferenceError::NotFinite);
        }
        let (sees, hears) = (pending.sees(), pending.hears());
        let mut drawn = Vec::with_capacity(6);
        if sees && pending.settings.pictures {
            drawn.extend(self.draw_frames(pending, outputs)?);
        }
        if hears && pending.settings.pictures {
            drawn.extend(self.draw_spectrograms(pending, outputs)?);
        }
        let match_score = outputs.matching_logit.filter(|_| sees && hears).map(sigmoid);
        let predictions = self.predictions(&outputs.logits);
        let features = pending.settings.teach.is_on().then(|| outputs.features.clone());
        let sample = pending.sample.clone();
        Ok(Step { predictions, match_score, hears, sees, pictures: drawn, features, sample, surprise: None })
    }

    /// The current clip. Frames and rows that have not arrived yet are padding, after those that have.
    fn clip_values(&self) -> ClipValues {
        let mut values = self.empty_clip(self.pacer.budget());
        let patches = self.config.patches_per_frame();
        for (at, frame) in self.clip.frames().iter().enumerate() {
            let length = frame.pixels.values.len();
            values.pixel_values[at * length..][..length].copy_from_slice(&frame.pixels.values);
            values.pixel_mask[at * patches..][..patches].fill(1.0);
        }
        let sound = [
            (&mut values.audio_values, self.clip.audio_values()),
            (&mut values.audio_mask, self.clip.audio_mask()),
        ];
        for (empty, there) in sound {
            if let Some(there) = there {
                *empty = there.values;
            }
        }
        values
    }

    /// Each class with its score, best first.
    fn predictions(&self, logits: &[f32]) -> Vec<Prediction> {
        let scores: Vec<f32> = match self.scale() {
            Scale::Shares => softmax(logits),
            Scale::Independent => logits.iter().map(|logit| sigmoid(*logit)).collect(),
            Scale::Number => logits.to_vec(),
        };
        let mut predictions: Vec<Prediction> = scores
            .into_iter()
            .enumerate()
            .map(|(index, score)| Prediction { label: self.config.label(index), score })
            .collect();
        predictions.sort_by(|a, b| b.score.total_cmp(&a.score));
        predictions
    }

    /// The newest frame's pictures.
    fn draw_frames(&self, pending: &Pending, outputs: &RawOutputs) -> Result<Vec<Drawn>, InferenceError> {
        let Pending { clip, masking, settings, frames, .. } = pending;
        let side = self.config.image_size;
        let patch = self.config.image_patch_size;
        let image = &self.processor.image;
        let scale =
            if image.do_normalize { (image.image_mean, image.image_std) } else { ([0.0; 3], [1.0; 3]) };
        let grid = PixelGrid::new(1, 3, (side, side), patch)?;
        let kinds = [PictureKind::FrameInput, PictureKind::FrameMasked, PictureKind::FrameReconstruction];
        let draw =
            |kind, values: &[f32], hidden: &[bool]| pictures::frame(kind, values, side, scale, hidden, patch);
        let newest = frames.saturating_sub(1);
        let pixels = &clip.pixel_values[newest * self.frame_length()..][..self.frame_length()];
        let patches = self.config.patches_per_frame();
        let hidden: Vec<bool> =
            masks::hidden(masking.pixel.as_ref()).into_iter().skip(newest * patches).take(patches).collect();
        let filled = outputs.pixel_logits.len() / (clip.pixel_mask.len() / patches).max(1);
        let logits = &outputs.pixel_logits[newest * filled..][..filled];
        let fill = |hidden: &[bool]| {
            let patches = filled_in(settings, logits, hidden, || grid.patchify(pixels))?;
            Ok(grid.unpatchify(&patches)?)
        };
        input_masked_filled(kinds, pixels, &hidden, logits.is_empty(), draw, fill)
    }

    fn draw_spectrograms(
        &self,
        pending: &Pending,
        outputs: &RawOutputs,
    ) -> Result<Vec<Drawn>, InferenceError> {
        let Pending { clip, masking, settings, rows, .. } = pending;
        let mels = self.config.frequency_length;
        let patch = self.config.audio_patch_size;
        let grid = AudioGrid::new(clip.audio_values.len() / mels, mels, patch)?;
        let kinds = [
            PictureKind::SpectrogramInput,
            PictureKind::SpectrogramMasked,
            PictureKind::SpectrogramReconstruction,
        ];
        let draw = |kind, values: &[f32], hidden: &[bool]| {
            pictures::spectrogram(kind, values, mels, *rows, hidden, patch)
        };
        let hidden = masks::hidden(masking.audio.as_ref());
        let fill = |hidden: &[bool]| {
            let patches =
                filled_in(settings, &outputs.audio_logits, hidden, || grid.patchify(&clip.audio_values))?;
            Ok(grid.unpatchify(&patches)?)
        };
        input_masked_filled(kinds, &clip.audio_values, &hidden, outputs.audio_logits.is_empty(), draw, fill)
    }
}

/// The decoder's patches, with the visible patches pasted over them if `paste_visible` is set.
fn filled_in(
    settings: &Settings,
    decoded: &[f32],
    hidden: &[bool],
    patchify: impl FnOnce() -> Result<Vec<f32>, ProcessorError>,
) -> Result<Vec<f32>, InferenceError> {
    if !settings.paste_visible {
        return Ok(decoded.to_vec());
    }
    let mut patches = patchify()?;
    pictures::fill_hidden(&mut patches, decoded, hidden);
    Ok(patches)
}

/// Softmax of the logits: positive numbers that add up to 1.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = logits.iter().map(|logit| (logit - largest).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|value| value / sum).collect()
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// The three pictures of one modality, in the page's order; only the input where there is no decoder.
fn input_masked_filled(
    [input, masked, filled]: [PictureKind; 3],
    values: &[f32],
    hidden: &[bool],
    no_decoder: bool,
    draw: impl Fn(PictureKind, &[f32], &[bool]) -> Drawn,
    fill: impl FnOnce(&[bool]) -> Result<Vec<f32>, InferenceError>,
) -> Result<Vec<Drawn>, InferenceError> {
    let mut drawn = vec![draw(input, values, &[])];
    if !no_decoder {
        drawn.push(draw(masked, values, hidden));
        drawn.push(draw(filled, &fill(hidden)?, &[]));
    }
    Ok(drawn)
}
