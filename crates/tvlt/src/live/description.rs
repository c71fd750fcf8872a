//! What is known of a loaded model.

use serde::{Deserialize, Serialize};

use super::{budget::Budget, prediction::Scale};
use crate::precision::Precision;

/// What the page shows of a loaded model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoadedModel {
    /// Class names by index; empty without a classification head.
    pub labels: Vec<String>,
    /// What the class scores are.
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
    /// The most that an update can take, by the model and the device.
    pub most: Budget,
    /// Mel bins of the live spectrogram.
    pub mel_bins: usize,
    /// Rows a second.
    pub rows_per_second: f64,
    /// Mask ratios of the config, for the sliders' start.
    pub pixel_mask_ratio: f64,
    /// See `pixel_mask_ratio`.
    pub audio_mask_ratio: f64,
    /// Parameters of the model.
    pub parameters: usize,
    /// Time of the first forward, in milliseconds: the next ones take no longer.
    pub warm_up_ms: f64,
    /// Adapter or instruction set, for the curious ("SwiftShader", "wasm simd128").
    pub device: String,
    /// What it computes with.
    pub precision: Precision,
    /// Whether it could compute with [`Precision::F16`].
    pub half_precision: bool,
}
