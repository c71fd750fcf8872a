//! How far the loading of a model has come.

use serde::{Deserialize, Serialize};

/// A step of a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being waited for.
    pub stage: Stage,
    /// Whether it is done.
    pub done: bool,
}

/// What a person waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Building the model on the device.
    Build,
    /// The first, slow forward.
    WarmUp,
}
