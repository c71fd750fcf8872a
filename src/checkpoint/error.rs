use std::path::PathBuf;

use thiserror::Error;

use crate::config::ConfigError;

/// What can be wrong with a checkpoint.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file cannot be read or written.
    #[error("{} cannot be read or written: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The weights are in a format that is not read yet.
    #[error("the weights are {0}, which is not read yet: convert them to safetensors")]
    Format(&'static str),
    /// The bytes are no safetensors file.
    #[error("the weights are broken or cut short ({0}): get the file again")]
    Broken(String),
    /// A class that is not one of TVLT's.
    #[error(
        "config.json is of {0}, which is none of TvltModel, TvltForPreTraining and \
         TvltForAudioVisualClassification"
    )]
    Architecture(String),
    /// `TvltForPreTraining` without a task.
    #[error("the configuration has neither task_matching nor task_mae: TvltForPreTraining needs one")]
    NoTask,
    /// A tensor of the model is not in the file.
    #[error("the weights lack {name}, which the configuration wants as {expected:?}")]
    Missing {
        /// Hugging Face's name.
        name: String,
        /// Shape in Hugging Face's layout.
        expected: Vec<usize>,
    },
    /// A tensor of the file is not in the model.
    #[error("the weights hold {name} {given:?}, which no TVLT model of this configuration has")]
    Unknown {
        /// Name in the file.
        name: String,
        /// Shape in the file.
        given: Vec<usize>,
    },
    /// A tensor has another shape than the model's.
    #[error("{name} is {given:?} in the weights, but {expected:?} by the configuration")]
    Shape {
        /// Hugging Face's name.
        name: String,
        /// Shape in the file.
        given: Vec<usize>,
        /// Shape by the configuration.
        expected: Vec<usize>,
    },
    /// A tensor of a type that is no weight's.
    #[error("{name} is of type {given}, but weights are F32, F16 or BF16")]
    Type {
        /// Name in the file.
        name: String,
        /// Type in the file.
        given: String,
    },
    /// The model's weights could not be fetched from the device or put into bytes.
    #[error("the weights cannot be saved: {0}")]
    Save(String),
}
