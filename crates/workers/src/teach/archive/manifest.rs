//! `classes.json`: what the folders of a ZIP are.

use bridge::protocol::teach_state::Senses;
use serde::{Deserialize, Serialize};

use super::error::ArchiveError;

/// Name of the file.
pub const NAME: &str = "classes.json";

/// Version of its format.
pub const FORMAT: u32 = 1;

/// The contents of `classes.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The program and its version.
    #[serde(default)]
    pub program: String,
    /// The model that `head.safetensors` belongs to.
    #[serde(default)]
    pub model: String,
    /// The layers of that model that the head's features are taken from.
    #[serde(default)]
    pub layers: Vec<usize>,
    /// The classes, in their order on the page.
    pub classes: Vec<ListedClass>,
    /// How well the classes are told apart.
    #[serde(default)]
    pub report: Option<Figures>,
}

/// A class of a ZIP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedClass {
    /// Its name.
    pub name: String,
    /// Its folder in `samples`.
    pub folder: String,
    /// Whether it takes part in the answers.
    #[serde(default = "yes")]
    pub on: bool,
    /// What its next samples are learnt from, where the person has chosen that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learns: Option<Senses>,
    /// Its samples.
    #[serde(default)]
    pub samples: usize,
    /// Its bursts, oldest first.
    #[serde(default)]
    pub bursts: Vec<ListedBurst>,
}

/// A burst of a ZIP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBurst {
    /// Its folder in that of the class. Folders of all classes are numbered in the order of their recording.
    pub folder: String,
    /// Its samples.
    pub samples: usize,
}

/// The figures of the report: each burst was left out in turn, and its samples asked of what the others teach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Share of right answers, 0 to 1; `null` where it is not known.
    pub accuracy: Option<f32>,
    /// A clip is unknown where a head finds it less likely than this.
    pub threshold: Option<f32>,
    /// The figures of each class.
    pub classes: Vec<ClassFigures>,
}

/// The figures of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassFigures {
    /// Its name.
    pub name: String,
    /// Samples that were asked.
    pub asked: usize,
    /// Named rightly.
    pub right: usize,
    /// Named as another class.
    pub wrong: usize,
    /// Not named.
    pub unknown: usize,
    /// How often it was named as each class, in the order of this list.
    pub named: Vec<usize>,
}

impl Manifest {
    /// Reads the file.
    ///
    /// # Errors
    /// [`ArchiveError::Manifest`], also of a newer format.
    pub fn from_json(json: &[u8]) -> Result<Self, ArchiveError> {
        let wrong = |why: &str| ArchiveError::Manifest(why.to_owned());
        let manifest: Self =
            serde_json::from_slice(json).map_err(|_| wrong("is cut off or was changed; export it again"))?;
        if manifest.format > FORMAT {
            return Err(wrong("is of a newer version of this page; reload the page"));
        }
        Ok(manifest)
    }

    /// The file's text.
    ///
    /// # Errors
    /// [`ArchiveError::Write`].
    pub fn to_json(&self) -> Result<String, ArchiveError> {
        serde_json::to_string_pretty(self).map_err(|error| ArchiveError::Write(error.to_string()))
    }
}

fn yes() -> bool {
    true
}
