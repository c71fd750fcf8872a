//! The pictures of an update.

use serde::{Deserialize, Serialize};

/// A picture of an update's payload. Spectrograms have time to the right and frequency upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Which of the six pictures.
    pub kind: PictureKind,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// The page's six pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PictureKind {
    /// The frame as the model sees it.
    FrameInput,
    /// The frame with hidden patches grey.
    FrameMasked,
    /// The frame with hidden patches filled in.
    FrameReconstruction,
    /// The log-mel spectrogram.
    SpectrogramInput,
    /// The spectrogram with hidden patches grey.
    SpectrogramMasked,
    /// The spectrogram with hidden patches filled in.
    SpectrogramReconstruction,
}
