//! What error is usual for one sense, and whether an error is clearly above it.

use std::collections::VecDeque;

/// The usual error is known after this time, in milliseconds.
const SETTLES_MS: f64 = 3000.0;

/// Nothing is marked before this time, in milliseconds.
const MARKS_AFTER_MS: f64 = 5000.0;

/// The usual error is computed anew this often, in milliseconds.
const REFRESH_MS: f64 = 1000.0;

/// How far the usual error moves towards the median of the last two minutes at each refresh, so that the scale does not
/// jump.
const APPROACH: f32 = 1.0 / 3.0;

/// The usual error is at least this share of the largest one: after silence, where nearly nothing is wrong, any sound
/// would be thousands of times the usual.
const LEAST_SHARE: f32 = 0.05;

/// The usual error is at least this; smaller ones are rounding.
const LEAST: f32 = 1e-4;

/// What is above the usual by this many median absolute deviations (about 3.4 standard deviations of a normal
/// distribution) and by this factor is marked.
const DEVIATIONS: f32 = 5.0;

/// See [`DEVIATIONS`].
const FACTOR: f32 = 1.6;

/// What has been above the usual so often within [`REMEMBERED_MS`], about as much each time, is usual too: a beep every few
/// seconds, for example.
const RECURS: usize = 3;

/// See [`RECURS`]; in milliseconds.
const REMEMBERED_MS: f64 = 120_000.0;

/// A surprise of at most this many times an earlier one is about as large.
const ALIKE: f32 = 1.25;

/// Below this factor a surprise is over.
const OVER: f32 = 1.3;

/// The errors of one sense.
#[derive(Debug, Clone, Default)]
pub struct Track {
    first_ms: Option<f64>,
    refreshed_ms: Option<f64>,
    /// The median of the errors, smoothed.
    median: Option<f32>,
    /// The median absolute deviation from it.
    deviation: f32,
    largest: f32,
    /// Whether a surprise lasts.
    lasts: bool,
    /// When each of the latest surprises began, and how large it became, in times the usual.
    peaks: VecDeque<(f64, f32)>,
}

/// What an error is beside the usual.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Observed {
    /// The error in times the usual; `None` while that is not known.
    pub relative: Option<f32>,
    /// Whether it is clearly above the usual.
    pub is_above: bool,
    /// Whether a surprise begins with it.
    pub rises: bool,
}

impl Track {
    /// The usual error; `None` until it is known.
    pub fn usual(&self) -> Option<f32> {
        self.median.map(|median| median.max(LEAST_SHARE * self.largest).max(LEAST))
    }

    /// Takes an error that was measured at `now_ms`; `errors` are those of the last two minutes, for when the usual is
    /// computed anew.
    pub fn observe(&mut self, error: f32, now_ms: f64, errors: impl Fn() -> Vec<f32>) -> Observed {
        let first_ms = *self.first_ms.get_or_insert(now_ms);
        let is_due = self.refreshed_ms.is_none_or(|refreshed_ms| now_ms - refreshed_ms >= REFRESH_MS);
        if is_due && now_ms - first_ms >= SETTLES_MS {
            self.refreshed_ms = Some(now_ms);
            self.refresh(errors());
        }
        self.largest = self.largest.max(error);
        let Some(usual) = self.usual() else { return Observed::default() };
        let relative = error / usual;
        let clearly = error > usual + DEVIATIONS * self.deviation && relative >= FACTOR;
        let is_above = clearly && now_ms - first_ms >= MARKS_AFTER_MS;
        let begins = is_above && !self.lasts;
        self.lasts = clearly || (self.lasts && relative >= OVER);
        self.remember(begins, relative, now_ms);
        let is_above = is_above && !self.recurs(relative);
        Observed { relative: Some(relative), is_above, rises: is_above && begins }
    }

    /// Keeps how large the surprise becomes that begins or lasts.
    fn remember(&mut self, begins: bool, relative: f32, now_ms: f64) {
        while self.peaks.front().is_some_and(|(at_ms, _)| now_ms - at_ms > REMEMBERED_MS) {
            self.peaks.pop_front();
        }
        if begins {
            self.peaks.push_back((now_ms, relative));
        } else if let Some((_, peak)) = self.peaks.back_mut().filter(|_| self.lasts) {
            *peak = peak.max(relative);
        }
    }

    /// Whether earlier surprises were about as large, often enough.
    fn recurs(&self, relative: f32) -> bool {
        let earlier = self.peaks.len().saturating_sub(1);
        let alike = self.peaks.iter().take(earlier).filter(|(_, peak)| relative <= ALIKE * peak);
        alike.count() >= RECURS
    }

    fn refresh(&mut self, mut errors: Vec<f32>) {
        let Some(median) = median(&mut errors) else { return };
        self.largest = errors.iter().copied().fold(0.0, f32::max);
        let mut deviations: Vec<f32> = errors.iter().map(|error| (error - median).abs()).collect();
        self.deviation = self::median(&mut deviations).unwrap_or(0.0);
        self.median = Some(self.median.map_or(median, |before| before + APPROACH * (median - before)));
    }
}

/// The median; `None` of nothing.
fn median(values: &mut [f32]) -> Option<f32> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_recurs_is_no_surprise_any_more_and_what_is_larger_is() {
        let mut track = Track::default();
        let errors = || vec![0.19, 0.2, 0.21];
        let mut marks = Vec::new();
        for step in 0..600 {
            let error = match step {
                // A beep every three seconds, and once something else.
                555 => 1.5,
                _ if step % 30 == 29 => 0.6,
                _ => 0.2,
            };
            if track.observe(error, f64::from(step) * 100.0, errors).rises {
                marks.push(step);
            }
        }
        assert_eq!(marks, [59, 89, 119, 555]);
    }

    #[test]
    fn the_usual_is_known_after_three_seconds() {
        let mut track = Track::default();
        assert_eq!(track.observe(0.2, 0.0, Vec::new), Observed::default());
        assert_eq!(track.observe(0.2, 2900.0, || vec![0.2; 29]).relative, None);
        let observed = track.observe(0.2, 3000.0, || vec![0.2; 30]);
        assert_eq!(observed, Observed { relative: Some(1.0), is_above: false, rises: false });
    }

    #[test]
    fn the_usual_approaches_a_new_median() {
        let mut track = Track::default();
        for second in 0..=3 {
            track.observe(0.2, f64::from(second) * 1000.0, || vec![0.2; 9]);
        }
        track.observe(0.5, 4000.0, || vec![0.5; 9]);
        assert!((track.usual().unwrap() - 0.3).abs() < 1e-6);
    }

    #[test]
    fn a_surprise_begins_once_and_ends_when_it_is_usual_again() {
        let mut track = Track::default();
        let errors = || vec![0.19, 0.2, 0.21];
        let mut at = |error, now_ms| track.observe(error, now_ms, errors);
        (0..=60).for_each(|step| {
            at(0.2, f64::from(step) * 100.0);
        });
        assert!(at(0.5, 6100.0).rises);
        let lasts = at(0.6, 6200.0);
        assert!(lasts.is_above && !lasts.rises);
        assert!(!at(0.27, 6300.0).is_above);
        assert!(!at(0.5, 6400.0).rises, "it has not ended in between");
        at(0.2, 6500.0);
        assert!(at(0.5, 6600.0).rises);
    }

    #[test]
    fn noise_in_proportion_is_no_surprise() {
        let mut track = Track::default();
        let errors = || vec![0.1, 0.15, 0.2, 0.25, 0.3];
        (0..=60).for_each(|step| {
            track.observe(0.2, f64::from(step) * 100.0, errors);
        });
        assert!(
            !track.observe(0.44, 6100.0, errors).is_above,
            "twice the usual, but these errors vary as much"
        );
        assert!(track.observe(0.46, 6200.0, errors).is_above);
    }
}
