//! The clip length: how many frames and spectrogram rows one update takes.

use serde::{Deserialize, Serialize};

/// How many frames and spectrogram rows one update takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Budget {
    /// Frames, spread over the time that the sound covers.
    pub frames: usize,
    /// Spectrogram rows.
    pub rows: usize,
}

/// The clip length that the person has chosen. What is `None` is picked automatically, by the machine's speed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Frames of an update.
    pub frames: Option<usize>,
    /// Spectrogram rows of an update.
    pub rows: Option<usize>,
}

/// The budget in use, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Budgeted {
    /// What each update takes.
    pub budget: Budget,
    /// Tokens of such an update: the class token, then those of frames and sound.
    pub tokens: usize,
    /// Expected time of an update in milliseconds, from earlier measurements; 0 where there are none yet.
    pub expected_ms: f64,
}
