//! What is kept on the device: the classes with their bursts, and of each sample what the model made of it.

use serde::{Deserialize, Serialize};

use bridge::protocol::teach_state::{Clip, Senses};
use tvlt::teach::features::Features;

/// Number of a stored sample. It is not used again while the sample is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(pub u32);

/// What features are of: those of another origin say nothing of each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Name of the model.
    pub model: String,
    /// Its layers, the first is 1.
    pub layers: Vec<usize>,
}

/// All classes with their bursts. Samples that are stored and not listed here were deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// In the order of the page.
    pub classes: Vec<KeptClass>,
    /// In the order of their recording.
    pub bursts: Vec<KeptBurst>,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptClass {
    /// Its name.
    pub name: String,
    /// Whether it takes part in the answers.
    pub on: bool,
    /// What its next samples are learnt from, where the person has chosen that.
    #[serde(default)]
    pub learns: Option<Senses>,
}

/// A burst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBurst {
    /// Place of its class in [`Project::classes`].
    pub class: usize,
    /// Its samples, in the order of their recording.
    pub samples: Vec<Key>,
}

/// A stored sample without its picture and its sound.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptSample {
    /// What there is of it.
    pub clip: Clip,
    /// What the model made of it; none while it is unread.
    pub features: Features,
    /// What the features are of.
    pub origin: Origin,
    /// Whether the model could not read it.
    pub is_unreadable: bool,
}

impl Project {
    /// Whether a sample is listed.
    pub fn lists(&self, key: Key) -> bool {
        self.bursts.iter().any(|burst| burst.samples.contains(&key))
    }
}
