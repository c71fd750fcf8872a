//! The record buttons: holding one records until it is let go, a tap records three seconds, and the background is
//! recorded for five seconds. One class is recorded at a time.

/// A press that is shorter than this is a tap, in milliseconds. A second one within this time is part of a double click.
const TAP_MS: f64 = 400.0;

/// How long a tap records, in milliseconds.
const TAP_RECORDS_MS: f64 = 3000.0;

/// How long the background is recorded, in milliseconds.
const BACKGROUND_RECORDS_MS: f64 = 5000.0;

/// A held button records at least this long, in milliseconds, so that there is something to learn from.
const LEAST_MS: f64 = 1000.0;

/// Nothing is kept from the beginning of a recording, in milliseconds: the model forgets what it heard before, and
/// so little sound says nothing yet.
const SETTLE_MS: f64 = 400.0;

/// Least time between two samples, in milliseconds. Those of faster models hardly differ from each other.
const SAMPLE_EVERY_MS: f64 = 180.0;

/// A recording without a sample, because the model is slow, goes on until this time, in milliseconds.
const PATIENCE_MS: f64 = 20_000.0;

/// What a press does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// A recording begins; another one, if there was one, ends before it.
    Begins,
    /// The recording of this class ends.
    Ends,
    /// Nothing happens: it is the second half of a double click.
    Again,
}

/// The recording that is running, if any.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorder(Option<Recording>);

#[derive(Debug, Clone, Copy, PartialEq)]
struct Recording {
    class: u32,
    since_ms: f64,
    /// When it ends; infinite while the button is held.
    until_ms: f64,
    /// When the last sample was taken.
    sample_ms: Option<f64>,
}

impl Recorder {
    /// The class that is being recorded.
    pub fn class(&self) -> Option<u32> {
        self.0.map(|recording| recording.class)
    }

    /// The button of a class is pressed.
    pub fn press(&mut self, class: u32, is_background: bool, now_ms: f64) -> Pressed {
        if let Some(recording) = self.0.filter(|recording| recording.class == class) {
            if now_ms - recording.since_ms < TAP_MS {
                return Pressed::Again;
            }
            self.0 = None;
            return Pressed::Ends;
        }
        let until_ms = if is_background { now_ms + BACKGROUND_RECORDS_MS } else { f64::INFINITY };
        self.0 = Some(Recording { class, since_ms: now_ms, until_ms, sample_ms: None });
        Pressed::Begins
    }

    /// The button is let go, or the page has lost the pointer or the focus.
    pub fn release(&mut self, now_ms: f64) {
        let Some(recording) = self.0.as_mut().filter(|recording| recording.until_ms.is_infinite()) else {
            return;
        };
        let is_tap = now_ms - recording.since_ms < TAP_MS;
        let least_ms = recording.since_ms + if is_tap { TAP_RECORDS_MS } else { LEAST_MS };
        recording.until_ms = least_ms.max(now_ms);
    }

    /// Ends the recording whose time is over. Returns whether one has ended.
    pub fn tick(&mut self, now_ms: f64) -> bool {
        let over = |recording: &mut Recording| {
            let late = now_ms - recording.since_ms >= PATIENCE_MS;
            now_ms >= recording.until_ms && (recording.sample_ms.is_some() || late)
        };
        self.0.take_if(over).is_some()
    }

    /// Stops without waiting for a sample. Returns whether there was a recording.
    pub fn stop(&mut self) -> bool {
        self.0.take().is_some()
    }

    /// Whether an update that arrives now is a sample of the recording.
    pub fn takes(&mut self, now_ms: f64) -> bool {
        let Some(recording) = &mut self.0 else { return false };
        let settled = now_ms - recording.since_ms >= SETTLE_MS;
        let due = recording.sample_ms.is_none_or(|last_ms| now_ms - last_ms >= SAMPLE_EVERY_MS);
        if settled && due {
            recording.sample_ms = Some(now_ms);
        }
        settled && due
    }

    /// Whole seconds until the recording ends by itself, rounded up; `None` while the button is held.
    pub fn seconds_left(&self, now_ms: f64) -> Option<u32> {
        let recording = self.0.filter(|recording| recording.until_ms.is_finite())?;
        Some(((recording.until_ms - now_ms) / 1000.0).ceil().max(0.0) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_button_records_until_it_is_let_go() {
        let mut recorder = Recorder::default();
        assert_eq!(recorder.press(7, false, 1000.0), Pressed::Begins);
        assert!(!recorder.takes(1100.0), "too early");
        assert!(recorder.takes(1500.0) && !recorder.takes(1600.0) && recorder.takes(1700.0));
        assert_eq!((recorder.tick(9000.0), recorder.seconds_left(9000.0)), (false, None));
        recorder.release(9000.0);
        assert!(recorder.tick(9000.0));
        assert_eq!((recorder.class(), recorder.takes(9500.0)), (None, false));
    }

    #[test]
    fn a_tap_records_three_seconds_and_another_one_ends_it() {
        let mut recorder = Recorder::default();
        recorder.press(7, false, 0.0);
        recorder.release(100.0);
        assert_eq!(recorder.seconds_left(100.0), Some(3));
        assert!(recorder.takes(500.0) && !recorder.tick(2999.0) && recorder.tick(3000.0));
        recorder.press(7, false, 5000.0);
        recorder.release(5100.0);
        assert_eq!(recorder.press(7, false, 5250.0), Pressed::Again, "a double click");
        recorder.release(5300.0);
        assert_eq!(recorder.seconds_left(5300.0), Some(3));
        assert_eq!(recorder.press(7, false, 6000.0), Pressed::Ends);
        recorder.release(6100.0);
        assert_eq!(recorder.class(), None);
    }

    #[test]
    fn a_short_hold_records_a_second() {
        let mut recorder = Recorder::default();
        recorder.press(7, false, 0.0);
        recorder.release(500.0);
        assert!(recorder.takes(600.0) && !recorder.tick(900.0) && recorder.tick(1000.0));
    }

    #[test]
    fn the_background_is_recorded_for_five_seconds_however_it_is_pressed() {
        let mut recorder = Recorder::default();
        recorder.press(1, true, 0.0);
        recorder.release(50.0);
        assert!(recorder.takes(500.0) && !recorder.tick(4900.0));
        assert_eq!(recorder.seconds_left(3500.0), Some(2));
        assert!(recorder.tick(5000.0));
    }

    #[test]
    fn another_class_takes_over() {
        let mut recorder = Recorder::default();
        recorder.press(1, true, 0.0);
        assert_eq!(recorder.press(7, false, 2000.0), Pressed::Begins);
        assert_eq!((recorder.class(), recorder.takes(2100.0)), (Some(7), false));
    }

    #[test]
    fn a_slow_model_gets_time_for_a_sample_but_not_for_ever() {
        let mut recorder = Recorder::default();
        recorder.press(7, false, 0.0);
        recorder.release(100.0);
        assert!(!recorder.tick(6000.0));
        assert!(recorder.takes(7000.0) && recorder.tick(7000.0));
        recorder.press(7, false, 10_000.0);
        recorder.release(10_100.0);
        assert!(recorder.tick(30_000.0));
        recorder.press(7, false, 40_000.0);
        assert!(recorder.stop() && !recorder.stop());
    }
}
