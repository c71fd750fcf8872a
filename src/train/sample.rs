//! Picture and sound together, with what is right about them.
//!
//! The class is the digit that is seen or heard; where both show one, both show the same, or the
//! class is left out of the loss. Picture and sound **match** where both show the same digit, and
//! do not match in any other case, silence and an empty frame included.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    CLASSES, ROWS, TrainError,
    material::{Hand, Material},
    picture::paint,
    sound::Listener,
};
use crate::config::TvltFeatureExtractorConfig;

/// What a batch is made of. A modality that is absent costs no tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Senses {
    /// Pictures alone.
    Sight,
    /// Sound alone.
    Hearing,
    /// Both.
    Both,
}

/// What a clip shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// The digit in the picture.
    pub seen: Option<usize>,
    /// The digit in the sound.
    pub heard: Option<usize>,
}

impl Content {
    /// Class number, where there is one answer.
    pub fn class(self) -> Option<usize> {
        match (self.seen, self.heard) {
            (Some(seen), Some(heard)) => (seen == heard).then_some(seen),
            (seen, heard) => Some(seen.or(heard).unwrap_or(CLASSES - 1)),
        }
    }

    /// Whether both show the same digit.
    pub fn matches(self) -> bool {
        self.seen.is_some() && self.seen == self.heard
    }

    fn random(rng: &mut impl Rng, senses: Senses) -> Self {
        let digit = rng.random_range(0..10);
        let (seen, heard) = match (senses, rng.random::<f32>()) {
            (Senses::Sight, choice) => ((choice < 0.9).then_some(digit), None),
            (Senses::Hearing, choice) => (None, (choice < 0.9).then_some(digit)),
            (Senses::Both, choice) if choice < 0.42 => (Some(digit), Some(digit)),
            (Senses::Both, choice) if choice < 0.64 => {
                (Some(digit), Some((digit + rng.random_range(1..10)) % 10))
            }
            (Senses::Both, choice) if choice < 0.78 => (Some(digit), None),
            (Senses::Both, choice) if choice < 0.92 => (None, Some(digit)),
            (Senses::Both, _) => (None, None),
        };
        Self { seen, heard }
    }
}

/// A number of clips.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What is there.
    pub senses: Senses,
    /// `[clips, 3, 128, 128]`, in [-1, 1]; empty without sight.
    pub pixels: Vec<f32>,
    /// `[clips, 128, 128]`, in [-1, 1]; empty without hearing.
    pub audio: Vec<f32>,
    /// What each clip shows.
    pub content: Vec<Content>,
}

/// Makes batches.
pub struct Sampler<'a> {
    material: &'a Material,
    listener: Listener,
}

/// Choices for an evaluation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice {
    /// Only pictures of this hand.
    pub hand: Option<Hand>,
    /// Only clips that show a digit.
    pub digits_only: bool,
}

impl<'a> Sampler<'a> {
    /// From `material`, with the default model's spectrograms.
    ///
    /// # Errors
    /// [`TrainError::Processor`] never, as the default settings make a spectrogram.
    pub fn new(material: &'a Material) -> Result<Self, TrainError> {
        Ok(Self { material, listener: Listener::new(&TvltFeatureExtractorConfig::default(), ROWS)? })
    }

    /// Batch number `number` of the run with `seed`: always the same one.
    pub fn batch(
        &mut self,
        seed: u64,
        number: u64,
        senses: Senses,
        clips: usize,
        level: f32,
        choice: Choice,
    ) -> Batch {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number);
        let mut batch = Batch { senses, pixels: Vec::new(), audio: Vec::new(), content: Vec::new() };
        while batch.content.len() < clips {
            let content = Content::random(&mut rng, senses);
            if choice.digits_only && content.seen.is_none() && content.heard.is_none() {
                continue;
            }
            batch.content.push(content);
            if senses != Senses::Hearing {
                let ink = match content.seen {
                    Some(digit) => self.material.digit(&mut rng, digit, choice.hand),
                    // Half of the empty frames have a mark that is no digit.
                    None if rng.random_bool(0.5) => self.material.no_digit(&mut rng),
                    None => None,
                };
                batch.pixels.extend(paint(&mut rng, ink.as_ref(), level));
            }
            if senses != Senses::Sight {
                let word = match content.heard {
                    Some(digit) => self.material.saying(&mut rng, digit),
                    None if rng.random_bool(0.4) => self.material.other_word(&mut rng),
                    None => None,
                };
                batch.audio.extend_from_slice(self.listener.listen(&mut rng, word, level));
            }
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_and_match_follow_what_is_shown() {
        let of = |seen, heard| {
            let content = Content { seen, heard };
            (content.class(), content.matches())
        };
        assert_eq!(of(Some(3), Some(3)), (Some(3), true));
        assert_eq!(of(Some(3), Some(4)), (None, false));
        assert_eq!(of(Some(3), None), (Some(3), false));
        assert_eq!(of(None, Some(4)), (Some(4), false));
        assert_eq!(of(None, None), (Some(10), false));
    }
}
