//! Outputs of clips one by one, which become one tensor of the batch.

use std::collections::BTreeMap;

use super::super::forward::outputs::Outputs;

/// The tensors of all clips so far, by name.
#[derive(Default)]
pub(super) struct Stacked {
    tensors: BTreeMap<String, Tensor>,
}

struct Tensor {
    clips: usize,
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl Stacked {
    /// Adds one clip's numbers; `shape` is that of one clip, and the same for all.
    pub(super) fn add(&mut self, name: impl Into<String>, shape: &[usize], values: &[f32]) {
        let tensor = self.tensors.entry(name.into()).or_insert_with(|| Tensor {
            clips: 0,
            shape: shape.to_vec(),
            values: Vec::new(),
        });
        tensor.clips += 1;
        tensor.values.extend_from_slice(values);
    }

    /// Puts all tensors among the outputs, each with the batch as its first dimension.
    pub(super) fn put(self, outputs: &mut Outputs) {
        for (name, Tensor { clips, shape, values }) in self.tensors {
            let shape = [&[clips][..], &shape].concat();
            outputs.values(name, shape, &values);
        }
    }
}
