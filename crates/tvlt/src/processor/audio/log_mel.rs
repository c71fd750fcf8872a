//! The log-mel spectrogram of a whole clip.

use super::{super::ProcessorError, DYNAMIC_RANGE_DB, MelFilterBank, Stft, power_to_db, reflect, scale_db};
use crate::config::{TvltFeatureExtractorConfig, Variant};

/// A log-mel spectrogram.
#[derive(Debug, Clone, PartialEq)]
pub struct LogMel {
    /// Values in [-1, 1], `rows * mels` of them, time first.
    pub values: Vec<f32>,
    /// Time steps.
    pub rows: usize,
    /// Mel bins.
    pub mels: usize,
}

/// The log-mel spectrogram of a whole mono clip at the config's rate: one row for every full hop of
/// samples, so a clip shorter than one hop has none. (The authors' pipeline gives one row more, subtracts
/// the clip's mean first, and pads both ends with silence.)
///
/// The 80 dB clamp counts from the loudest value of the whole clip. That includes the window after the last
/// row, as HF drops its row only after the clamp.
///
/// # Errors
/// [`ProcessorError::TooShort`] below two samples (there is nothing to mirror at the ends), and
/// [`ProcessorError::Config`] where no spectrogram can have these settings.
pub fn log_mel(waveform: &[f32], config: &TvltFeatureExtractorConfig) -> Result<LogMel, ProcessorError> {
    LogMelEngine::new(config)?.log_mel(waveform)
}

/// Computes one spectrogram row after another, for whole clips and for streams.
#[derive(Debug, Clone)]
pub(super) struct LogMelEngine {
    pub(super) n_fft: usize,
    pub(super) hop: usize,
    /// See [`TvltFeatureExtractorConfig::variant`].
    pub(super) variant: Variant,
    stft: Stft,
    mel: MelFilterBank,
}

impl LogMelEngine {
    /// # Errors
    /// [`ProcessorError::Config`] where no spectrogram can have these settings.
    pub(super) fn new(config: &TvltFeatureExtractorConfig) -> Result<Self, ProcessorError> {
        let wrong = |text: String| Err(ProcessorError::Config(text));
        // These limits only keep a broken file from asking for absurd amounts of memory.
        if !(2..=1 << 20).contains(&config.n_fft) {
            return wrong(format!("n_fft is {}", config.n_fft));
        }
        if !(1..=1 << 16).contains(&config.feature_size) {
            return wrong(format!("feature_size is {}", config.feature_size));
        }
        if config.hop_length_to_sampling_rate == 0 || config.hop_length() == 0 {
            return wrong(format!(
                "sampling_rate ({}) divided by hop_length_to_sampling_rate ({}) gives no hop",
                config.sampling_rate, config.hop_length_to_sampling_rate
            ));
        }
        Ok(Self {
            n_fft: config.n_fft,
            hop: config.hop_length(),
            variant: config.variant,
            stft: Stft::new(config.n_fft),
            mel: MelFilterBank::new(config.n_fft / 2 + 1, config.feature_size, config.sampling_rate),
        })
    }

    pub(super) fn mels(&self) -> usize {
        self.mel.mels()
    }

    /// Position of the first sample of row `row`'s window; negative, before the clip, for the first rows.
    pub(super) fn window_start(&self, row: usize) -> isize {
        (row * self.hop) as isize - (self.n_fft / 2) as isize
    }

    /// Number of windows of a clip of `samples` samples; the last one gives no row.
    pub(super) fn windows(&self, samples: usize) -> usize {
        // With an odd n_fft, the window is one sample longer than the padding.
        (samples + self.n_fft / 2 * 2).checked_sub(self.n_fft).map_or(0, |room| room / self.hop + 1)
    }

    /// Maps position `i` and the clip's length to the index of a sample: `i` itself within the clip, its mirror image
    /// outside. In the authors' pipeline positions outside are silent (`None`), as librosa 0.9.2, which they used,
    /// pads with zeros.
    pub(super) fn padding(&self) -> impl Fn(isize, usize) -> Option<usize> + use<> {
        let variant = self.variant;
        move |i, samples| match variant {
            Variant::HuggingFace => Some(reflect(i, samples)),
            Variant::Authors => usize::try_from(i).ok().filter(|i| *i < samples),
        }
    }

    /// Writes the decibels of one window to `row` (one number for each mel bin) and returns the loudest.
    pub(super) fn row_db(&mut self, window: impl Iterator<Item = f32>, row: &mut [f32]) -> f64 {
        let power = self.stft.power(window);
        let mut max = f64::NEG_INFINITY;
        for (out, power) in row.iter_mut().zip(self.mel.apply(power)) {
            let db = power_to_db(power);
            max = max.max(db);
            *out = db as f32;
        }
        max
    }

    pub(super) fn log_mel(&mut self, waveform: &[f32]) -> Result<LogMel, ProcessorError> {
        if waveform.len() < 2 {
            return Err(ProcessorError::TooShort { samples: waveform.len() });
        }
        let centred;
        let waveform = match self.variant {
            Variant::HuggingFace => waveform,
            Variant::Authors => {
                centred = without_mean(waveform);
                &centred
            }
        };
        let mels = self.mels();
        let windows = self.windows(waveform.len());
        let mut values = vec![0.0; windows * mels];
        let mut max = f64::NEG_INFINITY;
        for (row, out) in values.chunks_exact_mut(mels).enumerate() {
            let start = self.window_start(row);
            let end = start + self.n_fft as isize;
            let loudest = if start >= 0 && end <= waveform.len() as isize {
                self.row_db(waveform[start as usize..end as usize].iter().copied(), out)
            } else {
                let samples = waveform.len();
                let place = self.padding();
                self.row_db((start..end).map(|i| place(i, samples).map_or(0.0, |i| waveform[i])), out)
            };
            max = max.max(loudest);
        }
        let rows = match self.variant {
            Variant::HuggingFace => windows.saturating_sub(1),
            Variant::Authors => windows,
        };
        values.truncate(rows * mels);
        finish_db(&mut values, max);
        Ok(LogMel { values, rows, mels })
    }
}

fn without_mean(waveform: &[f32]) -> Vec<f32> {
    let sum: f64 = waveform.iter().map(|value| f64::from(*value)).sum();
    let mean = sum / waveform.len() as f64;
    waveform.iter().map(|value| (f64::from(*value) - mean) as f32).collect()
}

/// Turns decibels into spectrogram values in place: clamps them to 80 dB below `max`, then scales to [-1, 1].
pub(super) fn finish_db(values: &mut [f32], max: f64) {
    let floor = (max - DYNAMIC_RANGE_DB) as f32;
    for value in values {
        *value = scale_db(value.max(floor));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_a_hop() {
        let config = TvltFeatureExtractorConfig::default();
        for (samples, rows) in [(2, 0), (511, 0), (512, 1), (1023, 1), (44_100, 86)] {
            let spectrogram = log_mel(&vec![0.1; samples], &config).unwrap();
            assert_eq!((spectrogram.rows, spectrogram.mels), (rows, 128), "{samples} samples");
            assert_eq!(spectrogram.values.len(), rows * 128);
        }
    }

    #[test]
    fn too_short_or_senseless_is_an_error() {
        let config = TvltFeatureExtractorConfig::default();
        assert_eq!(log_mel(&[], &config), Err(ProcessorError::TooShort { samples: 0 }));
        assert_eq!(log_mel(&[0.0], &config), Err(ProcessorError::TooShort { samples: 1 }));
        let no_hop = TvltFeatureExtractorConfig { hop_length_to_sampling_rate: 0, ..config.clone() };
        assert!(matches!(log_mel(&[0.0; 9], &no_hop), Err(ProcessorError::Config(_))));
        let no_fft = TvltFeatureExtractorConfig { n_fft: 0, ..config };
        assert!(matches!(log_mel(&[0.0; 9], &no_fft), Err(ProcessorError::Config(_))));
    }
}
