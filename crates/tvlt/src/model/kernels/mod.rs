//! This crate's own GPU kernels, in cubecl's `#[cube]` language, for every device that burn reaches through
//! cubecl.
//!
//! A transformer layer is seven dispatches here; burn's operations take some fifty. Each function returns `None`
//! where it does not apply: on another device, in training (there is no backward pass), or for another number
//! type; the caller then uses burn's operations.

mod attention;
mod launch;
mod layer_norm;
mod linear;

use burn::{
    backend::Cube,
    nn::Linear,
    tensor::{DType, Tensor},
};
use burn_cubecl::tensor::CubeTensor;

use super::activate;
use crate::config::HiddenActivation;
use attention::{Sizes, WIDEST_HEAD};
use linear::Epilogue;

/// `activation(x · weight + bias) + residual`, as [`linear`](super::linear::linear).
pub fn linear<const D: usize>(
    layer: &Linear,
    x: &Tensor<D>,
    activation: Option<HiddenActivation>,
    residual: Option<&Tensor<D>>,
) -> Option<Tensor<D>> {
    let weight = layer.weight.val();
    let [inner, columns] = weight.dims();
    let bias = layer.bias.as_ref().map(|bias| bias.val());
    project(x, weight.reshape([1, inner, columns]), bias, activation, residual)
}

/// As [`linear`], for several layers at once: in each row, their outputs follow one another.
///
/// # Shapes
/// - `x`: `[..., inner]`; `weight`: `[parts, inner, part]`; `bias`: `[parts * part]`
/// - `residual` and result: `[..., parts * part]`
pub fn project<const D: usize>(
    x: &Tensor<D>,
    weight: Tensor<3>,
    bias: Option<Tensor<1>>,
    activation: Option<HiddenActivation>,
    residual: Option<&Tensor<D>>,
) -> Option<Tensor<D>> {
    let [parts, inner, part] = weight.dims();
    let shape = x.dims();
    let rows = shape.iter().product::<usize>() / inner;
    if rows == 0 {
        return None;
    }
    let primitive = primitive(x)?;
    let (weight, bias) = (primitive_of(weight)?, bias.map(primitive_of));
    let (epilogue, later) = match activation {
        None => (Epilogue::Identity, None),
        Some(HiddenActivation::Gelu) => (Epilogue::Gelu, None),
        Some(other) => (Epilogue::Identity, Some(other)),
    };
    let inside = residual.filter(|_| later.is_none());
    let output = linear::linear(
        primitive,
        weight,
        bias.map_or(Some(None), |bias| bias.map(Some))?,
        inside.map_or(Some(None), |residual| self::primitive(residual).map(Some))?,
        epilogue,
        [rows, inner, parts, part],
    );
    let mut wide = shape;
    wide[D - 1] = parts * part;
    let mut output = Tensor::<2>::from_primitive::<Cube>(output).reshape(wide);
    if let Some(function) = later {
        output = activate(function, output);
        if let Some(residual) = residual {
            output = output + residual.clone();
        }
    }
    Some(output)
}

/// As [`LayerNorm::forward`](super::LayerNorm::forward).
pub fn layer_norm<const D: usize>(
    x: &Tensor<D>,
    gamma: &Tensor<1>,
    beta: &Tensor<1>,
    epsilon: f64,
) -> Option<Tensor<D>> {
    let shape = x.dims();
    let width = shape[D - 1];
    let rows = shape.iter().product::<usize>() / width;
    if rows == 0 {
        return None;
    }
    let normed = layer_norm::layer_norm(
        primitive(x)?,
        primitive(gamma)?,
        primitive(beta)?,
        epsilon as f32,
        [rows, width],
    );
    Some(Tensor::<2>::from_primitive::<Cube>(normed).reshape(shape))
}

/// Attention of `heads` heads, from projected queries, keys and values to the joined heads.
///
/// # Shapes
/// - `qkv`: `[batch, tokens, 3 * hidden]`; `bias`: `[batch, 1, 1, tokens]`, added to the scores
/// - result: `[batch, tokens, hidden]`
pub fn attention(qkv: &Tensor<3>, bias: Option<&Tensor<4>>, heads: usize) -> Option<Tensor<3>> {
    let [batch, tokens, width] = qkv.dims();
    let sizes = Sizes { batch, tokens, heads, head: width / 3 / heads };
    if tokens == 0 {
        return None;
    }
    let bias = bias.map_or(Some(None), |bias| primitive(bias).map(Some))?;
    let output = attention::attention(primitive(qkv)?, bias, sizes);
    Some(Tensor::<3>::from_primitive::<Cube>(output))
}

/// Whether [`attention`] supports heads of this width.
pub fn attends(head: usize) -> bool {
    head <= WIDEST_HEAD
}

/// The tensor made contiguous; `None` on a device without the kernels.
pub fn contiguous<const D: usize>(x: &Tensor<D>) -> Option<Tensor<D>> {
    let primitive = primitive(x)?;
    Some(Tensor::from_primitive::<Cube>(burn_cubecl::kernel::into_contiguous(primitive)))
}

/// The tensor's cubecl primitive; `None` on another device, in training, and for types other than f32 and f16.
fn primitive<const D: usize>(tensor: &Tensor<D>) -> Option<CubeTensor> {
    primitive_of(tensor.clone())
}

fn primitive_of<const D: usize>(tensor: Tensor<D>) -> Option<CubeTensor> {
    matches!(tensor.dtype(), DType::F32 | DType::F16).then(|| tensor.try_into_primitive::<Cube>().ok())?
}
