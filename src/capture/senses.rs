//! Whether a source's picture and sound work now, and the browser's sound processing.

use super::error::CaptureNotice;

/// Milliseconds that the sound's clock may stand still before the sound counts as interrupted.
const STALLED_MS: f64 = 1500.0;
/// Milliseconds between two tries to resume an interrupted sound. The first try waits as long, so that the
/// page's sentence about the interruption can be read.
const RETRY_MS: f64 = 2000.0;

/// State of a camera, a microphone, or the picture or sound of a video.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sense {
    /// There is none, or it is gone.
    #[default]
    Absent,
    /// It gives pictures or sound.
    Works,
    /// It is there but gives nothing at the moment (a shutter, a closed lid, the system's switch).
    Muted,
}

/// State of the browser's sound processing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flow {
    /// It has not started yet: browsers wait for the person's first click.
    #[default]
    Waits,
    /// Sound is processed.
    Runs,
    /// It was running, and the browser has stopped it.
    Interrupted,
}

/// The state of one source's picture and sound.
#[derive(Debug, Clone, Default)]
pub struct Senses {
    /// The picture.
    pub picture: Sense,
    /// The sound of the device or file.
    pub sound: Sense,
    /// The browser's processing of the sound.
    pub flow: SoundFlow,
}

impl Senses {
    /// Whether pictures are to be used.
    pub fn sees(&self) -> bool {
        self.picture == Sense::Works
    }

    /// Whether sound is to be used.
    pub fn hears(&self) -> bool {
        self.sound == Sense::Works && self.flow.state() == Flow::Runs
    }

    /// Whether neither picture nor sound can work again.
    pub fn is_lost(&self) -> bool {
        self.picture == Sense::Absent && self.sound == Sense::Absent
    }

    /// Notices about what does not work at the moment.
    pub fn notices(&self) -> Vec<CaptureNotice> {
        let mut notices = Vec::new();
        if self.picture == Sense::Muted {
            notices.push(CaptureNotice::CameraMuted);
        }
        match (self.sound, self.flow.state()) {
            (Sense::Absent, _) | (Sense::Works, Flow::Runs) => {}
            (Sense::Muted, _) => notices.push(CaptureNotice::MicrophoneMuted),
            (Sense::Works, Flow::Waits) => notices.push(CaptureNotice::SoundWaits),
            (Sense::Works, Flow::Interrupted) => notices.push(CaptureNotice::SoundInterrupted),
        }
        notices
    }
}

/// Follows the browser's sound processing by its state and by its clock: when an output device is removed, some
/// browsers change the state, and in others only the clock stops.
#[derive(Debug, Clone, Default)]
pub struct SoundFlow {
    state: Flow,
    /// Whether the page itself has paused the sound, or has only just resumed it.
    halted: bool,
    clock_s: f64,
    moved_ms: f64,
    retry_ms: f64,
}

impl SoundFlow {
    /// The current state.
    pub fn state(&self) -> Flow {
        self.state
    }

    /// The page pauses the sound itself, so that a clock that stops is not an interruption.
    pub fn halt(&mut self) {
        self.halted = true;
    }

    /// The page resumes the sound; the browser gets a moment to do so.
    pub fn go_on(&mut self, now_ms: f64) {
        self.moved_ms = now_ms;
    }

    /// Takes the browser's report: whether the sound `runs`, and its clock in seconds. Returns whether
    /// [`Self::state`] has changed.
    pub fn observe(&mut self, runs: bool, clock_s: f64, now_ms: f64) -> bool {
        let before = self.state;
        let moves = runs && clock_s != self.clock_s;
        if moves || before != Flow::Runs {
            (self.clock_s, self.moved_ms) = (clock_s, now_ms);
        }
        let stands_long = now_ms - self.moved_ms > STALLED_MS;
        self.state = match before {
            Flow::Waits if runs => Flow::Runs,
            Flow::Interrupted if moves => Flow::Runs,
            Flow::Runs if stands_long => Flow::Interrupted,
            Flow::Runs if !runs && !self.halted => Flow::Interrupted,
            other => other,
        };
        if runs {
            self.halted = false;
        }
        if self.state == Flow::Interrupted && before != Flow::Interrupted {
            self.retry_ms = now_ms + RETRY_MS;
        }
        self.state != before
    }

    /// Whether to ask the browser now to resume an interrupted sound.
    pub fn retries(&mut self, now_ms: f64) -> bool {
        let due = self.state == Flow::Interrupted && now_ms >= self.retry_ms;
        if due {
            self.retry_ms = now_ms + RETRY_MS;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sound that has run for a second.
    fn running() -> SoundFlow {
        let mut flow = SoundFlow::default();
        assert!(flow.observe(true, 0.0, 0.0) && !flow.observe(true, 1.0, 1000.0));
        assert_eq!(flow.state(), Flow::Runs);
        flow
    }

    #[test]
    fn before_the_first_click_sound_waits_and_is_not_interrupted() {
        let mut flow = SoundFlow::default();
        assert!(!flow.observe(false, 0.0, 0.0) && !flow.observe(false, 0.0, 60_000.0));
        assert_eq!(flow.state(), Flow::Waits);
        assert!(!flow.retries(60_000.0));
        assert!(flow.observe(true, 0.0, 61_000.0));
    }

    #[test]
    fn a_stop_is_seen_at_once_and_asked_away() {
        let mut flow = running();
        assert!(flow.observe(false, 1.0, 1100.0));
        assert_eq!(flow.state(), Flow::Interrupted);
        assert!(
            !flow.retries(1200.0) && flow.retries(3100.0) && !flow.retries(3200.0) && flow.retries(5100.0)
        );
        assert!(flow.observe(true, 1.01, 5200.0), "it goes on by itself");
        assert_eq!(flow.state(), Flow::Runs);
    }

    #[test]
    fn sound_that_says_it_runs_and_stands_still_is_interrupted() {
        let mut flow = running();
        assert!(!flow.observe(true, 1.0, 2400.0));
        assert!(flow.observe(true, 1.0, 2600.0) && flow.state() == Flow::Interrupted);
        assert!(!flow.observe(true, 1.0, 2700.0), "still the same place");
        assert!(flow.observe(true, 1.1, 2800.0) && flow.state() == Flow::Runs);
    }

    #[test]
    fn what_the_page_halts_itself_is_no_interruption_unless_it_stays() {
        let mut flow = running();
        flow.halt();
        assert!(!flow.observe(false, 1.0, 1100.0));
        flow.go_on(60_000.0);
        assert!(!flow.observe(false, 1.0, 60_100.0));
        assert!(!flow.observe(true, 1.0, 60_200.0) && !flow.observe(true, 1.1, 60_300.0));
        assert!(flow.observe(false, 1.1, 60_400.0), "from now on it is one");
        let mut flow = running();
        flow.halt();
        flow.go_on(60_000.0);
        assert!(!flow.observe(false, 1.0, 61_000.0) && flow.observe(false, 1.0, 61_600.0));
    }

    #[test]
    fn each_state_has_its_sentence_and_what_is_muted_is_not_used() {
        let mut senses = Senses { picture: Sense::Works, sound: Sense::Works, flow: running() };
        assert!(senses.sees() && senses.hears() && senses.notices().is_empty());
        senses.picture = Sense::Muted;
        assert!(!senses.sees() && senses.hears() && !senses.is_lost());
        assert_eq!(senses.notices(), [CaptureNotice::CameraMuted]);
        senses.sound = Sense::Muted;
        assert!(!senses.hears() && !senses.is_lost());
        assert_eq!(senses.notices(), [CaptureNotice::CameraMuted, CaptureNotice::MicrophoneMuted]);
        (senses.picture, senses.sound) = (Sense::Absent, Sense::Works);
        senses.flow.observe(false, 1.0, 1100.0);
        assert_eq!(senses.notices(), [CaptureNotice::SoundInterrupted]);
        assert!(!senses.hears() && !senses.is_lost());
        senses.sound = Sense::Absent;
        assert!(senses.is_lost() && senses.notices().is_empty());
    }
}
