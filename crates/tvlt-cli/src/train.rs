//! `tvlt train`: trains a model on the data that `cargo xtask data` collects.

use std::{path::PathBuf, time::Duration};

use thiserror::Error;

use super::device::{self, DeviceChoice};
use digits_train::TrainError;
use digits_train::preview::preview;
use digits_train::schedule::Schedule;
use digits_train::start::default_config;
use digits_train::trainer::{TrainOptions, train};
use tvlt::config::TvltConfig;
use tvlt::inference::InferenceError;

/// Arguments of `tvlt train`.
#[derive(Debug, clap::Args)]
pub struct TrainArgs {
    /// Folder made by `cargo xtask data`.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Folder the model is written to.
    #[arg(long)]
    out: PathBuf,
    /// Write sheets of training samples to the output folder, and do not train.
    #[arg(long)]
    preview: bool,
    /// A config.json of the model to train; the default is that of the run or the model gone on from, or the page's
    /// model.
    #[arg(long, conflicts_with_all = ["resume", "from"])]
    config: Option<PathBuf>,
    /// Steps to train. The learning rate and the samples depend on it.
    #[arg(long, default_value_t = 8000)]
    steps: usize,
    /// Stop after this many minutes, to go on another time with --resume.
    #[arg(long)]
    minutes: Option<f64>,
    /// Go on from the checkpoint in the output folder, with that run's model, steps, seed, learning rate, batch and
    /// parts, whatever else is given here.
    #[arg(long)]
    resume: bool,
    /// Start from the weights of this model's folder, without the easier start of a new model's run.
    #[arg(long, conflicts_with = "resume")]
    from: Option<PathBuf>,
    /// Train the decoder of hidden patches alone, on photographs and sounds, and leave everything else as it is.
    #[arg(long, requires = "from")]
    decoder_only: bool,
    /// Encoder layers; with --from, layers that are missing there are added so that they change nothing at first.
    #[arg(long, conflicts_with_all = ["resume", "config"])]
    layers: Option<usize>,
    /// Seed of weights and samples.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Highest learning rate.
    #[arg(long, default_value_t = 1.2e-3)]
    learning_rate: f64,
    /// Clips of a batch.
    #[arg(long, default_value_t = 64)]
    batch: usize,
    /// Parts of a batch that are computed at once, each by a thread: as many as there are cores, 1 for a
    /// graphics card. A run repeats to the bit with the same number only.
    #[arg(long, default_value_t = 2)]
    parts: usize,
    /// Where the model is trained.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
}

/// What can stop `tvlt train`.
#[derive(Debug, Error)]
pub enum TrainCommandError {
    /// There is no such device.
    #[error(transparent)]
    Device(#[from] InferenceError),
    /// The run failed.
    #[error(transparent)]
    Train(#[from] TrainError),
}

/// Runs `tvlt train`.
///
/// # Errors
/// [`TrainCommandError`], as a sentence for the person.
pub fn run(args: TrainArgs) -> Result<(), TrainCommandError> {
    let before = if args.resume { Some(&args.out) } else { args.from.as_ref() };
    let before = before.map(|folder| folder.join("config.json"));
    let mut config = match args.config.or(before) {
        Some(path) => {
            let json = std::fs::read_to_string(&path).map_err(|source| TrainError::File { path, source })?;
            TvltConfig::from_json(&json).map_err(TrainError::from)?
        }
        None => default_config(),
    };
    config.num_hidden_layers = args.layers.unwrap_or(config.num_hidden_layers);
    if args.preview {
        return Ok(preview(&args.data.join("train"), &args.out, args.seed)?);
    }
    let ready = device::ready(args.device)?;
    println!("training on {}", ready.description);
    let options = TrainOptions {
        data: args.data,
        out: args.out,
        config,
        schedule: Schedule {
            steps: args.steps,
            learning_rate: args.learning_rate,
            batch: args.batch,
            easy_start: args.from.is_none(),
            decoder_only: args.decoder_only,
        },
        parts: args.parts,
        at_most: args.minutes.map(|minutes| Duration::from_secs_f64(minutes.max(0.0) * 60.0)),
        resume: args.resume,
        from: args.from,
        seed: args.seed,
    };
    train(&options, &ready.device)?;
    Ok(())
}
