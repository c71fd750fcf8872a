//! Checkpoints: a configuration and weights, in Hugging Face's layout.
//!
//! Reading is strict: every tensor the model has must be there in its shape, and every tensor of the
//! file must belong to TVLT. The heads that the asked-for classes do not use may be there too; they
//! are skipped and [reported](Loaded::skipped). Nothing here needs a file system except
//! [`Checkpoint::from_path`] and [`save_to_dir`].
//!
//! A file is read in two steps, so that other formats and layouts have their place: [`mod@format`]
//! turns its bytes into named tensors, and [`keys`] says which of them is which parameter.

pub mod format;
pub mod keys;

mod error;
mod load;
mod save;

use std::path::{Path, PathBuf};

use burn::tensor::Device;

pub use error::CheckpointError;
pub use format::{Format, StoredTensor, StoredType, Weights};
pub use load::Loaded;
pub use save::{Precision, Saved, save_to_bytes, save_to_dir};

use crate::{config::TvltConfig, model::Heads};

/// The name Hugging Face gives a configuration.
pub const CONFIG_FILE: &str = "config.json";

/// The name Hugging Face gives weights.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// The name Hugging Face gave weights before it had safetensors.
const TORCH_FILE: &str = "pytorch_model.bin";

/// A configuration and the weights that go with it, not yet on a device.
#[derive(Debug)]
pub struct Checkpoint {
    config: TvltConfig,
    weights: Weights,
}

impl Checkpoint {
    /// Reads a checkpoint from the text of its `config.json` and the bytes of its weights.
    ///
    /// # Errors
    /// Where either cannot be read.
    pub fn from_bytes(config_json: &str, weights: Vec<u8>) -> Result<Self, CheckpointError> {
        let config = TvltConfig::from_json(config_json)?;
        Ok(Self { config, weights: Weights::read(weights)? })
    }

    /// Reads a checkpoint from a directory that holds `config.json` and `model.safetensors`, or from a
    /// weights file that has `config.json` beside it.
    ///
    /// # Errors
    /// Where a file is missing or cannot be read.
    pub fn from_path(path: &Path) -> Result<Self, CheckpointError> {
        let (config_json, weights) = read_files(path)?;
        Self::from_bytes(&config_json, weights)
    }

    /// The configuration.
    pub fn config(&self) -> &TvltConfig {
        &self.config
    }

    /// The heads that the configuration's `architectures` speak of; where it names none, those that
    /// the weights hold.
    ///
    /// # Errors
    /// [`CheckpointError::Architecture`] where no named class is one of TVLT's.
    pub fn heads(&self) -> Result<Heads, CheckpointError> {
        let named = &self.config.architectures;
        if named.is_empty() {
            let any = |prefix: &str| self.weights.tensors.keys().any(|key| key.starts_with(prefix));
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

    /// Builds the model with the given heads and loads its weights, as f32.
    ///
    /// # Errors
    /// Where a tensor is missing, unknown, of the wrong shape or of a type that is no weight's.
    pub fn load(&self, heads: Heads, device: &Device) -> Result<Loaded, CheckpointError> {
        load::load(&self.config, &self.weights, heads, device)
    }
}

/// The text of `config.json` and the bytes of the weights at `path`: a directory, or a weights file
/// with `config.json` beside it.
///
/// # Errors
/// [`CheckpointError::File`].
pub fn read_files(path: &Path) -> Result<(String, Vec<u8>), CheckpointError> {
    let failed = |path: PathBuf| move |source| CheckpointError::File { path, source };
    let (directory, weights) = match path.is_dir() {
        true => {
            let files = [WEIGHTS_FILE, TORCH_FILE].map(|name| path.join(name));
            let [first, _] = &files;
            (path, files.iter().find(|file| file.exists()).unwrap_or(first).clone())
        }
        false => (path.parent().unwrap_or(Path::new("")), path.to_path_buf()),
    };
    let bytes = std::fs::read(&weights).map_err(failed(weights))?;
    let config = directory.join(CONFIG_FILE);
    let config_json = std::fs::read_to_string(&config).map_err(failed(config))?;
    Ok((config_json, bytes))
}
