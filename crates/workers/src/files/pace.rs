//! The speed of a download, and its time left.

use std::collections::VecDeque;

/// The speed is averaged over this time, in milliseconds.
const WINDOW_MS: f64 = 5_000.0;

/// Byte counts over time.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// Times in milliseconds, with the bytes that had arrived by then.
    seen: VecDeque<(f64, u64)>,
}

impl Pace {
    /// Records that `bytes` in total have arrived at `now_ms`.
    pub fn add(&mut self, now_ms: f64, bytes: u64) {
        self.seen.push_back((now_ms, bytes));
        // One entry from before the window is kept, so that the entries span the whole window.
        while self.seen.len() > 2 && self.seen[1].0 < now_ms - WINDOW_MS {
            self.seen.pop_front();
        }
    }

    /// Bytes a second; `None` until the entries span half a second.
    pub fn bytes_per_second(&self) -> Option<f64> {
        let ((start, before), (end, now)) = (self.seen.front()?, self.seen.back()?);
        (end - start >= 500.0).then(|| now.saturating_sub(*before) as f64 / (end - start) * 1000.0)
    }

    /// Seconds until `total` bytes have arrived, at the current speed.
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
