//! Tensors in files, and how far two of them are apart.

use std::collections::BTreeMap;

use safetensors::{Dtype, SafeTensors};

/// Share of the largest value of a tensor that a number may be off. Both sides add in f32, in
/// different orders: a sum of some hundred products then differs by a few units in the seventh digit,
/// and two layers of attention and norms make that some millionths.
pub const TOLERANCE: f32 = 2e-5;

/// Shape and numbers by name.
pub type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// The tensors of a safetensors file.
pub fn tensors(bytes: &[u8]) -> Tensors {
    let file = SafeTensors::deserialize(bytes).unwrap();
    file.iter()
        .map(|(name, view)| {
            let values = match view.dtype() {
                Dtype::F32 => {
                    view.data().chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()
                }
                Dtype::I64 => {
                    view.data().chunks(8).map(|b| i64::from_le_bytes(b.try_into().unwrap()) as f32).collect()
                }
                other => panic!("{name} is {other:?}"),
            };
            (name.to_owned(), (view.shape().to_vec(), values))
        })
        .collect()
}

/// Largest difference, as a share of the largest expected value.
pub fn worst((shape, values): &(Vec<usize>, Vec<f32>), expected: &(Vec<usize>, Vec<f32>)) -> f32 {
    assert_eq!(shape, &expected.0);
    let largest = expected.1.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    values.iter().zip(&expected.1).fold(0.0, |worst: f32, (a, b)| worst.max((a - b).abs())) / largest
}
