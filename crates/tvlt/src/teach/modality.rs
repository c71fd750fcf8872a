//! Sight and sound.

use serde::{Deserialize, Serialize};

use super::features::Features;

/// One of the two modalities; each has a head of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// Pictures.
    Sight,
    /// Sounds.
    Sound,
}

impl Modality {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sight, Self::Sound];

    /// Its name in files: `sight` or `sound`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sight => "sight",
            Self::Sound => "sound",
        }
    }

    /// The features of this modality; `None` where the clip lacks it.
    pub fn of(self, features: &Features) -> Option<&[f32]> {
        match self {
            Self::Sight => features.sight.as_deref(),
            Self::Sound => features.sound.as_deref(),
        }
    }
}
