//! Trains a TVLT on seen and spoken digits, with the data that `cargo xtask data` collects.
//!
//! - [`material`], [`voices`]: the drawings, fonts, voices, photographs and sounds of a data folder
//! - `ink`, `strokes`: marks, digits and others
//! - `photo`, `scenery`, `hand`, `picture`, `compression`: simulated webcam frames of a mark
//! - `sound`, `microphone`, `augment`, `pitch`: simulated spectrograms of words and other sounds from a microphone
//! - [`sample`]: clips of picture and sound, with their labels
//! - [`objective`], `gradients`: the losses and gradients of one batch
//! - [`start`]: the default model and its first weights
//! - [`schedule`], `makers`, `optimizer`, [`trainer`]: the loop
//! - [`resume`], [`curves`]: a run's checkpoints, and its training curves
//! - [`preview`]: a sheet of samples to look at
//! - [`evaluation`]: evaluates the model on held-out drawings, voices, photographs and sounds
//!
//! Samples are made as they are needed, each batch from the seed and its number, so that a run can be resumed and
//! repeated exactly.

pub mod curves;
pub mod evaluation;
pub mod material;
pub mod objective;
pub mod preview;
pub mod resume;
pub mod sample;
pub mod schedule;
pub mod start;
pub mod trainer;
pub mod voices;

mod augment;
mod colour;
mod compression;
mod folder;
mod gradients;
mod hand;
mod ink;
mod makers;
mod microphone;
mod optimizer;
mod photo;
mod picture;
mod pitch;
mod scenery;
mod shape;
mod sound;
mod strokes;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use tvlt::config::ConfigError;
use tvlt::model::ModelError;
use tvlt::model::masking::MaskingError;
use tvlt::processor::ProcessorError;

/// Side of a frame, in pixels: the default model's `image_size`.
pub const SIZE: usize = 128;

/// Rows of a spectrogram: the default model's `spectrogram_length`.
pub const ROWS: usize = 128;

/// Samples of a window: enough for [`ROWS`] rows of a stream after its first two rows, whose windows include
/// mirrored sound.
const PCM_LEN: usize = (ROWS + 1) * 512 + 1024;

/// Classes: the ten digits, then "nothing".
pub const CLASSES: usize = 11;

/// Name of class `index`.
pub fn class_name(index: usize) -> String {
    if index < 10 { index.to_string() } else { "nothing".into() }
}

/// What can go wrong in training.
#[derive(Debug, Error)]
pub enum TrainError {
    /// A file or folder cannot be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The data folder lacks something.
    #[error("{path} has no {what}: run `cargo xtask data` first")]
    NoData {
        /// The folder.
        path: PathBuf,
        /// What is missing.
        what: &'static str,
    },
    /// A WAV file cannot be read.
    #[error("{path} is not a WAV file this program reads: {source}")]
    Wav {
        /// Which one.
        path: PathBuf,
        /// The reader's error.
        source: hound::Error,
    },
    /// A photograph cannot be read.
    #[error("{path} is not a picture this program reads: {message}")]
    Picture {
        /// Which one.
        path: PathBuf,
        /// The reader's error.
        message: String,
    },
    /// Sound could not be processed.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The model refused a batch.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The masking noise or ratio is invalid.
    #[error(transparent)]
    Masking(#[from] MaskingError),
    /// A configuration cannot be used or written.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The loss has become NaN.
    #[error("the loss is not a number at step {step}: start again with a lower learning rate")]
    Diverged {
        /// Step.
        step: usize,
    },
    /// A checkpoint or a picture cannot be written or read.
    #[error("{path} cannot be used: {message}")]
    Checkpoint {
        /// Which one.
        path: PathBuf,
        /// What was wrong.
        message: String,
    },
    /// A thread that makes samples has ended.
    #[error("a thread that makes samples ended early")]
    SamplesEnded,
}

/// Writes a file, with the folders above it.
fn write(path: &Path, bytes: &[u8]) -> Result<(), TrainError> {
    let wrong = |source| TrainError::File { path: path.to_owned(), source };
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(wrong)?;
    }
    fs::write(path, bytes).map_err(wrong)
}
