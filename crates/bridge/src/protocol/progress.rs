//! Progress of loading a model.

use serde::{Deserialize, Serialize};

/// One step of loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Which step.
    pub stage: Stage,
    /// Whether it is done.
    pub done: bool,
}

/// The steps of loading that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Building the model on the device.
    Build,
    /// The first, slow forward.
    WarmUp,
}
