//! PyTorch's `torch.save` since 1.6: a zip archive with a pickle and one file for each storage.

use std::{collections::BTreeMap, ops::Range};

use super::{
    StoredTensor, StoredType, archive, part,
    pickle::{self, Place, Refusal, StridedTensor, Value, Values},
};
use crate::checkpoint::{CheckpointError, Source};

/// Name of the pickle, in the archive's one folder.
const PICKLE: &str = "/data.pkl";

/// Longest pickle: a thousand times that of the released models.
const MAX_PICKLE: u64 = 16 << 20;

/// Entries under which whole training states keep the model's own.
const STATE: [&str; 2] = ["state_dict", "model"];

/// Reads the pickle alone.
///
/// # Errors
/// [`CheckpointError::Broken`], and [`CheckpointError::Pickle`] for what holds anything but tensors,
/// dictionaries and plain values.
pub(super) fn table(source: &dyn Source) -> Result<BTreeMap<String, StoredTensor>, CheckpointError> {
    let files = archive::files(source)?;
    let found = files.iter().find(|(path, _)| path.ends_with(PICKLE));
    let Some((path, bytes)) = found else {
        return Err(CheckpointError::Broken(
            "it is an archive without data.pkl, so none of PyTorch's".into(),
        ));
    };
    let folder = path.strip_suffix(PICKLE).unwrap_or_default();
    if let Some(order) = files.get(&format!("{folder}/byteorder"))
        && (order.end - order.start > 16 || part(source, order.clone())? != b"little")
    {
        return Err(CheckpointError::Format("of a big-endian machine"));
    }
    if bytes.end - bytes.start > MAX_PICKLE {
        return Err(CheckpointError::Broken("its pickle is longer than that of any model".into()));
    }
    let (values, root) = pickle::read(&part(source, bytes.clone())?).map_err(|refusal| match refusal {
        Refusal::Runs(what) => CheckpointError::Pickle(what),
        Refusal::Unread(words) => CheckpointError::Broken(words),
    })?;
    let mut tensors = BTreeMap::new();
    for (key, place) in state(&values, root).ok_or(CheckpointError::NoTensors)? {
        if let (Some(name), Some(Value::Tensor(tensor))) = (values.text(*key), values.get(*place)) {
            let storage = files.get(&format!("{folder}/data/{}", tensor.storage.key));
            tensors.insert(name.to_owned(), stored(name, tensor, storage)?);
        }
    }
    if tensors.is_empty() {
        return Err(CheckpointError::NoTensors);
    }
    Ok(tensors)
}

/// The dictionary of tensors: the file's own, or the one that a training state has it in.
fn state(values: &Values, root: Place) -> Option<&[(Place, Place)]> {
    let pairs = values.dict(root)?;
    let inner = STATE.iter().find_map(|wanted| {
        let (_, place) = pairs.iter().find(|(key, _)| values.text(*key) == Some(wanted))?;
        values.dict(*place)
    });
    Some(inner.unwrap_or(pairs))
}

/// A tensor's place in the file.
fn stored(
    name: &str,
    tensor: &StridedTensor,
    storage: Option<&Range<u64>>,
) -> Result<StoredTensor, CheckpointError> {
    let broken = |words: &str| CheckpointError::Broken(format!("{name} {words}"));
    let (dtype, size) = match &*tensor.storage.dtype {
        "Float" => (Ok(StoredType::F32), 4),
        "Half" => (Ok(StoredType::F16), 2),
        "BFloat16" => (Ok(StoredType::Bf16), 2),
        other => (Err(other.to_owned()), if matches!(other, "Double" | "Long") { 8 } else { 1 }),
    };
    if !tensor.is_contiguous() {
        return Err(CheckpointError::Strided(name.to_owned()));
    }
    let storage = storage.ok_or_else(|| broken("has no numbers in the file"))?;
    let count = tensor.shape.iter().try_fold(1u64, |count, length| count.checked_mul(*length as u64));
    let start = tensor.offset.checked_mul(size).and_then(|offset| offset.checked_add(storage.start));
    let end = start.zip(count.and_then(|count| count.checked_mul(size))).and_then(|(a, b)| a.checked_add(b));
    match (start, end) {
        (Some(start), Some(end)) if end <= storage.end => {
            Ok(StoredTensor { dtype, shape: tensor.shape.clone(), bytes: start..end })
        }
        _ => Err(broken("has fewer numbers in the file than its shape")),
    }
}
