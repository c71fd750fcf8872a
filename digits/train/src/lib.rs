//! Trains a TVLT on seen and spoken digits, with the data that `cargo xtask data` collects.
//!
//! - [`material`], [`voices`]: the drawings, fonts, voices, photographs and sounds of a data folder
//! - `ink`, `strokes`: marks, digits and others
//! - `photo`, `scenery`, `hand`, `pose`, `light`, `camera`, `compression`, `picture`: simulated webcam frames of a mark
//! - `cutout`, `stage`, `surroundings`: simulated webcam frames of a thing
//! - `sayings`: words that one voice says several times
//! - `sound`, `room`, `microphone`, `augment`, `pitch`: simulated spectrograms of words and other sounds from a microphone
//! - [`batch`], [`sample`]: clips of picture and sound, with their labels
//! - [`objective`], `gradients`: the losses and gradients of one batch
//! - [`teacher`], [`student`]: kept networks whose features the model's middle layers are drawn to
//! - [`start`]: the default model and its first weights
//! - [`schedule`], `makers`, `optimizer`, [`trainer`]: the loop
//! - [`resume`], `snapshots`, [`average`], [`curves`]: a run's checkpoints, the mean of its last models, and its
//!   training curves
//! - [`preview`]: a sheet of samples to look at
//! - [`evaluation`]: evaluates the model on held-out drawings, voices, photographs and sounds
//! - [`explaining`]: measures whether the maps of what an answer relies on are true
//! - [`teaching`]: evaluates how well own things can be taught on its features, and makes what ships for that
//!
//! Samples are made as they are needed, each batch from the seed and its number, so that a run can be resumed and
//! repeated exactly.

pub mod average;
pub mod batch;
pub mod curves;
pub mod evaluation;
pub mod explaining;
pub mod material;
pub mod objective;
pub mod preview;
pub mod resume;
pub mod sample;
pub mod schedule;
pub mod start;
pub mod student;
pub mod teaching;
pub mod trainer;
pub mod voices;

mod augment;
mod camera;
mod card;
mod colour;
mod compression;
mod cutout;
mod folder;
mod gate;
mod gradients;
mod hand;
mod ink;
mod light;
mod makers;
mod microphone;
mod optimizer;
mod photo;
mod picture;
mod pitch;
mod pose;
mod progress;
mod room;
mod sayings;
mod scenery;
mod shape;
mod snapshots;
mod sound;
mod stage;
mod strokes;
mod surroundings;
pub mod teacher;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use tvlt::config::ConfigError;
use tvlt::explain::ExplainError;
use tvlt::model::ModelError;
use tvlt::model::masking::MaskingError;
use tvlt::processor::ProcessorError;
use tvlt::teach::TeachError;
use tvlt::teach::class_error::ClassError;

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
    /// An answer could not be explained.
    #[error(transparent)]
    Explain(#[from] ExplainError),
    /// Heads could not be taught.
    #[error(transparent)]
    Teach(#[from] TeachError),
    /// Classes could not be recorded.
    #[error(transparent)]
    Classroom(#[from] ClassError),
    /// The model has no such layer.
    #[error("the model has no layer {layer}: it has {layers}")]
    NoLayer {
        /// The layer asked for; the first is 1.
        layer: usize,
        /// Layers of the model.
        layers: usize,
    },
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
    /// The last models of a run have no mean.
    #[error(transparent)]
    Average(#[from] average::AverageError),
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
