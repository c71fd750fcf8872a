//! The voices that say the digits.

use std::{fs, io::Read};

use anyhow::{Context, Result};
use tvlt::processor::audio::resample;

use super::{RATE, SOURCES, sources::trim};
use digits_data::media;
use digits_data::sun_to_wav;
use xtask::project;

/// A voice that is not in the default model's training data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// ked of festival, a synthesiser that is held out as a whole; committed.
    Ked,
    /// David C. Dawson, in telephone quality: 8 kHz, mu-law. From Debian's `saytime`.
    Person,
}

impl Voice {
    /// The name of a digit at [`RATE`], with its peak at 0.6.
    ///
    /// # Errors
    /// Where a source is missing.
    pub(super) fn says(self, digit: usize) -> Result<Vec<f32>> {
        match self {
            Self::Ked => {
                let path = project::root().join(SOURCES).join(format!("{digit}.wav"));
                let bytes = fs::read(&path).with_context(|| format!("{} is missing", path.display()))?;
                samples(&bytes[..], |pcm, _| pcm).with_context(|| path.display().to_string())
            }
            Self::Person => {
                let path = media::recordings()?.join(format!("{digit}.au"));
                let bytes = fs::read(&path).with_context(|| format!("{} is missing", path.display()))?;
                samples(&sun_to_wav(&bytes, &path)?[..], trim).with_context(|| path.display().to_string())
            }
        }
    }
}

/// The part of a WAV file's samples that `take` selects, resampled to [`RATE`].
fn samples(wav: impl Read, take: impl Fn(&[i16], u32) -> &[i16]) -> Result<Vec<f32>> {
    let mut reader = hound::WavReader::new(wav)?;
    let rate = reader.spec().sample_rate;
    let pcm: Vec<i16> = reader.samples::<i16>().collect::<Result<_, _>>()?;
    let taken: Vec<f32> = take(&pcm, rate).iter().copied().map(f32::from).collect();
    let mut saying = resample(&taken, rate, RATE)?;
    let peak = saying.iter().fold(1.0f32, |peak, value| peak.max(value.abs()));
    saying.iter_mut().for_each(|value| *value *= 0.6 / peak);
    Ok(saying)
}
