//! The answer to the known input (see `engine::known_input`), and the comparison of two answers.

use serde::{Deserialize, Serialize};

use crate::precision::Precision;

/// A backend's answer to the known input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// A fixed sample of the outputs, the same on every backend.
    #[serde(deserialize_with = "null_is_nan")]
    pub values: Vec<f32>,
    /// Median time of one update, in milliseconds.
    pub median_ms: f64,
}

/// JSON has neither NaN nor infinity, and null stands for both. A backend that computes them should be judged
/// wrong, and not fail to deserialise.
fn null_is_nan<'de, D: serde::Deserializer<'de>>(values: D) -> Result<Vec<f32>, D::Error> {
    let values = Vec::<Option<f32>>::deserialize(values)?;
    Ok(values.into_iter().map(|value| value.unwrap_or(f32::NAN)).collect())
}

/// How far the answers of two backends may differ, as a share of the largest value.
///
/// Both compute in f32 and differ only in the order of their sums: the largest difference measured was 6e-6, over
/// encoders of 64 to 921 tokens. A shader that fails to compile leaves stale or zero buffers, so its difference
/// is as large as the values. 1e-3 is far from both, and leaves room for a driver's own `exp` and `tanh`.
pub const TOLERANCE: f32 = 1e-3;

/// The same for a GPU that computes in f16, with 11 bits of precision: each step is off by one part in 2000, and
/// errors add up over the layers.
pub const HALF_TOLERANCE: f32 = 5e-2;

/// How well two answers to the known input agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Largest difference as a share of the CPU's largest value; infinite where the answers cannot be compared.
    pub worst: f32,
    /// Whether `worst` is within the tolerance for the GPU's precision.
    pub right: bool,
}

/// Compares the GPU's answer with the CPU's. Answers of different lengths, empty answers, and
/// answers with NaN or infinity are wrong.
pub fn agree(cpu: &[f32], gpu: &[f32], precision: Precision) -> Agreement {
    let comparable = cpu.len() == gpu.len() && !cpu.is_empty();
    if !comparable || cpu.iter().chain(gpu).any(|value| !value.is_finite()) {
        return Agreement { worst: f32::INFINITY, right: false };
    }
    let largest = cpu.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
    let difference = cpu.iter().zip(gpu).fold(0.0_f32, |worst, (cpu, gpu)| worst.max((cpu - gpu).abs()));
    let worst = difference / largest;
    let tolerance = match precision {
        Precision::F32 => TOLERANCE,
        Precision::F16 => HALF_TOLERANCE,
    };
    Agreement { worst, right: worst <= tolerance }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(values: &[f32], median_ms: f64) -> Checked {
        Checked { values: values.to_vec(), median_ms }
    }

    #[test]
    fn sums_in_another_order_agree() {
        let agreement = agree(&[1.0, -10.0, 0.5], &[1.00001, -10.00001, 0.5], Precision::F32);
        assert!(agreement.right);
        assert!(agreement.worst < 1e-5);
    }

    #[test]
    fn half_the_bits_are_allowed_larger_errors() {
        let (cpu, gpu) = ([1.0, -10.0], [1.1, -10.2]);
        assert!(agree(&cpu, &gpu, Precision::F16).right);
        assert!(!agree(&cpu, &gpu, Precision::F32).right);
        assert!(!agree(&cpu, &[0.0, 0.0], Precision::F16).right);
    }

    #[test]
    fn the_largest_value_sets_the_scale() {
        assert!(agree(&[100.0, 0.0], &[100.0, 0.09], Precision::F32).right);
        assert!(!agree(&[1.0, 0.0], &[1.0, 0.09], Precision::F32).right);
    }

    #[test]
    fn stale_broken_or_missing_values_are_wrong() {
        let cpu = [0.3, -2.0];
        for gpu in [&[0.0, 0.0][..], &[0.3, f32::NAN], &[f32::INFINITY, -2.0], &[0.3], &[]] {
            assert!(!agree(&cpu, gpu, Precision::F32).right, "{gpu:?}");
        }
        assert!(!agree(&[f32::NAN], &[f32::NAN], Precision::F32).right);
        assert!(!agree(&[], &[], Precision::F32).right);
    }

    #[test]
    fn broken_values_are_wrong_across_the_wire() {
        let json = serde_json::to_string(&checked(&[0.3, f32::NAN, f32::INFINITY], 1.0)).unwrap();
        let arrived: Checked = serde_json::from_str(&json).unwrap();
        assert!(arrived.values[1].is_nan());
        assert!(!agree(&[0.3, -2.0, 1.0], &arrived.values, Precision::F32).right);
    }

    #[test]
    fn all_zero_answers_agree() {
        assert!(agree(&[0.0], &[0.0], Precision::F32).right);
    }
}
