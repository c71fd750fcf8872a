//! The parts of a layer that are not matrix products, for the CPU: in place, in one pass, and in a form that the
//! compiler vectorises.
//!
//! burn's operations pass over memory once each for bias, activation and residual, and compute `erf` and `exp`
//! number by number, which took a third of the time of an update. The functions return `None` for a tensor that is
//! not f32 on burn's CPU backend, and in training; the caller then uses burn's operations.

mod math;

use burn::{
    backend::{Flex, flex::FlexTensor},
    nn::Linear,
    tensor::{DType, Tensor},
};

use super::activate;
use crate::config::HiddenActivation;
use math::{add, add_gelu, softmax};

/// `activation(x · weight + bias) + residual`, as [`linear`](super::linear::linear).
pub fn linear<const D: usize>(
    layer: &Linear,
    x: &Tensor<D>,
    activation: Option<HiddenActivation>,
    residual: Option<&Tensor<D>>,
) -> Option<Tensor<D>> {
    if !serves(x) {
        return None;
    }
    let mut shape = x.dims();
    let weight = layer.weight.val();
    let [inner, columns] = weight.dims();
    let rows = shape.iter().product::<usize>() / inner;
    let bias = match &layer.bias {
        Some(bias) => Some(primitive(bias.val())?),
        None => None,
    };
    let residual = match residual {
        Some(residual) => Some(primitive(residual.clone())?),
        None => None,
    };
    let product = x.clone().reshape([rows, inner]).matmul(weight);
    let mut output = primitive(product)?;
    let gelu = activation == Some(HiddenActivation::Gelu);
    let bias = bias.as_ref().map(FlexTensor::storage::<f32>);
    for row in output.storage_mut::<f32>().chunks_exact_mut(columns) {
        match (bias, gelu) {
            (Some(bias), true) => add_gelu(row, bias),
            (Some(bias), false) => add(row, bias),
            (None, true) => add_gelu(row, &vec![0.0; columns]),
            (None, false) => {}
        }
    }
    shape[D - 1] = columns;
    match activation {
        None | Some(HiddenActivation::Gelu) => {
            if let Some(residual) = &residual {
                add(output.storage_mut(), residual.storage());
            }
            Some(Tensor::<2>::from_primitive::<Flex>(output).reshape(shape))
        }
        Some(other) => {
            let activated = activate(other, Tensor::<2>::from_primitive::<Flex>(output).reshape(shape));
            Some(match residual {
                Some(residual) => activated + Tensor::from_primitive::<Flex>(residual),
                None => activated,
            })
        }
    }
}

/// `softmax(scale * scores + bias)` over the last dimension.
///
/// # Shapes
/// - `scores` and result: `[batch, heads, queries, keys]`; `bias`: `[batch, 1, 1, keys]`
pub fn attention_weights(scores: Tensor<4>, scale: f32, bias: Option<&Tensor<4>>) -> Option<Tensor<4>> {
    let [_, heads, queries, keys] = scores.dims();
    let bias = match bias {
        Some(bias) => Some(primitive(bias.clone())?),
        None => None,
    };
    let mut scores = primitive(scores)?;
    let bias = bias.as_ref().map(FlexTensor::storage::<f32>);
    for (clip, scores) in scores.storage_mut::<f32>().chunks_exact_mut(heads * queries * keys).enumerate() {
        let bias = bias.map(|bias| &bias[clip * keys..][..keys]);
        scores.chunks_exact_mut(keys).for_each(|row| softmax(row, scale, bias));
    }
    Some(Tensor::from_primitive::<Flex>(scores))
}

/// Whether this module's functions support this tensor.
pub fn serves<const D: usize>(x: &Tensor<D>) -> bool {
    x.dtype() == DType::F32 && x.clone().try_into_primitive::<Flex>().is_ok()
}

/// The tensor of burn's CPU backend, contiguous; `None` on another device, in training, and for numbers other
/// than f32.
fn primitive<const D: usize>(tensor: Tensor<D>) -> Option<FlexTensor> {
    if tensor.dtype() != DType::F32 {
        return None;
    }
    tensor.try_into_primitive::<Flex>().ok().map(|tensor| tensor.to_contiguous())
}
