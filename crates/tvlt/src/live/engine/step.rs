//! One update: runs the model on the current clip and turns its outputs into scores and pictures.

use std::pin::Pin;

use super::moment::{self, Given};
use super::{ClipValues, LiveEngine, RawOutputs, masks};
use crate::explain::surprise::mean_error;
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
    /// The newest frame, where there is one that the model did not get.
    unseen: Option<Vec<f32>>,
    /// The spectrogram and its real rows, where there is sound that the model did not get.
    unheard: Option<(Vec<f32>, usize)>,
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
        let tools = self.settings.tools;
        let Given { clip, ids, frames, rows, unseen, unheard } =
            self.given(moment::ago(&tools), tools.senses);
        if frames == 0 && rows == 0 {
            return Ok(None);
        }
        let (pixel_patches, audio_patches) = (clip.pixel_mask.len(), clip.audio_mask.len());
        let masking = if tools.own_mask {
            masks::own(&self.config, &self.mask, pixel_patches, audio_patches)
        } else {
            masks::draw(&self.config, &self.settings, pixel_patches, audio_patches)?
        };
        let numbers = self.run_again(&clip, &ids, &masking)?;
        let sample = (self.settings.teach == Teach::Samples).then(|| self.sample());
        let settings = self.settings;
        Ok(Some((Pending { clip, masking, settings, frames, rows, unseen, unheard, sample }, numbers)))
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
        if pending.settings.pictures {
            drawn.extend(self.draw_switched_off(pending));
        }
        let match_score = outputs.matching_logit.filter(|_| sees && hears).map(sigmoid);
        let predictions = self.predictions(&outputs.logits);
        let features = pending.settings.teach.is_on().then(|| outputs.features.clone());
        let sample = pending.sample.clone();
        let surprise =
            pending.settings.tools.surprise.then(|| self.surprise(pending, outputs)).transpose()?;
        Ok(Step { predictions, match_score, hears, sees, pictures: drawn, features, sample, surprise })
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

    /// The picture and the spectrogram that the model does not get.
    fn draw_switched_off(&self, pending: &Pending) -> impl Iterator<Item = Drawn> {
        let (side, mels) = (self.config.image_size, self.config.frequency_length);
        let frame = pending.unseen.as_ref().map(|pixels| {
            let patch = self.config.image_patch_size;
            pictures::frame(PictureKind::FrameInput, pixels, side, self.pixel_scale(), &[], patch)
        });
        let spectrogram = pending.unheard.as_ref().map(|(values, rows)| {
            let patch = self.config.audio_patch_size;
            pictures::spectrogram(PictureKind::SpectrogramInput, values, mels, *rows, &[], patch)
        });
        frame.into_iter().chain(spectrogram)
    }

    /// Mean and deviation by which pixels are normalised.
    fn pixel_scale(&self) -> ([f64; 3], [f64; 3]) {
        let image = &self.processor.image;
        if image.do_normalize { (image.image_mean, image.image_std) } else { ([0.0; 3], [1.0; 3]) }
    }

    /// How far the newest frame's filled-in patches, and those of the sound, are from the hidden ones.
    fn surprise(&self, pending: &Pending, outputs: &RawOutputs) -> Result<Surprise, InferenceError> {
        let Pending { clip, masking, frames, .. } = pending;
        let sight = match self.newest_filled(pending, outputs) {
            Some((pixels, logits)) if pending.sees() => {
                let grid = PixelGrid::new(
                    1,
                    3,
                    (self.config.image_size, self.config.image_size),
                    self.config.image_patch_size,
                )?;
                let hidden = masks::hidden_of_frame(
                    masking,
                    frames.saturating_sub(1),
                    self.config.patches_per_frame(),
                );
                mean_error(logits, &grid.patchify(pixels)?, &hidden)
            }
            _ => None,
        };
        let sound = if pending.hears() && !outputs.audio_logits.is_empty() {
            let mels = self.config.frequency_length;
            let grid = AudioGrid::new(clip.audio_values.len() / mels, mels, self.config.audio_patch_size)?;
            let hidden = masks::hidden(masking.audio.as_ref());
            let counted: Vec<bool> =
                hidden.iter().zip(&clip.audio_mask).map(|(hidden, there)| *hidden && *there > 0.0).collect();
            mean_error(&outputs.audio_logits, &grid.patchify(&clip.audio_values)?, &counted)
        } else {
            None
        };
        Ok(Surprise { sight, sound })
    }

    /// The newest frame, and the decoder's patches of it; `None` where there is no decoder.
    fn newest_filled<'a>(
        &self,
        pending: &'a Pending,
        outputs: &'a RawOutputs,
    ) -> Option<(&'a [f32], &'a [f32])> {
        let Pending { clip, frames, .. } = pending;
        let newest = frames.saturating_sub(1);
        let pixels = &clip.pixel_values[newest * self.frame_length()..][..self.frame_length()];
        let filled =
            outputs.pixel_logits.len() / (clip.pixel_mask.len() / self.config.patches_per_frame()).max(1);
        (filled > 0).then(|| (pixels, &outputs.pixel_logits[newest * filled..][..filled]))
    }

    /// The newest frame's pictures.
    fn draw_frames(&self, pending: &Pending, outputs: &RawOutputs) -> Result<Vec<Drawn>, InferenceError> {
        let Pending { clip, masking, settings, frames, .. } = pending;
        let side = self.config.image_size;
        let patch = self.config.image_patch_size;
        let scale = self.pixel_scale();
        let grid = PixelGrid::new(1, 3, (side, side), patch)?;
        let kinds = [PictureKind::FrameInput, PictureKind::FrameMasked, PictureKind::FrameReconstruction];
        let draw =
            |kind, values: &[f32], hidden: &[bool]| pictures::frame(kind, values, side, scale, hidden, patch);
        let newest = frames.saturating_sub(1);
        let pixels = &clip.pixel_values[newest * self.frame_length()..][..self.frame_length()];
        let hidden = masks::hidden_of_frame(masking, newest, self.config.patches_per_frame());
        let logits = self.newest_filled(pending, outputs).map_or(&[][..], |(_, logits)| logits);
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

pub(super) fn sigmoid(logit: f32) -> f32 {
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
