//! `tvlt convert`: converts any weights file to a Hugging Face directory.

use std::path::{Path, PathBuf};

use thiserror::Error;

use tvlt::checkpoint::{Checkpoint, CheckpointError, save_to_dir};
use tvlt::config::{ConfigError, TvltConfig, TvltProcessorConfig, Variant};
use tvlt::inference::device;
use tvlt::precision::Precision;

/// File name of the processors' settings.
const PREPROCESSOR: &str = "preprocessor_config.json";

/// File name of the same since transformers 5; before that, of a file that only names a class.
const PROCESSOR: &str = "processor_config.json";

/// Arguments of `tvlt convert`.
#[derive(Debug, clap::Args)]
pub struct ConvertArgs {
    /// A weights file (safetensors, PyTorch's, the authors' .ckpt), the index of several, or a directory that
    /// has them.
    input: PathBuf,
    /// Directory to write config.json, preprocessor_config.json and model.safetensors to.
    output: PathBuf,
    /// Numbers of 16 bits: half the size, and three decimal digits.
    #[arg(long)]
    f16: bool,
}

/// What can stop `tvlt convert`.
#[derive(Debug, Error)]
pub enum ConvertError {
    /// The weights cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The processors' settings cannot be read or written.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The output would overwrite the input.
    #[error("{} is where the model lies already: name another directory", .0.display())]
    SamePlace(PathBuf),
}

/// Runs `tvlt convert`.
///
/// # Errors
/// [`ConvertError`], as a sentence for the person.
pub fn run(args: ConvertArgs) -> Result<(), ConvertError> {
    let place = folder_of(&args.input);
    if same_place(place, &args.output) {
        return Err(ConvertError::SamePlace(args.output));
    }
    let checkpoint = Checkpoint::from_path(&args.input)?;
    let loaded = checkpoint.load(checkpoint.heads()?, &device::cpu().device)?;
    let precision = if args.f16 { Precision::F16 } else { Precision::F32 };
    save_to_dir(&loaded.model, checkpoint.config(), precision, &args.output)?;
    write_processor(place, &args.output, checkpoint.config())?;
    println!("{}: {}", args.output.display(), checkpoint.config().architectures.join(" and "));
    if !loaded.skipped.is_empty() {
        println!("left out {} tensors of heads that this class does not use", loaded.skipped.len());
    }
    if checkpoint.config().variant == Variant::Authors {
        let differs = match loaded.model.classifier {
            Some(_) => "has no pooler before its classifier",
            None => "leaves blank patches in, and has a class token while patches are hidden",
        };
        println!(
            "Hugging Face's class {differs}, so it answers otherwise; this project reads `tvlt_variant` in \
             config.json and answers as the authors' code"
        );
    }
    Ok(())
}

/// Whether both paths are the same existing folder.
pub(super) fn same_place(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// The folder of a file.
pub(super) fn parent(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The folder of a model that is given as a folder or as its weights file.
pub(super) fn folder_of(model: &Path) -> &Path {
    if model.is_dir() { model } else { parent(model) }
}

/// The settings that are beside the weights, or else those with which the released models were trained.
pub(super) fn read_processor(from: &Path, config: &TvltConfig) -> Result<TvltProcessorConfig, ConvertError> {
    for name in [PREPROCESSOR, PROCESSOR] {
        let path = from.join(name);
        if config.variant != Variant::HuggingFace || !path.exists() {
            continue;
        }
        let json = std::fs::read_to_string(&path).map_err(|source| CheckpointError::File { path, source })?;
        match TvltProcessorConfig::from_json(&json) {
            Err(ConfigError::Nothing { .. }) if name == PROCESSOR => {}
            settings => return Ok(settings?),
        }
    }
    Ok(TvltProcessorConfig::fitting(config))
}

/// Writes the settings that are beside the weights, or else those with which the released models were trained.
pub(super) fn write_processor(from: &Path, to: &Path, config: &TvltConfig) -> Result<(), ConvertError> {
    let file = |path: PathBuf| move |source| CheckpointError::File { path, source };
    let read = |name: &str| {
        let path = from.join(name);
        let there = config.variant == Variant::HuggingFace && path.exists();
        there.then(|| std::fs::read_to_string(&path).map_err(file(path))).transpose()
    };
    let write = |name: &str, json: &str| {
        let path = to.join(name);
        std::fs::write(&path, json).map_err(file(path))
    };
    if let Some(json) = read(PREPROCESSOR)? {
        return Ok(write(PREPROCESSOR, &json)?);
    }
    match read(PROCESSOR)?.map(|json| (TvltProcessorConfig::from_json(&json), json)) {
        // Both forms are written: transformers 4 reads the first, transformers 5 the second.
        Some((Ok(settings), json)) => {
            write(PREPROCESSOR, &settings.to_json()?)?;
            Ok(write(PROCESSOR, &json)?)
        }
        Some((Err(error), _)) if !matches!(error, ConfigError::Nothing { .. }) => Err(error.into()),
        _ => Ok(write(PREPROCESSOR, &TvltProcessorConfig::fitting(config).to_json()?)?),
    }
}
