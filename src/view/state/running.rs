//! Where the model runs, and how fast.

use super::shown::Shown;
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

    /// Shows the precision requested for the GPU.
    pub fn show_precision(&self, precision: Precision) {
        self.precision.set(precision);
    }
}
