//! What a data folder holds, in memory: handwritten digits, glyphs, voices.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ab_glyph::FontVec;
use rand::Rng;
use rayon::prelude::*;

use super::{TrainError, ink::Ink};
use crate::processor::audio::resample;

/// Bytes of one handwritten digit, 28 x 28.
const DRAWING: usize = 28 * 28;

/// Characters that nobody reads as a digit.
const LETTERS: &str = "AEFHJKMNPRTWXYfhkmnrtwx?#@&%+*=";

/// Spoken words of one kind of voice: the same synthesiser, or recordings.
#[derive(Debug)]
struct Engine {
    /// How often it is chosen, relative to the others.
    weight: f32,
    /// Sayings of each digit, mono at 44.1 kHz.
    digits: [Vec<Vec<i16>>; 10],
    /// Sayings of other words.
    others: Vec<Vec<i16>>,
}

/// Everything samples are made of, of one side of the split.
#[derive(Debug)]
pub struct Material {
    handwriting: [Vec<u8>; 10],
    glyphs: [Vec<Ink>; 10],
    letters: Vec<Ink>,
    engines: Vec<Engine>,
}

/// Where a digit's picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// MNIST.
    Written,
    /// A font.
    Printed,
    /// Strokes by rule.
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
            // A file that is no usable font is no loss.
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
        let engines = load_engines(&folder.join("speech"))?;
        if engines.is_empty() {
            return Err(no("spoken digits"));
        }
        Ok(Self { handwriting, glyphs, letters, engines })
    }

    /// One line on what there is.
    pub fn summary(&self) -> String {
        let drawings: usize = self.handwriting.iter().map(|drawings| drawings.len() / DRAWING).sum();
        let sayings: usize = self.engines.iter().flat_map(|engine| &engine.digits).map(Vec::len).sum();
        let others: usize = self.engines.iter().map(|engine| engine.others.len()).sum();
        format!(
            "{drawings} handwritten digits, {} fonts, {sayings} spoken digits and {others} other words",
            self.glyphs[0].len()
        )
    }

    /// A picture of `digit`.
    pub(super) fn digit(&self, rng: &mut impl Rng, digit: usize, hand: Option<Hand>) -> Option<Ink> {
        let hand = hand.unwrap_or_else(|| match rng.random::<f32>() {
            choice if choice < 0.5 => Hand::Written,
            choice if choice < 0.75 => Hand::Printed,
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

    /// A mark that is no digit.
    pub(super) fn no_digit(&self, rng: &mut impl Rng) -> Option<Ink> {
        if rng.random_bool(0.5) { pick(rng, &self.letters).cloned() } else { Ink::draw_scribble(rng) }
    }

    /// A saying of `digit`, of any voice.
    pub(super) fn saying(&self, rng: &mut impl Rng, digit: usize) -> Option<&[i16]> {
        let sayings = |engine: &'_ Engine| engine.digits[digit].len();
        let engine = self.engine(rng, sayings)?;
        pick(rng, &engine.digits[digit]).map(Vec::as_slice)
    }

    /// A spoken word that is no digit.
    pub(super) fn other_word(&self, rng: &mut impl Rng) -> Option<&[i16]> {
        let engine = self.engine(rng, |engine| engine.others.len())?;
        pick(rng, &engine.others).map(Vec::as_slice)
    }

    /// One of the engines that have something, by weight.
    fn engine(&self, rng: &mut impl Rng, count: impl Fn(&Engine) -> usize) -> Option<&Engine> {
        let able = || self.engines.iter().filter(|engine| count(engine) > 0);
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

/// `speech/<word>/<engine>-<voice>.wav`, grouped by engine.
fn load_engines(folder: &Path) -> Result<Vec<Engine>, TrainError> {
    let mut files = Vec::new();
    for word in list(folder)? {
        let name = word.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let digit = name.parse::<usize>().ok().filter(|digit| *digit < 10);
        files.extend(list(&word)?.into_iter().map(|path| (digit, path)));
    }
    let sayings: Vec<(Option<usize>, String, Vec<i16>)> = files
        .into_par_iter()
        .map(|(digit, path)| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let engine = name.split('-').next().unwrap_or_default().to_owned();
            Ok((digit, engine, load_word(&path)?))
        })
        .collect::<Result<_, TrainError>>()?;
    // espeak has most voices, but they resemble one another.
    let weights = [("espeak", 0.5), ("flite", 0.33), ("festival", 0.1), ("recorded", 0.07)];
    let mut engines = Vec::new();
    for (name, weight) in weights {
        let mut engine = Engine { weight, digits: Default::default(), others: Vec::new() };
        for (digit, _, pcm) in sayings.iter().filter(|(_, engine, pcm)| engine == name && !pcm.is_empty()) {
            match digit {
                Some(digit) => engine.digits[*digit].push(pcm.clone()),
                None => engine.others.push(pcm.clone()),
            }
        }
        if engine.digits.iter().all(|sayings| !sayings.is_empty()) {
            engines.push(engine);
        }
    }
    Ok(engines)
}

/// A WAV file as mono 44.1 kHz, without the silence at both ends, its peak at 0.9.
fn load_word(path: &Path) -> Result<Vec<i16>, TrainError> {
    let wrong = |source| TrainError::Wav { path: path.to_owned(), source };
    let mut reader = hound::WavReader::open(path).map_err(wrong)?;
    let spec = reader.spec();
    let scale = 1.0 / (1u32 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f32;
    let samples: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Int => reader
            .samples::<i32>()
            .map(|sample| sample.map(|value| value as f32 * scale))
            .collect::<Result<_, _>>(),
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>(),
    }
    .map_err(wrong)?;
    let channels = usize::from(spec.channels.max(1));
    let mono: Vec<f32> = samples.chunks_exact(channels).map(|frame| frame.iter().sum::<f32>()).collect();
    let peak = mono.iter().fold(0.0f32, |peak, value| peak.max(value.abs()));
    let heard = |value: &f32| value.abs() > 0.02 * peak;
    let (Some(first), Some(last)) = (mono.iter().position(heard), mono.iter().rposition(heard)) else {
        return Ok(Vec::new());
    };
    // A breath of 20 ms stays on both sides.
    let margin = spec.sample_rate as usize / 50;
    let word = &mono[first.saturating_sub(margin)..(last + margin).min(mono.len())];
    let resampled = resample(word, spec.sample_rate, 44_100)?;
    Ok(resampled.iter().map(|value| (value / peak * 0.9 * 32_767.0) as i16).collect())
}

fn read(path: &Path) -> Result<Vec<u8>, TrainError> {
    fs::read(path).map_err(|source| TrainError::File { path: path.to_owned(), source })
}

/// What is in a folder, sorted, so that every run sees the same order.
fn list(folder: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let wrong = |source| TrainError::File { path: folder.to_owned(), source };
    let mut paths = fs::read_dir(folder)
        .map_err(wrong)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(wrong)?;
    paths.sort();
    Ok(paths)
}
