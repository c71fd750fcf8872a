//! The masks of one update: which patches are hidden from the model.

use crate::config::{TvltConfig, Variant};
use crate::inference::InferenceError;
use crate::live::{OwnMask, Settings};
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

/// The person's own mask of a clip of so many patches. All patches may be hidden: the decoder then fills in what it
/// knows of pictures and sounds in general. In the authors' model one of each modality stays visible, as it has no
/// class token where patches are hidden.
pub(super) fn own(
    config: &TvltConfig,
    mask: &OwnMask,
    pixel_patches: usize,
    audio_patches: usize,
) -> PatchMasking {
    let of = |chosen: &[bool], patches: usize, per_frame: usize| {
        let is_hidden = |patch: usize| chosen.get(patch % per_frame.max(1)).copied().unwrap_or(false);
        let mut hidden: Vec<bool> = (0..patches).map(is_hidden).collect();
        if config.variant == Variant::Authors
            && hidden.iter().all(|hidden| *hidden)
            && let Some(first) = hidden.first_mut()
        {
            *first = false;
        }
        Some(Masking::of_hidden(&hidden))
    };
    PatchMasking {
        pixel: of(&mask.pixel, pixel_patches, config.patches_per_frame()),
        audio: of(&mask.audio, audio_patches, audio_patches),
    }
}

/// For each patch, whether it is hidden; empty where nothing is masked.
pub(super) fn hidden(masking: Option<&Masking>) -> Vec<bool> {
    masking.map(|masking| masking.hidden(0).collect()).unwrap_or_default()
}

/// The same for the patches of one frame.
pub(super) fn hidden_of_frame(masking: &PatchMasking, frame: usize, patches: usize) -> Vec<bool> {
    hidden(masking.pixel.as_ref()).into_iter().skip(frame * patches).take(patches).collect()
}

/// The mask ratio that keeps one of `patches`, with a margin for the rounding of `int(len * (1 - ratio))`.
fn largest_ratio(patches: usize) -> f64 {
    1.0 - 1.5 / patches.max(2) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_mask_is_the_same_in_all_frames_and_hides_nothing_beyond_its_end() {
        let config = TvltConfig { image_size: 4, image_patch_size: [2, 2], ..TvltConfig::default() };
        let mask = OwnMask { pixel: vec![true, false, false, true], audio: vec![true] };
        let masking = own(&config, &mask, 8, 3);
        let pixel = hidden(masking.pixel.as_ref());
        assert_eq!(pixel, [[true, false, false, true]; 2].concat());
        assert_eq!(hidden(masking.audio.as_ref()), [true, false, false]);
        let all = OwnMask { pixel: vec![true; 4], audio: vec![true; 3] };
        assert_eq!(own(&config, &all, 4, 3).pixel.map(|masking| masking.kept()), Some(0));
        let authors = TvltConfig { variant: Variant::Authors, ..config };
        assert_eq!(own(&authors, &all, 4, 3).pixel.map(|masking| masking.kept()), Some(1));
    }

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
