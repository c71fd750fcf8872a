//! What can be wrong with a checkpoint.

use std::path::PathBuf;

use thiserror::Error;

use crate::config::ConfigError;

/// What can be wrong with a checkpoint.
#[derive(Debug, Error)]
pub enum CheckpointError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file or a folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file or a folder cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A folder has no weights under the usual names.
    #[error("{} has no model.safetensors or pytorch_model.bin{}", folder.display(), instead(found))]
    NoWeightsIn {
        /// Which folder.
        folder: PathBuf,
        /// Names of weights that are in it.
        found: Vec<String>,
    },
    /// The weights are in a format that is not read.
    #[error(
        "the weights are {0}, which is not read: load and save them with a newer PyTorch, on a common machine"
    )]
    Format(&'static str),
    /// The bytes are not a complete weights file.
    #[error("the weights are broken or cut short ({0}): get the file again")]
    Broken(String),
    /// The index of weights in several files cannot be used.
    #[error("the index of the weights cannot be used ({0}): get it again")]
    Index(String),
    /// Weights in several files do not fit together or do not match their index.
    #[error(
        "the files of the weights do not belong together: {0}. Put the index and all files it names in one place"
    )]
    Shards(String),
    /// One of several weights files cannot be read.
    #[error("{name}: {source}")]
    Shard {
        /// Name of the file.
        name: String,
        /// What is wrong with it.
        source: Box<CheckpointError>,
    },
    /// A PyTorch file with objects of these classes in it, and no TVLT model as tensors by name.
    #[error(
        "the file holds no TVLT model as tensors by name, and what is in its objects of {} is not read, as that would \
         run their code: save the model's `state_dict()` alone",
        some(.0)
    )]
    Pickle(Vec<String>),
    /// A tensor of a PyTorch file that repeats numbers, or takes single ones from a much larger tensor.
    #[error("{0} is a view of other numbers in the file, which is not read: save it with `.contiguous()`")]
    Strided(String),
    /// Two tensors of a file have the same name once they are renamed to Hugging Face's.
    #[error("the weights have two tensors that are {0}")]
    Twice(String),
    /// A file with two models in it.
    #[error(
        "the file holds two models, whose names have {0} and {1} before them: save the one you want alone"
    )]
    Models(String, String),
    /// An unknown prefix before the names of a part of the tensors.
    #[error(
        "the model's names have {0:?} before them, other tensors of the file do not: save the model's own `state_dict()` alone"
    )]
    Prefix(String),
    /// Two tensors have the same name once the prefixes that training added are removed.
    #[error("the weights have {new} twice, once as {name}: save the model's own `state_dict()` alone")]
    Prefixed {
        /// Name of one of them in the file.
        name: String,
        /// Name of both without the prefix.
        new: String,
    },
    /// A PyTorch file with several dictionaries that each hold a model.
    #[error("the file holds several models, under {}: save the one you want alone", .0.join(" and "))]
    Wrappers(Vec<String>),
    /// A file that holds something other than weights.
    #[error("the file is {what} and no weights: {todo}")]
    NoWeights {
        /// What it is.
        what: String,
        /// What to do.
        todo: &'static str,
    },
    /// More tensors than any TVLT model has, or longer names.
    #[error("the file has more tensors than any TVLT model, or longer names: it is another model's")]
    TooMany,
    /// A PyTorch file without named tensors.
    #[error("the file holds no tensors by name, so it is no model's weights")]
    NoTensors,
    /// There is no configuration, and it cannot be inferred from the tensors' shapes.
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
    /// A tensor whose number type is not F32, F16, BF16 or F64.
    #[error("{name} is of type {given}, but weights are F32, F16, BF16 or F64")]
    Type {
        /// Name in the file.
        name: String,
        /// Type in the file.
        given: String,
    },
    /// The model's weights could not be read back from the device or serialised.
    #[error("the weights cannot be saved: {0}")]
    Save(String),
}

fn instead(found: &[String]) -> String {
    match found {
        [] => ": name the folder that has the model, or its weights file".into(),
        [only] => format!(", but {only}: name that file itself"),
        _ => format!(", but {}: name the file that you want", found.join(" and ")),
    }
}

/// The first three of the names.
fn some(names: &[String]) -> String {
    let shown = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > 3 { shown + " and others" } else { shown }
}
