//! Building a model from the tensors of a file.

use std::collections::BTreeSet;

use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{Device, Tensor, TensorData},
};

use super::{
    CheckpointError, Weights,
    keys::{ENCODER_PREFIX, Key, Path, keys_of},
};
use crate::{
    config::TvltConfig,
    model::{Heads, TvltAudioVisual},
};

/// A model with its weights.
#[derive(Debug)]
pub struct Loaded {
    /// The model.
    pub model: TvltAudioVisual,
    /// Tensors of TVLT heads that were in the file but not asked for.
    pub skipped: Vec<String>,
}

/// See [`Checkpoint::load`](super::Checkpoint::load).
pub(super) fn load(
    config: &TvltConfig,
    weights: &Weights,
    heads: Heads,
    device: &Device,
) -> Result<Loaded, CheckpointError> {
    let Comparison { problems, other_heads } = compare(config, weights, heads, device)?;
    if let Some(first) = problems.into_iter().next() {
        return Err(first);
    }
    let model = TvltAudioVisual::new(config, heads, device);
    let mut loader = Loader { path: Path::new(is_prefixed(weights, heads)), weights, device, failed: None };
    let model = model.map(&mut loader);
    match loader.failed {
        Some(error) => Err(error),
        None => Ok(Loaded { model, skipped: other_heads }),
    }
}

/// The tensors of a file compared with those that a model needs.
#[derive(Debug)]
pub(super) struct Comparison {
    /// [`CheckpointError::Missing`], then [`CheckpointError::Shape`], then [`CheckpointError::Unknown`].
    pub(super) problems: Vec<CheckpointError>,
    /// Names of tensors of TVLT's other heads.
    pub(super) other_heads: Vec<String>,
}

/// Whether the encoder's names have a prefix: always in a file with heads, never in one of the bare encoder.
fn is_prefixed(weights: &Weights, heads: Heads) -> bool {
    heads != Heads::NONE || weights.tensors.keys().any(|name| name.starts_with(ENCODER_PREFIX))
}

/// Compares the file's tensors with those of the model with these heads.
///
/// # Errors
/// [`CheckpointError::NoTask`], where there is no such model.
pub(super) fn compare(
    config: &TvltConfig,
    weights: &Weights,
    heads: Heads,
    device: &Device,
) -> Result<Comparison, CheckpointError> {
    if heads.pretraining && !config.task_matching && !config.task_mae {
        return Err(CheckpointError::NoTask);
    }
    let prefixed = is_prefixed(weights, heads);
    let keys = keys_of(&TvltAudioVisual::new(config, heads, device), prefixed);
    let (mut problems, mut misshapen) = (Vec::new(), Vec::new());
    for Key { name, shape: expected, .. } in &keys {
        let (name, expected) = (name.clone(), expected.clone());
        match weights.tensors.get(&name) {
            None => problems.push(CheckpointError::Missing { name, expected }),
            Some(tensor) if tensor.shape != expected => {
                misshapen.push(CheckpointError::Shape { name, given: tensor.shape.clone(), expected });
            }
            Some(_) => {}
        }
    }
    problems.append(&mut misshapen);
    let used: BTreeSet<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    let every_task = TvltConfig { task_matching: true, task_mae: true, ..config.clone() };
    let all: BTreeSet<String> = keys_of(&TvltAudioVisual::new(&every_task, Heads::ALL, device), prefixed)
        .into_iter()
        .map(|key| key.name)
        .collect();
    let mut other_heads = Vec::new();
    for (name, tensor) in weights.tensors.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        if all.contains(name) {
            other_heads.push(name.clone());
        } else {
            problems.push(CheckpointError::Unknown { name: name.clone(), given: tensor.shape.clone() });
        }
    }
    Ok(Comparison { problems, other_heads })
}

/// Gives each parameter its numbers from the file; the random initial ones are never drawn.
struct Loader<'a> {
    path: Path,
    weights: &'a Weights,
    device: &'a Device,
    failed: Option<CheckpointError>,
}

impl Loader<'_> {
    fn tensor<const D: usize>(&self, shape: [usize; D]) -> Result<Tensor<D>, CheckpointError> {
        let key = self.path.key(shape.to_vec());
        let Some(tensor) = self.weights.tensors.get(&key.name) else {
            return Err(CheckpointError::Missing { name: key.name, expected: key.shape });
        };
        let mut values = self.weights.values(&key.name, tensor)?;
        if let (true, [rows, columns]) = (key.transposed, &key.shape[..]) {
            values = transpose(&values, *rows, *columns);
        }
        Ok(Tensor::from_data(TensorData::new(values, shape), self.device))
    }
}

impl ModuleMapper for Loader<'_> {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.enter(name, container_type);
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.exit();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        if self.failed.is_some() {
            return param;
        }
        match self.tensor(param.lazy_shape().dims::<D>()) {
            Ok(tensor) => {
                let id = param.id;
                param.transform_for_load(tensor, id)
            }
            Err(error) => {
                self.failed = Some(error);
                param
            }
        }
    }
}

/// Transposes `[rows, columns]` to `[columns, rows]`.
pub(super) fn transpose(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut turned = Vec::with_capacity(values.len());
    for column in 0..columns {
        turned.extend((0..rows).map(|row| values[row * columns + column]));
    }
    turned
}
