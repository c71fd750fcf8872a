use std::path::Path;

use hound::{SampleFormat, WavReader};

use super::PreprocessError;
use crate::processor::audio::Pcm;

/// A decoded sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// Interleaved samples, in [-1, 1].
    pub samples: Vec<f32>,
    /// Channels.
    pub channels: usize,
    /// Samples a second of each channel.
    pub sampling_rate: u32,
}

impl Sound {
    /// The sound as the processor takes it.
    pub fn pcm(&self) -> Pcm<'_> {
        Pcm { samples: &self.samples, channels: self.channels, sampling_rate: self.sampling_rate }
    }
}

/// Reads a WAV file. Whole numbers of n bits are divided by 2^(n - 1); floats are taken as they
/// are.
///
/// # Errors
/// [`PreprocessError::Sound`].
pub fn read_wav(path: &Path) -> Result<Sound, PreprocessError> {
    let wrong = |source| PreprocessError::Sound { path: path.into(), source };
    let reader = WavReader::open(path).map_err(wrong)?;
    let spec = reader.spec();
    let samples = match spec.sample_format {
        SampleFormat::Float => reader.into_samples::<f32>().collect::<Result<Vec<_>, _>>(),
        SampleFormat::Int => {
            let full = f64::from(spec.bits_per_sample.saturating_sub(1)).exp2();
            reader.into_samples::<i32>().map(|sample| Ok((f64::from(sample?) / full) as f32)).collect()
        }
    };
    Ok(Sound {
        samples: samples.map_err(wrong)?,
        channels: usize::from(spec.channels),
        sampling_rate: spec.sample_rate,
    })
}
