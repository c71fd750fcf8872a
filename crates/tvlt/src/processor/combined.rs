//! Hugging Face's `TvltProcessor`: pictures and sound in one call.

use super::{
    Array, ProcessorError,
    audio::TvltFeatureExtractor,
    image::{RgbaFrame, TvltImageProcessor},
};
use crate::config::TvltProcessorConfig;

/// Hugging Face's `TvltProcessor` (`processing_tvlt.py`): pictures and sound in one call.
#[derive(Debug, Clone)]
pub struct TvltProcessor {
    /// For pictures.
    pub image_processor: TvltImageProcessor,
    /// For sound.
    pub feature_extractor: TvltFeatureExtractor,
}

/// Inputs of a [`TvltProcessor`]; those that are `None` are left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProcessorInputs<'a> {
    /// A batch of clips, each a slice of frames.
    pub images: Option<&'a [&'a [RgbaFrame<'a>]]>,
    /// A batch of clips for the matching task, of which some belong to the sound and some do not.
    pub images_mixed: Option<&'a [&'a [RgbaFrame<'a>]]>,
    /// A batch of mono waveforms.
    pub audio: Option<&'a [&'a [f32]]>,
    /// Samples a second of `audio`, to be checked against the config.
    pub sampling_rate: Option<u32>,
}

/// Outputs of a [`TvltProcessor`], by HF's names; `None` where the input was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessorOutputs {
    /// `[batch, frames, 3, height, width]`.
    pub pixel_values: Option<Array>,
    /// `[batch, pixel patches]`.
    pub pixel_mask: Option<Array>,
    /// As `pixel_values`, of `images_mixed`.
    pub pixel_values_mixed: Option<Array>,
    /// As `pixel_mask`, of `images_mixed`.
    pub pixel_mask_mixed: Option<Array>,
    /// `[batch, 1, time, mels]`.
    pub audio_values: Option<Array>,
    /// `[batch, audio patches]`.
    pub audio_mask: Option<Array>,
}

impl TvltProcessor {
    /// A processor with the given settings.
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where they cannot be used.
    pub fn new(config: TvltProcessorConfig) -> Result<Self, ProcessorError> {
        Ok(Self {
            image_processor: TvltImageProcessor::new(config.image)?,
            feature_extractor: TvltFeatureExtractor::new(config.audio)?,
        })
    }

    /// Processes the inputs that are given.
    ///
    /// # Errors
    /// [`ProcessorError::NoInput`] with neither `images` nor `audio` (HF does not count
    /// `images_mixed` as an input of its own), and those of
    /// [`TvltImageProcessor::preprocess`] and [`TvltFeatureExtractor::extract`].
    pub fn process(&self, inputs: &ProcessorInputs<'_>) -> Result<ProcessorOutputs, ProcessorError> {
        if inputs.images.is_none() && inputs.audio.is_none() {
            return Err(ProcessorError::NoInput);
        }
        let mut outputs = ProcessorOutputs::default();
        if let Some(images) = inputs.images {
            let features = self.image_processor.preprocess(images)?;
            outputs.pixel_values = Some(features.pixel_values);
            outputs.pixel_mask = Some(features.pixel_mask);
        }
        if let Some(images) = inputs.images_mixed {
            let features = self.image_processor.preprocess(images)?;
            outputs.pixel_values_mixed = Some(features.pixel_values);
            outputs.pixel_mask_mixed = Some(features.pixel_mask);
        }
        if let Some(audio) = inputs.audio {
            let features = self.feature_extractor.extract(audio, inputs.sampling_rate)?;
            outputs.audio_values = Some(features.audio_values);
            outputs.audio_mask = Some(features.audio_mask);
        }
        Ok(outputs)
    }
}

impl ProcessorOutputs {
    /// The outputs that are there, with HF's names.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &Array)> {
        [
            ("pixel_values", &self.pixel_values),
            ("pixel_mask", &self.pixel_mask),
            ("pixel_values_mixed", &self.pixel_values_mixed),
            ("pixel_mask_mixed", &self.pixel_mask_mixed),
            ("audio_values", &self.audio_values),
            ("audio_mask", &self.audio_mask),
        ]
        .into_iter()
        .filter_map(|(name, array)| Some((name, array.as_ref()?)))
    }
}
