//! What one update was computed from: the newest picture and the sound of the clip, as they arrived.

use serde::{Deserialize, Serialize};

/// A picture and a sound that a class can be taught with, as they arrived. The live features and those that
/// `LiveEngine::read` computes of them are nearly the same.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// The newest picture; `None` where there is none.
    pub picture: Option<SamplePicture>,
    /// The sound of the clip; `None` where there is none.
    pub sound: Option<SampleSound>,
}

/// A picture as the engine received it.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplePicture {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Rows of RGBA bytes.
    pub rgba: Vec<u8>,
}

/// Sound as the engine received it.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleSound {
    /// Samples a second.
    pub sample_rate: u32,
    /// Mono, in [-1, 1].
    pub samples: Vec<f32>,
}

/// The sizes of a sample's parts: how the bytes of an update's payload are to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleSize {
    /// Of the picture; `None` where there is none.
    pub picture: Option<PictureSize>,
    /// Of the sound; `None` where there is none.
    pub sound: Option<SoundSize>,
}

/// The size of a sample's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureSize {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// The length of a sample's sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoundSize {
    /// Samples a second.
    pub sample_rate: u32,
    /// Number of samples.
    pub samples: usize,
}

impl Sample {
    /// The sizes of its parts.
    pub fn size(&self) -> SampleSize {
        let picture = self
            .picture
            .as_ref()
            .map(|picture| PictureSize { width: picture.width as u32, height: picture.height as u32 });
        let sound = self
            .sound
            .as_ref()
            .map(|sound| SoundSize { sample_rate: sound.sample_rate, samples: sound.samples.len() });
        SampleSize { picture, sound }
    }
}
