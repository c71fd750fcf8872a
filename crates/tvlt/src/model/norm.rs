//! Layer normalisation.

use burn::{
    module::{Module, Param},
    tensor::{DType, FloatDType, Tensor, module::layer_norm},
};

#[cfg(feature = "kernels")]
use super::kernels;

/// Layer norm over the last dimension, in one dispatch on a GPU.
///
/// It replaces burn's own module, whose epsilon is private and which a kernel could therefore not use. The
/// parameters have the same names as burn's.
#[derive(Module, Debug)]
pub struct LayerNorm {
    /// Scale: `[width]`
    pub gamma: Param<Tensor<1>>,
    /// Shift: `[width]`
    pub beta: Param<Tensor<1>>,
    epsilon: f64,
}

impl LayerNorm {
    /// A norm with these parameters; `epsilon` is added to the variance.
    pub fn new(gamma: Param<Tensor<1>>, beta: Param<Tensor<1>>, epsilon: f64) -> Self {
        Self { gamma, beta, epsilon }
    }

    /// # Shapes
    /// - `x` and result: `[..., width]`
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        let (gamma, beta) = (self.gamma.val(), self.beta.val());
        #[cfg(feature = "kernels")]
        if let Some(normed) = kernels::layer_norm(&x, &gamma, &beta, self.epsilon) {
            return normed;
        }
        if x.dtype() != DType::F16 {
            return layer_norm(x, gamma, Some(beta), self.epsilon);
        }
        // A sum of squares can overflow f16.
        let wide = FloatDType::F32;
        layer_norm(x.cast(wide), gamma.cast(wide), Some(beta.cast(wide)), self.epsilon).cast(FloatDType::F16)
    }
}
