//! Layers with the weights a new model starts from.

use burn::{
    module::Param,
    nn::{Initializer, Linear},
    tensor::{Device, Tensor},
};

use super::LayerNorm;
use crate::config::TvltConfig;

/// Linear layer as Hugging Face starts it (`_init_weights`): normal weights, zero bias.
pub(super) fn linear(
    config: &TvltConfig,
    d_input: usize,
    d_output: usize,
    bias: bool,
    device: &Device,
) -> Linear {
    Linear {
        weight: normal(config, [d_input, d_output], device),
        bias: bias.then(|| Initializer::Zeros.init([d_output], device)),
    }
}

/// Layer norm over `width` with the configuration's epsilon.
pub(super) fn layer_norm(config: &TvltConfig, width: usize, device: &Device) -> LayerNorm {
    let (gamma, beta) = (Initializer::Ones.init([width], device), Initializer::Zeros.init([width], device));
    LayerNorm::new(gamma, beta, config.layer_norm_eps)
}

/// Parameter drawn from a normal distribution of `initializer_range`.
///
/// The authors' code starts positions, class and mask tokens so; Hugging Face starts them at zero,
/// which makes no difference to a model whose weights are loaded.
pub(super) fn normal<const D: usize>(
    config: &TvltConfig,
    shape: [usize; D],
    device: &Device,
) -> Param<Tensor<D>> {
    Initializer::Normal { mean: 0.0, std: config.initializer_range }.init(shape, device)
}

/// Parameter of zeros.
pub(super) fn zeros<const D: usize>(shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    Initializer::Zeros.init(shape, device)
}
