//! The answers of both backends to the known input, which are kept after their workers have been stopped.

use crate::view::tools::known::Compared;
use bridge::protocol::Backend;
use tvlt::live::{Checked, agree};
use tvlt::precision::Precision;

/// The answers to the known input.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// The newest answer of the CPU, and its first one.
    cpu: Option<Checked>,
    first_cpu: Option<Checked>,
    /// The newest answer of WebGPU.
    gpu: Option<Checked>,
    /// Time of the CPU's first forward, in milliseconds, until it was measured better.
    warm_up_ms: Option<f64>,
    /// What was compared last.
    pub compared: Option<Compared>,
    /// How many times something was compared.
    pub checks: u32,
    /// Whether the person has asked, and the answer is not there yet.
    pub asked: bool,
}

impl Answers {
    /// The CPU's newest answer.
    pub fn cpu(&self) -> Option<&Checked> {
        self.cpu.as_ref()
    }

    /// The CPU's first forward took this long.
    pub fn warmed_up(&mut self, took_ms: f64) {
        self.warm_up_ms = (took_ms > 0.0).then_some(took_ms);
    }

    /// Times of one update on CPU and WebGPU, in milliseconds.
    pub fn times_ms(&self) -> (Option<f64>, Option<f64>) {
        let median = |checked: &Option<Checked>| checked.as_ref().map(|checked| checked.median_ms);
        (median(&self.cpu).or(self.warm_up_ms), median(&self.gpu))
    }

    /// Takes an answer, and compares it with that of the other backend; where there is none, with the CPU's own first
    /// answer. Returns whether it was compared with anything.
    pub fn take(&mut self, backend: Backend, checked: Checked, precision: Precision) -> bool {
        let is_first = self.cpu.is_none();
        match backend {
            Backend::Cpu => {
                self.first_cpu.get_or_insert_with(|| checked.clone());
                self.cpu = Some(checked);
            }
            Backend::WebGpu => self.gpu = Some(checked),
        }
        let compared = match (&self.first_cpu, &self.cpu, &self.gpu) {
            (_, Some(cpu), Some(gpu)) => {
                let agreement = agree(&cpu.values, &gpu.values, precision);
                let half = precision == Precision::F16;
                Some(Compared::Backends { worst: agreement.worst, right: agreement.right, half })
            }
            (Some(first), Some(cpu), None) if !is_first => {
                Some(Compared::Itself { worst: agree(&first.values, &cpu.values, Precision::F32).worst })
            }
            _ => None,
        };
        if compared.is_some() {
            self.compared = compared;
            self.checks += 1;
        }
        compared.is_some()
    }

    /// Whether WebGPU's numbers were wrong at the last comparison.
    pub fn gpu_is_wrong(&self) -> bool {
        matches!(self.compared, Some(Compared::Backends { right: false, .. }))
    }
}
