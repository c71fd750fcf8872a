//! The model on one clip's numbers.

use burn::tensor::{Tensor, TensorData};

use super::{LiveEngine, masks};
use crate::config::Variant;
use crate::engine::EngineError;
use crate::model::{OutputOptions, PatchMasking, TvltInputs};
use crate::worker::protocol::Settings;

/// One clip as numbers, always of the same length; a modality that is not there has a mask of zeros.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipValues {
    /// `[1, 3, image_size, image_size]`
    pub pixel_values: Vec<f32>,
    /// One number a pixel patch.
    pub pixel_mask: Vec<f32>,
    /// `[rows, mels]`
    pub audio_values: Vec<f32>,
    /// One number an audio patch.
    pub audio_mask: Vec<f32>,
}

/// What the model says of a clip; empty where there is no head for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawOutputs {
    /// One number a class.
    pub logits: Vec<f32>,
    /// Above 0 where sound and picture belong together.
    pub matching_logit: Option<f32>,
    /// `[pixel patches, patch height * patch width * 3]`
    pub pixel_logits: Vec<f32>,
    /// `[audio patches, patch time * patch mel]`
    pub audio_logits: Vec<f32>,
}

impl LiveEngine {
    /// A clip without picture and sound, of the lengths that [`LiveEngine::run`] takes.
    pub fn empty_clip(&self) -> ClipValues {
        let config = &self.config;
        let [rows, mels] = [self.rows, config.frequency_length];
        // The authors' model knows what is not there by its value.
        let absent = if config.variant == Variant::Authors { -1.0 } else { 0.0 };
        ClipValues {
            pixel_values: vec![absent; 3 * config.image_size * config.image_size],
            pixel_mask: vec![0.0; config.patches_per_frame()],
            audio_values: vec![absent; rows * mels],
            audio_mask: vec![0.0; rows / config.audio_patch_size[0] * config.frequency_patches()],
        }
    }

    /// Runs all heads on `clip`, with the masks of `settings`.
    ///
    /// # Errors
    /// Where the clip has other lengths than the model, or the device fails.
    pub async fn run(&self, clip: &ClipValues, settings: &Settings) -> Result<RawOutputs, EngineError> {
        let masking = masks::draw(&self.config, settings, clip.pixel_mask.len(), clip.audio_mask.len())?;
        self.run_masked(clip, &masking).await
    }

    pub(super) async fn run_masked(
        &self,
        clip: &ClipValues,
        masking: &PatchMasking,
    ) -> Result<RawOutputs, EngineError> {
        let inputs = self.inputs(clip);
        let output = self.model.forward(&inputs, Some(masking), OutputOptions::default())?;
        let reconstruction = output.reconstruction;
        read_back(
            output.logits.map(|logits| logits.flatten(0, 1)),
            output.matching_logits.map(|logits| logits.flatten(0, 1)),
            reconstruction.pixel_logits.map(|logits| logits.flatten(0, 2)),
            reconstruction.audio_logits.map(|logits| logits.flatten(0, 2)),
        )
        .await
    }

    fn inputs(&self, clip: &ClipValues) -> TvltInputs {
        let config = &self.config;
        let side = config.image_size;
        let row = |values: &[f32]| {
            Tensor::<2>::from_data(TensorData::new(values.to_vec(), [1, values.len()]), &self.device)
        };
        let pixels = TensorData::new(clip.pixel_values.clone(), [1, 1, 3, side, side]);
        let audio = TensorData::new(clip.audio_values.clone(), [1, 1, self.rows, config.frequency_length]);
        let mut inputs =
            TvltInputs::new(Tensor::from_data(pixels, &self.device), Tensor::from_data(audio, &self.device));
        // Without a mask the model is spared the masking's arithmetic; the numbers are the same.
        let partial = |mask: &[f32]| config.variant != Variant::Authors && mask.contains(&0.0);
        if partial(&clip.pixel_mask) || partial(&clip.audio_mask) {
            inputs.pixel_mask = Some(row(&clip.pixel_mask));
            inputs.audio_mask = Some(row(&clip.audio_mask));
        }
        inputs
    }
}

/// Fetches the outputs in one go: each read-back costs a round trip on a GPU.
async fn read_back(
    logits: Option<Tensor<1>>,
    matching: Option<Tensor<1>>,
    pixels: Option<Tensor<1>>,
    audio: Option<Tensor<1>>,
) -> Result<RawOutputs, EngineError> {
    let parts = [logits, matching, pixels, audio];
    let lengths = parts.each_ref().map(|part| part.as_ref().map_or(0, |part| part.dims()[0]));
    let there: Vec<Tensor<1>> = parts.into_iter().flatten().collect();
    if there.is_empty() {
        return Ok(RawOutputs::default());
    }
    let failed = |reason: String| EngineError::ReadBack(reason);
    let data = Tensor::cat(there, 0).into_data_async().await.map_err(|error| failed(error.to_string()))?;
    let all = data.try_into_vec_as::<f32>().map_err(|error| failed(error.to_string()))?;
    let mut rest = all.into_iter();
    let mut next = |length: usize| rest.by_ref().take(length).collect::<Vec<f32>>();
    Ok(RawOutputs {
        logits: next(lengths[0]),
        matching_logit: next(lengths[1]).first().copied(),
        pixel_logits: next(lengths[2]),
        audio_logits: next(lengths[3]),
    })
}
