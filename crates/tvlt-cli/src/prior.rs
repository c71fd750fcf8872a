//! `tvlt prior`: makes what ships beside a model for teaching, `teach.safetensors`.

use std::path::PathBuf;

use thiserror::Error;

use super::device::{self, DeviceChoice};
use digits_train::TrainError;
use digits_train::teaching::prior::{PriorOptions, make_prior};
use tvlt::checkpoint::{Checkpoint, CheckpointError};
use tvlt::inference::InferenceError;
use tvlt::model::Heads;
use tvlt::teach::TeachFileError;
use tvlt::teach::prior_file::PRIOR_FILE;

/// Arguments of `tvlt prior`.
#[derive(Debug, clap::Args)]
pub struct PriorArgs {
    /// Folder of the model; teach.safetensors is put there.
    #[arg(long)]
    model: PathBuf,
    /// Folder made by `cargo xtask data`.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Simulated sessions in which things are shown and sounds are heard.
    #[arg(long)]
    sessions: Option<usize>,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

/// What can stop `tvlt prior`.
#[derive(Debug, Error)]
pub enum PriorError {
    /// The model cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// There is no such device.
    #[error(transparent)]
    Device(#[from] InferenceError),
    /// The features could not be gathered.
    #[error(transparent)]
    Train(#[from] TrainError),
    /// The file cannot be made.
    #[error(transparent)]
    File(#[from] TeachFileError),
    /// The file cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Runs `tvlt prior`.
///
/// # Errors
/// [`PriorError`], as a sentence for the person.
pub fn run(args: PriorArgs) -> Result<(), PriorError> {
    let ready = device::ready(args.device)?;
    let checkpoint = Checkpoint::from_path(&args.model)?;
    let loaded = checkpoint.load(Heads::ALL, &ready.device)?;
    let mut options = PriorOptions::default();
    options.sessions = args.sessions.unwrap_or(options.sessions);
    let layers = checkpoint.config().num_hidden_layers;
    let folder = args.data.join("train");
    let prior = make_prior(&loaded.model, layers, &folder, &options, &ready.device)?;
    let path = args.model.join(PRIOR_FILE);
    let bytes = prior.to_bytes()?;
    println!("{}: {} bytes", path.display(), bytes.len());
    std::fs::write(&path, bytes).map_err(|source| PriorError::Write { path, source })
}
