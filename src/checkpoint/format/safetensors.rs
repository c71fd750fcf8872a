//! Hugging Face's safetensors: a header of JSON, then the numbers.

use std::collections::BTreeMap;

use safetensors::{Dtype, tensor::Metadata};

use super::{StoredTensor, StoredType, part};
use crate::checkpoint::{CheckpointError, Source};

/// Entry of the header's metadata with the configuration, so that a file that this project wrote tells its
/// model even alone. Hugging Face's readers pass over it.
pub(crate) const CONFIG: &str = "config";

/// Bytes of the header's length.
const LENGTH_BYTES: u64 = 8;

/// Longest header; the library's own limit.
const MAX_HEADER: u64 = 100_000_000;

/// Reads the header alone: the tensors, and the text of a `config.json` that [`CONFIG`] holds.
///
/// # Errors
/// [`CheckpointError::Broken`], where the header and the file's length do not fit together.
pub(super) fn table(
    source: &dyn Source,
) -> Result<(BTreeMap<String, StoredTensor>, Option<String>), CheckpointError> {
    let broken = |words: &str| CheckpointError::Broken(words.to_owned());
    let length = part(source, 0..LENGTH_BYTES)?;
    let length = u64::from_le_bytes(length.try_into().map_err(|_| broken("it has no header"))?);
    if length > MAX_HEADER || length > source.len() - LENGTH_BYTES {
        return Err(broken("its header is longer than the file, so it is no safetensors file"));
    }
    let numbers = LENGTH_BYTES + length;
    let header = part(source, LENGTH_BYTES..numbers)?;
    let metadata: Metadata =
        serde_json::from_slice(&header).map_err(|error| CheckpointError::Broken(error.to_string()))?;
    // The library has checked that the tensors follow one another without a gap, each as long as its shape.
    if numbers.checked_add(metadata.data_len() as u64) != Some(source.len()) {
        return Err(broken("its header and its length do not fit together"));
    }
    let tensors = metadata.tensors().into_iter().map(|(name, info)| {
        let dtype = match info.dtype {
            Dtype::F32 => Ok(StoredType::F32),
            Dtype::F16 => Ok(StoredType::F16),
            Dtype::BF16 => Ok(StoredType::Bf16),
            other => Err(format!("{other:?}")),
        };
        let (start, end) = info.data_offsets;
        let bytes = numbers + start as u64..numbers + end as u64;
        (name, StoredTensor { dtype, shape: info.shape.clone(), bytes })
    });
    let config = metadata.metadata().as_ref().and_then(|entries| entries.get(CONFIG).cloned());
    Ok((tensors.collect(), config))
}
