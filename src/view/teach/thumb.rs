//! Small pictures of samples, as plain types.

use std::sync::Arc;

use bridge::protocol::teach_state::{SampleId, Size};

/// A small picture and a small spectrogram of a sample. Two with the same id are the same.
#[derive(Debug, Clone)]
pub struct Thumb {
    /// Which sample.
    pub sample: SampleId,
    /// Its picture, where it has one.
    pub picture: Option<Arc<Small>>,
    /// The spectrogram of its sound, where it has one.
    pub spectrogram: Option<Arc<Small>>,
}

impl PartialEq for Thumb {
    fn eq(&self, other: &Self) -> bool {
        self.sample == other.sample
    }
}

/// A small picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small {
    /// Its size.
    pub size: Size,
    /// Its pixels: RGBA, row by row.
    pub rgba: Vec<u8>,
}
