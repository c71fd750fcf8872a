//! What can stop `tvlt teach` and `tvlt recognise`.

use std::path::PathBuf;

use thiserror::Error;

use super::folder::FolderError;
use crate::convert::ConvertError;
use crate::preprocess::PreprocessError;
use tvlt::checkpoint::CheckpointError;
use tvlt::inference::InferenceError;
use tvlt::teach::class_error::ClassError;
use tvlt::teach::{TeachError, TeachFileError};

/// What can stop `tvlt teach` and `tvlt recognise`.
#[derive(Debug, Error)]
pub enum TeachingError {
    /// The folder of clips cannot be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The model cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The processors' settings cannot be read.
    #[error(transparent)]
    Processor(#[from] ConvertError),
    /// There is no such device.
    #[error(transparent)]
    Device(#[from] InferenceError),
    /// A picture or a sound cannot be read.
    #[error(transparent)]
    Media(#[from] PreprocessError),
    /// The model cannot look at a clip or hear it.
    #[error("the clip {}: {source}", .clip.display())]
    Clip {
        /// Its file.
        clip: PathBuf,
        /// Why.
        source: InferenceError,
    },
    /// The classroom refuses a folder's name or a clip.
    #[error("{}: {source}", .path.display())]
    Class {
        /// The folder or the clip.
        path: PathBuf,
        /// Why.
        source: ClassError,
    },
    /// The layers cannot be compared.
    #[error("the layers cannot be searched: {0}; give them with --layers")]
    Search(ClassError),
    /// The heads cannot be solved.
    #[error("the heads cannot be taught: {0}")]
    Teach(#[from] TeachError),
    /// There is nothing to tell apart.
    #[error(
        "{} has one class alone: add another one, or a folder \"background\" with the empty scene",
        .0.display()
    )]
    OneClass(PathBuf),
    /// A file of heads or of a prior cannot be used.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: TeachFileError,
    },
    /// A prior is of other layers.
    #[error("{} is for the layers {found:?} of a model, and this one is taught on {expected:?}: it belongs to another model", .path.display())]
    Layers {
        /// The file of the prior.
        path: PathBuf,
        /// Its layers.
        found: Vec<usize>,
        /// The model's.
        expected: Vec<usize>,
    },
    /// The model does not have these layers.
    #[error(
        "the model has the layers 1 to {count} and not all of {found:?}: give others, or the model that the heads were taught with"
    )]
    NoLayers {
        /// The layers that were asked for.
        found: Vec<usize>,
        /// How many there are.
        count: usize,
    },
    /// The heads are of other weights.
    #[error(
        "{} was taught with the model {name}, and the weights in {} are others (their checksum begins with {found}): \
         give the model that was taught, or teach this one",
        .path.display(), .model.display()
    )]
    OtherModel {
        /// The file of heads.
        path: PathBuf,
        /// The model's name in it.
        name: String,
        /// The model that was given.
        model: PathBuf,
        /// The beginning of its checksum.
        found: String,
    },
    /// The heads are of a model with other features.
    #[error("{} does not fit the model: {source}", .path.display())]
    Heads {
        /// The file of heads.
        path: PathBuf,
        /// Why.
        source: TeachError,
    },
    /// A file cannot be read or written.
    #[error("{} cannot be {verb}: {source}", .path.display())]
    Access {
        /// Which file.
        path: PathBuf,
        /// "read" or "written".
        verb: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
}
