//! Tells a model's configuration from its processors' settings. Both have `num_frames` and `spectrogram_length`, so
//! that one is read as the other, with defaults for all the rest, unless the other keys are looked at.

use serde_json::{Map, Value};

/// Keys of a model's configuration alone.
const MODEL: [&str; 30] = [
    "image_size",
    "frequency_length",
    "image_patch_size",
    "audio_patch_size",
    "num_image_channels",
    "num_audio_channels",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "hidden_act",
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "initializer_range",
    "layer_norm_eps",
    "qkv_bias",
    "use_mean_pooling",
    "decoder_num_attention_heads",
    "decoder_hidden_size",
    "decoder_num_hidden_layers",
    "decoder_intermediate_size",
    "pixel_mask_ratio",
    "audio_mask_ratio",
    "audio_mask_type",
    "task_matching",
    "task_mae",
    "loss_type",
    "problem_type",
    "num_labels",
    "id2label",
];

/// Keys with which a model's configuration is named, and which other programs write into other files as well.
const MODEL_NAMES: [&str; 2] = ["model_type", "architectures"];

/// Keys of processors' settings alone, and those of the objects that transformers 5 puts them in.
const PROCESSORS: [&str; 17] = [
    "do_resize",
    "size",
    "resample",
    "do_center_crop",
    "crop_size",
    "do_rescale",
    "rescale_factor",
    "do_normalize",
    "image_mean",
    "image_std",
    "feature_size",
    "sampling_rate",
    "hop_length_to_sampling_rate",
    "n_fft",
    "padding_value",
    "image_processor",
    "feature_extractor",
];

/// Keys with which processors are named. Hugging Face also looks for them in a model's configuration.
const PROCESSOR_NAMES: [&str; 3] = ["processor_class", "feature_extractor_type", "image_processor_type"];

/// Whether an object that is read as a model's configuration is the settings of processors.
pub(super) fn is_processors(object: &Map<String, Value>) -> bool {
    has(object, &[&PROCESSORS, &PROCESSOR_NAMES]) && !has(object, &[&MODEL])
}

/// Whether an object that is read as the settings of processors is a model's configuration.
pub(super) fn is_model(object: &Map<String, Value>) -> bool {
    has(object, &[&MODEL, &MODEL_NAMES]) && !has(object, &[&PROCESSORS])
}

fn has(object: &Map<String, Value>, lists: &[&[&str]]) -> bool {
    lists.iter().copied().flatten().any(|key| object.contains_key(*key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{TvltConfig, TvltProcessorConfig};

    /// Keys that both kinds of file have, or that models of other kinds have too.
    const NEITHER: [&str; 4] = ["num_frames", "spectrogram_length", "num_channels", "patch_size"];

    #[test]
    fn every_key_that_is_written_is_of_one_kind() {
        let keys = |json: String| serde_json::from_str::<Map<String, Value>>(&json).unwrap().into_iter();
        for (key, _) in keys(TvltConfig::default().to_json().unwrap()) {
            let known = [&MODEL[..], &MODEL_NAMES, &NEITHER].concat();
            assert!(known.contains(&key.as_str()), "{key}");
            assert!(!PROCESSORS.contains(&key.as_str()), "{key}");
        }
        for (key, _) in keys(TvltProcessorConfig::default().to_json().unwrap()) {
            assert!([&PROCESSORS[..], &NEITHER].concat().contains(&key.as_str()), "{key}");
            assert!(!MODEL.contains(&key.as_str()), "{key}");
        }
    }
}
