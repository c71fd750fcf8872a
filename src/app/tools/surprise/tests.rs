use super::History;
use crate::view::tools::strip::{Mark, Surprised};
use tvlt::live::Surprise;

/// Updates a second.
const RATE: u32 = 15;

/// A stream of updates whose errors are given by the second.
#[derive(Default)]
struct Stream {
    history: History,
    updates: u32,
}

impl Stream {
    /// Lets time pass with these errors.
    fn run(&mut self, seconds: f64, sight: impl Fn(f64) -> f32, sound: impl Fn(f64) -> f32) -> Vec<u32> {
        let mut marks = Vec::new();
        for _ in 0..(seconds * f64::from(RATE)).round() as u32 {
            let second = f64::from(self.updates) / f64::from(RATE);
            let error = Surprise { sight: Some(sight(second)), sound: Some(sound(second)) };
            marks.extend(self.history.take(error, second * 1000.0, || format!("{second:.0} s")));
            self.updates += 1;
        }
        marks
    }

    fn last(&self) -> Mark {
        self.history.marks().last().unwrap().clone()
    }
}

/// An error that varies by a tenth.
fn noisy(mean: f32) -> impl Fn(f64) -> f32 {
    move |second| mean * (1.0 + 0.1 * (second * 37.0).sin() as f32)
}

const SILENCE: fn(f64) -> f32 = |_| 1e-6;

#[test]
fn a_clap_in_silence_is_a_surprise_in_what_it_hears() {
    let mut stream = Stream::default();
    assert!(stream.run(20.0, noisy(0.1), SILENCE).is_empty());
    let marks = stream.run(0.3, noisy(0.1), |_| 0.4);
    assert_eq!(marks, [1]);
    let mark = stream.last();
    assert_eq!(mark.sense, Surprised::Sound);
    assert!((mark.times - 20.0).abs() < 1e-3, "no more than the floor allows: {}", mark.times);
    assert!(stream.run(20.0, noisy(0.1), SILENCE).is_empty());
    let strip = stream.history.strip(40_000.0);
    assert_eq!(strip.points.iter().filter(|point| point.marked).count(), 1);
    assert!((strip.latest.sight.unwrap() - 1.0).abs() < 0.2, "the usual is one: {:?}", strip.latest);
}

#[test]
fn what_is_usual_is_never_marked() {
    let mut stream = Stream::default();
    assert!(stream.run(90.0, noisy(0.3), noisy(0.02)).is_empty());
    assert!(stream.run(30.0, noisy(0.4), noisy(0.025)).is_empty(), "a little more is not clearly above");
}

#[test]
fn nothing_is_marked_in_the_first_seconds() {
    let mut stream = Stream::default();
    stream.run(2.0, noisy(0.1), SILENCE);
    assert_eq!(stream.history.strip(2000.0).usual, Surprise::default());
    assert!(stream.run(2.5, |_| 0.5, |_| 0.5).is_empty());
}

#[test]
fn one_mark_in_one_and_a_half_seconds() {
    for (pause, marks) in [(0.5, 1), (2.0, 2)] {
        let mut stream = Stream::default();
        stream.run(10.0, noisy(0.1), SILENCE);
        let mut found = stream.run(0.2, noisy(0.1), |_| 0.4);
        found.extend(stream.run(pause, noisy(0.1), SILENCE));
        found.extend(stream.run(0.2, noisy(0.1), |_| 0.4));
        assert_eq!(found.len(), marks, "after {pause} s");
    }
}

#[test]
fn a_mark_moves_to_the_height_of_its_surprise() {
    let mut stream = Stream::default();
    stream.run(10.0, noisy(0.1), noisy(0.1));
    let marks = stream.run(0.6, |second| if second < 10.3 { 0.25 } else { 0.9 }, noisy(0.1));
    assert_eq!(marks, [1, 1]);
    let mark = stream.last();
    assert!(mark.times > 8.0 && mark.at_ms > 10_250.0, "{mark:?}");
    let strip = stream.history.strip(11_000.0);
    assert_eq!(strip.points.iter().filter(|point| point.marked).count(), 1);
}

#[test]
fn both_senses_are_named() {
    let mut stream = Stream::default();
    stream.run(10.0, noisy(0.1), noisy(0.1));
    stream.run(0.1, |_| 0.9, |_| 0.5);
    assert_eq!(stream.last().sense, Surprised::Both);
}

#[test]
fn two_minutes_are_kept_at_ten_points_a_second() {
    let mut stream = Stream::default();
    stream.run(10.0, noisy(0.1), noisy(0.1));
    stream.run(0.1, |_| 0.9, noisy(0.1));
    stream.run(100.0, noisy(0.1), noisy(0.1));
    assert_eq!(stream.history.marks().len(), 1);
    stream.run(60.0, noisy(0.1), noisy(0.1));
    assert!(stream.history.marks().is_empty());
    let points = stream.history.strip(170_000.0).points;
    assert!((800..=1201).contains(&points.len()), "{}", points.len());
    assert!(points.last().unwrap().at_ms - points[0].at_ms <= 120_000.0);
}

#[test]
fn what_is_seen_stays_and_what_is_dropped_goes() {
    let mut stream = Stream::default();
    stream.run(10.0, noisy(0.1), noisy(0.1));
    stream.run(0.1, |_| 0.9, noisy(0.1));
    stream.history.has_sample(1);
    stream.history.see(Some(1));
    stream.run(150.0, noisy(0.1), noisy(0.1));
    assert!(stream.last().has_sample);
    stream.history.drop_marks(&[1]);
    assert!(stream.history.marks().is_empty());
    stream.history.forget(30_000.0);
    assert!(stream.history.strip(0.0).points.is_empty());
    stream.updates = 0;
    stream.run(10.0, noisy(0.1), noisy(0.1));
    assert_eq!(stream.run(0.1, |_| 0.9, noisy(0.1)), [2], "numbers are not used twice");
}

#[test]
fn updates_that_were_asked_for_before_it_began_anew_are_not_of_it() {
    let mut history = History::default();
    assert!(history.is_of(0.0));
    history.forget(1000.0);
    // An update takes two seconds with a slow model.
    assert!(!history.is_of(990.0) && !history.is_of(1000.0) && history.is_of(1001.0));
}

#[test]
fn a_sense_that_is_absent_has_no_numbers() {
    let mut history = History::default();
    for step in 0..100 {
        let error = Surprise { sight: Some(0.1), sound: None };
        history.take(error, f64::from(step) * 100.0, String::new);
    }
    let strip = history.strip(10_000.0);
    assert_eq!(strip.latest, Surprise { sight: Some(1.0), sound: None });
    assert_eq!(strip.usual.sound, None);
}
