//! The description of a loaded model.

use serde::{Deserialize, Serialize};

use super::{budget::Budget, prediction::Scale};
use crate::precision::Precision;

/// What the page shows of a loaded model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoadedModel {
    /// Class names by index; empty without a classification head.
    pub labels: Vec<String>,
    /// How the class scores are to be read.
    pub scale: Scale,
    /// Whether there is a matching head.
    pub matches: bool,
    /// Whether there is a decoder.
    pub reconstructs: bool,
    /// Side of the square frames, in pixels.
    pub image_size: usize,
    /// Height and width of a pixel patch.
    pub image_patch_size: [usize; 2],
    /// Time steps and mel bins of an audio patch.
    pub audio_patch_size: [usize; 2],
    /// The largest budget that the model and the device allow.
    pub most: Budget,
    /// Mel bins of the live spectrogram.
    pub mel_bins: usize,
    /// Spectrogram rows a second.
    pub rows_per_second: f64,
    /// Mask ratio of the config; the slider starts there.
    pub pixel_mask_ratio: f64,
    /// See `pixel_mask_ratio`.
    pub audio_mask_ratio: f64,
    /// Parameters of the model.
    pub parameters: usize,
    /// The layers that features for teaching are taken from.
    pub taught_layers: Vec<usize>,
    /// Layers of the encoder.
    pub layers: usize,
    /// Attention heads of each layer.
    pub heads: usize,
    /// Time of the first forward, in milliseconds. Later ones take no longer.
    pub warm_up_ms: f64,
    /// The device in words: the GPU adapter's name, or the CPU backend.
    pub device: String,
    /// The precision it computes in.
    pub precision: Precision,
    /// Whether the device could compute in [`Precision::F16`].
    pub half_precision: bool,
}
