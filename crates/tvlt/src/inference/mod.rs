//! Devices, and processors and models run from a file of tensors to a file of tensors.

pub mod device;
pub mod explain;
pub mod forward;
pub mod preprocess;

use thiserror::Error;

use crate::config::ConfigError;
use crate::processor::ProcessorError;

/// What can go wrong while a model is loaded or run.
#[derive(Debug, Error)]
pub enum InferenceError {
    /// A configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The weights cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] crate::checkpoint::CheckpointError),
    /// Sound or picture cannot be processed.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The model refused its inputs.
    #[error(transparent)]
    Model(#[from] crate::model::ModelError),
    /// A question about the model's answer cannot be answered.
    #[error(transparent)]
    Explain(#[from] crate::explain::ExplainError),
    /// The device cannot be used.
    #[error("{0}")]
    Device(String),
    /// Results could not be read back from the device.
    #[error("the results could not be read back from the device ({0}); reload the page, or use the CPU")]
    ReadBack(String),
    /// The model computed NaN or infinity.
    #[error("the model gave an answer that is no number; reload the page, or try another device or model")]
    NotFinite,
    /// The processors' settings do not fit the model's.
    #[error("preprocessor_config.json does not fit config.json: {0}")]
    Mismatch(String),
}
