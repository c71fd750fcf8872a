//! `tvlt explain`: what a model's answers rely on, where it looks, and what surprises it.

use std::path::PathBuf;

use thiserror::Error;

use super::device::{self, DeviceChoice};
use tvlt::checkpoint::{Checkpoint, CheckpointError};
use tvlt::inference::InferenceError;
use tvlt::inference::explain::{ExplainFileError, Question, explain};

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Which patches the leading answer relies on. Writes logits and matching_logits; answer [batch], the leading
    /// class, or -1 for the match where there are no classes; log_odds [batch]; pixel_occlusion and audio_occlusion
    /// [batch, tokens], by how much these fall without the patch; pixel_logits_without and audio_logits_without
    /// [batch, tokens, classes].
    Occlusion,
    /// Where tokens look. Writes attentions.N [batch, heads, tokens, tokens] for each layer N from 0; rollout [batch,
    /// tokens, tokens]; hidden_norms [batch, layers, tokens] of each layer's input. Tokens are the class token, then
    /// pixel tokens, then audio tokens.
    Attention,
    /// How far filled-in patches are from the hidden ones. Writes pixel_error and audio_error [batch, tokens], squared
    /// errors; pixel_hidden and audio_hidden, 1 where a patch is hidden and no padding; sight and sound [batch], the
    /// means over those.
    Surprise,
}

/// Arguments of `tvlt explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The model, as `tvlt forward` takes it.
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Safetensors with pixel_values and audio_values of one or more clips, optional pixel_mask and audio_mask, and for
    /// --what surprise optional pixel_noise and audio_noise.
    #[arg(long, value_name = "IN.safetensors")]
    inputs: PathBuf,
    /// Where the maps go, as safetensors.
    #[arg(long, value_name = "OUT.safetensors")]
    output: PathBuf,
    /// What is asked.
    #[arg(long, value_enum, default_value_t = What::Occlusion)]
    what: What,
    /// Leave out squares of N x N patches, the same in all frames, instead of each patch by itself.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    group: Option<u16>,
    /// Ask only where token N looks: attentions.N are then [batch, heads, 1, tokens], and rollout [batch, 1, tokens].
    #[arg(long, value_name = "N")]
    token: Option<usize>,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
    /// Seed of the masking noise of --what surprise, where the inputs bring none; 0 by default.
    #[arg(long)]
    seed: Option<u64>,
}

/// What can stop `tvlt explain`.
#[derive(Debug, Error)]
pub enum ExplainCommandError {
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
    /// An argument that belongs to another question.
    #[error("--{argument} goes with --what {what} alone: leave it out, or ask that")]
    Argument {
        /// The argument.
        argument: &'static str,
        /// Its question.
        what: &'static str,
    },
    /// The model's files cannot be used.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The device cannot be used.
    #[error(transparent)]
    Device(#[from] InferenceError),
    /// The explanation failed.
    #[error(transparent)]
    Explain(#[from] ExplainFileError),
}

/// Runs `tvlt explain`.
///
/// # Errors
/// [`ExplainCommandError`], as a sentence for the person.
pub fn run(args: ExplainArgs) -> Result<(), ExplainCommandError> {
    let question = question(&args)?;
    let inputs = std::fs::read(&args.inputs).map_err(|source| ExplainCommandError::File {
        path: args.inputs.clone(),
        verb: "read",
        source,
    })?;
    let checkpoint = Checkpoint::from_path(&args.model)?;
    let ready = device::ready(args.device)?;
    let model = checkpoint.load(checkpoint.heads()?, &ready.device)?.model.fuse();
    let maps = explain(&model, checkpoint.config(), &inputs, &ready.device, question);
    let maps = pollster::block_on(maps)?;
    std::fs::write(&args.output, maps).map_err(|source| ExplainCommandError::File {
        path: args.output.clone(),
        verb: "written",
        source,
    })
}

fn question(args: &ExplainArgs) -> Result<Question, ExplainCommandError> {
    if args.group.is_some() && args.what != What::Occlusion {
        return Err(ExplainCommandError::Argument { argument: "group", what: "occlusion" });
    }
    if args.token.is_some() && args.what != What::Attention {
        return Err(ExplainCommandError::Argument { argument: "token", what: "attention" });
    }
    if args.seed.is_some() && args.what != What::Surprise {
        return Err(ExplainCommandError::Argument { argument: "seed", what: "surprise" });
    }
    Ok(match args.what {
        What::Occlusion => Question::Occlusion { group: args.group.map(usize::from) },
        What::Attention => Question::Attention { token: args.token },
        What::Surprise => Question::Surprise { seed: args.seed.unwrap_or_default() },
    })
}
