//! What a person can set of an update.

use serde::{Deserialize, Serialize};

/// What the person can set; each update uses the latest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Share of pixel patches hidden from the model, 0 to 1.
    pub pixel_mask_ratio: f64,
    /// Share of audio patches hidden from the model, 0 to 1.
    pub audio_mask_ratio: f64,
    /// Seed of the mask's noise: the same seed hides the same patches.
    pub seed: u64,
    /// Show the visible patches as they are in the reconstruction. The model is not trained on them.
    pub paste_visible: bool,
}

impl Default for Settings {
    /// The paper's ratios (section 3.3): 75 % of the frame, 15 % of the spectrogram... the page
    /// starts from what the loaded model's config says.
    fn default() -> Self {
        Self { pixel_mask_ratio: 0.75, audio_mask_ratio: 0.15, seed: 0, paste_visible: true }
    }
}
