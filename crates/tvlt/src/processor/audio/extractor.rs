//! Hugging Face's `TvltFeatureExtractor`.

use super::{
    super::{Array, ProcessorError},
    LogMel, Pcm,
    log_mel::LogMelEngine,
};
use crate::config::{TvltFeatureExtractorConfig, Variant};

/// Output of [`TvltFeatureExtractor`] for a batch of clips.
///
/// # Shapes
/// `time` is the longest clip's rows, rounded up to whole patches; `patches` is
/// `time / patch_size[0] * (feature_size / patch_size[1])`.
#[derive(Debug, Clone, PartialEq)]
pub struct AudioFeatures {
    /// Log-mel values in [-1, 1], `[batch, 1, time, mels]`; rows beyond a clip's end hold the
    /// config's `padding_value`.
    pub audio_values: Array,
    /// 1 for a patch with any real row, 0 for padding, `[batch, patches]`.
    pub audio_mask: Array,
}

/// Hugging Face's `TvltFeatureExtractor` (`feature_extraction_tvlt.py`): turns mono clips into log-mel
/// spectrograms, padded to whole patches and to equal length.
#[derive(Debug, Clone)]
pub struct TvltFeatureExtractor {
    config: TvltFeatureExtractorConfig,
    engine: LogMelEngine,
}

impl TvltFeatureExtractor {
    /// An extractor with the given settings.
    ///
    /// # Errors
    /// [`ProcessorError::Config`] where no spectrogram or no patch can have these sizes.
    pub fn new(config: TvltFeatureExtractorConfig) -> Result<Self, ProcessorError> {
        let [patch_rows, patch_mels] = config.patch_size;
        if patch_rows == 0 || patch_mels == 0 || patch_mels > config.feature_size {
            return Err(ProcessorError::Config(format!(
                "patch_size {patch_rows} by {patch_mels} does not fit feature_size {}",
                config.feature_size
            )));
        }
        Ok(Self { engine: LogMelEngine::new(&config)?, config })
    }

    /// The settings.
    pub fn config(&self) -> &TvltFeatureExtractorConfig {
        &self.config
    }

    /// Spectrograms of a batch of mono clips. Rows beyond `spectrogram_length` are cut off.
    ///
    /// # Errors
    /// - [`ProcessorError::SamplingRate`] where `sampling_rate` is given and differs from the config's
    /// - [`ProcessorError::TooShort`] for a clip of less than two samples
    /// - [`ProcessorError::NotFinite`] for a sample that is NaN or infinite
    /// - [`ProcessorError::NoInput`] without any clip
    pub fn extract(
        &self,
        waveforms: &[&[f32]],
        sampling_rate: Option<u32>,
    ) -> Result<AudioFeatures, ProcessorError> {
        let expected = self.config.sampling_rate;
        if let Some(given) = sampling_rate.filter(|&given| given != expected) {
            return Err(ProcessorError::SamplingRate { expected, given });
        }
        if waveforms.is_empty() {
            return Err(ProcessorError::NoInput);
        }
        for waveform in waveforms {
            if let Some(index) = waveform.iter().position(|sample| !sample.is_finite()) {
                return Err(ProcessorError::NotFinite { index: index as u64 });
            }
        }
        let mut engine = self.engine.clone();
        let spectrograms =
            waveforms.iter().map(|waveform| engine.log_mel(waveform)).collect::<Result<Vec<_>, _>>()?;
        Ok(self.pad(&spectrograms))
    }

    /// The spectrogram of one clip, in the form in which a file holds it.
    ///
    /// # Errors
    /// [`ProcessorError::NotMono`], and those of [`extract`](Self::extract).
    pub fn extract_pcm(&self, pcm: Pcm<'_>) -> Result<AudioFeatures, ProcessorError> {
        self.extract(&[pcm.mono()?], Some(pcm.sampling_rate))
    }

    fn pad(&self, spectrograms: &[LogMel]) -> AudioFeatures {
        let mels = self.config.feature_size;
        let [patch_rows, patch_mels] = self.config.patch_size;
        let frequency_patches = mels / patch_mels;
        let longest = self.config.spectrogram_length;
        let rows_of = |spectrogram: &LogMel| spectrogram.rows.min(longest);
        let patches_of = |spectrogram: &LogMel| match self.config.variant {
            Variant::HuggingFace => rows_of(spectrogram).div_ceil(patch_rows),
            // At least one row of padding, before the spectrogram is cut to its longest length.
            Variant::Authors => (spectrogram.rows / patch_rows + 1).min(longest / patch_rows),
        };
        let time_patches = spectrograms.iter().map(patches_of).max().unwrap_or(0);

        let (batch, time) = (spectrograms.len(), time_patches * patch_rows);
        let patches = time_patches * frequency_patches;
        let mut values = Vec::with_capacity(batch * time * mels);
        let mut mask = Vec::with_capacity(batch * patches);
        for (done, spectrogram) in spectrograms.iter().enumerate() {
            let rows = rows_of(spectrogram).min(time);
            values.extend_from_slice(&spectrogram.values[..rows * mels]);
            values.resize((done + 1) * time * mels, self.config.padding_value as f32);
            mask.resize(mask.len() + rows.div_ceil(patch_rows) * frequency_patches, 1.0);
            mask.resize((done + 1) * patches, 0.0);
        }
        if self.config.variant == Variant::Authors {
            mask = not_blank(&values, mels, self.config.patch_size);
        }
        AudioFeatures {
            audio_values: Array::new([batch, 1, time, mels], values),
            audio_mask: Array::new([batch, patches], mask),
        }
    }
}

/// 1 for each patch with any value above -1, time first: the authors' model cannot tell silence from padding.
/// `values` are whole patches.
fn not_blank(values: &[f32], mels: usize, [patch_rows, patch_mels]: [usize; 2]) -> Vec<f32> {
    let strips = values.chunks_exact(mels * patch_rows);
    strips
        .flat_map(|strip| {
            (0..mels / patch_mels).map(move |band| {
                let mut rows = strip.chunks_exact(mels).map(|row| &row[band * patch_mels..][..patch_mels]);
                f32::from(u8::from(rows.any(|row| row.iter().any(|value| *value != -1.0))))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authors_pad_by_a_row_at_least_and_mask_by_value() {
        let config = TvltFeatureExtractorConfig {
            spectrogram_length: 48,
            padding_value: -1.0,
            variant: Variant::Authors,
            ..TvltFeatureExtractorConfig::default()
        };
        let extractor = TvltFeatureExtractor::new(config).unwrap();
        // 15 hops give 16 rows, which are whole patches already; 40 hops are cut off.
        for (hops, time) in [(15usize, 32usize), (14, 16), (40, 48), (32, 48)] {
            let tone: Vec<f32> = (0..hops * 512).map(|i| 0.3 + (i as f32 * 0.2).sin()).collect();
            let features = extractor.extract(&[&tone], None).unwrap();
            assert_eq!(features.audio_values.shape, [1, 1, time, 128]);
            let real = (hops + 1).min(48).div_ceil(16) * 8;
            assert_eq!(features.audio_mask.values.len(), time / 16 * 8);
            // The tone is in the lowest patch; the patches above it and the padding are silent.
            assert_eq!(features.audio_mask.values[0], 1.0);
            assert!(features.audio_mask.values[real..].iter().all(|mask| *mask == 0.0));
        }
    }
}
