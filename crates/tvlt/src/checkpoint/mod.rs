//! Checkpoints: a configuration and weights, in Hugging Face's layout or the authors'.
//!
//! Reading is strict: every tensor of the model must be in the file with the right shape, and every tensor of the
//! file must belong to TVLT. Tensors of heads that the requested classes do not use are skipped and
//! [reported](Loaded::skipped). Nothing here needs a file system except [`FileSource`],
//! [`Checkpoint::from_path`] and [`save_to_dir`].
//!
//! A file is read in steps, each in a module of its own: [`mod@format`] finds the named tensors in the bytes;
//! `prefix` removes what training put before their names; `authors` renames the authors' tensors to Hugging
//! Face's names; [`keys`] maps names to parameters; and `load` reads the numbers when the model is built, one
//! tensor at a time.

pub mod format;
pub mod inspect;
pub mod keys;
pub mod shards;

mod authors;
mod error;
mod infer;
mod load;
mod prefix;
mod save;
mod source;

use std::path::Path;

use burn::tensor::Device;

pub use error::CheckpointError;
pub use format::{Format, StoredTensor, StoredType, Weights};
pub use load::Loaded;
pub use save::{Saved, save_to_bytes, save_to_dir};
pub use shards::{Shard, WeightsFiles};
pub use source::{FileSource, Source};

use self::shards::INDEX_ENDING;
use crate::{
    config::{TvltConfig, Variant},
    model::Heads,
};

/// File name of a configuration, by Hugging Face's convention.
pub const CONFIG_FILE: &str = "config.json";

/// File name of weights, by Hugging Face's convention.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// Hugging Face's file name of weights before safetensors.
const TORCH_FILE: &str = "pytorch_model.bin";

/// A configuration and its weights, not yet on a device.
#[derive(Debug)]
pub struct Checkpoint {
    config: TvltConfig,
    weights: Weights,
    inferred: bool,
}

impl Checkpoint {
    /// A checkpoint from the text of a `config.json`, if there is one, and one weights file or several.
    ///
    /// Without `config_json` the configuration stored in the weights file is used, and without that one is inferred
    /// from the tensors' shapes. For the authors' files, which come without one, it is always inferred.
    ///
    /// # Errors
    /// Where either cannot be read.
    pub fn new(config_json: Option<&str>, weights: impl Into<WeightsFiles>) -> Result<Self, CheckpointError> {
        let (weights, variant) = named(Weights::open(weights.into())?)?;
        let (config, inferred) = configured(config_json, &weights, variant)?;
        Ok(Self { config, weights, inferred })
    }

    /// Reads a checkpoint from the text of its `config.json` and the bytes of its weights.
    ///
    /// # Errors
    /// Where either cannot be read.
    pub fn from_bytes(config_json: &str, weights: Vec<u8>) -> Result<Self, CheckpointError> {
        Self::new(Some(config_json), Box::new(weights))
    }

    /// Opens the checkpoint that [`open_files`] finds at `path`.
    ///
    /// # Errors
    /// Where a file is missing or cannot be read.
    pub fn from_path(path: &Path) -> Result<Self, CheckpointError> {
        let (config_json, weights) = open_files(path)?;
        Self::new(config_json.as_deref(), weights)
    }

    /// The weights file's tensors, by Hugging Face's names.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Whether the configuration was inferred from the tensors' shapes.
    pub fn is_inferred(&self) -> bool {
        self.inferred
    }

    /// The configuration.
    pub fn config(&self) -> &TvltConfig {
        &self.config
    }

    /// The heads of the classes in the configuration's `architectures`; where it names none, those that the
    /// weights hold.
    ///
    /// # Errors
    /// [`CheckpointError::Architecture`] where no named class is one of TVLT's.
    pub fn heads(&self) -> Result<Heads, CheckpointError> {
        heads(&self.config, &self.weights)
    }

    /// Builds the model with the given heads and loads its weights, as f32.
    ///
    /// # Errors
    /// Where a tensor is missing, unknown, of the wrong shape or not of type F32, F16, BF16 or F64.
    pub fn load(&self, heads: Heads, device: &Device) -> Result<Loaded, CheckpointError> {
        load::load(&self.config, &self.weights, heads, device)
    }
}

/// The weights renamed to Hugging Face's names, and whose names they had.
fn named(mut weights: Weights) -> Result<(Weights, Variant), CheckpointError> {
    let (tensors, variant) = prefix::stripped(std::mem::take(&mut weights.tensors))?;
    let tensors = match variant {
        Variant::Authors => authors::renamed(tensors)?,
        Variant::HuggingFace => tensors,
    };
    weights.tensors = tensors;
    Ok((weights, variant))
}

/// The given configuration, else the weights file's own, else one inferred from shapes (always for the authors'
/// files), and whether it was inferred.
fn configured(
    json: Option<&str>,
    weights: &Weights,
    variant: Variant,
) -> Result<(TvltConfig, bool), CheckpointError> {
    let json = json.or(weights.config.as_deref());
    match json.filter(|_| variant == Variant::HuggingFace) {
        Some(json) => Ok((TvltConfig::from_json(json)?, false)),
        None => Ok((infer::config(&weights.tensors, variant)?, true)),
    }
}

/// The heads of the classes in the configuration's `architectures`; where it names none, those that the
/// weights hold.
fn heads(config: &TvltConfig, weights: &Weights) -> Result<Heads, CheckpointError> {
    let named = &config.architectures;
    if named.is_empty() {
        let any = |prefix: &str| weights.tensors.keys().any(|key| key.starts_with(prefix));
        return Ok(Heads {
            pretraining: any("matching_head.") || any("encoder_to_decoder."),
            classification: any("classifier."),
        });
    }
    let has = |class: &str| named.iter().any(|name| name == class);
    let heads = Heads { pretraining: has(keys::PRETRAINING), classification: has(keys::CLASSIFICATION) };
    match heads {
        Heads::NONE if !has(keys::ENCODER) => Err(CheckpointError::Architecture(named.join(", "))),
        heads => Ok(heads),
    }
}

/// The text of `config.json`, if there is one, and the weights at `path`:
/// - a directory that holds `config.json` and `model.safetensors`, `model.safetensors.index.json` with the
///   files it names, or the same of `pytorch_model.bin`, in this order, which is Hugging Face's;
/// - a weights file or an index, with the `config.json` beside it if there is one.
///
/// # Errors
/// [`CheckpointError::File`], and [`CheckpointError::Index`] for an index that names no files.
pub fn open_files(path: &Path) -> Result<(Option<String>, WeightsFiles), CheckpointError> {
    let (directory, weights) = match path.is_dir() {
        true => {
            let index = |file: &str| format!("{file}{INDEX_ENDING}");
            let names = [WEIGHTS_FILE.into(), index(WEIGHTS_FILE), TORCH_FILE.into(), index(TORCH_FILE)];
            let files = names.map(|name: String| path.join(name));
            let [first, ..] = &files;
            (path, files.iter().find(|file| file.exists()).unwrap_or(first).clone())
        }
        false => (path.parent().unwrap_or(Path::new("")), path.to_path_buf()),
    };
    let files = if weights.to_string_lossy().ends_with(INDEX_ENDING) {
        let index = std::fs::read_to_string(&weights).map_err(failed(&weights))?;
        let open = |name: String| {
            let file = directory.join(&name);
            let source = FileSource::open(&file).map_err(failed(&file))?;
            Ok::<_, CheckpointError>(Shard { name, source: Box::new(source) })
        };
        let shards = shards::shard_names(&index)?.into_iter().map(open).collect::<Result<_, _>>()?;
        WeightsFiles::Sharded { index: Some(index), shards }
    } else {
        WeightsFiles::Whole(Box::new(FileSource::open(&weights).map_err(failed(&weights))?))
    };
    let config = directory.join(CONFIG_FILE);
    if !path.is_dir() && !config.exists() {
        return Ok((None, files));
    }
    let config_json = std::fs::read_to_string(&config).map_err(failed(&config))?;
    Ok((Some(config_json), files))
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> CheckpointError {
    let path = path.to_path_buf();
    |source| CheckpointError::File { path, source }
}
