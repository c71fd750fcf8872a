//! The default model's configuration, and its initial weights.

use std::collections::BTreeMap;

use burn::{
    module::{Module, ModuleMapper, Param, ParamId},
    nn::Linear,
    tensor::{Device, Distribution, Tensor, TensorData},
};

use super::{CLASSES, ROWS, SIZE, class_name};
use tvlt::config::{AudioMaskType, CropSize, ShortestEdge, TvltConfig, TvltProcessorConfig};
use tvlt::model::{Heads, TvltAudioVisual, TvltLayer};

/// A TVLT that one core of a laptop runs many times a second: one frame of 128 x 128 pixels and 1.5
/// seconds of sound, 64 tokens each.
pub fn default_config() -> TvltConfig {
    let id2label: BTreeMap<usize, String> = (0..CLASSES).map(|index| (index, class_name(index))).collect();
    TvltConfig {
        image_size: SIZE,
        spectrogram_length: ROWS,
        num_frames: 1,
        hidden_size: 128,
        num_hidden_layers: 6,
        num_attention_heads: 4,
        intermediate_size: 512,
        // Half of the frequencies for 46 ms, about the duration of a phone, so that a word's tokens are similar
        // wherever in the window it is said.
        audio_patch_size: [4, 64],
        decoder_hidden_size: 128,
        decoder_num_hidden_layers: 2,
        decoder_num_attention_heads: 4,
        decoder_intermediate_size: 512,
        // Chosen so that a model of this width learns quickly.
        initializer_range: 0.05,
        audio_mask_ratio: 0.5,
        audio_mask_type: AudioMaskType::PatchLevel,
        id2label,
        ..TvltConfig::default()
    }
}

/// The processor settings that go with a configuration.
pub fn processor_config(config: &TvltConfig) -> TvltProcessorConfig {
    let mut processor = TvltProcessorConfig::default();
    processor.image.size = ShortestEdge { shortest_edge: config.image_size };
    processor.image.crop_size = CropSize { height: config.image_size, width: config.image_size };
    processor.image.patch_size = config.image_patch_size;
    processor.image.num_frames = config.num_frames;
    processor.audio.spectrogram_length = config.spectrogram_length;
    processor.audio.feature_size = config.frequency_length;
    processor.audio.patch_size = config.audio_patch_size;
    processor
}

/// A new model with all heads. Two parts are not initialised at random, as they would take long to learn: position
/// embeddings are sinusoidal, and patches are projected by a cosine transform with all components of similar
/// size, where random weights would mostly respond to brightness or loudness.
pub fn new_model(config: &TvltConfig, device: &Device) -> TvltAudioVisual {
    let mut model = TvltAudioVisual::new(config, Heads::ALL, device);
    let columns = config.image_size / config.image_patch_size[1];
    let rows = config.image_size / config.image_patch_size[0];
    let hidden = config.hidden_size;
    let channels = [config.num_image_channels, config.num_audio_channels];
    model.tvlt.pixel_embeddings.projection.weight =
        waves(config.image_patch_size, channels[0], hidden, device);
    model.tvlt.audio_embeddings.projection.weight =
        waves(config.audio_patch_size, channels[1], hidden, device);
    let (times, bands) = (config.max_time_patches(), config.frequency_patches());
    let width = config.hidden_size;
    model.tvlt.pixel_embeddings.pos_embed_v = grid(rows, columns, width, device);
    // Time in the first half of the width, frequency in the second.
    model.tvlt.audio_embeddings.pos_embed_a = line(times, width, 0, device);
    model.tvlt.audio_embeddings.freq_embed = line(bands, width, 1, device);
    if let Some(autoencoder) = model.pretraining.as_mut().and_then(|heads| heads.autoencoder.as_mut()) {
        let width = config.decoder_hidden_size;
        autoencoder.decoder_pixel_pos_embed = grid(rows, columns, width, device);
        autoencoder.decoder_audio_pos_embed = line(times, width, 0, device);
        autoencoder.decoder_freq_embed = line(bands, width, 1, device);
    }
    model
}

/// The model with more encoder layers: copies of its last layer that at first add nothing to what they get, so that
/// the deeper model answers as the given one does until it is trained further.
pub fn deepened(mut model: TvltAudioVisual, layers: usize) -> TvltAudioVisual {
    let stack = &mut model.tvlt.encoder.layer;
    while let Some(last) = stack.last().filter(|_| stack.len() < layers) {
        let layer = without_effect(last);
        stack.push(layer);
    }
    model
}

/// Adds encoder layers behind the last, as many as `deep` has more: clones of its layers that change nothing.
pub fn deepened_as(mut model: TvltAudioVisual, deep: &TvltAudioVisual) -> TvltAudioVisual {
    let stack = &mut model.tvlt.encoder.layer;
    let further: Vec<_> = deep.tvlt.encoder.layer.iter().skip(stack.len()).map(without_effect).collect();
    stack.extend(further);
    model
}

/// A clone of a layer that adds nothing to the tokens.
fn without_effect(layer: &TvltLayer) -> TvltLayer {
    let nothing = |linear: Linear| Linear {
        weight: linear.weight.map(|weight| leaf(weight.zeros_like(), weight.is_require_grad())),
        bias: linear.bias.map(|bias| bias.map(|bias| leaf(bias.zeros_like(), bias.is_require_grad()))),
    };
    // A clone has the ids of its original, by which the optimizer knows a weight.
    let mut layer = layer.clone().map(&mut NewIds);
    layer.attention.output = nothing(layer.attention.output);
    layer.output = nothing(layer.output);
    layer
}

/// A weight by itself, apart from whatever it was computed from.
fn leaf<const D: usize>(value: Tensor<D>, trained: bool) -> Tensor<D> {
    let value = value.detach();
    if trained { value.require_grad() } else { value }
}

/// Gives each weight an id of its own.
struct NewIds;

impl ModuleMapper for NewIds {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let value = param.val();
        let trained = value.is_require_grad();
        Param::initialized(ParamId::new(), leaf(value, trained))
    }
}

/// Amplitude of the sines, of the order of an embedded patch.
const AMPLITUDE: f32 = 0.5;

/// Weights of the patch projection: `[hidden, channels, patch height, patch width]`. Cosine components of grey (or
/// loudness) with the longest wavelengths, then the mean and, for colours, two colour differences; mixed by a
/// random matrix, so that every number of a token contains some of each.
fn waves([height, width]: [usize; 2], channels: usize, hidden: usize, device: &Device) -> Param<Tensor<4>> {
    let wave = |frequency: usize, place: usize, len: usize| {
        let scale = if frequency == 0 { 1.0 } else { std::f32::consts::SQRT_2 } / (len as f32).sqrt();
        scale * (std::f32::consts::PI * (place as f32 + 0.5) * frequency as f32 / len as f32).cos()
    };
    let mut frequencies: Vec<(usize, usize)> =
        (0..height).flat_map(|v| (0..width).map(move |u| (v, u))).skip(1).collect();
    // Sorted by wavelength in pixels, as a patch need not be square.
    frequencies.sort_by_key(|(v, u)| (v * width).pow(2) + (u * height).pow(2));
    frequencies.truncate(hidden * 3 / 4);
    let flat = 0.06;
    let mut features: Vec<(usize, usize, f32, [f32; 3])> = frequencies
        .into_iter()
        .map(|(v, u)| {
            // Strokes have less energy at short wavelengths, so those are amplified.
            let gain = (1.0 + 0.5 * ((v * v + u * u) as f32).sqrt()) / 6.0;
            (v, u, gain / channels as f32, [1.0; 3])
        })
        .collect();
    let colours: &[[f32; 3]] =
        if channels == 3 { &[[1.0 / 3.0; 3], [1.0, -1.0, 0.0], [-0.5, -0.5, 1.0]] } else { &[[1.0; 3]] };
    features.extend(colours.iter().map(|colours| (0, 0, flat, *colours)));
    let mut values = vec![0.0f32; features.len() * channels * height * width];
    let mut out = values.iter_mut();
    for (v, u, gain, colours) in &features {
        for channel in 0..channels {
            for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
                if let Some(out) = out.next() {
                    *out = gain * colours[channel % 3] * wave(*v, y, height) * wave(*u, x, width);
                }
            }
        }
    }
    let count = features.len();
    let features =
        Tensor::<2>::from_data(TensorData::new(values, [count, channels * height * width]), device);
    let spread = Distribution::Normal(0.0, 1.0 / (count as f64).sqrt());
    let mixed = Tensor::<2>::random([hidden, count], spread, device).matmul(features);
    let data = mixed.into_data();
    Param::from_data(TensorData::new(data.iter::<f32>().collect(), [hidden, channels, height, width]), device)
}

fn grid(rows: usize, columns: usize, width: usize, device: &Device) -> Param<Tensor<3>> {
    let values: Vec<f32> = (0..rows * columns)
        .flat_map(|place| {
            (0..width).map(move |index| {
                half_sine(index, width, 0, place / columns) + half_sine(index, width, 1, place % columns)
            })
        })
        .collect();
    Param::from_data(TensorData::new(values, [1, rows * columns, width]), device)
}

fn line(places: usize, width: usize, half: usize, device: &Device) -> Param<Tensor<3>> {
    let values: Vec<f32> = (0..places)
        .flat_map(|place| (0..width).map(move |index| half_sine(index, width, half, place)))
        .collect();
    Param::from_data(TensorData::new(values, [1, places, width]), device)
}

/// Number `index` of the sinusoidal code of `place`, which fills one half of the width; the other half is 0.
fn half_sine(index: usize, width: usize, half: usize, place: usize) -> f32 {
    if index * 2 / width != half {
        return 0.0;
    }
    let step = index - half * width / 2;
    let pairs = width / 4;
    // Wavelengths from 4 to 64 positions.
    let wavelength = 4.0 * 16f32.powf((step / 2) as f32 / pairs as f32);
    let angle = std::f32::consts::TAU * place as f32 / wavelength;
    AMPLITUDE * if step.is_multiple_of(2) { angle.sin() } else { angle.cos() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_model_is_small_and_valid() {
        let config = default_config();
        config.validate().expect("the default configuration is valid");
        assert_eq!(config.num_labels(), CLASSES);
        let processor = processor_config(&config);
        assert_eq!(processor.image.crop_size.height, SIZE);
        let model = new_model(&config, &Device::flex());
        // Two bytes for each parameter in f16; 4 MB is the limit for a page that opens in seconds.
        assert!(model.num_params() * 2 < 4_000_000, "{} parameters", model.num_params());
    }

    #[test]
    fn a_deeper_model_answers_as_before() {
        let device = Device::flex();
        let config = TvltConfig { num_hidden_layers: 2, ..default_config() };
        let model = new_model(&config, &device);
        let deep = deepened(model.clone(), 4);
        assert_eq!(deep.tvlt.encoder.layer.len(), 4);
        let answer = |model: &TvltAudioVisual| -> Vec<f32> {
            let ramp = |count: usize| Tensor::arange(0..count as i64, &device).float() / count as f32;
            let pixels = ramp(3 * SIZE * SIZE).reshape([1, 1, 3, SIZE, SIZE]);
            let audio = ramp(ROWS * 128).reshape([1, 1, ROWS, 128]);
            let embeddings = model.tvlt.embed(pixels, audio).unwrap();
            let encoded = model.tvlt.encode(embeddings, None, None, None, Default::default()).unwrap();
            encoded.last_hidden_state.into_data().iter().collect()
        };
        assert_eq!(answer(&model), answer(&deep));
    }
}
