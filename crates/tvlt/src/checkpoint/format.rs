//! From a weights file's bytes to named tensors.

mod archive;
mod pickle;
pub(crate) mod safetensors;
mod strided;
mod torch;

use std::{collections::BTreeMap, ops::Range};

use half::{bf16, f16};

use super::{CheckpointError, Source, WeightsFiles, shards};
use crate::config::file_kind;

/// Bytes at the start of a file that are enough to recognise its format.
const FIRST_BYTES: u64 = 512;

/// Limit on the tensors of a file: ten times as many as TVLT-base has.
const MAX_TENSORS: usize = 4096;

/// Longest name of a tensor, in bytes.
const MAX_NAME: usize = 256;

/// How a weights file is written. Another format is one more variant here and in [`Weights::read`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Hugging Face's safetensors.
    Safetensors,
    /// PyTorch's `torch.save` since 1.6: a zip archive with a pickle.
    Torch,
    /// PyTorch's `torch.save` until 1.5 (2020): pickles one after another.
    OldTorch,
}

impl Format {
    /// Recognises a format by its first bytes. Safetensors has no magic number, so it is what remains.
    pub fn of(bytes: &[u8]) -> Self {
        // A pickle of protocol 2 or later. Read as the length of a safetensors header, these bytes would be absurd.
        let pickle = matches!(bytes, [0x80, 2..=5, ..]) && bytes.get(8) != Some(&b'{');
        match bytes {
            [b'P', b'K', 3, 4, ..] => Self::Torch,
            _ if pickle => Self::OldTorch,
            _ => Self::Safetensors,
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Safetensors => "safetensors",
            Self::Torch => "PyTorch",
            Self::OldTorch => "PyTorch until 1.5",
        })
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
    /// 64 bits, rounded to 32 when they are read.
    F64,
}

impl StoredType {
    /// Bytes of one number.
    pub fn size(self) -> u64 {
        match self {
            Self::F16 | Self::Bf16 => 2,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// One tensor of a file, and where its numbers lie, little-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTensor {
    /// Type of the numbers, or the name of a type that is not read.
    pub dtype: Result<StoredType, String>,
    /// Shape, as stored.
    pub shape: Vec<usize>,
    /// Its part of the file, from the first number to the last.
    pub bytes: Range<u64>,
    /// How many numbers further in the file the next one of each dimension lies; `None` where the numbers lie row by
    /// row, without a gap. Other orders are those of PyTorch's `channels_last`, and of transposed tensors.
    pub strides: Option<Vec<usize>>,
}

/// The tensors of a weights file by name. The numbers stay in the file until they are asked for.
#[derive(Debug)]
pub struct Weights {
    /// The file.
    pub source: Box<dyn Source>,
    /// How it is written.
    pub format: Format,
    /// Its tensors.
    pub tensors: BTreeMap<String, StoredTensor>,
    /// The text of a `config.json` within the file.
    pub config: Option<String>,
    /// Names of some classes and functions whose objects a PyTorch file holds beside its tensors. Nothing of them was
    /// run or read.
    pub passed_over: Vec<String>,
}

impl Weights {
    /// Reads the tables of contents of all files that the weights are in.
    ///
    /// # Errors
    /// As [`Weights::read`], and where several files do not fit together.
    pub fn open(files: WeightsFiles) -> Result<Self, CheckpointError> {
        match files {
            WeightsFiles::Whole(source) => Self::read(source),
            WeightsFiles::Sharded { index, shards } => shards::read(index.as_deref(), shards),
        }
    }

    /// Reads a file's table of contents.
    ///
    /// # Errors
    /// Where the format is not read, or the file is broken.
    pub fn read(source: Box<dyn Source>) -> Result<Self, CheckpointError> {
        let first = part(&*source, 0..source.len().min(FIRST_BYTES))?;
        if let Some(kind) = file_kind::of(&first) {
            return Err(CheckpointError::NoWeights { what: kind.what, todo: kind.todo });
        }
        let format = Format::of(&first);
        let (mut config, mut passed_over) = (None, Vec::new());
        let tensors = match format {
            Format::Safetensors => {
                let (tensors, own) = safetensors::table(&*source)?;
                config = own;
                tensors
            }
            Format::Torch => {
                let (tensors, names) = torch::table(&*source)?;
                passed_over = names;
                tensors
            }
            Format::OldTorch => {
                return Err(CheckpointError::Format("a file of PyTorch 1.5 or older"));
            }
        };
        Ok(Self { source, format, tensors, config, passed_over })
    }

    /// The numbers of a tensor as f32, row by row.
    ///
    /// # Errors
    /// [`CheckpointError::Type`], and where the file cannot be read (any more).
    pub fn values(&self, name: &str, tensor: &StoredTensor) -> Result<Vec<f32>, CheckpointError> {
        let stored = match &tensor.dtype {
            Ok(stored) => *stored,
            Err(given) => {
                return Err(CheckpointError::Type { name: name.to_owned(), given: given.clone() });
            }
        };
        let bytes = self.source.part(tensor.bytes.clone());
        let bytes = bytes.map_err(|error| CheckpointError::Broken(format!("{name}: {error}")))?;
        let numbers = match stored {
            StoredType::F32 => by_chunks(&bytes, f32::from_le_bytes),
            StoredType::F16 => by_chunks(&bytes, |chunk| f16::from_le_bytes(chunk).to_f32()),
            StoredType::Bf16 => by_chunks(&bytes, |chunk| bf16::from_le_bytes(chunk).to_f32()),
            StoredType::F64 => by_chunks(&bytes, |chunk| f64::from_le_bytes(chunk) as f32),
        };
        match &tensor.strides {
            None => Ok(numbers),
            Some(strides) => strided::row_by_row(&numbers, &tensor.shape, strides)
                .ok_or_else(|| CheckpointError::Broken(format!("{name} has fewer numbers than its shape"))),
        }
    }
}

/// Checks the name of one more tensor, when there are `count` already.
fn named(name: &str, count: usize) -> Result<String, CheckpointError> {
    match count < MAX_TENSORS && name.len() <= MAX_NAME {
        true => Ok(name.to_owned()),
        false => Err(CheckpointError::TooMany),
    }
}

/// Reads a part of a file; a missing part makes the file broken.
fn part(source: &dyn Source, range: Range<u64>) -> Result<Vec<u8>, CheckpointError> {
    source.part(range).map_err(|error| CheckpointError::Broken(error.to_string()))
}

fn by_chunks<const N: usize>(bytes: &[u8], number: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (chunks, _) = bytes.as_chunks::<N>();
    chunks.iter().map(|&chunk| number(chunk)).collect()
}
