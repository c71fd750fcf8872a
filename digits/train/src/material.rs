//! The contents of a data folder, in memory: handwritten digits, fonts, voices, photographs and sounds.

use std::{fs, path::Path};

use ab_glyph::FontVec;
use rand::Rng;
use rayon::prelude::*;

use super::{
    TrainError,
    cutout::{Cutout, load_cutouts},
    folder::list,
    ink::Ink,
    photo::Photo,
    teacher::Table,
    voices::{Engine, Saying, VoiceGroup, load_engines, load_sound},
};

/// Bytes of one handwritten digit, 28 x 28.
const DRAWING: usize = 28 * 28;

/// Characters that cannot be mistaken for a digit.
const LETTERS: &str = "AEFHJKMNPRTWXYfhkmnrtwx?#@&%+*=";

/// Longest pause between two words of continuous speech, in samples: a fifth of a second.
const LONGEST_PAUSE: usize = 44_100 / 5;

/// The material for samples, of one side of the split.
#[derive(Debug)]
pub struct Material {
    handwriting: [Vec<u8>; 10],
    glyphs: [Vec<Ink>; 10],
    letters: Vec<Ink>,
    engines: Vec<Engine>,
    photos: Vec<Photo>,
    /// Things without their backgrounds; may be empty.
    objects: Vec<Cutout>,
    /// Sounds that are not speech; mono at 44.1 kHz.
    sounds: Vec<Vec<i16>>,
    /// What the speech network makes of the spoken words.
    speech_features: Option<Table>,
}

/// Where a digit's picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// MNIST.
    Written,
    /// A font.
    Printed,
    /// Synthetic strokes.
    Drawn,
}

impl Material {
    /// Reads `folder` (`data/train` or `data/heldout`).
    ///
    /// # Errors
    /// [`TrainError`], where something is missing or cannot be read.
    pub fn load(folder: &Path) -> Result<Self, TrainError> {
        let no = |what| TrainError::NoData { path: folder.to_owned(), what };
        let mut handwriting: [Vec<u8>; 10] = Default::default();
        for (digit, drawings) in handwriting.iter_mut().enumerate() {
            *drawings = read(&folder.join(format!("digits/{digit}.u8")))?;
            if drawings.len() < DRAWING {
                return Err(no("handwritten digits"));
            }
        }
        let mut glyphs: [Vec<Ink>; 10] = Default::default();
        let mut letters = Vec::new();
        for path in list(&folder.join("fonts"))? {
            // A file that is not a usable font is skipped.
            let Ok(font) = FontVec::try_from_vec(read(&path)?) else { continue };
            let digits: Vec<Ink> = ('0'..='9').filter_map(|digit| Ink::from_font(&font, digit)).collect();
            if digits.len() == 10 {
                for (glyphs, ink) in glyphs.iter_mut().zip(digits) {
                    glyphs.push(ink);
                }
                letters.extend(LETTERS.chars().filter_map(|letter| Ink::from_font(&font, letter)));
            }
        }
        if letters.is_empty() {
            return Err(no("fonts with digits"));
        }
        let speech_features = Table::read(&Table::speech_path(folder))?;
        let engines = load_engines(folder, |file| speech_features.as_ref()?.row(file))?;
        if engines.is_empty() {
            return Err(no("spoken digits"));
        }
        let photos = list(&folder.join("photos"))?.into_par_iter().map(|path| Photo::load(&path));
        let photos: Vec<Photo> = photos.collect::<Result<_, _>>()?;
        if photos.is_empty() {
            return Err(no("photographs"));
        }
        let sounds = list(&folder.join("sounds"))?.into_par_iter().map(|path| load_sound(&path));
        let mut sounds: Vec<Vec<i16>> = sounds.collect::<Result<_, _>>()?;
        sounds.retain(|sound| !sound.is_empty());
        if sounds.is_empty() {
            return Err(no("sounds that are not speech"));
        }
        let objects = load_cutouts(&folder.join("objects"))?;
        Ok(Self { handwriting, glyphs, letters, engines, photos, objects, sounds, speech_features })
    }

    /// A summary in one line.
    pub fn summary(&self) -> String {
        let drawings: usize = self.handwriting.iter().map(|drawings| drawings.len() / DRAWING).sum();
        let sayings: usize = self.engines.iter().flat_map(|engine| &engine.digits).map(Vec::len).sum();
        let others: usize = self.engines.iter().map(|engine| engine.others.len()).sum();
        let unmet: usize = self.engines.iter().map(|engine| engine.unmet.len()).sum();
        let unmet = if unmet > 0 { format!(" and {unmet} said nowhere in training") } else { String::new() };
        format!(
            "{drawings} handwritten digits, {} fonts, {} photographs, {sayings} spoken digits, {others} other \
             words{unmet}, {} other sounds, {} things",
            self.glyphs[0].len(),
            self.photos.len(),
            self.sounds.len(),
            self.objects().len()
        )
    }

    /// A mark of `digit`.
    pub(super) fn digit(&self, rng: &mut impl Rng, digit: usize, hand: Option<Hand>) -> Option<Ink> {
        let hand = hand.unwrap_or_else(|| match rng.random::<f32>() {
            choice if choice < 0.4 => Hand::Written,
            choice if choice < 0.85 => Hand::Printed,
            _ => Hand::Drawn,
        });
        match hand {
            Hand::Written => {
                let drawings = &self.handwriting[digit];
                let start = rng.random_range(0..drawings.len() / DRAWING) * DRAWING;
                Ink::from_handwriting(&drawings[start..start + DRAWING], rng.random_range(0.2..0.65))
            }
            Hand::Printed => pick(rng, &self.glyphs[digit]).cloned(),
            Hand::Drawn => Ink::draw_digit(rng, digit),
        }
    }

    /// A mark that is not a digit.
    pub(super) fn no_digit(&self, rng: &mut impl Rng) -> Option<Ink> {
        if rng.random_bool(0.5) { pick(rng, &self.letters).cloned() } else { Ink::draw_scribble(rng) }
    }

    /// The same without photographs and recorded sounds: what remains beside handwriting, fonts and voices is
    /// synthetic.
    pub fn without_the_world(mut self) -> Self {
        self.photos.clear();
        self.objects.clear();
        self.sounds.clear();
        self
    }

    /// Things cut out of their backgrounds; none where the folder has no `objects`.
    pub(super) fn objects(&self) -> &[Cutout] {
        &self.objects
    }

    /// A thing cut out of its background, and its number.
    pub(super) fn object(&self, rng: &mut impl Rng) -> Option<(usize, &Cutout)> {
        let number = rng.random_range(0..self.objects.len().max(1));
        self.objects.get(number).map(|object| (number, object))
    }

    /// The same with `each` parts of every photograph as further things.
    pub(super) fn with_parts_of_photos(mut self, each: usize, rng: &mut impl Rng) -> Self {
        for photo in &self.photos {
            self.objects.extend((0..each).filter_map(|_| Cutout::from_photo(rng, photo)));
        }
        self
    }

    /// The photographs.
    pub(super) fn photos(&self) -> &[Photo] {
        &self.photos
    }

    /// A sound that is not speech, at 44.1 kHz.
    pub(super) fn sound(&self, rng: &mut impl Rng) -> Option<&[i16]> {
        pick(rng, &self.sounds).map(Vec::as_slice)
    }

    /// Whether there is any voice of this group.
    pub(super) fn speaks(&self, group: VoiceGroup) -> bool {
        self.engines.iter().any(|engine| engine.group == group)
    }

    /// Whether a voice of this group says words that are no digits.
    pub(super) fn says_other_words(&self, group: VoiceGroup) -> bool {
        self.engines.iter().any(|engine| engine.group == group && !engine.others.is_empty())
    }

    /// Whether a voice of this group says words that do not occur on the other side of the split.
    pub(super) fn says_unmet_words(&self, group: VoiceGroup) -> bool {
        self.engines.iter().any(|engine| engine.group == group && !engine.unmet.is_empty())
    }

    /// What the speech network makes of the spoken words, where the data folder has that.
    pub fn speech_features(&self) -> Option<&Table> {
        self.speech_features.as_ref()
    }

    /// The people of a group who say every digit: a number for [`Material::saying`], and the name.
    pub(super) fn people(&self, group: VoiceGroup) -> Vec<(usize, String)> {
        let engines = self.engines.iter().filter(|engine| engine.group == group);
        engines
            .flat_map(|engine| {
                engine.digit_speakers().map(|number| (number, engine.speakers[number].clone()))
            })
            .collect()
    }

    /// A spoken `digit`, by any voice or one of a group, or by one person of a group.
    pub(super) fn saying(
        &self,
        rng: &mut impl Rng,
        digit: usize,
        group: Option<VoiceGroup>,
        person: Option<usize>,
    ) -> Option<&Saying> {
        let engine = self.engine(rng, group, |engine| engine.digits[digit].len())?;
        let Some(person) = person else { return pick(rng, &engine.digits[digit]) };
        let sayings: Vec<&Saying> =
            engine.digits[digit].iter().filter(|saying| saying.speaker == person).collect();
        pick(rng, &sayings).copied()
    }

    /// A spoken word that is not a digit.
    pub(super) fn other_word(&self, rng: &mut impl Rng, group: Option<VoiceGroup>) -> Option<&Saying> {
        let engine = self.engine(rng, group, |engine| engine.others.len())?;
        pick(rng, &engine.others)
    }

    /// A spoken word that does not occur on the other side of the split.
    pub(super) fn unmet_word(&self, rng: &mut impl Rng, group: Option<VoiceGroup>) -> Option<&Saying> {
        let engine = self.engine(rng, group, |engine| engine.unmet.len())?;
        pick(rng, &engine.unmet)
    }

    /// Continuous speech of other words by one kind of voice, with hardly a pause; at 44.1 kHz.
    pub(super) fn talk(&self, rng: &mut impl Rng, group: Option<VoiceGroup>) -> Option<Vec<i16>> {
        let engine = self.engine(rng, group, |engine| engine.others.len())?;
        let mut talk = Vec::new();
        for _ in 0..rng.random_range(2..=4) {
            talk.extend_from_slice(&pick(rng, &engine.others)?.pcm);
            talk.resize(talk.len() + rng.random_range(0..LONGEST_PAUSE), 0);
        }
        Some(talk)
    }

    /// A random engine, by weight, of those in the choice that have what is wanted.
    fn engine(
        &self,
        rng: &mut impl Rng,
        group: Option<VoiceGroup>,
        count: impl Fn(&Engine) -> usize,
    ) -> Option<&Engine> {
        let able = || {
            // A data folder may have people's other words, and no digits of theirs.
            let engines = self.engines.iter().filter(|engine| count(engine) > 0);
            engines.filter(|engine| engine.group.has_part_in(group))
        };
        let mut left = rng.random::<f32>() * able().map(|engine| engine.weight).sum::<f32>();
        able().find(|engine| {
            left -= engine.weight;
            left <= 0.0
        })
    }
}

fn pick<'a, T>(rng: &mut impl Rng, list: &'a [T]) -> Option<&'a T> {
    if list.is_empty() { None } else { list.get(rng.random_range(0..list.len())) }
}

fn read(path: &Path) -> Result<Vec<u8>, TrainError> {
    fs::read(path).map_err(|source| TrainError::File { path: path.to_owned(), source })
}

#[cfg(test)]
pub(super) mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// A small synthetic material.
    pub(crate) fn small() -> Material {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let tone = |pitch: usize| -> Vec<i16> {
            (0..12_000).map(|i| ((i as f32 * 0.01 * (pitch + 2) as f32).sin() * 20_000.0) as i16).collect()
        };
        let saying = |pitch| Saying { pcm: tone(pitch), ..Saying::default() };
        let glyphs = std::array::from_fn(|digit| Ink::draw_digit(&mut rng, digit).into_iter().collect());
        let mut drawing = vec![0; DRAWING];
        drawing[300..500].fill(255);
        let engine = |group| Engine {
            group,
            weight: 1.0,
            speakers: vec!["ann".into()],
            digits: std::array::from_fn(|digit| vec![saying(digit)]),
            others: vec![saying(20)],
            unmet: vec![saying(25)],
        };
        Material {
            handwriting: std::array::from_fn(|_| drawing.clone()),
            letters: Ink::draw_scribble(&mut rng).into_iter().collect(),
            glyphs,
            engines: [VoiceGroup::OtherVoices, VoiceGroup::Recorded].map(engine).into(),
            photos: vec![Photo::new(image::RgbImage::from_fn(160, 120, |x, y| {
                image::Rgb([x as u8, y as u8, (x ^ y) as u8])
            }))],
            objects: Vec::new(),
            sounds: vec![tone(30), tone(40)],
            speech_features: None,
        }
    }

    #[test]
    fn a_voice_is_of_the_group_that_is_asked_for() {
        let material = small();
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        assert!(material.saying(&mut rng, 3, Some(VoiceGroup::Recorded), None).is_some());
        assert!(material.saying(&mut rng, 3, Some(VoiceGroup::OtherEngine), None).is_none());
        assert_eq!(material.people(VoiceGroup::Recorded), [(0, "ann".to_owned())]);
        assert!(material.saying(&mut rng, 3, Some(VoiceGroup::Recorded), Some(0)).is_some());
        assert!(material.saying(&mut rng, 3, Some(VoiceGroup::Recorded), Some(1)).is_none());
        assert!(material.other_word(&mut rng, None).is_some());
        assert!(material.unmet_word(&mut rng, Some(VoiceGroup::OtherEngine)).is_none());
        assert!(material.unmet_word(&mut rng, Some(VoiceGroup::Recorded)).is_some());
        assert!(material.says_unmet_words(VoiceGroup::Recorded));
        assert!((24_000..48_000 + 4 * LONGEST_PAUSE).contains(&material.talk(&mut rng, None).unwrap().len()));
    }
}
