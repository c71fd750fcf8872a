//! The plan of a run. What a step does depends on its number only, so that an interrupted run can be resumed
//! exactly.

use serde::{Deserialize, Serialize};

use super::{
    batch::Senses,
    sample::{Choice, NoDigitHeard, NoDigitSeen},
};

/// Share of the run after which samples have the full difficulty.
const EASY_SHARE: f32 = 0.4;

/// Share of the run in which most batches have one modality.
const APART_SHARE: f32 = 0.4;

/// Warm-up steps of the learning rate.
const WARM_UP: f64 = 150.0;

/// The task of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lesson {
    /// Frames with and without digits.
    Sight,
    /// Sounds with and without digits.
    Hearing,
    /// Both together: classes, match, and hidden patches.
    Both,
    /// Things that are held up, none of them a digit: for what they are, the image network is the teacher.
    Things,
    /// Other words, none of them a digit: for what they are, the speech network is the teacher.
    Words,
    /// Hidden patches of photographs and of sounds that are not speech, and nothing else.
    World,
}

impl Lesson {
    /// The modalities of its clips.
    pub fn senses(self) -> Senses {
        match self {
            Self::Sight | Self::Things => Senses::Sight,
            Self::Hearing | Self::Words => Senses::Hearing,
            Self::Both | Self::World => Senses::Both,
        }
    }

    /// The restriction of its clips.
    pub fn choice(self) -> Choice {
        let varied = Choice { varied: true, ..Choice::default() };
        match self {
            Self::World => Choice {
                no_digit_seen: Some(NoDigitSeen::Photograph),
                no_digit_heard: Some(NoDigitHeard::OtherSound),
                ..Choice::default()
            },
            Self::Things => Choice { no_digit_seen: Some(NoDigitSeen::Object), ..varied },
            Self::Words => Choice { no_digit_heard: Some(NoDigitHeard::OtherWord), ..varied },
            Self::Sight | Self::Hearing | Self::Both => varied,
        }
    }
}

/// The plan of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Steps in all.
    pub steps: usize,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// Clips of a batch with one modality.
    pub batch: usize,
    /// Whether the run begins with easier samples; not for a model that was trained before.
    pub easy_start: bool,
    /// Whether the decoder of hidden patches alone is trained, and everything else stays as it is.
    #[serde(default)]
    pub decoder_only: bool,
}

impl Schedule {
    /// Share of the run that is done before `step`, 0 to 1.
    pub fn progress(&self, step: usize) -> f32 {
        step as f32 / self.steps.max(1) as f32
    }

    /// The task of `step`. At first mostly one modality, which costs half the tokens; later both more often.
    pub fn lesson(&self, step: usize) -> Lesson {
        use Lesson::{Both, Hearing, Sight, Things, Words, World};
        if self.decoder_only {
            return World;
        }
        // Sight takes longest to learn, and what is heard of people it has never met is what is missed most in the end.
        let order: &[Lesson] = if !self.easy_start {
            &[Hearing, Things, Hearing, Both, Words, Hearing, Sight, Things, Hearing, Both, World, Words]
        } else if self.progress(step) < APART_SHARE {
            &[Sight, Hearing, Things, Sight, Both, Words, Sight, Hearing, World]
        } else {
            &[Sight, Things, Both, Hearing, Things, World, Sight, Words, Both, Hearing]
        };
        order[step % order.len()]
    }

    /// Clips of the batch of `step`: fewer where each has twice the tokens.
    pub fn clips(&self, step: usize) -> usize {
        match self.lesson(step) {
            Lesson::Sight | Lesson::Hearing | Lesson::Things | Lesson::Words => self.batch,
            Lesson::Both => self.batch.div_ceil(2),
            Lesson::World => (self.batch * 3).div_ceil(4),
        }
    }

    /// Difficulty of the samples of `step`, up to a limit that rises at first.
    pub fn level(&self, step: usize) -> f32 {
        // The golden ratio spreads the steps evenly over all levels up to the hardest. In f64: f32 has
        // no fractions left after a few hundred thousand steps.
        let spread = (step as f64 * 0.618_033_988_749_895).fract() as f32;
        self.hardest(step) * (0.15 + 0.85 * spread)
    }

    /// The highest difficulty in this part of the run.
    pub fn hardest(&self, step: usize) -> f32 {
        if !self.easy_start {
            return 1.0;
        }
        0.1 + 0.9 * (self.progress(step) / EASY_SHARE).min(1.0)
    }

    /// The learning rate: a warm-up, then a half cosine down to a hundredth.
    pub fn learning_rate(&self, step: usize) -> f64 {
        let warm = ((step + 1) as f64 / WARM_UP).min(1.0);
        let done = f64::from(self.progress(step)).min(1.0);
        self.learning_rate * warm * (0.01 + 0.99 * 0.5 * (1.0 + (std::f64::consts::PI * done).cos()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEDULE: Schedule =
        Schedule { steps: 5000, learning_rate: 1.0, batch: 32, easy_start: true, decoder_only: false };

    #[test]
    fn the_learning_rate_rises_and_falls() {
        assert!(SCHEDULE.learning_rate(0) < 0.01);
        assert!(SCHEDULE.learning_rate(200) > 0.95);
        assert!((SCHEDULE.learning_rate(5000) - 0.01).abs() < 1e-9);
    }

    #[test]
    fn samples_get_harder_and_stay_in_range() {
        assert!((0..50).all(|step| SCHEDULE.level(step) <= 0.12));
        assert!((3000..3050).any(|step| SCHEDULE.level(step) > 0.9));
        let again = Schedule { easy_start: false, ..SCHEDULE };
        assert!((0..50).any(|step| again.level(step) > 0.9));
        assert!((4950..5000).all(|step| (0.0..=1.0).contains(&SCHEDULE.level(step))));
    }

    #[test]
    fn every_lesson_is_learnt_throughout() {
        let again = Schedule { easy_start: false, ..SCHEDULE };
        for (schedule, from) in
            [SCHEDULE, again].iter().flat_map(|plan| [0, 1000, 2500, 4990].map(|from| (plan, from)))
        {
            use Lesson::{Both, Hearing, Sight, Things, Words, World};
            for lesson in [Sight, Hearing, Both, Things, Words, World] {
                assert!((from..from + 12).any(|step| schedule.lesson(step) == lesson), "{lesson:?}");
            }
        }
        assert_eq!([0, 4, 8].map(|step| SCHEDULE.clips(step)), [32, 16, 24]);
        let decoder = Schedule { decoder_only: true, ..again };
        assert!((0..12).all(|step| decoder.lesson(step) == Lesson::World && decoder.clips(step) == 24));
    }
}
