//! `tvlt convert`: converts any weights file to a Hugging Face directory.

use std::path::{Path, PathBuf};

use thiserror::Error;

use tvlt::checkpoint::{Checkpoint, CheckpointError, save_to_dir};
use tvlt::config::{ConfigError, TvltConfig, TvltProcessorConfig, Variant, text_of};
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

/// The settings that are beside the weights, or else those with which the released models were trained; with the
/// model's patch sizes, as no others fit it.
pub(super) fn read_processor(from: &Path, config: &TvltConfig) -> Result<TvltProcessorConfig, ConvertError> {
    Ok(processor(from, config)?.0)
}

/// Writes these settings as one `preprocessor_config.json`: transformers 4.40.2 cannot load a `TvltProcessor` beside a
/// `processor_config.json` with an object for each processor. A file that can be kept as it is keeps its other keys.
pub(super) fn write_processor(from: &Path, to: &Path, config: &TvltConfig) -> Result<(), ConvertError> {
    let (settings, kept) = processor(from, config)?;
    let json = kept.map_or_else(|| settings.to_json(), Ok)?;
    let path = to.join(PREPROCESSOR);
    Ok(std::fs::write(&path, json).map_err(|source| CheckpointError::Write { path, source })?)
}

/// The settings of [`read_processor`], and the text of the `preprocessor_config.json` that has just these.
fn processor(
    from: &Path,
    config: &TvltConfig,
) -> Result<(TvltProcessorConfig, Option<String>), ConvertError> {
    // The one with an object for each processor says more, where it is there.
    for name in [PROCESSOR, PREPROCESSOR] {
        let path = from.join(name);
        if config.variant != Variant::HuggingFace || !path.exists() {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|source| CheckpointError::File { path, source })?;
        let json = text_of(bytes, name)?;
        match TvltProcessorConfig::from_json(&json) {
            Err(ConfigError::Nothing { .. }) if name == PROCESSOR => {}
            settings => {
                let settings = settings?;
                let patched = settings.clone().patched(config);
                let kept = (name == PREPROCESSOR && patched == settings).then_some(json);
                return Ok((patched, kept));
            }
        }
    }
    Ok((TvltProcessorConfig::fitting(config), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_fit_the_model_whatever_is_beside_it() {
        let config = TvltConfig {
            image_size: 8,
            image_patch_size: [4, 4],
            audio_patch_size: [8, 4],
            ..TvltConfig::default()
        };
        let same = TvltConfig { audio_patch_size: [4, 4], ..config.clone() };
        let nested = r#"{"image_processor": {"num_frames": 3, "patch_size": [4, 4]},
            "feature_extractor": {"n_fft": 512, "patch_size": [8, 4]}}"#;
        let flat =
            r#"{"patch_size": [8, 4], "num_frames": 3, "n_fft": 512, "processor_class": "TvltProcessor"}"#;
        let classes = r#"{"processor_class": "TvltProcessor"}"#;
        for files in [
            &[][..],
            &[(PROCESSOR, nested)],
            &[(PREPROCESSOR, flat)],
            &[(PROCESSOR, classes), (PREPROCESSOR, flat)],
        ] {
            let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            for (name, json) in files {
                std::fs::write(from.path().join(name), json).unwrap();
            }
            write_processor(from.path(), to.path(), &config).unwrap();
            assert!(!to.path().join(PROCESSOR).exists());
            let json = std::fs::read_to_string(to.path().join(PREPROCESSOR)).unwrap();
            let written = TvltProcessorConfig::from_json(&json).unwrap();
            assert_eq!((written.image.patch_size, written.audio.patch_size), ([4, 4], [8, 4]), "{files:?}");
            assert_eq!(read_processor(from.path(), &config).unwrap(), written);
            if !files.is_empty() {
                assert_eq!((written.image.num_frames, written.audio.n_fft), (3, 512), "{files:?}");
            }
        }
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let kept = flat.replace('8', "4");
        std::fs::write(from.path().join(PREPROCESSOR), &kept).unwrap();
        write_processor(from.path(), to.path(), &same).unwrap();
        assert_eq!(std::fs::read_to_string(to.path().join(PREPROCESSOR)).unwrap(), kept);
    }
}
