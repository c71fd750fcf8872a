//! The classification head, and the model with it (`TvltForAudioVisualClassification`).

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor, activation::gelu},
};

use super::{
    Labels, LayerNorm, ModelError, OutputOptions, TvltInputs, TvltModel, init,
    linear::linear,
    loss::classification_loss,
    matching::{TvltPooler, cls_token},
};
use crate::config::{LossType, TvltConfig, Variant};

/// Classifies a clip (`TvltForAudioVisualClassification.classifier`). Its activation is the exact GELU, whatever
/// `hidden_act` says.
#[derive(Module, Debug)]
pub struct ClassificationHead {
    /// The authors' classifiers put the class token through one more layer first, their `classifier.0`.
    pub pooler: Option<TvltPooler>,
    /// `classifier.0`: from `hidden` to `2 * hidden`.
    pub dense: Linear,
    /// `classifier.1`.
    pub layernorm: LayerNorm,
    /// `classifier.3`: one number for each class.
    pub output: Linear,
    #[module(skip)]
    loss_type: LossType,
}

impl ClassificationHead {
    /// A new head with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        let (hidden, wide) = (config.hidden_size, config.hidden_size * 2);
        let authors = config.variant == Variant::Authors;
        // The default epsilon of `nn.LayerNorm`, which the authors' classifier keeps.
        let norm = if authors { &TvltConfig { layer_norm_eps: 1e-5, ..config.clone() } } else { config };
        Self {
            pooler: authors.then(|| TvltPooler::new(config, device)),
            dense: init::linear(config, hidden, wide, true, device),
            layernorm: init::layer_norm(norm, wide, device),
            output: init::linear(config, wide, config.num_labels(), true, device),
            loss_type: config.loss_type,
        }
    }

    /// # Shapes
    /// - `last_hidden_state`: `[batch, tokens, hidden]`, not masked
    /// - result: `[batch, classes]`, logits
    pub fn forward(&self, last_hidden_state: &Tensor<3>) -> Tensor<2> {
        let token = match &self.pooler {
            Some(pooler) => pooler.forward(last_hidden_state),
            None => cls_token(last_hidden_state),
        };
        let widened = linear(&self.dense, token, None, None);
        linear(&self.output, gelu(self.layernorm.forward(widened)), None, None)
    }

    /// The loss that the configuration names, of logits `[batch, classes]` against the labels.
    ///
    /// # Errors
    /// Where the labels do not fit.
    pub fn loss(&self, logits: Tensor<2>, labels: &Labels) -> Result<Tensor<1>, ModelError> {
        classification_loss(logits, labels, self.loss_type)
    }
}

/// Output of [`TvltForAudioVisualClassification`].
#[derive(Debug, Clone)]
pub struct TvltClassificationOutput {
    /// `[1]`, where labels are given.
    pub loss: Option<Tensor<1>>,
    /// `[batch, classes]`
    pub logits: Tensor<2>,
    /// See [`TvltModelOutput`](super::TvltModelOutput).
    pub hidden_states: Option<Vec<Tensor<3>>>,
    /// See [`TvltModelOutput`](super::TvltModelOutput).
    pub attentions: Option<Vec<Tensor<4>>>,
}

/// Hugging Face's class of this name: the encoder and a classification head.
#[derive(Module, Debug)]
pub struct TvltForAudioVisualClassification {
    /// The encoder.
    pub tvlt: TvltModel,
    /// The head.
    pub classifier: ClassificationHead,
}

impl TvltForAudioVisualClassification {
    /// A new model with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        Self { tvlt: TvltModel::new(config, device), classifier: ClassificationHead::new(config, device) }
    }
    /// Logits of the clips and, where labels are given, their loss.
    ///
    /// # Errors
    /// Where the inputs do not fit the configuration or one another.
    pub fn forward(
        &self,
        inputs: &TvltInputs,
        options: OutputOptions,
    ) -> Result<TvltClassificationOutput, ModelError> {
        let encoded = self.tvlt.forward(inputs, None, options)?;
        let logits = self.classifier.forward(&encoded.last_hidden_state);
        let loss = match &inputs.labels {
            Some(labels) => Some(self.classifier.loss(logits.clone(), labels)?),
            None => None,
        };
        let (hidden_states, attentions) = (encoded.hidden_states, encoded.attentions);
        Ok(TvltClassificationOutput { loss, logits, hidden_states, attentions })
    }
}
