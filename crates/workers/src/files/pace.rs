//! How fast a download comes, and how long it will take.

use std::collections::VecDeque;

/// The speed is that of the last seconds, in milliseconds.
const WINDOW_MS: f64 = 5_000.0;

/// Bytes over time.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// When, in milliseconds, and how many bytes were there.
    seen: VecDeque<(f64, u64)>,
}

impl Pace {
    /// At `now_ms`, `bytes` have arrived in all.
    pub fn add(&mut self, now_ms: f64, bytes: u64) {
        self.seen.push_back((now_ms, bytes));
        // One from before the window stays: the window is full of time from it on.
        while self.seen.len() > 2 && self.seen[1].0 < now_ms - WINDOW_MS {
            self.seen.pop_front();
        }
    }

    /// Bytes a second; `None` until two moments half a second apart are known.
    pub fn bytes_per_second(&self) -> Option<f64> {
        let ((start, before), (end, now)) = (self.seen.front()?, self.seen.back()?);
        (end - start >= 500.0).then(|| now.saturating_sub(*before) as f64 / (end - start) * 1000.0)
    }

    /// Seconds until `total` bytes are there, at the present speed.
    pub fn seconds_left(&self, total: u64) -> Option<f64> {
        let speed = self.bytes_per_second().filter(|speed| *speed > 0.0)?;
        let (_, now) = self.seen.back()?;
        Some(total.saturating_sub(*now) as f64 / speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_of_the_last_seconds() {
        let mut pace = Pace::default();
        assert_eq!(pace.bytes_per_second(), None);
        for second in 0..20u64 {
            // Slow at first, then ten times as fast.
            let bytes = if second < 10 { second * 100 } else { 1000 + (second - 10) * 1000 };
            pace.add(second as f64 * 1000.0, bytes);
        }
        assert_eq!(pace.bytes_per_second(), Some(1000.0));
        assert_eq!(pace.seconds_left(15_000), Some(5.0));
    }

    #[test]
    fn nothing_is_said_of_a_standing_download() {
        let mut pace = Pace::default();
        pace.add(0.0, 500);
        pace.add(1000.0, 500);
        assert_eq!((pace.bytes_per_second(), pace.seconds_left(900)), (Some(0.0), None));
    }
}
