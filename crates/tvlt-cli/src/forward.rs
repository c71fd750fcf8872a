//! `tvlt forward`: runs a checkpoint on the tensors of a file.

use std::path::PathBuf;

use thiserror::Error;

use super::device::{self, DeviceChoice, PrecisionChoice};
use tvlt::checkpoint::{Checkpoint, CheckpointError};
use tvlt::inference::forward::ForwardError;
use tvlt::inference::{InferenceError, forward};

/// Arguments of `tvlt forward`.
#[derive(Debug, clap::Args)]
pub struct ForwardArgs {
    /// Directory with config.json and model.safetensors or pytorch_model.bin, or either's .index.json and
    /// the files it names; or a weights file, the authors' .ckpt among them. Without a config.json beside it
    /// the shapes tell the model.
    #[arg(long, value_name = "DIR_OR_FILE")]
    model: PathBuf,
    /// Safetensors with pixel_values, audio_values and what else Hugging Face's forward takes.
    #[arg(long, value_name = "IN.safetensors")]
    inputs: PathBuf,
    /// Where the outputs go, as safetensors.
    #[arg(long, value_name = "OUT.safetensors")]
    output: PathBuf,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
    /// What it computes with; outputs are written in 32 bits either way.
    #[arg(long, value_enum, default_value_t = PrecisionChoice::F32)]
    precision: PrecisionChoice,
    /// Seed of the masking noise, where the inputs bring none.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// What can stop `tvlt forward`.
#[derive(Debug, Error)]
pub enum ForwardCommandError {
    /// A file cannot be read or written.
    #[error("{} cannot be {verb}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// "read" or "written".
        verb: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// The model's files cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The device cannot be used.
    #[error(transparent)]
    Engine(#[from] InferenceError),
    /// The forward failed.
    #[error(transparent)]
    Forward(#[from] ForwardError),
}

/// Runs `tvlt forward`.
///
/// # Errors
/// [`ForwardCommandError`], as a sentence for the person.
pub fn run(args: ForwardArgs) -> Result<(), ForwardCommandError> {
    let inputs = std::fs::read(&args.inputs).map_err(|source| ForwardCommandError::File {
        path: args.inputs.clone(),
        verb: "read",
        source,
    })?;
    let checkpoint = Checkpoint::from_path(&args.model)?;
    let ready = device::ready(args.device)?.with_precision(args.precision.into())?;
    if args.precision == PrecisionChoice::F16 && !ready.half_precision {
        eprintln!("tvlt: {} has no 16-bit numbers; it computes with 32", ready.description);
    }
    let loaded = checkpoint.load(checkpoint.heads()?, &ready.device)?;
    if !loaded.skipped.is_empty() {
        eprintln!("tvlt: skipped {}", summary(&loaded.skipped));
    }
    let model = loaded.model.fuse();
    let outputs = forward::run(&model, checkpoint.config(), &inputs, &ready.device, args.seed);
    let outputs = pollster::block_on(outputs)?;
    std::fs::write(&args.output, outputs).map_err(|source| ForwardCommandError::File {
        path: args.output.clone(),
        verb: "written",
        source,
    })
}

/// "encoder_to_decoder.weight and 27 more tensors of heads that the model's class does not use".
fn summary(skipped: &[String]) -> String {
    let first = skipped.first().map_or("", String::as_str);
    let more = match skipped.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    format!("{first}{more}: of heads that the model's class does not use")
}
