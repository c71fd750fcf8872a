//! PyTorch's `torch.save` since 1.6: a zip archive with a pickle and one file for each storage.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    MAX_NAME, MAX_TENSORS, StoredTensor, StoredType, archive, named, part,
    pickle::{self, Place, StridedTensor, Value, Values},
};
use crate::checkpoint::{CheckpointError, Source, prefix::is_mark};

/// Name of the pickle, in the archive's one folder.
const PICKLE: &str = "/data.pkl";

/// Limit on the pickle's length in bytes: a hundred times that of the released models.
const MAX_PICKLE: u64 = 8 << 20;

/// Memory for the values of any pickle, in bytes; a large file's tensors get more on top of it.
const ROOM: u64 = 6 << 20;

/// Entries under which training states keep the model's own tensors.
const WRAPPERS: [&str; 4] = ["state_dict", "model_state_dict", "model", "module"];

/// How many times its own numbers a tensor may be spread over in its storage: one of a few that were stacked in one.
const MAX_SPREAD: u64 = 16;

/// Depth to which nested dictionaries are searched for a model.
const MAX_DEPTH: usize = 4;

/// Reads the pickle alone: the tensors, and the names of classes and functions in it whose objects were passed over.
///
/// # Errors
/// [`CheckpointError::Broken`], and [`CheckpointError::Pickle`] where no TVLT model is found beside such objects.
pub(super) fn table(
    source: &dyn Source,
) -> Result<(BTreeMap<String, StoredTensor>, Vec<String>), CheckpointError> {
    let files = archive::files(source)?;
    let found = files.iter().find(|(path, _)| path.ends_with(PICKLE));
    let Some((path, bytes)) = found else {
        let npz = files.keys().any(|path| path.ends_with(".npy"));
        return Err(CheckpointError::NoWeights {
            what: if npz { "an archive of NumPy's" } else { "a zip archive, but none of PyTorch's," }.into(),
            todo: "unpack it, or get the weights file itself (model.safetensors, pytorch_model.bin or .ckpt)",
        });
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
    let pickle = part(source, bytes.clone())?;
    let room = ROOM + (source.len() - pickle.len() as u64) / 2;
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    let (values, root) = pickle::read(&pickle, room).map_err(|refusal| CheckpointError::Broken(refusal.0))?;
    let passed_over = values.unknown();
    let state = match state(&values, root)? {
        Found::Model(pairs) => pairs,
        // The model may be in one of the objects: a whole module that was pickled.
        _ if !passed_over.is_empty() => return Err(CheckpointError::Pickle(passed_over)),
        Found::Other(pairs) => pairs,
        Found::Nothing => return Err(CheckpointError::NoTensors),
    };
    let mut tensors = BTreeMap::new();
    for (key, place) in state {
        if let (Some(name), Some(Value::Tensor(tensor))) = (values.text(*key), values.get(*place)) {
            let storage = files.get(&format!("{folder}/data/{}", tensor.storage.key));
            tensors.insert(named(name, tensors.len())?, stored(name, tensor, storage)?);
        }
    }
    if tensors.is_empty() {
        return Err(CheckpointError::NoTensors);
    }
    Ok((tensors, passed_over))
}

/// The dictionary of tensors that was found.
enum Found<'a> {
    /// One that holds a TVLT model.
    Model(&'a [(Place, Place)]),
    /// One that holds none.
    Other(&'a [(Place, Place)]),
    /// There is no dictionary.
    Nothing,
}

/// The dictionary of tensors: the one that holds a TVLT model, at any depth. Where none does, the dictionary under
/// a training state's usual entry ([`WRAPPERS`]), or the outermost one.
///
/// # Errors
/// [`CheckpointError::Wrappers`] where several hold a model.
fn state(values: &Values, root: Place) -> Result<Found<'_>, CheckpointError> {
    let all = dictionaries(values, root);
    let marked: Vec<_> = all.iter().filter(|(_, pairs)| has_mark(values, pairs)).collect();
    match marked[..] {
        [(_, pairs)] => Ok(Found::Model(pairs)),
        [] => {
            let wrapped = WRAPPERS.iter().find_map(|wanted| all.iter().find(|(path, _)| path == wanted));
            Ok(wrapped.or(all.first()).map_or(Found::Nothing, |(_, pairs)| Found::Other(pairs)))
        }
        _ => {
            let name =
                |path: &str| if path.is_empty() { "its own names".to_owned() } else { format!("{path:?}") };
            Err(CheckpointError::Wrappers(marked.iter().take(3).map(|(path, _)| name(path)).collect()))
        }
    }
}

/// Every dictionary that can be reached through text keys, with its path ("model/state_dict"), outermost first.
fn dictionaries(values: &Values, root: Place) -> Vec<(String, &[(Place, Place)])> {
    let mut seen = BTreeSet::from([root]);
    let mut all: Vec<(String, &[(Place, Place)])> =
        values.dict(root).map(|pairs| (String::new(), pairs)).into_iter().collect();
    let (mut from, mut depth) = (0, 0);
    while from < all.len() && depth < MAX_DEPTH {
        let level = from..all.len();
        from = all.len();
        depth += 1;
        for number in level {
            let (path, pairs) = (all[number].0.clone(), all[number].1);
            for (key, place) in pairs {
                let (Some(name), Some(inner)) = (values.text(*key), values.dict(*place)) else { continue };
                if name.len() <= MAX_NAME && all.len() < MAX_TENSORS && seen.insert(*place) {
                    let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                    all.push((path, inner));
                }
            }
        }
    }
    all
}

/// Whether a dictionary holds the tensor that every TVLT model has.
fn has_mark(values: &Values, pairs: &[(Place, Place)]) -> bool {
    pairs.iter().any(|(key, place)| {
        values.text(*key).is_some_and(is_mark) && matches!(values.get(*place), Some(Value::Tensor(_)))
    })
}

/// A tensor's place in the file.
fn stored(
    name: &str,
    tensor: &StridedTensor,
    storage: Option<&Range<u64>>,
) -> Result<StoredTensor, CheckpointError> {
    let broken = |words: &str| CheckpointError::Broken(format!("{name} {words}"));
    let dtype = match &*tensor.storage.dtype {
        "Float" => Ok(StoredType::F32),
        "Half" => Ok(StoredType::F16),
        "BFloat16" => Ok(StoredType::Bf16),
        "Double" => Ok(StoredType::F64),
        other => Err(other.to_owned()),
    };
    // Of a type that is not read, the least that a number can take.
    let size = dtype.as_ref().map_or(1, |dtype| dtype.size());
    let count = tensor.shape.iter().try_fold(1u64, |count, length| count.checked_mul(*length as u64));
    let (count, span) = count.zip(tensor.span()).ok_or_else(|| broken("is larger than any file"))?;
    let is_contiguous = tensor.is_contiguous();
    if !is_contiguous && (span < count || span / MAX_SPREAD > count) {
        return Err(CheckpointError::Strided(name.to_owned()));
    }
    let storage = storage.ok_or_else(|| broken("has no numbers in the file"))?;
    let start = tensor.offset.checked_mul(size).and_then(|offset| offset.checked_add(storage.start));
    let end = start.zip(span.checked_mul(size)).and_then(|(start, length)| start.checked_add(length));
    match (start, end) {
        (Some(start), Some(end)) if end <= storage.end => Ok(StoredTensor {
            dtype,
            shape: tensor.shape.clone(),
            bytes: start..end,
            strides: (!is_contiguous).then(|| tensor.strides.clone()),
        }),
        _ => Err(broken("has fewer numbers in the file than its shape")),
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{super::pickle::Storage, *};

    /// Where a tensor of this shape lies, in a storage of 1000 bytes from 50 on.
    fn placed(dtype: &str, shape: &[usize], strides: &[usize]) -> Result<StoredTensor, CheckpointError> {
        let storage = Rc::new(Storage { dtype: dtype.into(), key: "0".into() });
        let tensor = StridedTensor { storage, offset: 2, shape: shape.into(), strides: strides.into() };
        stored("x", &tensor, Some(&(50..1050)))
    }

    #[test]
    fn other_orders_have_their_strides() {
        let tensor = placed("Float", &[2, 3], &[3, 1]).expect("contiguous");
        assert_eq!((tensor.bytes, tensor.strides), (58..82, None));
        let tensor = placed("Double", &[2, 3], &[1, 2]).expect("transposed");
        assert_eq!((tensor.bytes, tensor.strides), (66..114, Some(vec![1, 2])));
        // The upper half of the columns of a tensor with eight.
        let tensor = placed("Half", &[2, 4], &[8, 1]).expect("a part");
        assert_eq!((tensor.bytes, tensor.strides), (54..78, Some(vec![8, 1])));
        assert!(placed("Float", &[0, 3], &[1, 7]).expect("empty").bytes.is_empty());
    }

    #[test]
    fn views_that_repeat_numbers_or_pick_few_are_refused() {
        for (shape, strides) in
            [([1000, 1000], [0, 0]), ([3, 3], [1, 1]), ([2, 2], [100, 1]), ([2, 1], [1 << 40, 1])]
        {
            let refused = placed("Half", &shape, &strides);
            assert!(matches!(refused, Err(CheckpointError::Strided(_))), "{shape:?}: {refused:?}");
        }
        for (shape, strides) in [
            (&[300][..], &[1][..]),
            (&[16, 16], &[1, 16]),
            (&[2, 2], &[2]),
            (&[usize::MAX, usize::MAX], &[1, 1]),
            (&[3, 1], &[usize::MAX, 1]),
        ] {
            let refused = placed("Float", shape, strides);
            assert!(matches!(refused, Err(CheckpointError::Broken(_))), "{shape:?}: {refused:?}");
        }
    }
}
