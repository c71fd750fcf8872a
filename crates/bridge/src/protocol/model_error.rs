//! What can go wrong in a worker that runs a model.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a model's worker refused a request, or what is wrong with updates that come all the same.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum ModelError {
    /// An object that belongs to the request did not come with it.
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
        /// What is known of a weights file that does not load, many lines; empty otherwise.
        report: String,
    },
    /// There is no usable device, or it does not compute.
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
    /// Sound could not be taken.
    #[error("{0}")]
    Sound(String),
    /// How much an update takes could not be changed.
    #[error("{0}")]
    Budget(String),
    /// One update failed; the next may work.
    #[error("{0}")]
    Update(String),
    /// The inputs of a forward or of the processors, given for checks, are not what they must be.
    #[error("{0}")]
    Inputs(String),
}
