//! Surprise: how far the filled-in patches are from the hidden ones.

use burn::tensor::Tensor;

use super::error::ExplainError;
use crate::config::TvltConfig;
use crate::model::{
    AudioVisualOutput, ModelError, TvltAudioVisual, TvltInputs, hidden_mean, patchify_audio, patchify_pixel,
    squared_errors,
};

/// The errors of one modality's patches.
#[derive(Debug, Clone)]
pub struct PatchErrors {
    /// The squared error of each patch, the mean over its numbers, hidden or not: `[batch, patches]`. That of a
    /// visible patch says nothing: the decoder is not trained on it.
    pub errors: Tensor<2>,
    /// 1 for a patch that is hidden and no padding, else 0: `[batch, patches]`
    pub hidden: Tensor<2>,
}

/// The errors of both modalities; `None` where nothing of one is hidden.
#[derive(Debug, Clone)]
pub struct Surprises {
    /// Of the pixel patches.
    pub pixel: Option<PatchErrors>,
    /// Of the audio patches.
    pub audio: Option<PatchErrors>,
}

/// The errors of a forward with masking, against its inputs.
///
/// # Errors
/// [`ExplainError::NoDecoder`] where nothing was reconstructed, [`ModelError::PatchLength`] where the decoder's
/// patches are not the inputs'.
pub fn surprises(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    inputs: &TvltInputs,
    output: &AudioVisualOutput,
) -> Result<Surprises, ExplainError> {
    let autoencoder = model.pretraining.as_ref().and_then(|heads| heads.autoencoder.as_ref());
    let (Some(_), Some(encoded)) = (autoencoder, &output.masked) else { return Err(ExplainError::NoDecoder) };
    let filled = &output.reconstruction;
    let pixel = filled.pixel_logits.clone().zip(encoded.pixel_label_masks.clone());
    let audio = filled.audio_logits.clone().zip(encoded.audio_label_masks.clone());
    let pixels = || patchify_pixel(inputs.pixel_values.clone(), config.image_patch_size);
    let sound = || patchify_audio(inputs.audio_values.clone(), config.audio_patch_size);
    Ok(Surprises {
        pixel: pixel.map(|(logits, hidden)| PatchErrors::new(logits, pixels(), hidden)).transpose()?,
        audio: audio.map(|(logits, hidden)| PatchErrors::new(logits, sound(), hidden)).transpose()?,
    })
}

impl PatchErrors {
    fn new(decoded: Tensor<3>, patches: Tensor<3>, hidden: Tensor<2>) -> Result<Self, ModelError> {
        Ok(Self { errors: squared_errors(decoded, patches)?, hidden })
    }

    /// The mean error of each clip's hidden patches, NaN where none is hidden: `[batch]`.
    pub fn by_clip(&self) -> Tensor<1> {
        let sums = (self.errors.clone() * self.hidden.clone()).sum_dim(1) / self.hidden.clone().sum_dim(1);
        sums.squeeze_dim::<1>(1)
    }

    /// The mean error of all clips' hidden patches, as one term of Hugging Face's loss of the reconstruction: `[1]`.
    pub fn mean(&self) -> Tensor<1> {
        hidden_mean(self.errors.clone(), self.hidden.clone())
    }
}

/// The mean squared error of the counted patches, on the host: what [`PatchErrors::by_clip`] gives. `None` where none
/// counts, or where the numbers are not as many patches as `counted` has.
///
/// `decoded` and `patches` are `[patches, numbers of a patch]`; `counted` says which are hidden and no padding.
pub fn mean_error(decoded: &[f32], patches: &[f32], counted: &[bool]) -> Option<f32> {
    let count = counted.iter().filter(|counted| **counted).count();
    let length = decoded.len().checked_div(counted.len())?;
    if count == 0 || length == 0 || decoded.len() != length * counted.len() || patches.len() != decoded.len()
    {
        return None;
    }
    let pairs = decoded.chunks_exact(length).zip(patches.chunks_exact(length)).zip(counted);
    let errors = pairs.filter(|(_, counted)| **counted).map(|((decoded, patch), _)| {
        let squares = decoded.iter().zip(patch).map(|(a, b)| f64::from(a - b).powi(2));
        squares.sum::<f64>() / length as f64
    });
    Some((errors.sum::<f64>() / count as f64) as f32)
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;

    #[test]
    fn host_and_device_agree_and_only_hidden_patches_count() {
        let device = Device::flex();
        let decoded = [1.0f32, 2.0, 0.0, 0.0, 5.0, -1.0];
        let patches = [0.0f32, 0.0, 7.0, 7.0, 3.0, -1.0];
        let counted = [true, false, true];
        let tensor = |values: [f32; 6]| Tensor::<1>::from_floats(values, &device).reshape([1, 3, 2]);
        let hidden = Tensor::<2>::from_floats([[1.0, 0.0, 1.0]], &device);
        let errors = PatchErrors::new(tensor(decoded), tensor(patches), hidden).unwrap();
        // (1 + 4) / 2 and 4 / 2.
        assert_eq!(errors.by_clip().into_scalar::<f32>(), 2.25);
        assert_eq!(errors.mean().into_scalar::<f32>(), 2.25);
        assert_eq!(mean_error(&decoded, &patches, &counted), Some(2.25));
        assert_eq!(mean_error(&decoded, &patches, &[false; 3]), None);
        assert_eq!(mean_error(&decoded, &patches[..4], &counted), None);
        assert_eq!(mean_error(&[], &[], &[]), None);
    }
}
