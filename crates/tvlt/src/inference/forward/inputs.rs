//! Reads the inputs of a forward from a file.

use burn::tensor::{Device, Tensor, TensorData};
use half::{bf16, f16};
use safetensors::{Dtype, SafeTensors};

use super::ForwardError;
use crate::model::{Labels, TvltInputs, masking::Noise};

/// Everything that an inputs file may hold.
pub(in crate::inference) struct Inputs {
    /// The model's inputs.
    pub tvlt: TvltInputs,
    /// `pixel_noise`
    pub pixel_noise: Option<Noise>,
    /// `audio_noise`
    pub audio_noise: Option<Noise>,
}

impl Inputs {
    /// Reads the tensors that it knows, and ignores others.
    pub(in crate::inference) fn read(bytes: &[u8], device: &Device) -> Result<Self, ForwardError> {
        let file =
            SafeTensors::deserialize(bytes).map_err(|error| ForwardError::Broken(error.to_string()))?;
        let reader = Reader { file, device };
        let frames = "[batch, frames, channels, height, width]";
        let patches = "[batch, patches]";
        let tvlt = TvltInputs {
            pixel_values: reader
                .tensor("pixel_values", frames)?
                .ok_or(ForwardError::Missing("pixel_values"))?,
            audio_values: reader
                .tensor("audio_values", "[batch, channels, time, mel]")?
                .ok_or(ForwardError::Missing("audio_values"))?,
            pixel_mask: reader.tensor("pixel_mask", patches)?,
            audio_mask: reader.tensor("audio_mask", patches)?,
            pixel_values_mixed: reader.tensor("pixel_values_mixed", frames)?,
            pixel_mask_mixed: reader.tensor("pixel_mask_mixed", patches)?,
            labels: reader.numbers("labels")?.map(|numbers| Labels {
                values: numbers.values,
                shape: numbers.shape,
                classes: numbers.integers,
            }),
        };
        let (pixel_noise, audio_noise) = (reader.noise("pixel_noise")?, reader.noise("audio_noise")?);
        Ok(Self { tvlt, pixel_noise, audio_noise })
    }
}

/// A stored tensor's numbers.
struct Numbers {
    values: Vec<f32>,
    shape: Vec<usize>,
    integers: bool,
}

struct Reader<'a> {
    file: SafeTensors<'a>,
    device: &'a Device,
}

impl Reader<'_> {
    fn tensor<const D: usize>(
        &self,
        name: &'static str,
        expected: &'static str,
    ) -> Result<Option<Tensor<D>>, ForwardError> {
        let Some(Numbers { values, shape, .. }) = self.numbers(name)? else { return Ok(None) };
        let dims: [usize; D] =
            shape.try_into().map_err(|given| ForwardError::Shape { name, given, expected })?;
        Ok(Some(Tensor::from_data(TensorData::new(values, dims), self.device)))
    }

    fn noise(&self, name: &'static str) -> Result<Option<Noise>, ForwardError> {
        let Some(Numbers { values, shape, .. }) = self.numbers(name)? else { return Ok(None) };
        let [batch, len]: [usize; 2] = shape.try_into().map_err(|given| ForwardError::Shape {
            name,
            given,
            expected: "[batch, patches]",
        })?;
        Ok(Some(Noise { values, batch, len }))
    }

    fn numbers(&self, name: &'static str) -> Result<Option<Numbers>, ForwardError> {
        let Ok(view) = self.file.tensor(name) else { return Ok(None) };
        let bytes = view.data();
        let mut integers = true;
        let values = match view.dtype() {
            Dtype::I64 => by_chunks(bytes, |chunk| i64::from_le_bytes(chunk) as f32),
            Dtype::I32 => by_chunks(bytes, |chunk| i32::from_le_bytes(chunk) as f32),
            Dtype::U8 | Dtype::BOOL => by_chunks(bytes, |[byte]: [u8; 1]| f32::from(byte)),
            float => {
                integers = false;
                match float {
                    Dtype::F32 => by_chunks(bytes, f32::from_le_bytes),
                    Dtype::F64 => by_chunks(bytes, |chunk| f64::from_le_bytes(chunk) as f32),
                    Dtype::F16 => by_chunks(bytes, |chunk| f16::from_le_bytes(chunk).to_f32()),
                    Dtype::BF16 => by_chunks(bytes, |chunk| bf16::from_le_bytes(chunk).to_f32()),
                    other => return Err(ForwardError::Type { name, given: format!("{other:?}") }),
                }
            }
        };
        Ok(Some(Numbers { values, shape: view.shape().to_vec(), integers }))
    }
}

fn by_chunks<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (chunks, _) = bytes.as_chunks::<N>();
    chunks.iter().map(|&chunk| number(chunk)).collect()
}
