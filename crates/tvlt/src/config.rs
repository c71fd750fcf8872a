//! The configurations of TVLT, read from and written as Hugging Face's JSON.
//!
//! Fields, names and defaults are those of `transformers==4.40.2`, `models/tvlt/`
//! (`configuration_tvlt.py`, `image_processing_tvlt.py`, `feature_extraction_tvlt.py`).
//! Unknown keys are ignored, missing keys take the default, and `null` means what it means there.
//! A file without a single known key is refused, as it must be some other file.

pub mod file_kind;
mod model;
mod nulls;
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
    /// The file is of another kind altogether.
    #[error("{what} is {is} and no configuration: {todo}")]
    Kind {
        /// Which file.
        what: &'static str,
        /// What it is.
        is: String,
        /// What to do.
        todo: &'static str,
    },
    /// The text is longer than any configuration.
    #[error("{0} is longer than any configuration of TVLT, so it is another file")]
    TooLong(&'static str),
    /// No key of the file is known.
    #[error(
        "{what} holds nothing that is known of TVLT{hint}: choose the {what} that was saved with the model"
    )]
    Nothing {
        /// Which file.
        what: &'static str,
        /// What the file may be instead, with a comma before it; or empty.
        hint: &'static str,
    },
    /// A value that has to be there is `null`.
    #[error("{key} is null in {what}, but it needs a value")]
    Null {
        /// Which file.
        what: &'static str,
        /// Which key.
        key: String,
    },
    /// A file with an object for each processor lacks one of the two.
    #[error(
        "{what} has settings for {has}, but none for {lacks}: choose the file that was saved with the model"
    )]
    Half {
        /// Which file.
        what: &'static str,
        /// Key of the settings that are there.
        has: &'static str,
        /// Key of the missing settings.
        lacks: &'static str,
    },
    /// No model can have this value, or these two values together.
    #[error("the configuration cannot be used: {0}")]
    Invalid(String),
}
