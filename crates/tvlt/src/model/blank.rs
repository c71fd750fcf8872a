//! Blank patches, which the authors' model treats as padding.

use burn::tensor::Tensor;

use super::{TvltInputs, patchify_audio, patchify_pixel};
use crate::config::TvltConfig;

/// Value of padding in the authors' clips, which silence and black have too.
const BLANK: f32 = -1.0;

/// Finds blank patches as the authors' model does (`get_patch_mask`): a patch whose mean is exactly -1 is
/// padding.
#[derive(Debug, Clone)]
pub(super) struct BlankPatches {
    image_patch_size: [usize; 2],
    audio_patch_size: [usize; 2],
}

impl BlankPatches {
    pub(super) fn new(config: &TvltConfig) -> Self {
        Self { image_patch_size: config.image_patch_size, audio_patch_size: config.audio_patch_size }
    }

    /// The inputs, with masks of the blank patches where no masks were given.
    pub(super) fn mask(&self, inputs: &TvltInputs) -> TvltInputs {
        let mut inputs = inputs.clone();
        let frames = |frames: &Tensor<5>| not_blank(patchify_pixel(frames.clone(), self.image_patch_size));
        let (mixed, audio) = (inputs.pixel_values_mixed.as_ref(), &inputs.audio_values);
        inputs.pixel_mask = inputs.pixel_mask.or_else(|| Some(frames(&inputs.pixel_values)));
        inputs.pixel_mask_mixed = inputs.pixel_mask_mixed.or_else(|| mixed.map(frames));
        inputs.audio_mask = inputs
            .audio_mask
            .or_else(|| Some(not_blank(patchify_audio(audio.clone(), self.audio_patch_size))));
        inputs
    }
}

/// 1 where a patch's mean is not -1: `[batch, patches, numbers]` to `[batch, patches]`. Compares sums instead of
/// means, as a sum of such numbers is exact on every device and a GPU's division need not be.
fn not_blank(patches: Tensor<3>) -> Tensor<2> {
    let numbers = patches.dims()[2] as f32;
    patches.sum_dim(2).squeeze_dim::<2>(2).not_equal_elem(BLANK * numbers).float()
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn silence_and_black_are_blank() {
        let device = Device::flex();
        let config =
            TvltConfig { image_patch_size: [2, 2], audio_patch_size: [2, 2], ..TvltConfig::default() };
        // Two patches each: the second is blank, the first is blank except for one number.
        let mut frame = vec![BLANK; 3 * 2 * 4];
        frame[5] = -0.5;
        let frames = Tensor::<1>::from_floats(frame.as_slice(), &device).reshape([1, 1, 3, 2, 4]);
        let audio = Tensor::<1>::from_floats([-1.0, 0.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0], &device);
        let inputs = TvltInputs::new(frames, audio.reshape([1, 1, 4, 2]));
        let masked = BlankPatches::new(&config).mask(&inputs);
        let values = |mask: Option<Tensor<2>>| mask.unwrap().into_data().try_to_vec::<f32>().unwrap();
        assert_eq!(values(masked.pixel_mask), [1.0, 0.0]);
        assert_eq!(values(masked.audio_mask), [1.0, 0.0]);
        let given = Tensor::ones([1, 2], &device);
        let kept = BlankPatches::new(&config).mask(&TvltInputs { pixel_mask: Some(given), ..inputs });
        assert_eq!(values(kept.pixel_mask), [1.0, 1.0]);
    }
}
