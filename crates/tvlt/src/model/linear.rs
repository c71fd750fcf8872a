//! Linear layers with activation and residual: one dispatch on a GPU, one pass over memory after the product on
//! the CPU.

use burn::{nn::Linear, tensor::Tensor};

use super::activate;
#[cfg(feature = "cpu")]
use super::host;
#[cfg(feature = "kernels")]
use super::kernels;
use crate::config::HiddenActivation;

/// `activation(x · weight + bias) + residual`.
///
/// # Shapes
/// - `x`: `[..., in]`; `residual` and result: `[..., out]`
pub(super) fn linear<const D: usize>(
    layer: &Linear,
    x: Tensor<D>,
    activation: Option<HiddenActivation>,
    residual: Option<Tensor<D>>,
) -> Tensor<D> {
    #[cfg(feature = "kernels")]
    if let Some(output) = kernels::linear(layer, &x, activation, residual.as_ref()) {
        return output;
    }
    #[cfg(feature = "cpu")]
    if let Some(output) = host::linear(layer, &x, activation, residual.as_ref()) {
        return output;
    }
    let projected = layer.forward(x);
    let activated = match activation {
        Some(function) => activate(function, projected),
        None => projected,
    };
    match residual {
        Some(residual) => residual + activated,
        None => activated,
    }
}
