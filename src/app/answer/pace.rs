//! Smoothed measurements of how fast updates arrive.

use std::collections::VecDeque;

/// Updates older than this are not counted, in milliseconds.
const WINDOW_MS: f64 = 2000.0;

/// The last two seconds of updates.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// When each update arrived, and how long it took, both in milliseconds.
    updates: VecDeque<(f64, f64)>,
}

impl Pace {
    /// Counts an update that arrived at `now_ms` and took `latency_ms`.
    pub fn count(&mut self, now_ms: f64, latency_ms: f64) {
        self.updates.push_back((now_ms, latency_ms));
        // Two are kept however old they are, so that slow updates can be measured too.
        while self.updates.len() > 2
            && self.updates.front().is_some_and(|(came, _)| now_ms - came > WINDOW_MS)
        {
            self.updates.pop_front();
        }
    }

    /// Updates a second; `None` until there are two updates.
    pub fn updates_per_second(&self) -> Option<f64> {
        let (first, last) = (self.updates.front()?.0, self.updates.back()?.0);
        (last > first).then(|| (self.updates.len() - 1) as f64 / (last - first) * 1000.0)
    }

    /// Mean time of an update, in milliseconds.
    pub fn latency_ms(&self) -> Option<f64> {
        let sum: f64 = self.updates.iter().map(|(_, latency)| latency).sum();
        (!self.updates.is_empty()).then(|| sum / self.updates.len() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_last_two_seconds() {
        let mut pace = Pace::default();
        assert_eq!((pace.updates_per_second(), pace.latency_ms()), (None, None));
        pace.count(0.0, 1000.0);
        assert_eq!((pace.updates_per_second(), pace.latency_ms()), (None, Some(1000.0)));
        pace = Pace::default();
        for update in 0..60 {
            pace.count(5000.0 + 100.0 * f64::from(update), 40.0);
        }
        assert_eq!(pace.updates_per_second(), Some(10.0));
        assert_eq!(pace.latency_ms(), Some(40.0));
        assert!(pace.updates.len() <= 21);
    }

    #[test]
    fn slow_updates_have_a_pace_too() {
        let mut pace = Pace::default();
        pace.count(0.0, 1500.0);
        pace.count(4000.0, 1500.0);
        assert_eq!(pace.updates_per_second(), Some(0.25));
        pace.count(6000.0, 1500.0);
        assert_eq!(pace.updates_per_second(), Some(0.5));
    }
}
