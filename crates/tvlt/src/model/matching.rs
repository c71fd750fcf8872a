//! The matching head: whether the sound belongs to the picture (`TvltPooler`, `TvltMatchingHead`).

use burn::{
    module::Module,
    nn::Linear,
    tensor::{Device, Tensor},
};

use super::{init, linear::linear};
use crate::config::{HiddenActivation, TvltConfig};

/// A linear layer and tanh on the class token (`TvltPooler`).
#[derive(Module, Debug)]
pub struct TvltPooler {
    /// The linear layer.
    pub dense: Linear,
}

impl TvltPooler {
    /// A new pooler with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        Self { dense: init::linear(config, config.hidden_size, config.hidden_size, true, device) }
    }

    /// # Shapes
    /// - `last_hidden_state`: `[batch, tokens, hidden]`, not masked
    /// - result: `[batch, hidden]`
    pub fn forward(&self, last_hidden_state: &Tensor<3>) -> Tensor<2> {
        linear(&self.dense, cls_token(last_hidden_state), Some(HiddenActivation::Tanh), None)
    }
}

/// Decides whether the sound belongs to the picture (`TvltMatchingHead`).
#[derive(Module, Debug)]
pub struct MatchingHead {
    /// The pooler of the class token.
    pub pooler: TvltPooler,
    /// Gives one logit, above 0 for a match.
    pub fc: Linear,
}

impl MatchingHead {
    /// A new head with random weights.
    pub fn new(config: &TvltConfig, device: &Device) -> Self {
        let hidden = config.hidden_size;
        Self { pooler: TvltPooler::new(config, device), fc: init::linear(config, hidden, 1, true, device) }
    }

    /// # Shapes
    /// - `last_hidden_state`: `[batch, tokens, hidden]`, not masked
    /// - result: `[batch, 1]`, a logit
    pub fn forward(&self, last_hidden_state: &Tensor<3>) -> Tensor<2> {
        linear(&self.fc, self.pooler.forward(last_hidden_state), None, None)
    }
}

/// The class token of each clip: `[batch, tokens, hidden]` to `[batch, hidden]`.
pub(super) fn cls_token(last_hidden_state: &Tensor<3>) -> Tensor<2> {
    last_hidden_state.clone().narrow(1, 0, 1).squeeze_dim::<2>(1)
}
