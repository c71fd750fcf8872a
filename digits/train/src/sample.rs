//! Clips of picture and sound, with their labels.
//!
//! The class is the digit that is seen or heard; where picture and sound have different digits, the class is left
//! out of the loss. Picture and sound **match** where both have the same digit, and in no other case, not even
//! for silence and an empty frame.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    CLASSES, ROWS, TrainError,
    material::{Hand, Material},
    picture::{Subject, paint},
    sound::{Heard, Listener},
    voices::VoiceGroup,
};
use tvlt::config::TvltFeatureExtractorConfig;

/// The modalities of a batch. An absent one costs no tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Senses {
    /// Pictures alone.
    Sight,
    /// Sound alone.
    Hearing,
    /// Both.
    Both,
}

/// The content of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// The digit in the picture.
    pub seen: Option<usize>,
    /// The digit in the sound.
    pub heard: Option<usize>,
}

impl Content {
    /// Class index, where there is one right class.
    pub fn class(self) -> Option<usize> {
        match (self.seen, self.heard) {
            (Some(seen), Some(heard)) => (seen == heard).then_some(seen),
            (seen, heard) => Some(seen.or(heard).unwrap_or(CLASSES - 1)),
        }
    }

    /// Whether both have a digit, and not the same one. Such a clip trains only the match.
    pub fn contradicts(self) -> bool {
        self.seen.is_some() && self.heard.is_some() && self.seen != self.heard
    }

    /// Whether both have the same digit.
    pub fn matches(self) -> bool {
        self.seen.is_some() && self.seen == self.heard
    }

    fn random(rng: &mut impl Rng, senses: Senses) -> Self {
        let digit = rng.random_range(0..10);
        let (seen, heard) = match (senses, rng.random::<f32>()) {
            (Senses::Sight, choice) => ((choice < 0.8).then_some(digit), None),
            (Senses::Hearing, choice) => (None, (choice < 0.75).then_some(digit)),
            (Senses::Both, choice) if choice < 0.35 => (Some(digit), Some(digit)),
            (Senses::Both, choice) if choice < 0.62 => {
                (Some(digit), Some((digit + rng.random_range(1..10)) % 10))
            }
            (Senses::Both, choice) if choice < 0.75 => (Some(digit), None),
            (Senses::Both, choice) if choice < 0.88 => (None, Some(digit)),
            (Senses::Both, _) => (None, None),
        };
        Self { seen, heard }
    }
}

/// A batch of clips.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The modalities.
    pub senses: Senses,
    /// `[clips, 3, 128, 128]`, in [-1, 1]; empty without sight.
    pub pixels: Vec<f32>,
    /// `[clips, 128, 128]`, in [-1, 1]; empty without hearing.
    pub audio: Vec<f32>,
    /// The content of each clip.
    pub content: Vec<Content>,
}

impl Batch {
    /// The clips whose modalities do not contradict each other.
    pub fn without_contradictions(&self) -> Self {
        self.only(|clip| !self.content[clip].contradicts())
    }

    /// Up to `clips` clips from `first` on.
    pub fn part(&self, first: usize, clips: usize) -> Self {
        self.only(|clip| (first..first + clips).contains(&clip))
    }

    fn only(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let clips = self.content.len().max(1);
        let kept: Vec<usize> = (0..self.content.len()).filter(|clip| wanted(*clip)).collect();
        let of = |values: &[f32]| -> Vec<f32> {
            let length = values.len() / clips;
            kept.iter().flat_map(|clip| &values[clip * length..][..length]).copied().collect()
        };
        Self {
            senses: self.senses,
            pixels: of(&self.pixels),
            audio: of(&self.audio),
            content: kept.iter().map(|clip| self.content[*clip]).collect(),
        }
    }
}

/// Makes batches.
pub struct Sampler<'a> {
    material: &'a Material,
    listener: Listener,
}

/// Kinds of frames without a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDigitSeen {
    /// A photograph.
    Photograph,
    /// Empty paper or cards, hands, people, walls.
    Scene,
    /// A letter or a scribble.
    Mark,
}

/// Kinds of windows without a spoken digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDigitHeard {
    /// A word that is not a digit.
    OtherWord,
    /// A word that does not occur on the other side of the split.
    UnmetWord,
    /// Music or a noise that is not speech.
    OtherSound,
    /// Silence, or the hiss and hum of a microphone.
    Silence,
}

/// Restricts the clips, for an evaluation or a special lesson. The default leaves everything to chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice {
    /// Only pictures of this hand.
    pub hand: Option<Hand>,
    /// Only voices of this group.
    pub voices: Option<VoiceGroup>,
    /// Only clips that show a digit.
    pub digits_only: bool,
    /// Only frames without a digit, of this kind.
    pub no_digit_seen: Option<NoDigitSeen>,
    /// Only windows without a spoken digit, of this kind.
    pub no_digit_heard: Option<NoDigitHeard>,
    /// Whether to augment: marks are distorted, words change pitch and pace and are partly weakened or masked, and
    /// other words come as continuous speech. For training, not for evaluation.
    pub varied: bool,
    /// Whether windows without a spoken digit have no other words either, unless `no_digit_heard` selects them.
    pub wordless: bool,
}

impl<'a> Sampler<'a> {
    /// A sampler of `material`, with the default model's spectrograms.
    ///
    /// # Errors
    /// [`TrainError::Processor`], which the default settings never cause.
    pub fn new(material: &'a Material) -> Result<Self, TrainError> {
        Ok(Self { material, listener: Listener::new(&TvltFeatureExtractorConfig::default(), ROWS)? })
    }

    /// Whether the material has any voice of this group.
    pub(super) fn speaks(&self, group: VoiceGroup) -> bool {
        self.material.speaks(group)
    }

    /// Whether voices of this group say words that do not occur on the other side of the split.
    pub(super) fn says_unmet_words(&self, group: VoiceGroup) -> bool {
        self.material.says_unmet_words(group)
    }

    /// Batch `number` of the run with `seed`, which is always the same.
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
            let mut content = Content::random(&mut rng, senses);
            content.seen = content.seen.filter(|_| choice.no_digit_seen.is_none());
            content.heard = content.heard.filter(|_| choice.no_digit_heard.is_none());
            if choice.digits_only && content.seen.is_none() && content.heard.is_none() {
                continue;
            }
            batch.content.push(content);
            if senses != Senses::Hearing {
                batch.pixels.extend(self.frame(&mut rng, content.seen, level, choice));
            }
            if senses != Senses::Sight {
                batch.audio.extend_from_slice(self.window(&mut rng, content.heard, level, choice));
            }
        }
        batch
    }

    /// A frame with `digit`, or without a digit: `[3, 128, 128]`.
    fn frame(&self, rng: &mut ChaCha8Rng, digit: Option<usize>, level: f32, choice: Choice) -> Vec<f32> {
        let ink = match digit {
            Some(digit) => self.material.digit(rng, digit, choice.hand),
            None => match choice.no_digit_seen.unwrap_or_else(|| NoDigitSeen::random(rng)) {
                NoDigitSeen::Mark => self.material.no_digit(rng),
                NoDigitSeen::Scene => None,
                NoDigitSeen::Photograph => {
                    return paint(rng, Subject::Photograph, self.material.photos(), level);
                }
            },
        };
        let ink = match ink {
            Some(ink) if choice.varied && rng.random::<f32>() < 0.8 * level => {
                Some(ink.bent(rng, level).unwrap_or(ink))
            }
            ink => ink,
        };
        let subject = ink.as_ref().map_or(Subject::Scene, Subject::Mark);
        paint(rng, subject, self.material.photos(), level)
    }

    /// A window in which `digit` is said, or no digit: `[128, 128]`.
    fn window(&mut self, rng: &mut ChaCha8Rng, digit: Option<usize>, level: f32, choice: Choice) -> &[f32] {
        let material = self.material;
        let talk;
        let (heard, background) = match digit {
            Some(digit) => {
                (material.saying(rng, digit, choice.voices).map_or(Heard::Nothing, Heard::Word), true)
            }
            None => match choice.no_digit_heard.unwrap_or_else(|| NoDigitHeard::random(rng, choice.wordless))
            {
                NoDigitHeard::OtherWord if choice.varied && rng.random::<f32>() < 0.5 * level => {
                    talk = material.talk(rng, choice.voices);
                    (talk.as_deref().map_or(Heard::Nothing, Heard::Talk), true)
                }
                NoDigitHeard::OtherWord => {
                    (material.other_word(rng, choice.voices).map_or(Heard::Nothing, Heard::Word), true)
                }
                NoDigitHeard::UnmetWord => {
                    (material.unmet_word(rng, choice.voices).map_or(Heard::Nothing, Heard::Word), true)
                }
                NoDigitHeard::OtherSound => (material.sound(rng).map_or(Heard::Nothing, Heard::Sound), false),
                NoDigitHeard::Silence => (Heard::Nothing, false),
            },
        };
        let behind =
            if background && rng.random::<f32>() < 0.1 + 0.3 * level { material.sound(rng) } else { None };
        self.listener.listen(rng, heard, behind, level, choice.varied)
    }
}

impl NoDigitSeen {
    fn random(rng: &mut impl Rng) -> Self {
        [Self::Photograph, Self::Photograph, Self::Scene, Self::Mark][rng.random_range(0..4)]
    }
}

impl NoDigitHeard {
    fn random(rng: &mut impl Rng, wordless: bool) -> Self {
        let kinds = [Self::OtherWord, Self::OtherSound, Self::Silence];
        kinds[rng.random_range(usize::from(wordless)..kinds.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::material::tests::small;

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

    #[test]
    fn contradictions_are_left_out() {
        let content = [(Some(3), Some(4)), (None, Some(4)), (Some(5), Some(5))];
        let batch = Batch {
            senses: Senses::Both,
            pixels: vec![0.0, 0.1, 1.0, 1.1, 2.0, 2.1],
            audio: vec![0.5, 1.5, 2.5],
            content: content.map(|(seen, heard)| Content { seen, heard }).into(),
        };
        let kept = batch.without_contradictions();
        assert_eq!(
            (kept.pixels.as_slice(), kept.audio.as_slice()),
            (&[1.0, 1.1, 2.0, 2.1][..], &[1.5, 2.5][..])
        );
        assert_eq!(kept.content, batch.content[1..]);
        let last = batch.part(2, 2);
        assert_eq!(
            (last.pixels, last.audio, last.content),
            (vec![2.0, 2.1], vec![2.5], batch.content[2..].to_vec())
        );
    }

    #[test]
    fn nothing_is_a_fair_share_of_every_kind_of_batch() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut share = |senses, wanted: fn(&Content) -> bool| {
            (0..4000).filter(|_| wanted(&Content::random(&mut rng, senses))).count() as f32 / 4000.0
        };
        let nothing = |content: &Content| content.class() == Some(CLASSES - 1);
        assert!((share(Senses::Sight, nothing) - 0.2).abs() < 0.03);
        assert!((share(Senses::Hearing, nothing) - 0.25).abs() < 0.03);
        assert!((share(Senses::Both, nothing) - 0.12).abs() < 0.03);
        assert!((share(Senses::Both, |content| content.matches()) - 0.35).abs() < 0.03);
        assert!((share(Senses::Both, |content| content.contradicts()) - 0.27).abs() < 0.03);
    }

    #[test]
    fn batches_repeat_and_follow_choices() {
        let material = small();
        let mut sampler = Sampler::new(&material).expect("default settings");
        let own = sampler.batch(5, 7, Senses::Both, 4, 0.8, Choice::default());
        let again = sampler.batch(5, 7, Senses::Both, 4, 0.8, Choice::default());
        assert_eq!((&own.pixels, &own.audio, &own.content), (&again.pixels, &again.audio, &again.content));
        assert_eq!((own.pixels.len(), own.audio.len()), (4 * 3 * 128 * 128, 4 * ROWS * 128));
        let empty = Choice {
            no_digit_seen: Some(NoDigitSeen::Photograph),
            no_digit_heard: Some(NoDigitHeard::Silence),
            ..Choice::default()
        };
        let batch = sampler.batch(5, 8, Senses::Both, 6, 0.5, empty);
        assert!(batch.content.iter().all(|content| content.class() == Some(CLASSES - 1)));
        assert!(sampler.speaks(VoiceGroup::Recorded) && !sampler.speaks(VoiceGroup::UnseenEngine));
        let digits = Choice { digits_only: true, voices: Some(VoiceGroup::Recorded), ..Choice::default() };
        let batch = sampler.batch(5, 9, Senses::Hearing, 6, 0.5, digits);
        assert!(batch.content.iter().all(|content| content.heard.is_some()));
    }
}
