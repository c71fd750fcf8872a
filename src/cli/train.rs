//! `tvlt train`: trains a model on the data that `cargo xtask data` gathers.

use std::path::PathBuf;

use crate::{
    config::TvltConfig,
    train::{
        TrainError,
        preview::preview,
        start::default_config,
        trainer::{Length, TrainOptions, train},
    },
};

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
    /// A config.json of the model to train; the default is the page's model.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Steps to train.
    #[arg(long, conflicts_with = "minutes")]
    steps: Option<usize>,
    /// Minutes to train.
    #[arg(long, default_value_t = 60.0)]
    minutes: f64,
    /// Go on from the checkpoint in the output folder.
    #[arg(long)]
    resume: bool,
    /// Start from the weights of this model's folder.
    #[arg(long, conflicts_with = "resume")]
    from: Option<PathBuf>,
    /// Seed of weights and samples.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Highest learning rate.
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f64,
    /// Clips of a batch.
    #[arg(long, default_value_t = 32)]
    batch: usize,
    /// Clips a question in the evaluation at the end.
    #[arg(long, default_value_t = 500)]
    evaluation_clips: usize,
}

/// Runs `tvlt train`.
///
/// # Errors
/// [`TrainError`], as a sentence for the person.
pub fn run(args: TrainArgs) -> Result<(), TrainError> {
    let config = match &args.config {
        Some(path) => {
            let json = std::fs::read_to_string(path)
                .map_err(|source| TrainError::File { path: path.clone(), source })?;
            TvltConfig::from_json(&json)?
        }
        None => default_config(),
    };
    if args.preview {
        return preview(&args.data.join("train"), &args.out, args.seed);
    }
    train(&TrainOptions {
        data: args.data,
        out: args.out,
        config,
        length: args.steps.map_or(Length::Minutes(args.minutes), Length::Steps),
        resume: args.resume,
        from: args.from,
        seed: args.seed,
        learning_rate: args.learning_rate,
        batch: args.batch,
        evaluation_clips: args.evaluation_clips,
    })
}
