//! Classes, bursts and samples: what a classroom holds.

use serde::{Deserialize, Serialize};

use super::features::Features;

/// Name of the class of the empty scene and room: "nothing", which is never an answer.
pub const BACKGROUND: &str = "background";

/// Most classes, `background` among them.
pub const MOST_CLASSES: usize = 50;

/// Most samples of all classes together.
pub const MOST_SAMPLES: usize = 5_000;

/// A class. Numbers are never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassId(pub u32);

/// A burst: one press of the record button. Later bursts have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BurstId(pub u32);

/// A sample: picture and sound of one update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SampleId(pub u32);

/// A sample with its features.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Which.
    pub id: SampleId,
    /// What the model made of it; none while it is unread.
    pub features: Features,
}

impl Sample {
    /// Whether its features are not known, so that it teaches nothing: it came from a file, or the model was changed.
    pub fn is_unread(&self) -> bool {
        self.features.sight.is_none() && self.features.sound.is_none()
    }
}

/// The samples of a burst, in the order of their recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Burst {
    /// What was shown or said.
    pub class: ClassId,
    /// Its samples; there may be none.
    pub samples: Vec<Sample>,
}

/// A class as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Which.
    pub id: ClassId,
    /// Its name, which no other class has.
    pub name: String,
    /// Whether it takes part in answers.
    pub is_on: bool,
}

impl Class {
    /// Whether it is the class of "nothing".
    pub fn is_background(&self) -> bool {
        self.name == BACKGROUND
    }
}
