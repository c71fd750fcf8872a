//! The configurations of TVLT, read from and written as Hugging Face's JSON.
//!
//! Fields, names and defaults are those of `transformers==4.40.2`, `models/tvlt/`
//! (`configuration_tvlt.py`, `image_processing_tvlt.py`, `feature_extraction_tvlt.py`).
//! Unknown keys are ignored and missing keys take the default.

pub mod file_kind;
mod model;
mod processor;

pub use model::{AudioMaskType, HiddenActivation, LossType, TvltConfig, Variant};
pub use processor::{
    CropSize, ShortestEdge, TvltFeatureExtractorConfig, TvltImageProcessorConfig, TvltProcessorConfig,
};

use thiserror::Error;

/// What can be wrong with a configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The text is not the JSON of a configuration.
    #[error("{what} is not valid: {source}")]
    Json {
        /// Which file, as a person would name it.
        what: &'static str,
        /// Where and why the parser stopped.
        source: serde_json::Error,
    },
    /// A value, or two values together, make no model.
    #[error("the configuration cannot be used: {0}")]
    Invalid(String),
}
