//! Hugging Face's safetensors: a header of JSON, then the numbers.

use std::collections::BTreeMap;

use safetensors::{Dtype, tensor::Metadata};

use super::{StoredTensor, StoredType, named, part};
use crate::checkpoint::{CheckpointError, Source};

/// Metadata entry of the header that holds the configuration, so that a file written by this project can be
/// loaded without its `config.json`. Hugging Face's readers ignore it.
pub(crate) const CONFIG: &str = "config";

/// Bytes of the header's length.
const LENGTH_BYTES: u64 = 8;

/// Limit on the header's length in bytes; TVLT-base's has 50 KB.
const MAX_HEADER: u64 = 1 << 20;

/// Reads the header alone: the tensors, and the text of a `config.json` that [`CONFIG`] holds.
///
/// # Errors
/// [`CheckpointError::Broken`] where the header does not match the file's length.
pub(super) fn table(
    source: &dyn Source,
) -> Result<(BTreeMap<String, StoredTensor>, Option<String>), CheckpointError> {
    let broken = |words: &str| CheckpointError::Broken(words.to_owned());
    let length = part(source, 0..LENGTH_BYTES)?;
    let length = u64::from_le_bytes(length.try_into().map_err(|_| broken("it has no header"))?);
    if length > source.len() - LENGTH_BYTES {
        return Err(broken("its header is longer than the file, so it is no safetensors file"));
    }
    if length > MAX_HEADER {
        return Err(CheckpointError::TooMany);
    }
    let numbers = LENGTH_BYTES + length;
    let header = part(source, LENGTH_BYTES..numbers)?;
    let metadata: Metadata =
        serde_json::from_slice(&header).map_err(|error| CheckpointError::Broken(error.to_string()))?;
    // The library has checked that the tensors follow one another without a gap, each as long as its shape.
    if numbers.checked_add(metadata.data_len() as u64) != Some(source.len()) {
        return Err(broken("its header and its length do not fit together"));
    }
    let mut tensors = BTreeMap::new();
    for (name, info) in metadata.tensors() {
        let dtype = match info.dtype {
            Dtype::F32 => Ok(StoredType::F32),
            Dtype::F16 => Ok(StoredType::F16),
            Dtype::BF16 => Ok(StoredType::Bf16),
            Dtype::F64 => Ok(StoredType::F64),
            other => Err(format!("{other:?}")),
        };
        let (start, end) = info.data_offsets;
        let bytes = numbers + start as u64..numbers + end as u64;
        let tensor = StoredTensor { dtype, shape: info.shape.clone(), bytes, strides: None };
        tensors.insert(named(&name, tensors.len())?, tensor);
    }
    let config = metadata.metadata().as_ref().and_then(|entries| entries.get(CONFIG).cloned());
    Ok((tensors, config))
}
