//! The configuration's `hidden_act`.

use burn::tensor::{Tensor, activation};

use crate::config::HiddenActivation;

/// Applies one of Hugging Face's `ACT2FN` (`activations.py`), element by element.
pub fn activate<const D: usize>(function: HiddenActivation, x: Tensor<D>) -> Tensor<D> {
    match function {
        HiddenActivation::Gelu => activation::gelu(x),
        HiddenActivation::Gelu10 => activation::gelu(x).clamp(-10.0, 10.0),
        HiddenActivation::GeluNew => gelu_new(x),
        HiddenActivation::QuickGelu => activation::sigmoid(x.clone() * 1.702) * x,
        HiddenActivation::Relu => activation::relu(x),
        HiddenActivation::Relu6 => activation::relu6(x),
        HiddenActivation::Relu2 => {
            let rectified = activation::relu(x);
            rectified.clone() * rectified
        }
        HiddenActivation::Silu => activation::silu(x),
        HiddenActivation::Mish => activation::mish(x),
        HiddenActivation::Laplace => laplace(x),
        HiddenActivation::LeakyRelu => activation::leaky_relu(x, 0.01),
        HiddenActivation::Sigmoid => activation::sigmoid(x),
        HiddenActivation::Tanh => activation::tanh(x),
        HiddenActivation::Linear => x,
    }
}

/// `0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))`.
///
/// burn's own version cubes with `powf`, which a GPU computes through a logarithm; on some drivers that loses the
/// sign of negative numbers. Products keep it.
fn gelu_new<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    let cube = x.clone() * x.clone() * x.clone();
    let inner = (x.clone() + cube * 0.044715) * (2.0 / std::f64::consts::PI).sqrt();
    x * (inner.tanh() + 1.0) * 0.5
}

/// Hugging Face's `LaplaceActivation`, with the mean and standard deviation rounded as they are there.
fn laplace<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    #[allow(clippy::approx_constant, reason = "the reference rounds sqrt(1/2) to six digits")]
    const MEAN: f64 = 0.707107;
    const DEVIATION: f64 = 0.282095;
    ((x - MEAN) * (1.0 / (DEVIATION * std::f64::consts::SQRT_2))).erf() * 0.5 + 0.5
}
