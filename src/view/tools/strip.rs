//! The strip chart of surprise over time, as plain types and geometry.

use tvlt::live::Surprise;

/// The time that the chart shows, in milliseconds.
pub const SPAN_MS: f64 = 120_000.0;

/// A line is broken where nothing was measured for longer than this, in milliseconds.
const GAP_MS: f64 = 3000.0;

/// The chart's upper ends, in times the usual error. It takes the first that holds everything, so that it seldom
/// changes.
const TOPS: [f32; 4] = [4.0, 9.0, 25.0, 100.0];

/// One measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// When it was made, in milliseconds of the page's clock.
    pub at_ms: f64,
    /// The errors of filling in.
    pub error: Surprise,
    /// Whether it is a mark.
    pub marked: bool,
}

/// The senses that a mark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surprised {
    /// What it sees.
    Sight,
    /// What it hears.
    Sound,
    /// Both.
    Both,
}

/// A moment that was clearly above the usual.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its number, which rises.
    pub number: u32,
    /// When it was, in milliseconds of the page's clock.
    pub at_ms: f64,
    /// When it was, for people: hours, minutes and seconds.
    pub clock: String,
    /// What was surprising.
    pub sense: Surprised,
    /// How many times the usual error it was.
    pub times: f32,
    /// Whether its picture and sound are kept, so that it can be taught.
    pub has_sample: bool,
}

impl Mark {
    /// How surprising it was, in words.
    pub fn words(&self) -> String {
        let what = match self.sense {
            Surprised::Sight => "what it sees",
            Surprised::Sound => "what it hears",
            Surprised::Both => "what it sees and hears",
        };
        let digits = usize::from(self.times < 10.0);
        format!("{:.digits$} times the usual surprise in {what}", self.times)
    }
}

/// What the chart shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strip {
    /// The present, in milliseconds of the page's clock.
    pub now_ms: f64,
    /// The measurements, oldest first.
    pub points: Vec<Point>,
    /// The usual error of each sense; `None` until it is known.
    pub usual: Surprise,
    /// The newest errors, in times the usual.
    pub latest: Surprise,
}

impl Strip {
    /// An error in times the usual, for each sense.
    pub fn relative(&self, error: Surprise) -> Surprise {
        let share = |error: Option<f32>, usual: Option<f32>| Some(error? / usual?);
        Surprise { sight: share(error.sight, self.usual.sight), sound: share(error.sound, self.usual.sound) }
    }

    /// The chart's upper end, in times the usual.
    pub fn top(&self) -> f32 {
        let relative = self.points.iter().map(|point| self.relative(point.error));
        let largest =
            relative.flat_map(|relative| [relative.sight, relative.sound]).flatten().fold(0.0, f32::max);
        TOPS.into_iter().find(|top| largest <= *top).unwrap_or(TOPS[TOPS.len() - 1])
    }

    /// The lines of one sense, which `of` picks: positions from 0 (left, bottom) to 1 (right, top).
    pub fn lines(&self, of: fn(&Surprise) -> Option<f32>) -> Vec<Vec<(f64, f64)>> {
        let top = self.top();
        let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut last_ms = f64::NEG_INFINITY;
        for point in &self.points {
            let Some(relative) = of(&self.relative(point.error)) else { continue };
            let place = (self.across(point.at_ms), height(relative, top));
            match lines.last_mut().filter(|_| point.at_ms - last_ms <= GAP_MS) {
                Some(line) => line.push(place),
                None => lines.push(vec![place]),
            }
            last_ms = point.at_ms;
        }
        lines
    }

    /// Where the dots of the marks are, as in [`lines`](Self::lines).
    pub fn dots(&self) -> Vec<(f64, f64)> {
        let top = self.top();
        let dot = |point: &Point| {
            let relative = self.relative(point.error);
            let higher = relative.sight.unwrap_or(0.0).max(relative.sound.unwrap_or(0.0));
            (self.across(point.at_ms), height(higher, top))
        };
        self.points.iter().filter(|point| point.marked).map(dot).collect()
    }

    /// The position of a time, 0 (two minutes ago) to 1 (now).
    fn across(&self, at_ms: f64) -> f64 {
        (1.0 - (self.now_ms - at_ms) / SPAN_MS).clamp(0.0, 1.0)
    }
}

/// The height of an error in times the usual, 0 to 1. Its square root is drawn, so that the usual can be seen beside
/// what is far above it.
pub fn height(relative: f32, top: f32) -> f64 {
    f64::from((relative / top).clamp(0.0, 1.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(errors: &[(f64, f32)]) -> Strip {
        let point = |&(at_ms, error): &(f64, f32)| Point {
            at_ms,
            error: Surprise { sight: Some(error), sound: None },
            marked: error > 5.0,
        };
        Strip {
            now_ms: 120_000.0,
            points: errors.iter().map(point).collect(),
            usual: Surprise { sight: Some(2.0), sound: None },
            latest: Surprise::default(),
        }
    }

    #[test]
    fn the_top_changes_only_in_steps() {
        assert_eq!(strip(&[]).top(), 4.0);
        assert_eq!(strip(&[(0.0, 7.9)]).top(), 4.0);
        assert_eq!(strip(&[(0.0, 8.1)]).top(), 9.0);
        assert_eq!(strip(&[(0.0, 1e9)]).top(), 100.0);
    }

    #[test]
    fn two_minutes_from_left_to_right_and_the_usual_at_half_of_the_first_top() {
        let lines = strip(&[(0.0, 2.0), (1000.0, 0.0), (120_000.0, 8.0)]).lines(|error| error.sight);
        assert_eq!(
            lines,
            [vec![(0.0, 0.5), (1.0 - 119.0 / 120.0, 0.0)], vec![(1.0, 1.0)]],
            "broken at the gap"
        );
        assert!(strip(&[(0.0, 2.0)]).lines(|error| error.sound).is_empty());
    }

    #[test]
    fn marks_are_dots_on_the_line() {
        assert_eq!(strip(&[(60_000.0, 2.0), (60_100.0, 8.0)]).dots().len(), 1);
    }

    #[test]
    fn marks_in_words() {
        let mut mark = Mark {
            number: 1,
            at_ms: 0.0,
            clock: "18:03:12".into(),
            sense: Surprised::Sound,
            times: 4.04,
            has_sample: false,
        };
        assert_eq!(mark.words(), "4.0 times the usual surprise in what it hears");
        mark.times = 20.0;
        mark.sense = Surprised::Both;
        assert_eq!(mark.words(), "20 times the usual surprise in what it sees and hears");
    }
}
