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

impl Budget {
    /// The shortest clip that is picked automatically, and the one that classes are taught on: one frame, and two seconds
    /// of sound, which hold a word with some sound before and after it.
    pub const SHORTEST: Self = Self { frames: 1, rows: 176 };

    /// This budget within `most`, in whole patches of `patch_rows` rows, with at least one frame and one row of patches.
    pub fn within(self, most: Self, patch_rows: usize) -> Self {
        let rows = self.rows.clamp(patch_rows.min(most.rows), most.rows);
        Self {
            frames: self.frames.clamp(1, most.frames.max(1)),
            rows: (rows / patch_rows * patch_rows).max(patch_rows),
        }
    }
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
