//! How much of the last seconds one update takes.

use serde::{Deserialize, Serialize};

/// How much of the last seconds one update takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Budget {
    /// Frames, spread over the time that the sound covers.
    pub frames: usize,
    /// Spectrogram rows.
    pub rows: usize,
}

/// What the person wants of the budget; where nothing is said, the worker finds what the machine can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Frames of an update.
    pub frames: Option<usize>,
    /// Spectrogram rows of an update.
    pub rows: Option<usize>,
}

/// The budget as it is from now on, and what it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Budgeted {
    /// What each update takes.
    pub budget: Budget,
    /// Tokens of that: one for the whole clip, then those of frames and sound.
    pub tokens: usize,
    /// How long an update will take by what was measured, in milliseconds; 0 where nothing was yet.
    pub expected_ms: f64,
}
