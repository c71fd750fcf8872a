//! Writes the outputs of a forward to a file.

use burn::tensor::{Int, Tensor, TensorData};
use safetensors::{Dtype, tensor::TensorView};

use super::ForwardError;

/// Outputs read back from the device, to be written to a file.
#[derive(Default)]
pub(in crate::inference) struct Outputs {
    tensors: Vec<Output>,
}

struct Output {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Outputs {
    /// Reads a tensor back, to be stored as f32.
    pub(in crate::inference) async fn floats<const D: usize>(
        &mut self,
        name: &'static str,
        tensor: Tensor<D>,
    ) -> Result<(), ForwardError> {
        let failed =
            |error: &dyn std::fmt::Display| ForwardError::ReadBack { name, reason: error.to_string() };
        let data = tensor.into_data_async().await.map_err(|error| failed(&error))?;
        let shape = shape(&data);
        let values = data.try_into_vec_as::<f32>().map_err(|error| failed(&error))?;
        self.values(name, shape, &values);
        Ok(())
    }

    /// Reads a tensor back, to be stored as i64.
    pub(in crate::inference) async fn ids<const D: usize>(
        &mut self,
        name: &'static str,
        tensor: Tensor<D, Int>,
    ) -> Result<(), ForwardError> {
        let failed =
            |error: &dyn std::fmt::Display| ForwardError::ReadBack { name, reason: error.to_string() };
        let data = tensor.into_data_async().await.map_err(|error| failed(&error))?;
        let shape = shape(&data);
        let values = data.try_into_vec_as::<i64>().map_err(|error| failed(&error))?;
        self.integers(name, shape, &values);
        Ok(())
    }

    /// Adds a tensor of f32.
    pub(in crate::inference) fn values(
        &mut self,
        name: impl Into<String>,
        shape: Vec<usize>,
        values: &[f32],
    ) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensors.push(Output { name: name.into(), dtype: Dtype::F32, shape, bytes });
    }

    /// Adds a tensor of i64.
    pub(in crate::inference) fn integers(
        &mut self,
        name: impl Into<String>,
        shape: Vec<usize>,
        values: &[i64],
    ) {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.tensors.push(Output { name: name.into(), dtype: Dtype::I64, shape, bytes });
    }

    /// All tensors as a safetensors file.
    pub(in crate::inference) fn write(self) -> Result<Vec<u8>, ForwardError> {
        let failed = |error: safetensors::SafeTensorError| ForwardError::Write(error.to_string());
        let views = self
            .tensors
            .iter()
            .map(|output| {
                let view = TensorView::new(output.dtype, output.shape.clone(), &output.bytes);
                Ok((output.name.as_str(), view.map_err(failed)?))
            })
            .collect::<Result<Vec<_>, ForwardError>>()?;
        safetensors::serialize(views, None).map_err(failed)
    }
}

fn shape(data: &TensorData) -> Vec<usize> {
    data.shape().to_vec()
}
