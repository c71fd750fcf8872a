//! `tvlt evaluate`: evaluates a trained model on held-out data.

use std::path::PathBuf;

use thiserror::Error;

use super::convert::folder_of;
use super::device::{self, DeviceChoice};
use super::teaching::{TeachingError, shipped_prior};
use digits_train::TrainError;
use digits_train::evaluation::evaluate;
use digits_train::explaining::explaining;
use digits_train::teaching::{TeachOptions, teach};
use tvlt::checkpoint::{Checkpoint, CheckpointError};
use tvlt::inference::InferenceError;
use tvlt::model::Heads;
use tvlt::teach::prior_file::PRIOR_FILE;

/// Clips a question.
const CLIPS: usize = 500;

/// Clips of a kind with --explain.
const EXPLAINED_CLIPS: usize = 60;

/// Arguments of `tvlt evaluate`.
#[derive(Debug, clap::Args)]
pub struct EvaluateArgs {
    /// Folder of the model; its README.md gets the table, and the pictures are put beside it.
    #[arg(long)]
    model: PathBuf,
    /// Folder made by `cargo xtask data`.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Clips a question, 500 by default; with --teach clips of each class that is taught, 40 by default; with
    /// --explain clips of a kind, 60 by default.
    #[arg(long)]
    clips: Option<usize>,
    /// Seed of the clips.
    #[arg(long, default_value_t = 1000)]
    seed: u64,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Auto)]
    device: DeviceChoice,
    /// Print the table, and write nothing.
    #[arg(long)]
    no_write: bool,
    /// Teach things, noises and words on the model's features instead, and ask for them elsewhere.
    #[arg(long)]
    teach: bool,
    /// Measure instead whether the maps of `tvlt explain` are true: delete patches in their order and in random order,
    /// on 60 clips of a kind unless --clips says otherwise. Nothing is written.
    #[arg(long, conflicts_with = "teach")]
    explain: bool,
    #[command(flatten)]
    teaching: TeachArgs,
}

/// Arguments of `tvlt evaluate --teach`.
#[derive(Debug, clap::Args)]
pub struct TeachArgs {
    /// Draws of each kind.
    #[arg(long, default_value_t = 8, requires = "teach")]
    draws: usize,
    /// Layers whose tokens are the features; the first is 1. The default is from the second to the fourth.
    #[arg(long, value_delimiter = ',', requires = "teach")]
    layers: Option<Vec<usize>>,
    /// The ridge penalty, relative to the variance of a feature.
    #[arg(long, requires = "teach")]
    ridge: Option<f64>,
    /// Fewer features, by a random projection to this many.
    #[arg(long, requires = "teach")]
    project: Option<usize>,
    /// Do not subtract the features of the empty scene.
    #[arg(long, requires = "teach")]
    no_background: bool,
    /// Put features on the scale that they have while they are taught, not on that of other sessions.
    #[arg(long, requires = "teach")]
    own_scale: bool,
    /// How much the covariance of features between other sessions counts; 0 for not at all.
    #[arg(long, requires = "teach")]
    whiten: Option<f64>,
    /// Teach other things, noises and words as "nothing", beside the empty scene.
    #[arg(long, requires = "teach")]
    other_nothing: bool,
    /// Difficulty of the clips, 0 to 1.
    #[arg(long, requires = "teach")]
    level: Option<f32>,
    /// Teach so many copies of each clip as well, a little moved and in other light, earlier or later and louder or
    /// quieter, with figures of their own.
    #[arg(long, default_value_t = 0, requires = "teach")]
    copies: usize,
    /// Only the model's features, without the comparison with raw inputs and the class token. Nothing is written.
    #[arg(long, requires = "teach", conflicts_with = "raw")]
    model_alone: bool,
    /// Raw inputs alone, without running the model. Nothing is written.
    #[arg(long, requires = "teach")]
    raw: bool,
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
    /// What ships with the model for teaching cannot be used.
    #[error(transparent)]
    Prior(#[from] TeachingError),
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
    let config = checkpoint.config();
    let folder = args.data.join("heldout");
    if args.explain {
        let model = loaded.model.fuse();
        let clips = args.clips.unwrap_or(EXPLAINED_CLIPS);
        for table in explaining(&model, config, &folder, clips, args.seed, &ready.device)? {
            print!("{table}");
        }
        return Ok(());
    }
    let model = &loaded.model;
    if args.teach {
        let mut options = args.teaching.options(config.num_hidden_layers, args.seed);
        options.clips = args.clips.unwrap_or(options.clips);
        let raw = args.teaching.raw;
        let prior = shipped_prior(folder_of(&args.model), config.num_hidden_layers)?;
        if prior.is_none() && !raw {
            println!("{} has no {PRIOR_FILE}; see `tvlt prior`", args.model.display());
        }
        let table = teach((!raw).then_some(model), prior.as_ref(), &folder, &options, &ready.device)?;
        print!("{table}");
        if !(raw || args.teaching.model_alone || args.no_write) {
            table.write(&args.model)?;
            println!("written to {}: README.md", args.model.display());
        }
        return Ok(());
    }
    let evaluation = evaluate(model, config, &folder, args.clips.unwrap_or(CLIPS), args.seed, &ready.device)?;
    print!("{}", evaluation.report);
    if !args.no_write {
        evaluation.write(&args.model)?;
        println!("written to {}: README.md, confusion.svg, reconstructions.png", args.model.display());
    }
    Ok(())
}

impl TeachArgs {
    fn options(&self, layers: usize, seed: u64) -> TeachOptions {
        let mut options = TeachOptions::new(layers);
        options.seed = seed;
        options.draws = self.draws;
        options.projection = self.project;
        options.background = !self.no_background;
        options.given_scale = !self.own_scale;
        options.whitening = self.whiten.or(options.whitening).filter(|strength| *strength > 0.0);
        options.given_nothing = self.other_nothing;
        options.copies = self.copies;
        options.alone = self.model_alone;
        if let Some(layers) = &self.layers {
            options.layers.clone_from(layers);
        }
        options.ridge = self.ridge.unwrap_or(options.ridge);
        options.level = self.level.unwrap_or(options.level);
        options
    }
}
