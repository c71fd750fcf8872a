//! Training: a TVLT that learns digits seen and digits spoken, from what `cargo xtask data` gathers.
//!
//! - [`material`], [`voices`]: the drawings, fonts, voices, photographs and sounds of a data folder
//! - `ink`, `strokes`: marks, digits or not
//! - `photo`, `scenery`, `hand`, `picture`, `compression`: the frame a webcam would make of a mark
//! - `sound`, `microphone`, `augment`, `pitch`: the spectrogram a microphone would make of a word by any voice, and of
//!   what else there is to hear
//! - [`sample`]: picture and sound together, with what is right about them
//! - [`objective`], `gradients`: the losses of one batch, and what they ask of each weight
//! - [`start`]: the default model and its first weights
//! - [`schedule`], `makers`, `optimizer`, [`trainer`]: the loop
//! - [`resume`], [`curves`]: where a run stands, and how its losses fell
//! - [`preview`]: a sheet of samples to look at
//! - [`evaluation`]: what the model knows of drawings, voices, photographs and sounds it has never met
//!
//! Samples are made as they are needed, each from its own number, so that a run can be resumed and
//! repeated.

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

/// Samples of a window: enough for [`ROWS`] rows at the end of a stream whose first two rows, which
/// look at mirrored sound, have passed by.
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
        /// What the system said.
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
        /// What the reader said.
        source: hound::Error,
    },
    /// A photograph cannot be read.
    #[error("{path} is not a picture this program reads: {message}")]
    Picture {
        /// Which one.
        path: PathBuf,
        /// What the reader said.
        message: String,
    },
    /// Sound could not be processed.
    #[error(transparent)]
    Processor(#[from] ProcessorError),
    /// The model refused a batch.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A masking made no sense.
    #[error(transparent)]
    Masking(#[from] MaskingError),
    /// A configuration cannot be used or written.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The loss is no number any more.
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
    /// The thread that makes samples has ended.
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
