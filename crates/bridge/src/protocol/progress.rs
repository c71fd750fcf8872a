//! How far a wait has come.

use serde::{Deserialize, Serialize};

/// A step of a wait, for a progress bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being waited for.
    pub stage: Stage,
    /// Done so far, in the stage's own unit (bytes, or steps).
    pub done: f64,
    /// All there is to do; 0 where that is not known.
    pub total: f64,
}

/// What a person waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Bytes of the worker's module.
    Module,
    /// Bytes of the model's weights.
    Weights,
    /// Building the model on the device.
    Build,
    /// The first, slow forward.
    WarmUp,
}
