//! The errors of filling in of the last two minutes, and the moments that were clearly above the usual.

use std::collections::VecDeque;

use super::track::Track;
use crate::view::tools::strip::{Mark, Point, SPAN_MS, Strip, Surprised};
use tvlt::live::Surprise;

/// Least time between two kept measurements, in milliseconds. Marks are kept in any case.
const POINT_EVERY_MS: f64 = 100.0;

/// Least time between two marks, in milliseconds. Within it, a mark moves to what is clearly higher: when a sound
/// begins, little of it is in the picture yet.
const MARK_EVERY_MS: f64 = 1500.0;

/// A mark moves to what is this many times as surprising.
const CLEARLY_HIGHER: f32 = 1.25;

/// The last two minutes.
#[derive(Debug, Clone, Default)]
pub struct History {
    points: VecDeque<Point>,
    sight: Track,
    sound: Track,
    latest: Surprise,
    marks: Vec<Mark>,
    /// When the last mark was first made, and when the last point was kept.
    marked_ms: Option<f64>,
    pointed_ms: Option<f64>,
    numbers: u32,
    /// When it began anew.
    forgot_ms: Option<f64>,
    /// The mark that the person sees again, which stays.
    seen: Option<u32>,
}

impl History {
    /// Takes the errors of an update that arrived at `now_ms`. `clock` is that time for people. Returns the number of
    /// the mark that this update is, if it is one; an earlier update with this number is none any more.
    pub fn take(&mut self, error: Surprise, now_ms: f64, clock: impl Fn() -> String) -> Option<u32> {
        self.points.retain(|point| now_ms - point.at_ms <= SPAN_MS);
        let seen = self.seen;
        self.marks.retain(|mark| now_ms - mark.at_ms <= SPAN_MS || seen == Some(mark.number));
        let points = &self.points;
        let errors = |of: fn(&Surprise) -> Option<f32>| {
            move || points.iter().filter_map(|point| of(&point.error)).collect()
        };
        let sight = error.sight.map(|sight| self.sight.observe(sight, now_ms, errors(|error| error.sight)));
        let sound = error.sound.map(|sound| self.sound.observe(sound, now_ms, errors(|error| error.sound)));
        let (sight, sound) = (sight.unwrap_or_default(), sound.unwrap_or_default());
        self.latest = Surprise { sight: sight.relative, sound: sound.relative };
        let sense = match (sight.is_above, sound.is_above) {
            (true, true) => Some(Surprised::Both),
            (true, false) => Some(Surprised::Sight),
            (false, true) => Some(Surprised::Sound),
            (false, false) => None,
        };
        let times = [sight, sound]
            .iter()
            .filter(|observed| observed.is_above)
            .filter_map(|observed| observed.relative)
            .fold(0.0, f32::max);
        let mark = sense.and_then(|sense| self.mark(sense, times, sight.rises || sound.rises, now_ms, clock));
        let is_due = self.pointed_ms.is_none_or(|pointed_ms| now_ms - pointed_ms >= POINT_EVERY_MS);
        if is_due || mark.is_some() {
            self.pointed_ms = Some(now_ms);
            self.points.push_back(Point { at_ms: now_ms, error, marked: mark.is_some() });
        }
        mark
    }

    /// Makes a mark, or moves the last one to this time.
    fn mark(
        &mut self,
        sense: Surprised,
        times: f32,
        rises: bool,
        now_ms: f64,
        clock: impl Fn() -> String,
    ) -> Option<u32> {
        let is_soon = self.marked_ms.is_some_and(|marked_ms| now_ms - marked_ms < MARK_EVERY_MS);
        if is_soon {
            let last = self.marks.last_mut().filter(|last| times > CLEARLY_HIGHER * last.times)?;
            let before_ms = last.at_ms;
            *last =
                Mark { number: last.number, at_ms: now_ms, clock: clock(), sense, times, has_sample: false };
            let before = self.points.iter_mut().rev().find(|point| point.at_ms == before_ms);
            before.into_iter().for_each(|point| point.marked = false);
            return self.marks.last().map(|last| last.number);
        }
        if !rises {
            return None;
        }
        self.marked_ms = Some(now_ms);
        self.numbers += 1;
        let number = self.numbers;
        self.marks.push(Mark { number, at_ms: now_ms, clock: clock(), sense, times, has_sample: false });
        Some(number)
    }

    /// What the chart shows at `now_ms`.
    pub fn strip(&self, now_ms: f64) -> Strip {
        Strip {
            now_ms,
            points: self.points.iter().copied().collect(),
            usual: Surprise { sight: self.sight.usual(), sound: self.sound.usual() },
            latest: self.latest,
        }
    }

    /// The marks that can be seen again, oldest first.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The picture and the sound of a mark are kept.
    pub fn has_sample(&mut self, number: u32) {
        self.marks.iter_mut().filter(|mark| mark.number == number).for_each(|mark| mark.has_sample = true);
    }

    /// These marks can no longer be seen again. They stay in the chart.
    pub fn drop_marks(&mut self, numbers: &[u32]) {
        self.marks.retain(|mark| !numbers.contains(&mark.number));
    }

    /// The person sees this mark again, or none.
    pub fn see(&mut self, number: Option<u32>) {
        self.seen = number;
    }

    /// Begins anew at `now_ms`. Numbers of marks go on, so that what arrives late belongs to none.
    pub fn forget(&mut self, now_ms: f64) {
        *self = Self { numbers: self.numbers, forgot_ms: Some(now_ms), ..Self::default() };
    }

    /// Whether an update that was asked for at `asked_ms` belongs to it, and not to what came before.
    pub fn is_of(&self, asked_ms: f64) -> bool {
        self.forgot_ms.is_none_or(|forgot_ms| asked_ms > forgot_ms)
    }
}
