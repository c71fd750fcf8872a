//! The pretraining heads, and Hugging Face's class that has them (`TvltForPreTraining`).

use burn::{
    module::Module,
    tensor::{Device, Tensor},
};

use super::{
    Heads, MaskedAutoencoder, MatchingHead, ModelError, OutputOptions, PatchMasking, TvltAudioVisual,
    TvltInputs, loss::matching_loss,
};
use crate::config::TvltConfig;

/// The heads of `TvltForPreTraining`, each of them only if the configuration has its task.
#[derive(Module, Debug)]
pub struct PretrainingHeads {
    /// With `task_matching`.
    pub matching_head: Option<MatchingHead>,
    /// With `task_mae`.
    pub autoencoder: Option<MaskedAutoencoder>,
}

impl PretrainingHeads {
    /// New heads with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        Self {
            matching_head: config.task_matching.then(|| MatchingHead::new(config, device)),
            autoencoder: config.task_mae.then(|| MaskedAutoencoder::new(config, device)),
        }
    }

    /// Lays out the weights of every layer for the device.
    pub(super) fn fuse(self) -> Self {
        Self { autoencoder: self.autoencoder.map(MaskedAutoencoder::fuse), ..self }
    }
}

/// Hugging Face's `TvltForPreTrainingOutput`.
#[derive(Debug, Clone)]
pub struct TvltForPreTrainingOutput {
    /// `[1]`: the matching loss where labels are given, plus the reconstruction loss where patches were masked.
    pub loss: Option<Tensor<1>>,
    /// `[batch, 1]`
    pub matching_logits: Option<Tensor<2>>,
    /// See [`Reconstruction`](super::Reconstruction).
    pub pixel_logits: Option<Tensor<3>>,
    /// See [`Reconstruction`](super::Reconstruction).
    pub audio_logits: Option<Tensor<3>>,
    /// Of the encoder's last run; see [`TvltModelOutput`](super::TvltModelOutput).
    pub hidden_states: Option<Vec<Tensor<3>>>,
    /// Of the encoder's last run; see [`TvltModelOutput`](super::TvltModelOutput).
    pub attentions: Option<Vec<Tensor<4>>>,
}

/// Hugging Face's class of this name: the encoder, a matching head and a decoder.
///
/// Hugging Face's class can be used in training only. This one also reconstructs outside of training, whenever
/// masking is given, and labels and mixed frames may be missing.
#[derive(Module, Debug)]
pub struct TvltForPreTraining {
    /// Encoder and heads.
    pub model: TvltAudioVisual,
}

impl TvltForPreTraining {
    /// A new model with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        Self { model: TvltAudioVisual::new(config, Heads::PRETRAINING, device) }
    }

    /// The matching logits of the mixed frames (of the frames where there are none) and, with `masking`, the
    /// reconstruction.
    ///
    /// # Errors
    /// Where the inputs do not fit the configuration or one another.
    pub fn forward(
        &self,
        inputs: &TvltInputs,
        masking: Option<&PatchMasking>,
        options: OutputOptions,
    ) -> Result<TvltForPreTrainingOutput, ModelError> {
        let output = self.model.forward(inputs, masking, options)?;
        let matching = match output.matching_logits.as_ref().zip(inputs.labels.as_ref()) {
            Some((logits, labels)) => Some(matching_loss(logits.clone(), labels)?),
            None => None,
        };
        let autoencoding = self.model.reconstruction_loss(inputs, &output)?;
        let last = output.masked.or(output.mixed).or(output.encoded);
        let (hidden_states, attentions) =
            last.map_or((None, None), |last| (last.hidden_states, last.attentions));
        Ok(TvltForPreTrainingOutput {
            loss: [matching, autoencoding].into_iter().flatten().reduce(|sum, loss| sum + loss),
            matching_logits: output.matching_logits,
            pixel_logits: output.reconstruction.pixel_logits,
            audio_logits: output.reconstruction.audio_logits,
            hidden_states,
            attentions,
        })
    }
}
