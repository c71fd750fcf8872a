//! The configurations of TVLT, read from and written as Hugging Face's JSON.
//!
//! Fields, names and defaults are those of `transformers==4.40.2`, `models/tvlt/`
//! (`configuration_tvlt.py`, `image_processing_tvlt.py`, `feature_extraction_tvlt.py`).
//! Unknown keys are ignored, missing keys take the default, and `null` means what it means there.
//! A file without a single known key is refused, as it must be some other file, and so is a model's configuration
//! in place of its processors' settings, or the other way round.

pub mod file_kind;
mod file_text;
mod forms;
mod kind;
mod labels;
mod model;
mod nulls;
mod processor;
mod value;

pub use file_text::text_of;
pub use forms::{CropSize, ShortestEdge};
pub use model::{AudioMaskType, HiddenActivation, LossType, TvltConfig, Variant};
pub use processor::{TvltFeatureExtractorConfig, TvltImageProcessorConfig, TvltProcessorConfig};

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
    /// A model's configuration in place of its processors' settings, or the other way round.
    #[error("what is given as {what} is {is}: choose the {what} that was saved with the model")]
    Other {
        /// Which file.
        what: &'static str,
        /// What it is.
        is: &'static str,
    },
    /// The file's text is not in UTF-8.
    #[error("{what} is {is}: save it as UTF-8")]
    Encoding {
        /// Which file.
        what: &'static str,
        /// In which encoding it is.
        is: &'static str,
    },
    /// A value is of another type than it has to be.
    #[error("{key} is {found} in {what}, but it has to be {expected}")]
    Value {
        /// Which file.
        what: &'static str,
        /// Which key.
        key: String,
        /// The value, as JSON.
        found: String,
        /// What it has to be.
        expected: String,
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
