//! The settings of an update.

use serde::{Deserialize, Serialize};

use super::tools::Tools;

/// The settings that the person can change; each update uses the latest.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Share of pixel patches hidden from the model, 0 to 1.
    pub pixel_mask_ratio: f64,
    /// Share of audio patches hidden from the model, 0 to 1.
    pub audio_mask_ratio: f64,
    /// Seed of the mask's noise: the same seed hides the same patches.
    pub seed: u64,
    /// Whether the reconstruction shows the visible patches unchanged. The decoder is not trained to fill them in.
    pub paste_visible: bool,
    /// What updates give beside scores and pictures, for classes that the person teaches.
    #[serde(default)]
    pub teach: Teach,
    /// Whether updates give pictures. Without them nothing is reconstructed, which takes about half of the time.
    #[serde(default = "yes")]
    pub pictures: bool,
    /// What the page's tools change.
    #[serde(default)]
    pub tools: Tools,
}

/// What updates give for classes that the person teaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Teach {
    /// Nothing.
    #[default]
    Off,
    /// The features of the clip.
    Features,
    /// The features of the clip, and the sample: its newest picture and its sound as they arrived. The tools change
    /// nothing of what the model gets then, see [`Tools::while_recording`].
    Samples,
}

impl Teach {
    /// Whether updates give features.
    pub fn is_on(self) -> bool {
        self != Self::Off
    }
}

impl Default for Settings {
    /// The paper's ratios (section 3.3): 75 % of the frame, 15 % of the spectrogram. The page starts with the
    /// ratios of the loaded model's config instead.
    fn default() -> Self {
        Self {
            pixel_mask_ratio: 0.75,
            audio_mask_ratio: 0.15,
            seed: 0,
            paste_visible: true,
            teach: Teach::Off,
            pictures: true,
            tools: Tools::default(),
        }
    }
}

fn yes() -> bool {
    true
}
