//! The model's configuration, `config.json` (`configuration_tvlt.py`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    ConfigError, forms, kind, labels,
    nulls::{self, Nulls},
    value,
};

/// Hugging Face's `TvltConfig` (`configuration_tvlt.py`). The defaults are TVLT-base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TvltConfig {
    /// Model classes the checkpoint was saved from. `tvlt forward` runs the first that it knows.
    #[serde(deserialize_with = "forms::names")]
    pub architectures: Vec<String>,
    /// Always `"tvlt"`.
    pub model_type: String,
    /// Side of the square frames, in pixels.
    #[serde(deserialize_with = "forms::side")]
    pub image_size: usize,
    /// Longest spectrogram, in time steps.
    pub spectrogram_length: usize,
    /// Mel bins of the spectrogram.
    pub frequency_length: usize,
    /// Height and width of a pixel patch.
    #[serde(deserialize_with = "forms::each")]
    pub image_patch_size: [usize; 2],
    /// Time steps and mel bins of an audio patch.
    #[serde(deserialize_with = "forms::each")]
    pub audio_patch_size: [usize; 2],
    /// Channels of a frame.
    pub num_image_channels: usize,
    /// Channels of the spectrogram.
    pub num_audio_channels: usize,
    /// The most frames a clip may have.
    pub num_frames: usize,
    /// Width of the encoder.
    pub hidden_size: usize,
    /// Layers of the encoder.
    pub num_hidden_layers: usize,
    /// Attention heads of an encoder layer.
    pub num_attention_heads: usize,
    /// Width of an encoder layer's MLP.
    pub intermediate_size: usize,
    /// Activation of every MLP.
    pub hidden_act: HiddenActivation,
    /// Dropout on hidden states, in training only.
    pub hidden_dropout_prob: f64,
    /// Dropout on attention weights, in training only.
    pub attention_probs_dropout_prob: f64,
    /// Standard deviation of the initial weights.
    pub initializer_range: f64,
    /// Epsilon of every layer norm.
    pub layer_norm_eps: f64,
    /// Whether query, key and value have a bias.
    pub qkv_bias: bool,
    /// Mean pooling. With it, HF's encoder has no final layer norm.
    pub use_mean_pooling: bool,
    /// Attention heads of a decoder layer.
    pub decoder_num_attention_heads: usize,
    /// Width of the decoder.
    pub decoder_hidden_size: usize,
    /// Layers of the decoder.
    pub decoder_num_hidden_layers: usize,
    /// Width of a decoder layer's MLP.
    pub decoder_intermediate_size: usize,
    /// Share of pixel patches hidden in pretraining.
    pub pixel_mask_ratio: f64,
    /// Share of audio patches hidden in pretraining.
    pub audio_mask_ratio: f64,
    /// Whether audio is hidden by time step or by patch.
    pub audio_mask_type: AudioMaskType,
    /// Whether pretraining has the vision-audio matching task.
    pub task_matching: bool,
    /// Whether pretraining has the masked autoencoding task.
    pub task_mae: bool,
    /// Loss of the classification head.
    pub loss_type: LossType,
    /// Hugging Face's `problem_type`: `multi_label_classification` where several labels may be right at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem_type: Option<String>,
    /// Whose code the model follows. Not one of Hugging Face's keys; written only where it is not theirs.
    #[serde(rename = "tvlt_variant", skip_serializing_if = "Variant::is_hugging_face")]
    pub variant: Variant,
    /// Number of labels, where the file says so; see [`TvltConfig::num_labels`].
    #[serde(rename = "num_labels", skip_serializing_if = "Option::is_none")]
    pub declared_num_labels: Option<usize>,
    /// Class names by index. `label2id`, which is only the inverse, is written and not read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "labels::by_index")]
    pub id2label: BTreeMap<usize, String>,
}

impl Default for TvltConfig {
    fn default() -> Self {
        Self {
            architectures: Vec::new(),
            model_type: "tvlt".into(),
            image_size: 224,
            spectrogram_length: 2048,
            frequency_length: 128,
            image_patch_size: [16, 16],
            audio_patch_size: [16, 16],
            num_image_channels: 3,
            num_audio_channels: 1,
            num_frames: 8,
            hidden_size: 768,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            intermediate_size: 3072,
            hidden_act: HiddenActivation::Gelu,
            hidden_dropout_prob: 0.0,
            attention_probs_dropout_prob: 0.0,
            initializer_range: 0.02,
            layer_norm_eps: 1e-6,
            qkv_bias: true,
            use_mean_pooling: false,
            decoder_num_attention_heads: 16,
            decoder_hidden_size: 512,
            decoder_num_hidden_layers: 8,
            decoder_intermediate_size: 2048,
            pixel_mask_ratio: 0.75,
            audio_mask_ratio: 0.15,
            audio_mask_type: AudioMaskType::FrameLevel,
            task_matching: true,
            task_mae: true,
            loss_type: LossType::Classification,
            problem_type: None,
            variant: Variant::HuggingFace,
            declared_num_labels: None,
            id2label: BTreeMap::new(),
        }
    }
}

/// Limit on the numbers of a frame, a spectrogram or a row of weights: above any real model's, and small enough
/// for the address space of a browser.
const MAX_SIZE: usize = 1 << 24;

/// Limit on the layers, above any real model's; keeps a broken file from asking for more.
const MAX_LAYERS: usize = 128;

/// The file's name.
const FILE: &str = "config.json";

/// Keys that are written only where they differ from the default.
const SOMETIMES: [&str; 4] = ["problem_type", "tvlt_variant", "num_labels", "id2label"];

/// What `null` means, by `configuration_utils.py` and `modeling_tvlt.py`. (Hugging Face does not write
/// `num_labels`; where another tool writes null, it means two classes, as a missing key does.)
const NULLS: Nulls = Nulls {
    defaults: &["architectures", "model_type", "problem_type", "tvlt_variant", "num_labels", "id2label"],
    switches: &["qkv_bias", "use_mean_pooling", "task_matching", "task_mae"],
};

impl TvltConfig {
    /// Reads a `config.json` and checks that a model can be built from it.
    ///
    /// # Errors
    /// [`ConfigError::Json`], [`ConfigError::Kind`] or [`ConfigError::TooLong`] where the text cannot be read,
    /// [`ConfigError::Nothing`] where no key of it is known, [`ConfigError::Other`] where it is processors' settings,
    /// [`ConfigError::Null`] where a number is `null`, [`ConfigError::Value`] where a value is of another type,
    /// [`ConfigError::Invalid`] where no model can have these numbers.
    pub fn from_json(json: &str) -> Result<Self, ConfigError> {
        let mut object = nulls::object(json, FILE)?;
        let known = nulls::keys(&Self::default(), &SOMETIMES);
        if kind::is_processors(&object) {
            return Err(ConfigError::Other { what: FILE, is: "the settings of a model's processors" });
        }
        if !object.is_empty() && !known.iter().any(|key| object.contains_key(key)) {
            return Err(ConfigError::Nothing { what: FILE, hint: " models" });
        }
        nulls::resolve(&mut object, &known, &NULLS, FILE)?;
        let config: Self = value::settings(object, FILE)?;
        config.validate()?;
        Ok(config)
    }

    /// Writes a `config.json`, with `label2id` where there are names of classes.
    ///
    /// # Errors
    /// [`ConfigError::Json`] where a number has no JSON form (an infinity).
    pub fn to_json(&self) -> Result<String, ConfigError> {
        #[derive(Serialize)]
        struct Written<'a> {
            #[serde(flatten)]
            config: &'a TvltConfig,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            label2id: BTreeMap<&'a str, usize>,
        }
        let written = Written { config: self, label2id: labels::by_name(&self.id2label) };
        serde_json::to_string_pretty(&written).map_err(|source| ConfigError::Json { what: FILE, source })
    }

    /// Number of classes: the labels named, else `num_labels`, else HF's default of 2.
    pub fn num_labels(&self) -> usize {
        if self.id2label.is_empty() { self.declared_num_labels.unwrap_or(2) } else { self.id2label.len() }
    }

    /// Name of class `index`; HF's `LABEL_n` where the config names none.
    pub fn label(&self, index: usize) -> String {
        self.id2label.get(&index).cloned().unwrap_or_else(|| labels::unnamed(index))
    }

    /// Patches of one frame.
    pub fn patches_per_frame(&self) -> usize {
        (self.image_size / self.image_patch_size[0]) * (self.image_size / self.image_patch_size[1])
    }

    /// Audio patches side by side on the frequency axis.
    pub fn frequency_patches(&self) -> usize {
        self.frequency_length / self.audio_patch_size[1]
    }

    /// Audio patches on the time axis of the longest spectrogram.
    pub fn max_time_patches(&self) -> usize {
        self.spectrogram_length / self.audio_patch_size[0]
    }

    /// Numbers in one audio patch.
    pub fn audio_patch_len(&self) -> usize {
        self.audio_patch_size[0] * self.audio_patch_size[1] * self.num_audio_channels
    }

    /// Checks that the numbers fit together.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] with a sentence that names the field.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let positive = [
            ("image_size", self.image_size),
            ("spectrogram_length", self.spectrogram_length),
            ("frequency_length", self.frequency_length),
            ("image_patch_size", self.image_patch_size[0].min(self.image_patch_size[1])),
            ("audio_patch_size", self.audio_patch_size[0].min(self.audio_patch_size[1])),
            ("num_image_channels", self.num_image_channels),
            ("num_audio_channels", self.num_audio_channels),
            ("num_frames", self.num_frames),
            ("hidden_size", self.hidden_size),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("decoder_hidden_size", self.decoder_hidden_size),
            ("decoder_num_attention_heads", self.decoder_num_attention_heads),
            ("decoder_intermediate_size", self.decoder_intermediate_size),
        ];
        for (name, value) in positive {
            // Far above any real size.
            if value == 0 || value > MAX_SIZE {
                return Err(ConfigError::Invalid(format!("{name} is {value}")));
            }
        }
        // Hugging Face assumes square pixel patches.
        let numbers = |sides: [usize; 3]| sides.into_iter().try_fold(1usize, usize::checked_mul);
        let [height, width] = self.image_patch_size;
        let [times, bins] = self.audio_patch_size;
        for (name, sides) in [
            ("image_patch_size", [height, height.max(width), self.num_image_channels]),
            ("audio_patch_size", [times, bins, self.num_audio_channels]),
            ("image_size", [self.image_size, self.image_size, 1]),
            ("spectrogram_length", [self.spectrogram_length, self.frequency_length, 1]),
            ("num_labels", [self.num_labels(), 1, 1]),
        ] {
            if numbers(sides).is_none_or(|numbers| numbers > MAX_SIZE) {
                return Err(ConfigError::Invalid(format!("{name} makes {sides:?} numbers")));
            }
        }
        for (name, value) in [
            ("num_hidden_layers", self.num_hidden_layers),
            ("decoder_num_hidden_layers", self.decoder_num_hidden_layers),
        ] {
            if value > MAX_LAYERS {
                return Err(ConfigError::Invalid(format!("{name} is {value}")));
            }
        }
        let divisible = [
            ("hidden_size", self.hidden_size, "num_attention_heads", self.num_attention_heads),
            (
                "decoder_hidden_size",
                self.decoder_hidden_size,
                "decoder_num_attention_heads",
                self.decoder_num_attention_heads,
            ),
            ("frequency_length", self.frequency_length, "audio_patch_size", self.audio_patch_size[1]),
            ("image_size", self.image_size, "image_patch_size", self.image_patch_size[0]),
            ("image_size", self.image_size, "image_patch_size", self.image_patch_size[1]),
        ];
        for (name, value, by, divisor) in divisible {
            if value % divisor != 0 {
                return Err(ConfigError::Invalid(format!(
                    "{name} ({value}) is not a multiple of {by} ({divisor})"
                )));
            }
        }
        for (name, ratio) in
            [("pixel_mask_ratio", self.pixel_mask_ratio), ("audio_mask_ratio", self.audio_mask_ratio)]
        {
            if !(0.0..=1.0).contains(&ratio) {
                return Err(ConfigError::Invalid(format!("{name} is {ratio}, not between 0 and 1")));
            }
        }
        Ok(())
    }
}

/// Whose code a checkpoint comes from; the two compute different numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// Hugging Face's.
    #[default]
    HuggingFace,
    /// The authors' (`model/modules/tvlt.py`, `heads.py`). The classifier begins with a pooler and has an epsilon
    /// of 1e-5. Where patches are hidden, the encoder gets no class token. Patches whose mean is exactly -1 are
    /// kept out of attention; so is the class token where the first audio patch is.
    Authors,
}

impl Variant {
    pub(super) fn is_hugging_face(&self) -> bool {
        *self == Self::HuggingFace
    }
}

/// The activations of HF's `ACT2FN` that a TVLT config may name (`activations.py`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenActivation {
    /// Exact GELU, with the error function.
    #[serde(alias = "gelu_python")]
    Gelu,
    /// Exact GELU, clipped to -10 and 10.
    #[serde(rename = "gelu_10")]
    Gelu10,
    /// GELU approximated with tanh, as in the original BERT code.
    #[serde(alias = "gelu_pytorch_tanh", alias = "gelu_fast", alias = "gelu_accurate")]
    GeluNew,
    /// `x * sigmoid(1.702 x)`.
    QuickGelu,
    /// Rectifier.
    Relu,
    /// Rectifier clipped at 6.
    Relu6,
    /// `relu(x)^2`.
    Relu2,
    /// `x * sigmoid(x)`.
    #[serde(alias = "swish")]
    Silu,
    /// `x * tanh(softplus(x))`.
    Mish,
    /// Cumulative distribution function of a normal distribution (mean sqrt(1/2), standard deviation
    /// sqrt(1/(4 pi))).
    Laplace,
    /// Leaky rectifier, slope 0.01.
    LeakyRelu,
    /// Logistic function.
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// Identity.
    Linear,
}

/// How audio patches are chosen for masking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AudioMaskType {
    /// One random number for each time step, shared by its frequency patches (the paper's default).
    #[serde(rename = "frame-level", alias = "frame_level")]
    FrameLevel,
    /// One random number for each patch. HF's config accepts only `patch_level`, and its masking code only
    /// `patch-level`; both are read, and the one that the config accepts is written.
    #[serde(rename = "patch_level", alias = "patch-level")]
    PatchLevel,
}

/// Loss of `TvltForAudioVisualClassification`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LossType {
    /// Cross entropy.
    Classification,
    /// Mean squared error.
    Regression,
}

#[cfg(test)]
mod tests;
