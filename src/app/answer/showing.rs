//! The state that is kept from update to update.

use super::announcer::Announcer;
use super::pace::Pace;
use tvlt::live::Prediction;

/// Least time between two changes of the numbers, in milliseconds; faster ones cannot be read.
const NUMBERS_EVERY_MS: f64 = 250.0;

/// The state that is kept from update to update.
#[derive(Debug, Default)]
pub struct Showing {
    pace: Pace,
    announcer: Announcer,
    /// When the numbers were last shown, in milliseconds.
    numbers_ms: Option<f64>,
}

/// How fast updates arrive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// Time of an update, in milliseconds.
    pub latency_ms: Option<f64>,
    /// Updates a second.
    pub updates_per_second: Option<f64>,
}

impl Showing {
    /// Drops the measurements, as another worker or another source begins.
    pub fn restart_pace(&mut self) {
        self.pace = Pace::default();
    }

    /// Counts an update that arrived at `now_ms` and took `latency_ms`. Returns numbers when it is time to show them.
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

    /// The class to announce, if any, from the latest predictions; `nothing` is the class "nothing to recognise".
    pub fn announce(
        &mut self,
        predictions: &[Prediction],
        nothing: Option<&str>,
        now_ms: f64,
    ) -> Option<String> {
        self.announcer.observe(predictions, nothing, now_ms)
    }

    /// The class to announce, if any, among those that the person has taught; `winner` is the one that is recognised.
    pub fn announce_taught(&mut self, winner: Option<&str>, now_ms: f64) -> Option<String> {
        // Without a winner the scene is empty, and the same class may be announced again.
        let nothing = String::new();
        let label = winner.map_or_else(|| nothing.clone(), str::to_owned);
        self.announcer.observe(&[Prediction { label, score: 1.0 }], Some(&nothing), now_ms)
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
