//! The plot of the match over shifts of the sound: its geometry, and what it says in words.

use tvlt::live::{MatchCurve, MatchPoint};

/// Width of the plot, in units of its own.
pub const WIDTH: f64 = 340.0;

/// Height of the plot, with its labels.
pub const HEIGHT: f64 = 150.0;

/// Where the axes begin and end.
pub const LEFT: f64 = 28.0;
/// See [`LEFT`].
pub const RIGHT: f64 = 328.0;
/// See [`LEFT`].
pub const TOP: f64 = 10.0;
/// See [`LEFT`].
pub const BOTTOM: f64 = 120.0;

/// The largest shift to either side, in milliseconds.
pub const MOST_MS: i32 = 1000;

/// A curve whose scores differ by less is flat: what the person sees between them is mostly noise.
const FLAT: f32 = 0.15;

/// Where the best scores reach over more than this, in milliseconds, the curve has no best delay.
const WIDE_MS: i32 = 300;

/// Shifts nearer to 0 than this, in milliseconds, are not told from it.
const NEAR_MS: i32 = 100;

/// The place of a shift.
pub fn x(shift_ms: i32) -> f64 {
    let share = f64::from(shift_ms.clamp(-MOST_MS, MOST_MS) + MOST_MS) / f64::from(2 * MOST_MS);
    LEFT + (RIGHT - LEFT) * share
}

/// The place of a score.
pub fn y(score: f32) -> f64 {
    BOTTOM - (BOTTOM - TOP) * f64::from(score.clamp(0.0, 1.0))
}

/// The curve as an SVG path; empty without points.
pub fn path(points: &[MatchPoint]) -> String {
    let place = |(index, point): (usize, &MatchPoint)| {
        let step = if index == 0 { 'M' } else { 'L' };
        format!("{step}{:.1} {:.1}", x(point.shift_ms), y(point.score))
    };
    points.iter().enumerate().map(place).collect()
}

/// The points as text: `shift:score,…`, the shifts in seconds.
pub fn listed(points: &[MatchPoint]) -> String {
    let one = |point: &MatchPoint| format!("{}:{:.4}", seconds(point.shift_ms), point.score);
    points.iter().map(one).collect::<Vec<_>>().join(",")
}

/// A shift in seconds, as a number in text.
pub fn seconds(shift_ms: i32) -> String {
    format!("{:.2}", f64::from(shift_ms) / 1000.0)
}

/// A number of seconds, from the slider, in milliseconds.
pub fn milliseconds(seconds: f64) -> i32 {
    (seconds * 1000.0).round() as i32
}

/// A shift in words.
pub fn in_words(shift_ms: i32) -> String {
    let size = seconds(shift_ms.abs());
    match shift_ms {
        0 => "the sound is at the picture's time".into(),
        1.. => format!("the sound is {size} s later than the picture"),
        _ => format!("the sound is {size} s earlier than the picture"),
    }
}

/// A shift in few words, to stand beside the slider.
pub fn short(shift_ms: i32) -> String {
    let size = seconds(shift_ms.abs());
    match shift_ms {
        0 => "no delay".into(),
        1.. => format!("{size} s later"),
        _ => format!("{size} s earlier"),
    }
}

/// What the plot shows, in words.
pub fn describe(curve: Option<&MatchCurve>) -> String {
    let Some(curve) = curve.filter(|curve| !curve.points.is_empty()) else {
        return "Match over shifts of the sound: not computed yet".into();
    };
    let scores = || curve.points.iter().map(|point| point.score);
    let (low, high) = (scores().fold(1.0, f32::min), scores().fold(0.0, f32::max));
    let other = curve.other_sound.map(|score| format!("; {score:.2} with the other sound"));
    format!(
        "Match over shifts of the sound from −1 s to 1 s: between {low:.2} and {high:.2}{}",
        other.unwrap_or_default()
    )
}

/// What the curve means; `of_digits` says that the model's classes are the digits.
pub fn verdict(curve: &MatchCurve, of_digits: bool) -> String {
    let best = curve.points.iter().max_by(|a, b| a.score.total_cmp(&b.score));
    let Some(best) = best.filter(|_| curve.points.len() > 1) else { return String::new() };
    let good = || curve.points.iter().filter(|point| point.score > best.score - FLAT).map(|one| one.shift_ms);
    let (first, last) = (good().min().unwrap_or(0), good().max().unwrap_or(0));
    if curve.range() >= FLAT && last - first <= WIDE_MS {
        return match best.shift_ms {
            shift if shift.abs() < NEAR_MS => "They fit best as they are.".into(),
            shift => format!("They fit best when {}.", in_words(shift)),
        };
    }
    let says = if of_digits {
        "it says whether both show the same digit, not whether they happen together."
    } else {
        "it says whether both are of the same kind, not whether they happen together."
    };
    if curve.range() >= FLAT {
        return format!(
            "They fit equally well over many delays. This model's match does not tell the delay: {says}"
        );
    }
    format!("This model's match hardly depends on the delay: {says}")
}

/// Whether a model with these classes knows all ten digits.
pub fn of_digits(labels: &[String]) -> bool {
    (0..10).all(|digit| labels.contains(&digit.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(scores: [f32; 3]) -> MatchCurve {
        let point = |(shift_ms, score)| MatchPoint { shift_ms, score };
        let points = [-1000, 50, 600].into_iter().zip(scores).map(point).collect();
        MatchCurve { points, other_sound: None }
    }

    #[test]
    fn the_curve_runs_from_left_to_right_and_up_to_one() {
        let path = path(&curve([0.0, 0.5, 1.0]).points);
        assert_eq!(path, "M28.0 120.0L185.5 65.0L268.0 10.0");
        assert_eq!((x(0), x(9000), y(7.0)), (178.0, RIGHT, TOP));
        assert_eq!(listed(&curve([0.0, 0.5, 1.0]).points), "-1.00:0.0000,0.05:0.5000,0.60:1.0000");
    }

    #[test]
    fn a_shift_is_told_by_its_side() {
        assert_eq!((seconds(-450), seconds(0)), ("-0.45".into(), "0.00".into()));
        assert_eq!(in_words(300), "the sound is 0.30 s later than the picture");
        assert_eq!(in_words(-1000), "the sound is 1.00 s earlier than the picture");
        assert_eq!([0, 300, -50].map(short), ["no delay", "0.30 s later", "0.05 s earlier"]);
        // As the slider gives them.
        assert_eq!((milliseconds(0.3), milliseconds(-0.55), milliseconds(0.1 + 0.2)), (300, -550, 300));
    }

    #[test]
    fn a_flat_curve_does_not_pretend_to_synchrony() {
        let flat = curve([0.8, 0.9, 0.85]);
        assert!(verdict(&flat, true).contains("the same digit, not whether they happen together"));
        assert!(verdict(&flat, false).contains("the same kind"));
        assert!(verdict(&curve([0.1, 0.9, 0.2]), true).contains("as they are"));
        assert!(verdict(&curve([0.1, 0.5, 0.9]), true).contains("0.60 s later"));
        assert_eq!(verdict(&MatchCurve::default(), true), "");
        // A word is in the window over many delays.
        let plateau = verdict(&curve([0.1, 0.9, 0.95]), true);
        assert!(plateau.contains("over many delays") && plateau.contains("same digit"), "{plateau}");
    }

    #[test]
    fn the_plot_is_described_for_those_who_do_not_see_it() {
        assert!(describe(None).contains("not computed yet"));
        let mut curve = curve([0.2, 0.9, 0.6]);
        curve.other_sound = Some(0.1);
        assert!(describe(Some(&curve)).ends_with("between 0.20 and 0.90; 0.10 with the other sound"));
    }

    #[test]
    fn the_digits_are_known_by_their_names() {
        let mut labels: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
        assert!(of_digits(&labels));
        labels.pop();
        assert!(!of_digits(&labels));
    }
}
