//! The masks of one update: which patches are hidden from the model.

use crate::config::TvltConfig;
use crate::inference::InferenceError;
use crate::live::Settings;
use crate::model::masking::{Masking, MaskingNoise};
use crate::model::{ModelError, PatchMasking};

/// Draws the masks of one clip: the same seed and ratios give the same masks on every machine.
///
/// At least one patch of each modality stays visible, as the decoder cannot fill in a clip from nothing.
pub(super) fn draw(
    config: &TvltConfig,
    settings: &Settings,
    pixel_patches: usize,
    audio_patches: usize,
) -> Result<PatchMasking, InferenceError> {
    let noise = MaskingNoise::from_seed(settings.seed, config, 1, pixel_patches, audio_patches);
    let shape = [1, pixel_patches, audio_patches];
    let pixel_ratio = settings.pixel_mask_ratio.min(largest_ratio(pixel_patches));
    let audio_ratio = settings.audio_mask_ratio.min(largest_ratio(audio_patches));
    noise
        .masking(shape, config.frequency_patches(), pixel_ratio, audio_ratio)
        .map_err(|error| InferenceError::Model(ModelError::from(error)))
}

/// For each patch, whether it is hidden; empty where nothing is masked.
pub(super) fn hidden(masking: Option<&Masking>) -> Vec<bool> {
    masking.map(|masking| masking.hidden(0).collect()).unwrap_or_default()
}

/// The mask ratio that keeps one of `patches`, with a margin for the rounding of `int(len * (1 - ratio))`.
fn largest_ratio(patches: usize) -> f64 {
    1.0 - 1.5 / patches.max(2) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_patch_stays_visible() {
        let settings = Settings { pixel_mask_ratio: 1.0, audio_mask_ratio: 1.0, ..Settings::default() };
        let config = TvltConfig::default();
        for patches in [8, 64, 432, 1176] {
            let masking = draw(&config, &settings, patches, patches).unwrap();
            assert_eq!(masking.pixel.as_ref().map(Masking::kept), Some(1));
            assert_eq!(hidden(masking.audio.as_ref()).iter().filter(|hidden| !**hidden).count(), 1);
        }
    }
}
