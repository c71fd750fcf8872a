//! Runs the model on the numbers of one clip.

use burn::tensor::{DType, Tensor, TensorData};

use super::reuse::Embedded;
use super::{LiveEngine, Numbers, masks};
use crate::config::Variant;
use crate::inference::InferenceError;
use crate::live::{Budget, Settings};
use crate::model::{AudioVisualOutput, OutputOptions, PatchMasking, TvltInputs};
use crate::teach::extract::{Arrived, pooled};
use crate::teach::features::Features;

/// One clip as numbers. A missing modality has a mask of zeros.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipValues {
    /// `[frames, 3, image_size, image_size]`, oldest frame first.
    pub pixel_values: Vec<f32>,
    /// One number for each pixel patch.
    pub pixel_mask: Vec<f32>,
    /// `[rows, mels]`
    pub audio_values: Vec<f32>,
    /// One number for each audio patch.
    pub audio_mask: Vec<f32>,
}

/// The model's outputs for a clip; empty where the model has no such head.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawOutputs {
    /// One number for each class.
    pub logits: Vec<f32>,
    /// Above 0 where sound and picture belong together.
    pub matching_logit: Option<f32>,
    /// `[pixel patches, patch height * patch width * 3]`
    pub pixel_logits: Vec<f32>,
    /// `[audio patches, patch time * patch mel]`
    pub audio_logits: Vec<f32>,
    /// What the middle layers make of the clip, where [`Settings::teach`] is on.
    pub features: Features,
}

impl LiveEngine {
    /// A clip of this length without picture and sound.
    pub fn empty_clip(&self, Budget { frames, rows }: Budget) -> ClipValues {
        let config = &self.config;
        let absent = self.absent();
        ClipValues {
            pixel_values: vec![absent; frames * self.frame_length()],
            pixel_mask: vec![0.0; frames * config.patches_per_frame()],
            audio_values: vec![absent; rows * config.frequency_length],
            audio_mask: vec![0.0; rows / config.audio_patch_size[0] * config.frequency_patches()],
        }
    }

    /// The shortest clip that is picked automatically for this model.
    pub fn least(&self) -> Budget {
        self.pacer.least()
    }

    /// Runs the encoder and all heads on `clip`, with the masks of `settings`, and computes features where
    /// `settings.teach` is on.
    ///
    /// # Errors
    /// Where the clip's sizes are not the model's, or the device fails.
    pub async fn run(&self, clip: &ClipValues, settings: &Settings) -> Result<RawOutputs, InferenceError> {
        let masking = masks::draw(&self.config, settings, clip.pixel_mask.len(), clip.audio_mask.len())?;
        let (frames, rows) = (&clip.pixel_values, &clip.audio_values);
        let pixels = self.tensor(frames, [1, frames.len() / self.frame_length(), 3]);
        let audio = self.tensor(rows, [1, 1, rows.len() / self.config.frequency_length]);
        let inputs = self.inputs(pixels, audio, clip);
        let masking = settings.pictures.then_some(&masking);
        let output = self.model.forward(&inputs, masking, options(settings))?;
        let features = self.features(&output, clip);
        read_outputs(output, features).await
    }

    /// As [`run`](Self::run), on a clip of the engine's frames `ids`, without the hidden patches where the tools say so, and with the last step's embeddings where nothing changed.
    pub(super) fn run_again(
        &mut self,
        clip: &ClipValues,
        ids: &[Option<u64>],
        masking: &PatchMasking,
    ) -> Result<Numbers, InferenceError> {
        let mut reuse = std::mem::take(&mut self.reuse);
        let embedded = reuse.embed(self, ids, clip);
        self.reuse = reuse;
        let Embedded { pixel_values, audio_values, embeddings } = embedded?;
        let inputs = self.inputs(pixel_values, audio_values, clip);
        let options = options(&self.settings);
        let output = if self.settings.tools.blinded {
            self.model.forward_blinded(embeddings, &inputs, masking, options)?
        } else {
            let masking = self.settings.pictures.then_some(masking);
            self.model.forward_embedded(embeddings, &inputs, masking, options)?
        };
        let features = self.features(&output, clip);
        Ok(Box::pin(read_outputs(output, features)))
    }

    /// The features of the clip's picture and of its sound, on the device; `None` for what has not arrived, and for
    /// both where no hidden states were asked for.
    fn features(&self, output: &AudioVisualOutput, clip: &ClipValues) -> [Option<Tensor<1>>; 2] {
        let encoded = output.encoded.as_ref().and_then(|encoded| encoded.hidden_states.as_deref());
        let Some(hidden_states) = encoded else { return [None, None] };
        let arrived = |mask: &[f32]| mask.iter().filter(|there| **there > 0.0).count();
        let tokens = Arrived {
            pixel_tokens: clip.pixel_mask.len(),
            sight: arrived(&clip.pixel_mask),
            sound: arrived(&clip.audio_mask),
        };
        pooled(hidden_states, &self.taught_layers, tokens)
    }

    /// Numbers of a frame.
    pub(super) fn frame_length(&self) -> usize {
        3 * self.config.image_size * self.config.image_size
    }

    /// Copies frames or sound to the device. `shape` leaves out the last axes: height and width of frames, or the mels.
    pub(super) fn tensor<const N: usize, const D: usize>(
        &self,
        values: &[f32],
        shape: [usize; N],
    ) -> Tensor<D> {
        let side = self.config.image_size;
        let rest: &[usize] = if D == 5 { &[side, side] } else { &[self.config.frequency_length] };
        let shape: Vec<usize> = shape.iter().chain(rest).copied().collect();
        Tensor::from_data(TensorData::new(values.to_vec(), shape), &self.device)
    }

    pub(super) fn inputs(
        &self,
        pixel_values: Tensor<5>,
        audio_values: Tensor<4>,
        clip: &ClipValues,
    ) -> TvltInputs {
        let row = |values: &[f32]| {
            Tensor::<2>::from_data(TensorData::new(values.to_vec(), [1, values.len()]), &self.device)
        };
        let mut inputs = TvltInputs::new(pixel_values, audio_values);
        // A mask of ones changes no number, so it is left out to save its arithmetic.
        let partial = |mask: &[f32]| self.config.variant != Variant::Authors && mask.contains(&0.0);
        if partial(&clip.pixel_mask) || partial(&clip.audio_mask) {
            inputs.pixel_mask = Some(row(&clip.pixel_mask));
            inputs.audio_mask = Some(row(&clip.audio_mask));
        }
        inputs
    }

    /// The value of missing pixels and rows. The authors' model recognises padding by the value -1.
    fn absent(&self) -> f32 {
        if self.config.variant == Variant::Authors { -1.0 } else { 0.0 }
    }
}

/// Hidden states are kept only for features.
fn options(settings: &Settings) -> OutputOptions {
    OutputOptions { hidden_states: settings.teach.is_on(), attentions: false, heads_only: true }
}

/// Reads back the outputs of the heads and the features of both modalities.
async fn read_outputs(
    output: AudioVisualOutput,
    [sight, sound]: [Option<Tensor<1>>; 2],
) -> Result<RawOutputs, InferenceError> {
    let reconstruction = output.reconstruction;
    let [logits, matching, pixel_logits, audio_logits, sight, sound] = read_back([
        output.logits.map(|logits| logits.flatten(0, 1)),
        output.matching_logits.map(|logits| logits.flatten(0, 1)),
        reconstruction.pixel_logits.map(|logits| logits.flatten(0, 2)),
        reconstruction.audio_logits.map(|logits| logits.flatten(0, 2)),
        sight,
        sound,
    ])
    .await?;
    Ok(RawOutputs {
        logits,
        matching_logit: matching.first().copied(),
        pixel_logits,
        audio_logits,
        features: Features::new(sight, sound),
    })
}

/// Reads all outputs back at once, as each read-back costs a round trip on a GPU. One that is absent is empty.
pub(super) async fn read_back<const N: usize>(
    parts: [Option<Tensor<1>>; N],
) -> Result<[Vec<f32>; N], InferenceError> {
    let lengths = parts.each_ref().map(|part| part.as_ref().map_or(0, |part| part.dims()[0]));
    let mut there: Vec<Tensor<1>> = parts.into_iter().flatten().collect();
    if there.is_empty() {
        return Ok(lengths.map(|_| Vec::new()));
    }
    // Features are in f32 also where the model computes in f16.
    if there.iter().any(|part| part.dtype() != there[0].dtype()) {
        there = there.into_iter().map(|part| part.cast(DType::F32)).collect();
    }
    let failed = |reason: String| InferenceError::ReadBack(reason);
    let data = Tensor::cat(there, 0).into_data_async().await.map_err(|error| failed(error.to_string()))?;
    let all = data.try_into_vec_as::<f32>().map_err(|error| failed(error.to_string()))?;
    let mut rest = all.into_iter();
    Ok(lengths.map(|length| rest.by_ref().take(length).collect()))
}
