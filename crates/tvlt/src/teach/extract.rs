//! Features of a clip that is given whole: one picture, one sound, or both.
//!
//! The numbers are those of the live engine for a clip of the same picture and sound, up to how the sound begins and
//! ends: the engine's spectrogram is cut out of a stream.

use std::ops::Range;

use burn::tensor::{DType, Device, Tensor, TensorData};

use super::features::Features;
use crate::config::{TvltConfig, TvltProcessorConfig, Variant};
use crate::inference::InferenceError;
use crate::live::Budget;
use crate::model::{OutputOptions, TvltAudioVisual, TvltInputs};
use crate::processor::ProcessorError;
use crate::processor::audio::{Pcm, TvltFeatureExtractor, resample};
use crate::processor::image::{RgbaFrame, TvltImageProcessor};

/// Computes the features of one clip, of some `layers` of the model, such as its
/// [taught layers](super::layers::taught_layers): 1 is the first one. There are none of a layer that the model does not
/// have.
///
/// The picture passes the image processor. The sound is mixed down, resampled and placed in a window of
/// [`Budget::SHORTEST`] (two seconds, or as much as both configurations allow): of a longer sound the part around its
/// loudest moment is taken, and a shorter one has silence before and after it. An absent modality is padding, as in a
/// live clip.
///
/// # Errors
/// [`ProcessorError::NoInput`] without picture and sound, [`ProcessorError::TooShort`] for a sound of less than two
/// samples; other errors where picture, sound or configurations cannot be used, or where the device fails.
/// [`InferenceError::NotFinite`] where the model computes NaN or infinity.
pub async fn extract(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    processor: &TvltProcessorConfig,
    device: &Device,
    layers: &[usize],
    picture: Option<&RgbaFrame<'_>>,
    sound: Option<Pcm<'_>>,
) -> Result<Features, InferenceError> {
    if picture.is_none() && sound.is_none() {
        return Err(ProcessorError::NoInput.into());
    }
    let pixels = match picture {
        Some(frame) => Some(TvltImageProcessor::new(processor.image.clone())?.frame(frame)?.values),
        None => None,
    };
    let audio = match sound {
        Some(pcm) => Some(spectrogram(pcm, config, processor)?),
        None => None,
    };
    let [pixel_patches, audio_patches] = [config.patches_per_frame(), patches(config, audio.as_deref())];
    let there = [pixels.is_some(), audio.is_some()];
    let inputs = inputs(config, device, pixels, audio, [pixel_patches, audio_patches]);
    let options = OutputOptions { hidden_states: true, ..OutputOptions::default() };
    let encoded = model.tvlt.forward(&inputs, None, options)?;
    let tokens = Arrived {
        pixel_tokens: pixel_patches,
        sight: if there[0] { pixel_patches } else { 0 },
        sound: if there[1] { audio_patches } else { 0 },
    };
    let pooled = pooled(encoded.hidden_states.as_deref().unwrap_or_default(), layers, tokens);
    let features = read(pooled).await?;
    if features.numbers().iter().any(|value| !value.is_finite()) {
        return Err(InferenceError::NotFinite);
    }
    Ok(features)
}

/// The tokens of a clip of which the frames and rows have arrived. Each modality's come before its padding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrived {
    /// All pixel tokens, with padding: the audio tokens follow them.
    pub(crate) pixel_tokens: usize,
    /// Pixel tokens that have arrived.
    pub(crate) sight: usize,
    /// Audio tokens that have arrived.
    pub(crate) sound: usize,
}

/// The features of the picture and of the sound, still on the device, in f32: `[2 * layers * hidden]`.
///
/// `hidden_states` are those of one clip, the input of the first layer and the output of each:
/// `[1, 1 + pixel tokens + audio tokens, hidden]`.
pub(crate) fn pooled(
    hidden_states: &[Tensor<3>],
    layers: &[usize],
    tokens: Arrived,
) -> [Option<Tensor<1>>; 2] {
    let chosen: Vec<&Tensor<3>> = layers.iter().filter_map(|layer| hidden_states.get(*layer)).collect();
    // The class token comes first.
    let audio = 1 + tokens.pixel_tokens;
    [1..1 + tokens.sight, audio..audio + tokens.sound].map(|tokens: Range<usize>| {
        if tokens.is_empty() || chosen.is_empty() {
            return None;
        }
        let parts = chosen.iter().map(|states| (*states).clone().narrow(1, tokens.start, tokens.len()));
        // `[layers, tokens, hidden]`. A sum of squares can be too large for f16.
        let states = Tensor::cat(parts.collect(), 0).cast(DType::F32);
        let mean = states.clone().mean_dim(1);
        let deviation = (states - mean.clone()).square().mean_dim(1).sqrt();
        Some(Tensor::cat(vec![mean, deviation], 1).flatten::<1>(0, 2))
    })
}

async fn read([sight, sound]: [Option<Tensor<1>>; 2]) -> Result<Features, InferenceError> {
    let sights = sight.as_ref().map_or(0, |features| features.dims()[0]);
    let there: Vec<Tensor<1>> = [sight, sound].into_iter().flatten().collect();
    let failed = |reason: String| InferenceError::ReadBack(reason);
    let data = Tensor::cat(there, 0).into_data_async().await.map_err(|error| failed(error.to_string()))?;
    let mut sight = data.try_into_vec_as::<f32>().map_err(|error| failed(error.to_string()))?;
    let sound = sight.split_off(sights);
    Ok(Features::new(sight, sound))
}

/// Patches of a spectrogram; an absent one is one row of patches.
fn patches(config: &TvltConfig, audio: Option<&[f32]>) -> usize {
    let [patch_rows, _] = config.audio_patch_size;
    let rows = audio.map_or(patch_rows, |values| values.len() / config.frequency_length);
    rows / patch_rows * config.frequency_patches()
}

/// The model's inputs. Only where a modality is absent are there masks, as a mask of ones changes no number; the
/// authors' model recognises padding by the value -1.
fn inputs(
    config: &TvltConfig,
    device: &Device,
    pixels: Option<Vec<f32>>,
    audio: Option<Vec<f32>>,
    patches: [usize; 2],
) -> TvltInputs {
    let (side, mels, patch_rows) = (config.image_size, config.frequency_length, config.audio_patch_size[0]);
    let authors = config.variant == Variant::Authors;
    let absent = if authors { -1.0 } else { 0.0 };
    let mask =
        |there: bool, patches: usize| Tensor::<2>::full([1, patches], f32::from(u8::from(there)), device);
    let masks = [mask(pixels.is_some(), patches[0]), mask(audio.is_some(), patches[1])];
    let whole = pixels.is_some() && audio.is_some();
    let pixels = pixels.unwrap_or_else(|| vec![absent; 3 * side * side]);
    let audio = audio.unwrap_or_else(|| vec![absent; patch_rows * mels]);
    let rows = audio.len() / mels;
    let mut inputs = TvltInputs::new(
        Tensor::from_data(TensorData::new(pixels, [1, 1, 3, side, side]), device),
        Tensor::from_data(TensorData::new(audio, [1, 1, rows, mels]), device),
    );
    if !whole && !authors {
        [inputs.pixel_mask, inputs.audio_mask] = masks.map(Some);
    }
    inputs
}

/// The spectrogram of the model's window: `[rows, mels]`, of whole patches.
fn spectrogram(
    pcm: Pcm<'_>,
    config: &TvltConfig,
    processor: &TvltProcessorConfig,
) -> Result<Vec<f32>, InferenceError> {
    let mut settings = processor.audio.clone();
    let [patch_rows, _] = config.audio_patch_size;
    let rows = config.spectrogram_length.min(settings.spectrogram_length);
    settings.spectrogram_length = Budget::SHORTEST.within(Budget { frames: 1, rows }, patch_rows).rows;
    let mono = pcm.mix_down();
    if mono.len() < 2 {
        return Err(ProcessorError::TooShort { samples: mono.len() }.into());
    }
    let samples = resample(&mono, pcm.sampling_rate, settings.sampling_rate)?;
    let length = settings.spectrogram_length * settings.hop_length();
    let window = window(samples, length, settings.sampling_rate as usize / LOUD);
    Ok(TvltFeatureExtractor::new(settings)?.extract(&[&window], None)?.audio_values.values)
}

/// The loudest moment is the loudest fifth of a second: about a syllable, which a short click does not exceed.
const LOUD: usize = 5;

/// `length` samples: the part of `samples` around their loudest moment, of `loud` samples, or all of them with
/// silence before and after.
fn window(mut samples: Vec<f32>, length: usize, loud: usize) -> Vec<f32> {
    if let Some(missing) = length.checked_sub(samples.len()) {
        samples.splice(0..0, std::iter::repeat_n(0.0, missing / 2));
        samples.resize(length, 0.0);
        return samples;
    }
    let start = loudest(&samples, loud).saturating_sub(length / 2).min(samples.len() - length);
    samples.drain(..start);
    samples.truncate(length);
    samples
}

/// The centre of the `span` samples that have the most energy; the first such, where several have the same.
fn loudest(samples: &[f32], span: usize) -> usize {
    let span = span.min(samples.len());
    let energy = |at: usize| f64::from(samples[at]).powi(2);
    let mut sum: f64 = (0..span).map(energy).sum();
    let (mut first, mut most) = (0, sum);
    for end in span..samples.len() {
        sum += energy(end) - energy(end - span);
        if sum > most {
            (first, most) = (end + 1 - span, sum);
        }
    }
    first + span / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_sound_stands_in_the_middle_and_a_long_one_is_cut_around_its_loudest_moment() {
        assert_eq!(window(vec![1.0, 2.0, 3.0], 6, 2), [0.0, 1.0, 2.0, 3.0, 0.0, 0.0]);
        assert_eq!(window(vec![1.0, 2.0], 2, 2), [1.0, 2.0]);
        let sound = |loud: Range<usize>| -> Vec<f32> {
            (0..1000).map(|at| if loud.contains(&at) { 0.5 } else { at as f32 * 1e-6 }).collect()
        };
        // The centre of the loud part is in the middle, unless the sound ends before.
        for (loud, start) in [(500..540, 470), (10..50, 0), (950..990, 900)] {
            assert_eq!(window(sound(loud.clone()), 100, 40), sound(loud)[start..start + 100]);
        }
        // One click is not as loud as a syllable.
        let mut click = sound(500..540);
        click[100] = 1.0;
        assert_eq!(window(click.clone(), 100, 40), click[470..570]);
    }
}
