//! Errors of a worker that runs a model.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why the worker refused a request, or what is wrong although updates go on.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ModelError {
    /// An object of the request's payload is missing.
    #[error("{0} did not arrive; reload the page")]
    Missing(String),
    /// No model has been loaded.
    #[error("there is no model yet")]
    NoModel,
    /// The model's files are missing or broken.
    #[error("{why}")]
    Weights {
        /// What is wrong.
        why: String,
        /// A report of many lines on a weights file that does not load; empty otherwise.
        report: String,
    },
    /// There is no usable device, or a computation on it failed.
    #[error("{0}")]
    Device(String),
    /// A picture could not be read.
    #[error("{0}")]
    Picture(String),
    /// The browser hands out noise in place of pictures.
    #[error(
        "this browser hands out noise in place of pictures, so that pages cannot recognise it \
         (privacy.resistFingerprinting), and only sound is used; turn that protection off for this page, or use \
         another browser"
    )]
    Noise,
    /// Sound could not be processed.
    #[error("{0}")]
    Sound(String),
    /// The clip length could not be changed.
    #[error("{0}")]
    Budget(String),
    /// One update, or the reading of one clip, failed; the next may work.
    #[error("{0}")]
    Update(String),
    /// The inputs for a check's forward or processors, or a picture or sound to be read, are invalid.
    #[error("{0}")]
    Inputs(String),
}
