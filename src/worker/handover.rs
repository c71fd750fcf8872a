//! When the GPU takes over from the CPU: only if it is right, and only if it is faster.

use super::protocol::{Checked, Precision};

/// How far two backends may be apart on the known input, as a share of the largest value.
///
/// Both compute in f32 and differ in the order of their sums alone: 6e-6 was the worst measured over
/// encoders of 64 to 921 tokens. A shader that does not compile leaves stale or zero buffers and is
/// off by the whole value. 1e-3 is far from both, and leaves room for a driver's own `exp` and `tanh`.
pub const TOLERANCE: f32 = 1e-3;

/// The same where the GPU computes in f16, whose numbers have 11 bits: errors of one part in 2000 a step,
/// which add up over the layers.
pub const HALF_TOLERANCE: f32 = 5e-2;

/// How many times as fast the GPU must be: below, the difference is measurement noise and not worth
/// the pause of a handover.
const WORTH_IT: f64 = 1.1;

/// How well two answers to the known input agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Largest difference as a share of the CPU's largest value; infinite where nothing can be compared.
    pub worst: f32,
    /// Whether `worst` is within the tolerance of the GPU's numbers.
    pub right: bool,
}

/// Which backend runs from now on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether the GPU takes over.
    pub takes_over: bool,
    /// A few words for the page, starting with the backend that runs.
    pub reason: String,
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

/// Decides from both answers to [`Request::Check`](super::protocol::Request::Check).
pub fn takes_over(cpu: &Checked, gpu: &Checked, precision: Precision) -> Decision {
    let stays = |why: &str| Decision { takes_over: false, reason: format!("CPU: {why}") };
    if !agree(&cpu.values, &gpu.values, precision).right {
        return stays("WebGPU gave wrong numbers");
    }
    let measured = |milliseconds: f64| milliseconds.is_finite() && milliseconds > 0.0;
    if !measured(cpu.median_ms) || !measured(gpu.median_ms) {
        return stays("WebGPU could not be timed");
    }
    let speedup = cpu.median_ms / gpu.median_ms;
    let times = format!("{} against {}", milliseconds(gpu.median_ms), milliseconds(cpu.median_ms));
    if speedup < 1.0 / WORTH_IT {
        stays(&format!("WebGPU is slower here, {times}"))
    } else if speedup < WORTH_IT {
        stays(&format!("WebGPU is no faster here, {times}"))
    } else {
        let digits = usize::from(speedup < 3.0);
        Decision { takes_over: true, reason: format!("WebGPU: {speedup:.digits$} times as fast, {times}") }
    }
}

/// A time for people: with a decimal where it is short.
fn milliseconds(time: f64) -> String {
    let digits = usize::from(time < 10.0);
    format!("{time:.digits$} ms")
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

    #[test]
    fn a_right_and_faster_gpu_takes_over() {
        let cpu = checked(&[1.0], 80.0);
        for (gpu_ms, takes, reason) in [
            (20.0, true, "WebGPU: 4 times as fast, 20 ms against 80 ms"),
            (50.0, true, "WebGPU: 1.6 times as fast, 50 ms against 80 ms"),
            (78.0, false, "CPU: WebGPU is no faster here, 78 ms against 80 ms"),
            (3000.0, false, "CPU: WebGPU is slower here, 3000 ms against 80 ms"),
            (0.0, false, "CPU: WebGPU could not be timed"),
        ] {
            let decision = takes_over(&cpu, &checked(&[1.0], gpu_ms), Precision::F32);
            assert_eq!(decision, Decision { takes_over: takes, reason: reason.into() });
        }
    }

    #[test]
    fn a_wrong_gpu_never_takes_over() {
        let decision = takes_over(&checked(&[1.0], 80.0), &checked(&[0.0], 1.0), Precision::F32);
        assert_eq!(decision, Decision { takes_over: false, reason: "CPU: WebGPU gave wrong numbers".into() });
    }
}
