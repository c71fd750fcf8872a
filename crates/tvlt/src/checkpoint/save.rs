//! Writing a model in Hugging Face's layout.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path as FilePath,
};

use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::Tensor,
};
use half::f16;
use safetensors::{Dtype, tensor::TensorView};

use super::{
    CheckpointError,
    files::{CONFIG_FILE, WEIGHTS_FILE},
    format::safetensors::CONFIG,
    keys::{Path, classes},
    load::transpose,
};
use crate::{
    config::TvltConfig,
    model::{Heads, TvltAudioVisual},
    precision::Precision,
};

/// A checkpoint's two files.
#[derive(Debug, Clone)]
pub struct Saved {
    /// Text of `config.json`.
    pub config_json: String,
    /// Bytes of `model.safetensors`.
    pub weights: Vec<u8>,
}

/// Writes a model in Hugging Face's layout; `architectures` is set to the classes whose heads it has.
///
/// Reads the weights back from the device and so, in a browser, works on the CPU only.
///
/// # Errors
/// [`CheckpointError::Save`].
pub fn save_to_bytes(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    precision: Precision,
) -> Result<Saved, CheckpointError> {
    let heads = model.heads();
    let architectures = classes(heads).map(str::to_owned).collect();
    let config = TvltConfig { architectures, ..config.clone() };
    let config_json = config.to_json().map_err(failed)?;

    let mut writer =
        Writer { path: Path::new(heads != Heads::NONE), precision, tensors: Vec::new(), failed: None };
    model.visit(&mut writer);
    if let Some(error) = writer.failed {
        return Err(error);
    }
    let dtype = match precision {
        Precision::F32 => Dtype::F32,
        Precision::F16 => Dtype::F16,
    };
    let views = writer
        .tensors
        .iter()
        .map(|(name, shape, bytes)| {
            Ok((name.as_str(), TensorView::new(dtype, shape.clone(), bytes).map_err(failed)?))
        })
        .collect::<Result<Vec<_>, CheckpointError>>()?;
    // Hugging Face refuses a file whose metadata does not name a framework.
    let metadata =
        HashMap::from([("format".to_owned(), "pt".to_owned()), (CONFIG.to_owned(), config_json.clone())]);
    let mut weights = safetensors::serialize(views, Some(metadata)).map_err(failed)?;
    sort_header(&mut weights)?;
    Ok(Saved { config_json, weights })
}

/// Sorts the header's entries: the library writes its metadata in a different order each time, and the same
/// model should give the same file.
fn sort_header(file: &mut [u8]) -> Result<(), CheckpointError> {
    let (length, rest) = file.split_first_chunk_mut::<8>().ok_or_else(|| failed("there is no header"))?;
    let length = u64::from_le_bytes(*length) as usize;
    let header = rest.get_mut(..length).ok_or_else(|| failed("the header is cut short"))?;
    let sorted: BTreeMap<String, BTreeMap<String, serde_json::Value>> =
        serde_json::from_slice(header).map_err(failed)?;
    let sorted = serde_json::to_vec(&sorted).map_err(failed)?;
    // Sorted, the entries take the same length; spaces fill the rest, as before.
    header.fill(b' ');
    header.get_mut(..sorted.len()).ok_or_else(|| failed("the header grew"))?.copy_from_slice(&sorted);
    Ok(())
}

/// Writes a model into a directory, which is created if needed.
///
/// # Errors
/// As [`save_to_bytes`], and where a file cannot be written.
pub fn save_to_dir(
    model: &TvltAudioVisual,
    config: &TvltConfig,
    precision: Precision,
    directory: &FilePath,
) -> Result<(), CheckpointError> {
    let saved = save_to_bytes(model, config, precision)?;
    let file = |path: &FilePath, result: std::io::Result<()>| {
        result.map_err(|source| CheckpointError::Write { path: path.to_path_buf(), source })
    };
    file(directory, std::fs::create_dir_all(directory))?;
    let (config, weights) = (directory.join(CONFIG_FILE), directory.join(WEIGHTS_FILE));
    file(&config, std::fs::write(&config, saved.config_json))?;
    file(&weights, std::fs::write(&weights, saved.weights))
}

fn failed(error: impl std::fmt::Display) -> CheckpointError {
    CheckpointError::Save(error.to_string())
}

struct Writer {
    path: Path,
    precision: Precision,
    /// Name, shape and bytes.
    tensors: Vec<(String, Vec<usize>, Vec<u8>)>,
    failed: Option<CheckpointError>,
}

impl Writer {
    fn bytes(&self, values: &[f32]) -> Vec<u8> {
        match self.precision {
            Precision::F32 => values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            Precision::F16 => values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect(),
        }
    }
}

impl ModuleVisitor for Writer {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.enter(name, container_type);
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.exit();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let key = self.path.key(param.lazy_shape().to_vec());
        let values = param.val().try_into_data().map_err(failed);
        let values = values.and_then(|data| data.try_into_vec_as::<f32>().map_err(failed));
        match values {
            Ok(mut values) => {
                if let (true, [rows, columns]) = (key.transposed, &key.shape[..]) {
                    values = transpose(&values, *columns, *rows);
                }
                let bytes = self.bytes(&values);
                self.tensors.push((key.name, key.shape, bytes));
            }
            Err(error) => self.failed = Some(error),
        }
    }
}
