//! The marks of the spectrogram's axes.

use tvlt::processor::audio::mel::{MAX_FREQUENCY, hertz_to_mel};

/// Frequencies with a mark, in Hz, roughly evenly spaced on the mel scale.
const FREQUENCIES_HZ: [(f64, &str); 5] =
    [(500.0, "500 Hz"), (1000.0, "1 kHz"), (2500.0, "2.5 kHz"), (6000.0, "6 kHz"), (15_000.0, "15 kHz")];

/// Possible steps between two marks of the time axis, in seconds.
const TIME_STEPS_S: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0];

/// The most marks of a time axis beside "now": more do not fit a phone.
const MOST_TIME_MARKS: f64 = 2.0;

/// One mark of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Position along the axis, 0 (left, bottom) to 1 (right, top).
    pub at: f64,
    /// Its label.
    pub label: String,
}

/// Marks of the time axis, which ends now: `rows` spectrogram rows at `rows_per_second`.
pub fn time_marks(rows: usize, rows_per_second: f64) -> Vec<Mark> {
    let seconds = rows as f64 / rows_per_second;
    if !(seconds.is_finite() && seconds > 0.0) {
        return Vec::new();
    }
    let fits = |step: &&f64| seconds / **step < MOST_TIME_MARKS + 1.0;
    let step = TIME_STEPS_S.iter().find(fits).copied().unwrap_or(seconds);
    let mut marks: Vec<Mark> = (1..)
        .map(|count| f64::from(count) * step)
        // A mark at the very left would overlap the picture beside it.
        .take_while(|before| *before < 0.95 * seconds)
        .map(|before| Mark { at: 1.0 - before / seconds, label: format!("−{before} s") })
        .collect();
    marks.reverse();
    marks.push(Mark { at: 1.0, label: "now".into() });
    marks
}

/// Marks of the frequency axis, which is linear in mels.
pub fn frequency_marks() -> Vec<Mark> {
    let top = hertz_to_mel(MAX_FREQUENCY);
    FREQUENCIES_HZ
        .iter()
        .map(|&(frequency, label)| Mark { at: hertz_to_mel(frequency) / top, label: label.into() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_to_now() {
        let marks = time_marks(215, 86.0);
        let labels: Vec<_> = marks.iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, ["−2 s", "−1 s", "now"]);
        assert_eq!(marks.iter().map(|mark| mark.at).collect::<Vec<_>>(), [0.19999999999999996, 0.6, 1.0]);
        let at_the_edge = time_marks(172, 86.0);
        assert_eq!(at_the_edge.first().map(|mark| mark.label.as_str()), Some("−1 s"));
    }

    #[test]
    fn no_axis_without_a_length() {
        assert!(time_marks(0, 86.0).is_empty());
        assert!(time_marks(100, 0.0).is_empty());
    }

    #[test]
    fn long_and_short_clips_have_few_marks() {
        for rows in [20, 64, 128, 176, 432, 2048, 100_000] {
            let marks = time_marks(rows, 86.0);
            assert!((1..=3).contains(&marks.len()), "{rows} rows: {marks:?}");
        }
    }

    #[test]
    fn frequencies_rise_within_the_axis() {
        let marks = frequency_marks();
        assert!(marks.iter().all(|mark| (0.0..=1.0).contains(&mark.at)));
        assert!(marks.windows(2).all(|pair| pair[0].at < pair[1].at));
        // 1 kHz is 15 mels of 15 + 27 ln(22.05) / ln(6.4) = 60.
        assert!((marks[1].at - 0.25).abs() < 1e-3, "{}", marks[1].at);
    }
}
