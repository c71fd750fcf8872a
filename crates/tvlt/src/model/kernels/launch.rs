//! What every kernel and its launch need: where to run, room for the result, how wide to read, and edges.

use burn::tensor::{DType, Shape};
use burn_cubecl::{CubeDevice, cubecl, kernel::into_contiguous, tensor::CubeTensor};
use cubecl::{
    client::Client,
    ir::{ElemType, FloatKind},
    prelude::*,
};

/// Where a kernel runs and what numbers it writes.
pub struct Launch {
    /// The device's client.
    pub client: Client,
    device: CubeDevice,
    dtype: DType,
}

impl Launch {
    /// Beside this tensor, in its type.
    pub fn of(tensor: &CubeTensor) -> Self {
        Self { client: tensor.client.clone(), device: tensor.device.clone(), dtype: tensor.dtype }
    }

    /// A contiguous tensor of this shape, whose numbers are not set.
    pub fn empty(&self, shape: &[usize]) -> CubeTensor {
        let handle = self.client.empty(shape.iter().product::<usize>() * self.dtype.size());
        let (client, device) = (self.client.clone(), self.device.clone());
        CubeTensor::new_contiguous(client, device, Shape::from(shape.to_vec()), handle, self.dtype)
    }

    /// A tensor as a kernel reads it, row after row.
    pub fn buffer(&self, tensor: CubeTensor) -> BufferArg {
        into_contiguous(tensor).into_buffer_arg()
    }
}

/// The type of a tensor's numbers in a kernel. Kernels are launched for 32 and 16 bits alone.
pub fn elem_type(tensor: &CubeTensor) -> ElemType {
    ElemType::Float(if tensor.dtype == DType::F16 { FloatKind::F16 } else { FloatKind::F32 })
}

/// How many numbers to read at once where rows have these lengths: four where all are whole vectors, else one.
pub fn vector_size(lengths: &[usize]) -> usize {
    if lengths.iter().all(|length| length.is_multiple_of(4)) { 4 } else { 1 }
}

/// The smaller of the two: an index that stays within a buffer.
#[cube]
pub fn clamp_max(value: usize, most: usize) -> usize {
    select(value < most, value, most)
}
