//! The initial weights of a new model.

use burn::{
    module::Param,
    nn::{Initializer, Linear},
    tensor::{Device, Tensor},
};

use super::LayerNorm;
use crate::config::TvltConfig;

/// A linear layer initialised as in Hugging Face's `_init_weights`: normal weights, zero bias.
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

/// A layer norm over `width` with the configuration's epsilon.
pub(super) fn layer_norm(config: &TvltConfig, width: usize, device: &Device) -> LayerNorm {
    let (gamma, beta) = (Initializer::Ones.init([width], device), Initializer::Zeros.init([width], device));
    LayerNorm::new(gamma, beta, config.layer_norm_eps)
}

/// A parameter drawn from a normal distribution with standard deviation `initializer_range`.
///
/// The authors' code initialises position embeddings, class and mask tokens like this. Hugging Face sets them to
/// zero; for a model whose weights are loaded that makes no difference.
pub(super) fn normal<const D: usize>(
    config: &TvltConfig,
    shape: [usize; D],
    device: &Device,
) -> Param<Tensor<D>> {
    Initializer::Normal { mean: 0.0, std: config.initializer_range }.init(shape, device)
}

/// A parameter of zeros.
pub(super) fn zeros<const D: usize>(shape: [usize; D], device: &Device) -> Param<Tensor<D>> {
    Initializer::Zeros.init(shape, device)
}
