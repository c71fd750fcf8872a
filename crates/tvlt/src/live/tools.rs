//! What the page's tools change about updates.

use serde::{Deserialize, Serialize};

/// What the page's tools change about updates. The default changes nothing, and costs nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// Whether the present moment is held: pictures and sound that arrive are dropped. The sound begins anew when it is
    /// let go.
    pub held: bool,
    /// What the model gets.
    pub senses: Senses,
    /// Whether the person's own mask hides patches, in place of the random one; see [`OwnMask`].
    pub own_mask: bool,
    /// Whether classes and match are also computed without the hidden patches.
    pub blinded: bool,
    /// How much later than the picture the sound is, in milliseconds, -1000 to 1000: above 0 the model gets the newest
    /// picture with the sound that ended this long ago, below 0 the newest sound with an earlier picture.
    pub shift_ms: i32,
    /// Whether the model gets a sound of ten seconds ago, in place of the shift.
    pub other_sound: bool,
    /// Whether updates say how far the filled-in patches are from the hidden ones.
    pub surprise: bool,
    /// Whether enough of the past is kept for a shift, a match over shifts, and to save a moment. It takes memory, so
    /// only while a tool is open.
    pub keep: bool,
}

impl Tools {
    /// The same while a sample is recorded: what the model gets is the plain present moment, with both senses, as that
    /// is what is kept of it.
    pub fn while_recording(self) -> Self {
        Self { held: false, senses: Senses::Both, blinded: false, shift_ms: 0, other_sound: false, ..self }
    }
}

/// The senses that the model gets. One that it does not get is as if it had not arrived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Senses {
    /// Picture and sound.
    #[default]
    Both,
    /// The picture alone.
    Sight,
    /// The sound alone.
    Sound,
}

impl Senses {
    /// Whether the model gets the picture.
    pub fn sees(self) -> bool {
        self != Self::Sound
    }

    /// Whether the model gets the sound.
    pub fn hears(self) -> bool {
        self != Self::Sight
    }
}

/// The patches that the person hides from the model. A list that does not fit the clip hides none beyond its end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMask {
    /// For each patch of a frame, row by row, whether it is hidden; the same in all frames.
    pub pixel: Vec<bool>,
    /// For each patch of the spectrogram, time first, then frequency from low to high, whether it is hidden.
    pub audio: Vec<bool>,
}

/// How far the filled-in patches are from the hidden ones: the mean squared error, as in training.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Surprise {
    /// Of the picture; `None` where it is absent or nothing of it is hidden.
    pub sight: Option<f32>,
    /// Of the sound; `None` where it is absent or nothing of it is hidden.
    pub sound: Option<f32>,
}
