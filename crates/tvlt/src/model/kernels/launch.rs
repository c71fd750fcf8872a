//! What every kernel's launch needs: the device, a buffer for the result, the vector width and clamped indices.

use burn::tensor::{DType, Shape};
use burn_cubecl::{CubeDevice, cubecl, kernel::into_contiguous, tensor::CubeTensor};
use cubecl::{
    client::Client,
    ir::{ElemType, FloatKind},
    prelude::*,
};

/// The device on which a kernel runs, and the number type of its result.
pub struct Launch {
    /// The device's client.
    pub client: Client,
    device: CubeDevice,
    dtype: DType,
}

impl Launch {
    /// On the device of this tensor, with its number type.
    pub fn of(tensor: &CubeTensor) -> Self {
        Self { client: tensor.client.clone(), device: tensor.device.clone(), dtype: tensor.dtype }
    }

    /// An uninitialised contiguous tensor of this shape.
    pub fn empty(&self, shape: &[usize]) -> CubeTensor {
        let handle = self.client.empty(shape.iter().product::<usize>() * self.dtype.size());
        let (client, device) = (self.client.clone(), self.device.clone());
        CubeTensor::new_contiguous(client, device, Shape::from(shape.to_vec()), handle, self.dtype)
    }

    /// A tensor as a kernel's argument, made contiguous.
    pub fn buffer(&self, tensor: CubeTensor) -> BufferArg {
        into_contiguous(tensor).into_buffer_arg()
    }
}

/// The number type of a tensor in a kernel. Kernels are launched for f32 and f16 only.
pub fn elem_type(tensor: &CubeTensor) -> ElemType {
    ElemType::Float(if tensor.dtype == DType::F16 { FloatKind::F16 } else { FloatKind::F32 })
}

/// How many numbers to read at once from rows of these lengths: four if all are multiples of four, else one.
pub fn vector_size(lengths: &[usize]) -> usize {
    if lengths.iter().all(|length| length.is_multiple_of(4)) { 4 } else { 1 }
}

/// The smaller of the two; keeps an index within a buffer.
#[cube]
pub fn clamp_max(value: usize, most: usize) -> usize {
    select(value < most, value, most)
}
