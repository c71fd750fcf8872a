//! Decides whether the GPU takes over from the CPU: only if it is right, and only if it is faster.

use tvlt::live::{Checked, agree};
use tvlt::precision::Precision;

/// How many times as fast as the CPU the GPU must be. Smaller differences are measurement noise and not worth the
/// pause of a handover.
const WORTH_IT: f64 = 1.1;

/// Which backend runs from now on, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether the GPU takes over.
    pub takes_over: bool,
    /// The reason in a few words, starting with the backend that runs.
    pub reason: String,
}

/// Decides from the answers of both to [`Request::Check`](bridge::protocol::model::Request::Check).
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

/// Formats a time for people, with one decimal where it is short.
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
