//! Where the model runs, and how fast.

use super::shown::Shown;
use crate::view::tools::known::Known;
use bridge::protocol::Backend;
use tvlt::precision::Precision;

/// Where the model runs, and how fast.
#[derive(Clone, Copy, Default)]
pub struct RunningState {
    /// The active backend.
    pub backend: Shown<Option<Backend>>,
    /// Why it is active, starting with its name.
    pub reason: Shown<String>,
    /// Time of an update, in milliseconds, over the last two seconds.
    pub latency_ms: Shown<Option<f64>>,
    /// Updates a second, over the last two seconds.
    pub updates_per_second: Shown<Option<f64>>,
    /// The precision requested for the GPU.
    pub precision: Shown<Precision>,
    /// The answers of WebGPU and CPU to the known input.
    pub known: Shown<Known>,
    /// When they were last compared: hours and minutes; empty before.
    pub known_at: Shown<String>,
}

impl RunningState {
    /// Shows the active backend, and why.
    pub fn show_backend(&self, backend: Option<Backend>, reason: String) {
        self.backend.set_if_new(backend);
        self.reason.set_if_new(reason);
    }

    /// Shows how fast updates arrive: milliseconds of one, and how many a second.
    pub fn show_pace(&self, latency_ms: Option<f64>, updates_per_second: Option<f64>) {
        self.latency_ms.set(latency_ms);
        self.updates_per_second.set(updates_per_second);
    }

    /// Clears the measurements.
    pub fn clear_pace(&self) {
        self.show_pace(None, None);
    }

    /// Shows the answers to the known input; `clock` is the present time for people.
    pub fn show_known(&self, known: Known, clock: impl FnOnce() -> String) {
        if self.known.with_untracked(|old| old.checks != known.checks) {
            self.known_at.set(if known.checks == 0 { String::new() } else { clock() });
        }
        self.known.set_if_new(known);
    }

    /// Shows the precision requested for the GPU.
    pub fn show_precision(&self, precision: Precision) {
        self.precision.set(precision);
    }
}
