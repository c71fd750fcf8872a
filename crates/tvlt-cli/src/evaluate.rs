//! `tvlt evaluate`: evaluates a trained model on held-out data.

use std::path::PathBuf;

use thiserror::Error;

use super::device::{self, DeviceChoice};
use digits_train::TrainError;
use digits_train::evaluation::evaluate;
use tvlt::checkpoint::{Checkpoint, CheckpointError};
use tvlt::inference::InferenceError;
use tvlt::model::Heads;

/// Arguments of `tvlt evaluate`.
#[derive(Debug, clap::Args)]
pub struct EvaluateArgs {
    /// Folder of the model; its README.md gets the table, and the pictures are put beside it.
    #[arg(long)]
    model: PathBuf,
    /// Folder made by `cargo xtask data`.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Clips a question.
    #[arg(long, default_value_t = 500)]
    clips: usize,
    /// Seed of the clips.
    #[arg(long, default_value_t = 1000)]
    seed: u64,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

/// What can stop `tvlt evaluate`.
#[derive(Debug, Error)]
pub enum EvaluateError {
    /// The model cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// There is no such device.
    #[error(transparent)]
    Device(#[from] InferenceError),
    /// The evaluation failed.
    #[error(transparent)]
    Train(#[from] TrainError),
}

/// Runs `tvlt evaluate`.
///
/// # Errors
/// [`EvaluateError`], as a sentence for the person.
pub fn run(args: EvaluateArgs) -> Result<(), EvaluateError> {
    let ready = device::ready(args.device)?;
    let checkpoint = Checkpoint::from_path(&args.model)?;
    let loaded = checkpoint.load(Heads::ALL, &ready.device)?;
    let folder = args.data.join("heldout");
    let evaluation =
        evaluate(&loaded.model, checkpoint.config(), &folder, args.clips, args.seed, &ready.device)?;
    print!("{}", evaluation.report);
    evaluation.write(&args.model)?;
    println!("written to {}: README.md, confusion.svg, reconstructions.png", args.model.display());
    Ok(())
}
