//! What is remembered from update to update.

use super::announcer::Announcer;
use super::pace::Pace;
use tvlt::live::Prediction;

/// Numbers change at most this often, in milliseconds: faster cannot be read.
const NUMBERS_EVERY_MS: f64 = 250.0;

/// What is remembered from update to update.
#[derive(Debug, Default)]
pub struct Showing {
    pace: Pace,
    announcer: Announcer,
    /// When numbers were shown last, in milliseconds.
    numbers_ms: Option<f64>,
}

/// How fast updates come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// Time of an update, in milliseconds.
    pub latency_ms: Option<f64>,
    /// Updates a second.
    pub updates_per_second: Option<f64>,
}

impl Showing {
    /// Another worker or another source: what was measured before says nothing.
    pub fn restart_pace(&mut self) {
        self.pace = Pace::default();
    }

    /// Counts an update that came at `now_ms` and took `latency_ms`; gives numbers where it is time for new ones.
    pub fn count(&mut self, latency_ms: f64, now_ms: f64) -> Option<Numbers> {
        self.pace.count(now_ms, latency_ms);
        if self.numbers_ms.is_some_and(|shown_ms| now_ms - shown_ms < NUMBERS_EVERY_MS) {
            return None;
        }
        self.numbers_ms = Some(now_ms);
        Some(Numbers {
            latency_ms: self.pace.latency_ms(),
            updates_per_second: self.pace.updates_per_second(),
        })
    }

    /// A class to announce, from the latest predictions; `nothing` is the class of a scene with nothing to recognise.
    pub fn announce(
        &mut self,
        predictions: &[Prediction],
        nothing: Option<&str>,
        now_ms: f64,
    ) -> Option<String> {
        self.announcer.observe(predictions, nothing, now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_change_four_times_a_second() {
        let mut showing = Showing::default();
        let changes =
            (0..20).filter_map(|step| showing.count(40.0, f64::from(step) * 50.0)).collect::<Vec<_>>();
        assert_eq!(changes.len(), 4);
        assert_eq!(changes[1], Numbers { latency_ms: Some(40.0), updates_per_second: Some(20.0) });
    }
}
