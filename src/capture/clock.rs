//! Decides when an update is due: at each new picture, and between pictures often enough to follow the
//! sound.
//!
//! New pictures alone are not enough: a clip may show one picture for seconds (slides, a screen recording), and
//! a camera may freeze or stop.

/// How often [`Clock::tick`] is to be called, in milliseconds.
pub const TICK_MS: u32 = 66;

/// Time in milliseconds after which a still picture gets another update at the next tick: at most 200 ms in all.
const EVERY_MS: f64 = 100.0;
/// Time without a new picture, in milliseconds, after which the page says so.
const STILL_MS: f64 = 3000.0;
/// A tick this late, in milliseconds, means that the whole page stood still (the computer slept), not the source.
const LATE_MS: f64 = 1000.0;

/// What an update is to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The picture that has just arrived.
    NewPicture,
    /// The last picture, which is still shown.
    SamePicture,
    /// Sound alone.
    SoundOnly,
}

/// Whether pictures arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pictures {
    /// They arrive, or none are expected, or it is too early to tell.
    #[default]
    Arrive,
    /// There has been no new one for three seconds or longer.
    Still,
    /// None has arrived in the first three seconds.
    Missing,
}

/// What follows from a picture or a tick.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Orders {
    /// The update to ask for now.
    pub due: Option<Due>,
    /// Whether [`Clock::pictures`] has changed.
    pub changed: bool,
}

/// The clock of one source. Times are milliseconds of any monotonic clock.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    runs: bool,
    /// Whether the source gives pictures now: a camera that is neither muted nor gone, or a video file.
    sees: bool,
    /// Whether a picture has arrived since the source last began to give pictures.
    has_picture: bool,
    picture_ms: f64,
    due_ms: f64,
    tick_ms: f64,
    pictures: Pictures,
}

impl Clock {
    /// Starts the clock. `sees` says whether pictures are expected.
    pub fn run(&mut self, sees: bool, now_ms: f64) {
        let has_picture = self.has_picture && sees;
        *self = Self {
            runs: true,
            sees,
            has_picture,
            picture_ms: now_ms,
            due_ms: now_ms,
            tick_ms: now_ms,
            pictures: Pictures::Arrive,
        };
    }

    /// Stops the clock, as the page is hidden.
    pub fn halt(&mut self) {
        self.runs = false;
    }

    /// Whether pictures arrive.
    pub fn pictures(&self) -> Pictures {
        self.pictures
    }

    /// A new picture has arrived.
    pub fn picture(&mut self, now_ms: f64) -> Orders {
        if !self.runs || !self.sees {
            return Orders::default();
        }
        self.has_picture = true;
        (self.picture_ms, self.due_ms) = (now_ms, now_ms);
        Orders { due: Some(Due::NewPicture), changed: self.say(Pictures::Arrive) }
    }

    /// Time has passed; to be called every [`TICK_MS`]. `shows` says whether the source is a video file that shows
    /// a picture. There may have been no event for it: it came before anyone listened, or it is the only one.
    pub fn tick(&mut self, now_ms: f64, shows: bool) -> Orders {
        if !self.runs {
            return Orders::default();
        }
        self.has_picture |= self.sees && shows;
        let since_tick = now_ms - self.tick_ms;
        self.tick_ms = now_ms;
        if since_tick > LATE_MS {
            self.picture_ms += since_tick;
        }
        if !self.sees {
            self.due_ms = now_ms;
            return Orders { due: Some(Due::SoundOnly), changed: self.say(Pictures::Arrive) };
        }
        let pictures = match (now_ms - self.picture_ms >= STILL_MS, self.has_picture) {
            (false, _) => Pictures::Arrive,
            (true, true) => Pictures::Still,
            (true, false) => Pictures::Missing,
        };
        let changed = self.say(pictures);
        if now_ms - self.due_ms < EVERY_MS {
            return Orders { due: None, changed };
        }
        self.due_ms = now_ms;
        let due = if self.has_picture { Due::SamePicture } else { Due::SoundOnly };
        Orders { due: Some(due), changed }
    }

    fn say(&mut self, pictures: Pictures) -> bool {
        std::mem::replace(&mut self.pictures, pictures) != pictures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: f64 = TICK_MS as f64;

    /// Lets time pass without a picture. Returns what became due, with the times.
    fn wait(clock: &mut Clock, from_ms: f64, to_ms: f64) -> Vec<(f64, Due)> {
        let ticks = (1..).map(|count| from_ms + f64::from(count) * TICK).take_while(|now| *now <= to_ms);
        ticks.filter_map(|now| Some((now, clock.tick(now, false).due?))).collect()
    }

    #[test]
    fn pictures_alone_set_the_pace_while_they_come() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        let mut now = 0.0;
        for _ in 0..90 {
            now += 33.0;
            assert_eq!(clock.picture(now).due, Some(Due::NewPicture));
            assert_eq!(clock.tick(now + 20.0, false), Orders::default());
        }
    }

    #[test]
    fn a_picture_that_stands_is_looked_at_five_times_a_second() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        clock.picture(10.0);
        let due = wait(&mut clock, 10.0, 8000.0);
        assert!(due.iter().all(|(_, due)| *due == Due::SamePicture));
        let times: Vec<f64> = std::iter::once(10.0).chain(due.iter().map(|(at, _)| *at)).collect();
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] <= 200.0), "{times:?}");
        assert!(times.last().is_some_and(|last| *last > 7800.0));
    }

    #[test]
    fn three_seconds_without_a_picture_are_said_and_taken_back() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        clock.picture(10.0);
        wait(&mut clock, 10.0, 2990.0);
        assert_eq!(clock.pictures(), Pictures::Arrive);
        assert!(clock.tick(3015.0, false).changed && clock.pictures() == Pictures::Still);
        assert!(!clock.tick(3081.0, false).changed, "said once");
        let orders = clock.picture(3100.0);
        assert_eq!(orders, Orders { due: Some(Due::NewPicture), changed: true });
        assert_eq!(clock.pictures(), Pictures::Arrive);
    }

    #[test]
    fn a_camera_that_never_shows_anything_leaves_sound_alone() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        let due = wait(&mut clock, 0.0, 4000.0);
        assert!(due.len() > 20 && due.iter().all(|(_, due)| *due == Due::SoundOnly));
        assert_eq!(clock.pictures(), Pictures::Missing);
    }

    #[test]
    fn a_film_of_one_picture_is_looked_at() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        assert_eq!(clock.tick(110.0, true).due, Some(Due::SamePicture));
        assert!((3..=31).all(|tenth| clock.tick(f64::from(tenth) * 100.0, true).due.is_some()));
        assert_eq!(clock.pictures(), Pictures::Still);
    }

    #[test]
    fn a_muted_camera_leaves_sound_alone_and_its_last_picture_is_not_taken_again() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        clock.picture(10.0);
        clock.run(false, 50.0);
        assert_eq!(clock.picture(60.0), Orders::default(), "a picture of a muted camera");
        let due = wait(&mut clock, 60.0, 5000.0);
        assert!(due.len() >= 25 && due.iter().all(|(_, due)| *due == Due::SoundOnly));
        assert_eq!(clock.pictures(), Pictures::Arrive, "that it is muted is said elsewhere");
        clock.run(true, 5000.0);
        assert_eq!(clock.tick(5110.0, false).due, Some(Due::SoundOnly), "until its next picture");
        clock.picture(5120.0);
        assert_eq!(clock.tick(5250.0, false).due, Some(Due::SamePicture));
    }

    #[test]
    fn a_hidden_page_and_a_computer_that_sleeps_are_no_frozen_camera() {
        let mut clock = Clock::default();
        clock.run(true, 0.0);
        clock.picture(10.0);
        clock.halt();
        assert!(wait(&mut clock, 10.0, 9000.0).is_empty() && clock.picture(9000.0) == Orders::default());
        clock.run(true, 10_000.0);
        assert_eq!(clock.tick(10_066.0, false), Orders::default());
        // The page stood still for an hour.
        assert!(!clock.tick(3_610_000.0, false).changed);
        assert_eq!(clock.pictures(), Pictures::Arrive);
    }
}
