//! `tvlt teach`: teaches a model own classes from a folder of clips, and says how well they are told apart.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::device::DeviceChoice;
use super::teaching::folder::bursts;
use super::teaching::{LayerChoice, Reading, TeachingError, Watcher};
use tvlt::teach::class_error::ClassError;
use tvlt::teach::classroom::Classroom;
use tvlt::teach::examination::Examination;
use tvlt::teach::head_file::HeadFile;
use tvlt::teach::natural::compare;
use tvlt::teach::record::BACKGROUND;
use tvlt::teach::report::Report;

/// Arguments of `tvlt teach`.
#[derive(Debug, clap::Args)]
pub struct TeachArgs {
    /// A model's directory, or its weights file. What it was trained for does not matter.
    #[arg(long, value_name = "DIR_OR_FILE")]
    model: PathBuf,
    /// Folder of samples: CLASS/BURST/NAME.png and NAME.wav, where files of the same name are one clip. A burst has
    /// what was recorded at one go. The class "background" shows the scene and the room without anything.
    #[arg(long, value_name = "FOLDER")]
    samples: PathBuf,
    /// Where the taught heads go.
    #[arg(long, value_name = "HEAD.safetensors")]
    output: PathBuf,
    /// The layers to teach on, as "2,3,4" (the first is 1), or "auto": the three in a row that recognise recordings best
    /// which were left out. By default those of the model's teach.safetensors, and without such a file "auto".
    #[arg(long, value_name = "auto|LIST")]
    layers: Option<LayerChoice>,
    /// Where the model runs.
    #[arg(long, value_enum, default_value_t = DeviceChoice::Cpu)]
    device: DeviceChoice,
}

/// Runs `tvlt teach`, and prints the report.
///
/// # Errors
/// [`TeachingError`], as a sentence for the person.
pub fn run(args: TeachArgs) -> Result<(), TeachingError> {
    let (bursts, unread) = bursts(&args.samples, BACKGROUND)?;
    unread.print();
    let watcher = Watcher::load(&args.model, args.device)?;
    let mut reading = Reading::new(&watcher, &bursts);
    let prior = reading.choose(args.layers.as_ref())?;
    let mut room = Classroom::new(&prior)?;
    let refused = |path: PathBuf| move |source: ClassError| TeachingError::Class { path, source };
    let mut classes = BTreeMap::new();
    let mut names: Vec<&str> = bursts.iter().map(|burst| burst.class.as_str()).collect();
    names.sort_by(|one, other| compare(one, other));
    names.dedup();
    for name in names {
        let class = room.add_class(name).map_err(refused(args.samples.join(name)))?;
        classes.insert(name.to_owned(), class);
    }
    let mut dropped = 0;
    for burst in &bursts {
        let path = args.samples.join(&burst.class).join(&burst.name);
        let Some(class) = classes.get(&burst.class) else { continue };
        let id = room.begin_burst(*class).map_err(refused(path.clone()))?;
        for clip in &burst.clips {
            let added = room
                .add(id, reading.features(clip, prior.layers())?)
                .map_err(refused(path.join(&clip.name)))?;
            dropped += added.dropped.len();
        }
    }
    let report = Report::new(&room, &Examination::complete(&room)?);
    room.set_refusal(report.refusal);
    let heads = room.heads()?.ok_or_else(|| TeachingError::OneClass(args.samples.clone()))?.clone();
    let bytes = HeadFile { heads, model: watcher.name()? }
        .to_bytes()
        .map_err(|source| TeachingError::File { path: args.output.clone(), source })?;
    std::fs::write(&args.output, bytes).map_err(|source| TeachingError::Access {
        path: args.output.clone(),
        verb: "written",
        source,
    })?;
    print!("{report}");
    if dropped > 0 {
        println!(
            "{dropped} samples were left out, as there are too many: every second one of the largest bursts."
        );
    }
    println!("written to {}", args.output.display());
    Ok(())
}
