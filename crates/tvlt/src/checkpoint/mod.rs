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
mod files;
mod infer;
mod load;
mod prefix;
mod save;
mod source;

use std::path::Path;

use burn::tensor::Device;

pub use error::CheckpointError;
pub use files::{CONFIG_FILE, WEIGHTS_FILE, is_index, open_files, weights_path};
pub use format::{Format, StoredTensor, StoredType, Weights};
pub use load::Loaded;
pub use save::{Saved, save_to_bytes, save_to_dir};
pub use shards::{Shard, WeightsFiles};
pub use source::{FileSource, Source};

use crate::{
    config::{TvltConfig, Variant},
    model::Heads,
};

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
