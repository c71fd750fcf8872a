//! Rescales and normalises pixels.

use crate::config::TvltImageProcessorConfig;

/// A lookup table from each level of each channel to its normalised value: `rescale`, then `normalize`, in HF's
/// precision (`image_transforms.py`): rescaled in f64 and rounded to f32, normalised in f32.
pub(super) struct Levels([[f32; 256]; 3]);

impl Levels {
    pub(super) fn new(config: &TvltImageProcessorConfig) -> Self {
        let mut levels = [[0.0; 256]; 3];
        for (channel, levels) in levels.iter_mut().enumerate() {
            for (grey, level) in levels.iter_mut().enumerate() {
                let mut value = grey as f32;
                if config.do_rescale {
                    value = (grey as f64 * config.rescale_factor) as f32;
                }
                if config.do_normalize {
                    value = (value - config.image_mean[channel] as f32) / config.image_std[channel] as f32;
                }
                *level = value;
            }
        }
        Self(levels)
    }

    /// Whether all values are numbers; they are not where a standard deviation is 0.
    pub(super) fn are_finite(&self) -> bool {
        self.0.iter().flatten().all(|level| level.is_finite())
    }

    pub(super) fn value(&self, channel: usize, grey: u8) -> f32 {
        self.0[channel][usize::from(grey)]
    }
}

#[cfg(test)]
mod tests {
    use crate::config::TvltImageProcessorConfig;
    use crate::processor::image::TvltImageProcessor;

    #[test]
    fn settings_that_give_no_numbers_are_refused() {
        let made = |config: TvltImageProcessorConfig| TvltImageProcessor::new(config).map(|_| ());
        let usual = TvltImageProcessorConfig::default;
        // Too small for f32, in which Hugging Face divides.
        for std in [0.0, 1e-60] {
            let said = made(TvltImageProcessorConfig { image_std: [0.5, std, 0.5], ..usual() }).unwrap_err();
            assert!(said.to_string().contains("image_std"), "{said}");
        }
        assert!(made(TvltImageProcessorConfig { rescale_factor: 1e300, ..usual() }).is_err());
        made(TvltImageProcessorConfig { image_std: [0.0; 3], do_normalize: false, ..usual() }).unwrap();
    }
}
