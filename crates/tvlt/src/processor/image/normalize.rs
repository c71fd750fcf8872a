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

    pub(super) fn value(&self, channel: usize, grey: u8) -> f32 {
        self.0[channel][usize::from(grey)]
    }
}
