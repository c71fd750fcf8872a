//! From a weights file's bytes to named tensors.

use std::{collections::BTreeMap, ops::Range};

use half::{bf16, f16};
use safetensors::{Dtype, SafeTensors};

use super::CheckpointError;

/// How a weights file is written. Another format is one more variant here and in [`Weights::read`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Hugging Face's safetensors.
    Safetensors,
    /// PyTorch's `torch.save`: a zip archive with a pickle, or (until 2020) a bare pickle.
    Torch,
}

impl Format {
    /// Tells a format by its first bytes; whatever has no mark of its own is taken for safetensors.
    pub fn of(bytes: &[u8]) -> Self {
        let zip = bytes.starts_with(b"PK\x03\x04");
        // A pickle of protocol 2 or later; as the length of a safetensors header it would be absurd.
        let pickle = matches!(bytes, [0x80, 2..=5, ..]) && bytes.get(8) != Some(&b'{');
        if zip || pickle { Self::Torch } else { Self::Safetensors }
    }
}

/// Number type of a stored tensor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredType {
    /// 32 bits.
    F32,
    /// 16 bits, IEEE.
    F16,
    /// 16 bits, the upper half of an `F32`.
    Bf16,
}

/// One tensor of a file: where its numbers lie, row by row, little-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTensor {
    /// Type of the numbers; another type by its name.
    pub dtype: Result<StoredType, String>,
    /// Shape, as stored.
    pub shape: Vec<usize>,
    /// Its part of [`Weights::bytes`].
    pub bytes: Range<usize>,
}

/// The tensors of a weights file by name.
#[derive(Debug)]
pub struct Weights {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its tensors.
    pub tensors: BTreeMap<String, StoredTensor>,
}

impl Weights {
    /// Reads a file's table of contents; the numbers stay where they are.
    ///
    /// # Errors
    /// Where the format is not read, or the file is broken.
    pub fn read(bytes: Vec<u8>) -> Result<Self, CheckpointError> {
        match Format::of(&bytes) {
            Format::Safetensors => Self::read_safetensors(bytes),
            Format::Torch => Err(CheckpointError::Format("a PyTorch file")),
        }
    }

    fn read_safetensors(bytes: Vec<u8>) -> Result<Self, CheckpointError> {
        let file =
            SafeTensors::deserialize(&bytes).map_err(|error| CheckpointError::Broken(error.to_string()))?;
        let tensors = file.iter().map(|(name, view)| {
            let dtype = match view.dtype() {
                Dtype::F32 => Ok(StoredType::F32),
                Dtype::F16 => Ok(StoredType::F16),
                Dtype::BF16 => Ok(StoredType::Bf16),
                other => Err(format!("{other:?}")),
            };
            // The view borrows from `bytes`, so it lies within them.
            let start = view.data().as_ptr() as usize - bytes.as_ptr() as usize;
            let tensor =
                StoredTensor { dtype, shape: view.shape().to_vec(), bytes: start..start + view.data().len() };
            (name.to_owned(), tensor)
        });
        let tensors = tensors.collect();
        Ok(Self { bytes, tensors })
    }

    /// The numbers of a tensor as f32, row by row.
    ///
    /// # Errors
    /// [`CheckpointError::Type`].
    pub fn values(&self, name: &str, tensor: &StoredTensor) -> Result<Vec<f32>, CheckpointError> {
        let bytes = &self.bytes[tensor.bytes.clone()];
        match &tensor.dtype {
            Ok(StoredType::F32) => Ok(by_chunks(bytes, f32::from_le_bytes)),
            Ok(StoredType::F16) => Ok(by_chunks(bytes, |chunk| f16::from_le_bytes(chunk).to_f32())),
            Ok(StoredType::Bf16) => Ok(by_chunks(bytes, |chunk| bf16::from_le_bytes(chunk).to_f32())),
            Err(given) => Err(CheckpointError::Type { name: name.to_owned(), given: given.clone() }),
        }
    }
}

fn by_chunks<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (chunks, _) = bytes.as_chunks::<N>();
    chunks.iter().map(|&chunk| number(chunk)).collect()
}
