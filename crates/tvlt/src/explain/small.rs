//! A small model and clip for the tests of this module.

use burn::tensor::{Device, Distribution, Tensor, TensorData};

use crate::config::{TvltConfig, Variant};
use crate::model::{Heads, TvltAudioVisual, TvltInputs};

/// A small model with all heads and a clip of 8 pixel tokens in two frames and 6 audio tokens.
pub(super) fn small(variant: Variant) -> (TvltConfig, TvltAudioVisual, TvltInputs) {
    let config = TvltConfig {
        image_size: 8,
        image_patch_size: [4, 4],
        spectrogram_length: 24,
        frequency_length: 8,
        audio_patch_size: [8, 4],
        num_frames: 2,
        hidden_size: 12,
        num_hidden_layers: 2,
        num_attention_heads: 3,
        intermediate_size: 20,
        initializer_range: 0.5,
        declared_num_labels: Some(3),
        task_mae: false,
        variant,
        ..TvltConfig::default()
    };
    let device = Device::flex();
    let model = TvltAudioVisual::new(&config, Heads::ALL, &device);
    let normal = Distribution::Normal(0.0, 1.0);
    let inputs = TvltInputs::new(
        Tensor::random([1, 2, 3, 8, 8], normal, &device),
        Tensor::random([1, 1, 24, 8], normal, &device),
    );
    (config, model, inputs)
}

/// A mask of `len` tokens: 0 for the padding, else 1.
pub(super) fn mask(len: usize, padding: &[usize]) -> Option<Tensor<2>> {
    let values: Vec<f32> = (0..len).map(|at| if padding.contains(&at) { 0.0 } else { 1.0 }).collect();
    Some(Tensor::from_data(TensorData::new(values, [1, len]), &Device::flex()))
}
