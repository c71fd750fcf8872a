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
    /// The weights are in a format that is not read.
    #[error(
        "the weights are {0}, which is not read: load and save them with a newer PyTorch, on a common machine"
    )]
    Format(&'static str),
    /// The bytes are no whole weights file.
    #[error("the weights are broken or cut short ({0}): get the file again")]
    Broken(String),
    /// A PyTorch file with more than tensors, dictionaries and plain values in it.
    #[error("the weights are refused, as reading them whole would run {0}: save the tensors alone")]
    Pickle(String),
    /// A tensor of a PyTorch file that is turned or cut from another.
    #[error("{0} does not lie in the file row by row, which is not read: save it with `.contiguous()`")]
    Strided(String),
    /// Two tensors of a file are the same by Hugging Face's names.
    #[error("the weights have two tensors that are {0}")]
    Twice(String),
    /// A PyTorch file without tensors that have names.
    #[error("the file holds no tensors by name, so it is no model's weights")]
    NoTensors,
    /// There is no configuration, and the shapes of the tensors do not tell it.
    #[error("there is no config.json, and the shapes of the weights tell no TVLT model: {0}")]
    Unclear(String),
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
