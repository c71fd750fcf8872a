//! `tvlt recognise`: names clips with a model and the heads that `tvlt teach` wrote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::device::DeviceChoice;
use super::teaching::folder::all_clips;
use super::teaching::{TeachingError, Watcher};
use tvlt::teach::head_file::HeadFile;
use tvlt::teach::live_answer::LiveAnswer;

/// Arguments of `tvlt recognise`.
#[derive(Debug, clap::Args)]
pub struct RecogniseArgs {
    /// The model's directory, or its weights file: the one that was taught.
    #[arg(long, value_name = "DIR_OR_FILE")]
    model: PathBuf,
    /// The heads that `tvlt teach` or the page wrote.
    #[arg(long, value_name = "HEAD.safetensors")]
    head: PathBuf,
    /// Folder of clips, with folders in it or without: NAME.png and NAME.wav of the same name are one clip.
    #[arg(long, value_name = "FOLDER")]
    clips: PathBuf,
    /// Where the answers go: a list of {clip, label, scores, unknown, unknown_score}.
    #[arg(long, value_name = "ANSWERS.json")]
    output: PathBuf,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
}

/// The answer to a clip, as it is written.
#[derive(Debug, Serialize)]
struct ClipAnswer {
    /// Path in the folder without the extension, with `/`.
    clip: String,
    /// The class; `None` where it is unknown.
    label: Option<String>,
    /// 0 to 1, by class.
    scores: BTreeMap<String, f32>,
    /// Whether it is none of the classes.
    unknown: bool,
    /// 0 to 1; above 0.5 it is unknown.
    unknown_score: f32,
}

/// Runs `tvlt recognise`.
///
/// # Errors
/// [`TeachingError`], as a sentence for the person.
pub fn run(args: RecogniseArgs) -> Result<(), TeachingError> {
    let (clips, unread) = all_clips(&args.clips)?;
    unread.print();
    let bytes = std::fs::read(&args.head).map_err(|source| TeachingError::Access {
        path: args.head.clone(),
        verb: "read",
        source,
    })?;
    let file = |source| TeachingError::File { path: args.head.clone(), source };
    let HeadFile { heads, model } = HeadFile::from_bytes(&bytes).map_err(file)?;
    let watcher = Watcher::load(&args.model, args.device)?;
    watcher.check_name(&model, &args.head)?;
    watcher.check_layers(&heads.layers)?;
    let mut answers = Vec::new();
    for clip in clips {
        let features = watcher.watch(&clip, &heads.layers)?;
        let scores = heads
            .scores(&features)
            .map_err(|source| TeachingError::Heads { path: args.head.clone(), source })?;
        answers.push(ClipAnswer::new(clip.name, heads.answer(&scores)));
    }
    let written = |source| TeachingError::Access { path: args.output.clone(), verb: "written", source };
    let json = serde_json::to_vec_pretty(&answers).map_err(|error| written(error.into()))?;
    std::fs::write(&args.output, json).map_err(written)?;
    let unknown = answers.iter().filter(|answer| answer.unknown).count();
    println!("{}: {} clips, {unknown} of them unknown", args.output.display(), answers.len());
    Ok(())
}

impl ClipAnswer {
    fn new(clip: String, answer: LiveAnswer) -> Self {
        Self {
            clip,
            label: answer.winner,
            scores: answer.scores.into_iter().map(|score| (score.class, score.score)).collect(),
            unknown: answer.unknown,
            unknown_score: answer.unknown_score,
        }
    }
}
