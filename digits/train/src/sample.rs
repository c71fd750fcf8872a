//! Makes clips of picture and sound, with their labels.

use std::borrow::Cow;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    PCM_LEN, ROWS, TrainError,
    batch::{Batch, Content, Rows, Senses},
    material::{Hand, Material},
    picture::{Subject, paint},
    sound::{Heard, Listener},
    stage::Stage,
    voices::{Saying, VoiceGroup},
};
use tvlt::config::TvltFeatureExtractorConfig;

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
    /// A thing that is held up, cut out of another picture.
    Object,
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
    /// Only this person of that group; see [`Material::people`].
    pub person: Option<usize>,
    /// Only clips that show a digit.
    pub digits_only: bool,
    /// Only frames without a digit, of this kind.
    pub no_digit_seen: Option<NoDigitSeen>,
    /// Only windows without a spoken digit, of this kind.
    pub no_digit_heard: Option<NoDigitHeard>,
    /// Whether to augment: marks are distorted, words change pitch and pace and are partly weakened or masked, and
    /// other words come as continuous speech. For training, not for evaluation.
    pub varied: bool,
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

    /// The people of a group who say every digit, each with a number for [`Choice::person`].
    pub(super) fn people(&self, group: VoiceGroup) -> Vec<(usize, String)> {
        self.material.people(group)
    }

    /// Whether voices of this group say words that are no digits.
    pub(super) fn says_other_words(&self, group: VoiceGroup) -> bool {
        self.material.says_other_words(group)
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
        let mut batch =
            Batch { senses, pixels: Vec::new(), audio: Vec::new(), content: Vec::new(), rows: Vec::new() };
        while batch.content.len() < clips {
            let mut content = Content::random(&mut rng, senses);
            content.seen = content.seen.filter(|_| choice.no_digit_seen.is_none());
            content.heard = content.heard.filter(|_| choice.no_digit_heard.is_none());
            if choice.digits_only && content.seen.is_none() && content.heard.is_none() {
                continue;
            }
            let mut rows = Rows::default();
            if senses != Senses::Hearing {
                let (frame, row) = self.frame(&mut rng, content.seen, level, choice);
                batch.pixels.extend(frame);
                rows.seen = row;
            }
            if senses != Senses::Sight {
                let word = self.word(&mut rng, content.heard, level, choice);
                content.other_words = content.heard.is_none() && word.speech;
                rows.heard = word.row;
                batch.audio.extend_from_slice(self.window(&mut rng, &word, level, choice));
            }
            batch.content.push(content);
            batch.rows.push(rows);
        }
        batch
    }

    /// A frame with `digit`, or without a digit: `[3, 128, 128]`; and the row of the thing that it shows.
    fn frame(
        &self,
        rng: &mut ChaCha8Rng,
        digit: Option<usize>,
        level: f32,
        choice: Choice,
    ) -> (Vec<f32>, Option<usize>) {
        let photos = self.material.photos();
        let ink = match digit {
            Some(digit) => self.material.digit(rng, digit, choice.hand),
            None => match choice.no_digit_seen.unwrap_or_else(|| NoDigitSeen::random(rng)) {
                NoDigitSeen::Mark => self.material.no_digit(rng),
                NoDigitSeen::Scene => None,
                NoDigitSeen::Photograph => return (paint(rng, Subject::Photograph, photos, level), None),
                NoDigitSeen::Object => {
                    let Some((row, thing)) = self.material.object(rng) else {
                        return (paint(rng, Subject::Scene, photos, level), None);
                    };
                    return (Stage::random(rng, photos, level).with(rng, thing), Some(row));
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
        (paint(rng, subject, photos, level), None)
    }

    /// What is heard where `digit` is said, or no digit.
    fn word(&self, rng: &mut ChaCha8Rng, digit: Option<usize>, level: f32, choice: Choice) -> Word<'a> {
        let material = self.material;
        if let Some(digit) = digit {
            return Word::said(material.saying(rng, digit, choice.voices, choice.person));
        }
        match choice.no_digit_heard.unwrap_or_else(|| NoDigitHeard::random(rng)) {
            NoDigitHeard::OtherWord if choice.varied && rng.random::<f32>() < 0.5 * level => Word {
                pcm: material.talk(rng, choice.voices).map_or(Cow::Borrowed(&[]), Cow::Owned),
                speech: true,
                long: true,
                row: None,
            },
            NoDigitHeard::OtherWord => Word::said(material.other_word(rng, choice.voices)),
            NoDigitHeard::UnmetWord => Word::said(material.unmet_word(rng, choice.voices)),
            NoDigitHeard::OtherSound => {
                let pcm = Cow::Borrowed(material.sound(rng).unwrap_or_default());
                Word { pcm, speech: false, long: true, row: None }
            }
            NoDigitHeard::Silence => Word { pcm: Cow::Borrowed(&[]), speech: false, long: false, row: None },
        }
    }

    /// A window in which that is heard: `[128, 128]`.
    fn window(&mut self, rng: &mut ChaCha8Rng, word: &Word<'_>, level: f32, choice: Choice) -> &[f32] {
        let heard = match (&*word.pcm, word.speech, word.long) {
            ([], ..) => Heard::Nothing,
            (pcm, true, true) => Heard::Talk(pcm),
            (pcm, true, false) => Heard::Word(pcm),
            (pcm, false, _) => Heard::Sound(pcm),
        };
        let behind = if word.speech && rng.random::<f32>() < 0.1 + 0.3 * level {
            self.material.sound(rng)
        } else {
            None
        };
        self.listener.listen(rng, heard, behind, level, choice.varied)
    }
}

/// What a window has: a word, talk, another sound, or nothing.
struct Word<'a> {
    /// Mono at 44.1 kHz; empty for silence.
    pcm: Cow<'a, [i16]>,
    /// Whether it is speech.
    speech: bool,
    /// Whether only a part of it need be heard.
    long: bool,
    /// Its row in the table of the speech network.
    row: Option<usize>,
}

impl<'a> Word<'a> {
    fn said(saying: Option<&'a Saying>) -> Self {
        let pcm = saying.map_or(&[][..], |saying| &saying.pcm);
        // Of what is longer than the window, a part is heard, which is no longer what the table's row is about.
        let long = pcm.len() > PCM_LEN * 9 / 10;
        let row = saying.and_then(|saying| saying.row).filter(|_| !long);
        Self { pcm: Cow::Borrowed(pcm), speech: true, long, row }
    }
}

impl NoDigitSeen {
    fn random(rng: &mut impl Rng) -> Self {
        use NoDigitSeen::{Mark, Object, Photograph, Scene};
        [Photograph, Photograph, Scene, Mark, Mark, Object][rng.random_range(0..6)]
    }
}

impl NoDigitHeard {
    fn random(rng: &mut impl Rng) -> Self {
        [Self::OtherWord, Self::OtherSound, Self::Silence][rng.random_range(0..3)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CLASSES;
    use crate::material::tests::small;

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
