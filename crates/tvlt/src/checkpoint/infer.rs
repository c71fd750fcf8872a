//! Infers a configuration from the tensors' shapes, for weights that come without one.

use std::collections::BTreeMap;

use super::{
    CheckpointError, StoredTensor,
    keys::{CLASSIFICATION, ENCODER, ENCODER_PREFIX, PRETRAINING},
};
use crate::config::{LossType, TvltConfig, Variant};

/// Width of one attention head of the encoder, and of the decoder. No shape shows them; all the authors' models
/// have these.
const HEAD: [usize; 2] = [64, 32];

/// Width of encoder and decoder of TVLT-base, the one model released in Hugging Face's layout. Another model
/// would load with a wrong number of heads too, and silently compute wrong numbers.
const BASE: [usize; 2] = [768, 512];

/// The classes of the authors' emotion model, in the order of CMU-MOSEI.
const EMOTIONS: [&str; 6] = ["happy", "sad", "angry", "fear", "disgust", "surprise"];

/// The configuration of a model with these tensors, by Hugging Face's names.
///
/// What shapes do not show is taken from the released models: the width of attention heads, the activation and
/// epsilon, and for the authors' classifiers the labels, by their number. A model in Hugging Face's layout
/// of other widths than TVLT-base is refused, as its number of heads is unknown.
///
/// # Errors
/// [`CheckpointError::Unclear`] where a tensor that is needed for this is missing or its shape fits no model,
/// [`CheckpointError::Config`] where the shapes do not fit together.
pub(super) fn config(
    tensors: &BTreeMap<String, StoredTensor>,
    variant: Variant,
) -> Result<TvltConfig, CheckpointError> {
    let shapes = Shapes {
        tensors,
        encoder: if tensors.keys().any(|name| name.starts_with(ENCODER_PREFIX)) {
            ENCODER_PREFIX
        } else {
            ""
        },
    };
    let [_, _, hidden] = shapes.encoder("cls_embedding")?;
    let [_, channels, height, width] =
        shapes.encoder("pixel_embeddings.patch_embeddings.projection.weight")?;
    let [_, patches, _] = shapes.encoder("pixel_embeddings.pos_embed_v")?;
    let [_, frames, _] = shapes.encoder("pixel_embeddings.temporal_embed")?;
    let [_, audio_channels, steps, bins] =
        shapes.encoder("audio_embeddings.patch_embeddings.projection.weight")?;
    let [_, times, _] = shapes.encoder("audio_embeddings.pos_embed_a")?;
    let [_, bands, _] = shapes.encoder("audio_embeddings.freq_embed")?;
    let [intermediate, _] = shapes.encoder("encoder.layer.0.intermediate.dense.weight")?;
    let labels = shapes.get::<2>("classifier.3.weight").map(|[labels, _]| labels);
    let has_decoder = shapes.has("encoder_to_decoder.weight");
    let mut config = TvltConfig {
        variant,
        image_size: patches.isqrt().saturating_mul(height),
        image_patch_size: [height, width],
        num_image_channels: channels,
        num_frames: frames,
        audio_patch_size: [steps, bins],
        num_audio_channels: audio_channels,
        spectrogram_length: times.saturating_mul(steps),
        frequency_length: bands.saturating_mul(bins),
        hidden_size: hidden,
        num_hidden_layers: shapes.layers(&format!("{}encoder.layer.", shapes.encoder)),
        num_attention_heads: heads(0, hidden, variant)?,
        intermediate_size: intermediate,
        qkv_bias: shapes.has(&format!("{}encoder.layer.0.attention.attention.query.bias", shapes.encoder)),
        use_mean_pooling: !shapes.has(&format!("{}layernorm.weight", shapes.encoder)),
        task_matching: shapes.has("matching_head.fc.weight"),
        task_mae: has_decoder,
        ..TvltConfig::default()
    };
    if has_decoder {
        let [decoder, _] = shapes.get("encoder_to_decoder.weight")?;
        let [intermediate, _] = shapes.get("decoder.decoder_layers.0.intermediate.dense.weight")?;
        config.decoder_hidden_size = decoder;
        config.decoder_num_hidden_layers = shapes.layers("decoder.decoder_layers.");
        config.decoder_num_attention_heads = heads(1, decoder, variant)?;
        config.decoder_intermediate_size = intermediate;
    }
    if config.task_matching || has_decoder {
        config.architectures.push(PRETRAINING.into());
    }
    if let Ok(labels) = labels {
        config.architectures.push(CLASSIFICATION.into());
        name_labels(&mut config, labels);
    }
    if config.architectures.is_empty() {
        config.architectures.push(ENCODER.into());
    }
    if patches.isqrt().pow(2) != patches {
        return Err(CheckpointError::Unclear(format!("{patches} patches of a frame make no square")));
    }
    config.validate()?;
    Ok(config)
}

/// Names the labels of the authors' classifiers: one output is the sentiment, six are the emotions.
fn name_labels(config: &mut TvltConfig, labels: usize) {
    config.declared_num_labels = Some(labels);
    if labels == 1 {
        config.loss_type = LossType::Regression;
    }
    if config.variant != Variant::Authors {
        return;
    }
    if labels == 1 {
        config.id2label = BTreeMap::from([(0, "sentiment".to_owned())]);
    } else if labels == EMOTIONS.len() {
        config.problem_type = Some("multi_label_classification".into());
        config.id2label = EMOTIONS.map(str::to_owned).into_iter().enumerate().collect();
    }
}

/// Heads of the encoder (0) or the decoder (1).
fn heads(which: usize, width: usize, variant: Variant) -> Result<usize, CheckpointError> {
    let head = HEAD[which];
    let known = match variant {
        Variant::Authors => width > 0 && width.is_multiple_of(head),
        Variant::HuggingFace => width == BASE[which],
    };
    if !known {
        let words =
            format!("they do not tell the heads of a width of {width}; put config.json beside the file");
        return Err(CheckpointError::Unclear(words));
    }
    Ok(width / head)
}

struct Shapes<'a> {
    tensors: &'a BTreeMap<String, StoredTensor>,
    encoder: &'static str,
}

impl Shapes<'_> {
    fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    fn get<const D: usize>(&self, name: &str) -> Result<[usize; D], CheckpointError> {
        let tensor =
            self.tensors.get(name).ok_or_else(|| CheckpointError::Unclear(format!("{name} is missing")))?;
        let shape = <[usize; D]>::try_from(tensor.shape.as_slice());
        shape.map_err(|_| CheckpointError::Unclear(format!("{name} is {:?}", tensor.shape)))
    }

    fn encoder<const D: usize>(&self, name: &str) -> Result<[usize; D], CheckpointError> {
        self.get(&format!("{}{name}", self.encoder))
    }

    /// One more than the highest number after `prefix`, below the number of tensors.
    fn layers(&self, prefix: &str) -> usize {
        let numbers = self
            .tensors
            .keys()
            .filter_map(|name| name.strip_prefix(prefix)?.split_once('.')?.0.parse::<usize>().ok());
        // A number far too high would make a model of many layers, all of them missing.
        numbers.filter(|number| *number < self.tensors.len()).max().map_or(0, |highest| highest + 1)
    }
}
