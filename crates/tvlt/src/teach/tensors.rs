//! Safetensors files of this module: numbers by name, and words in the metadata.

use std::collections::HashMap;

use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use thiserror::Error;

use super::TeachError;

/// Why a file of heads, or of a model's prior, is not read or written.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum TeachFileError {
    /// It is no safetensors file, or cut short.
    #[error("it is no safetensors file ({0}): copy or make it again")]
    Broken(String),
    /// It is a safetensors file of something else.
    #[error("it lacks {0}, so it is a file of something else")]
    Lacks(String),
    /// An entry of it cannot be used.
    #[error("its {name} is not as it has to be: {reason}")]
    Entry {
        /// Which.
        name: String,
        /// Why.
        reason: String,
    },
    /// Its parts do not fit together.
    #[error("its parts do not fit together: {0}")]
    Parts(#[from] TeachError),
    /// It cannot be serialised.
    #[error("it cannot be written: {0}")]
    Write(String),
}

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    F32,
    F16,
}

/// A file to be written.
#[derive(Debug, Default)]
pub(super) struct Writing {
    tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)>,
    words: HashMap<String, String>,
}

impl Writing {
    pub(super) fn words(&mut self, name: &str, words: impl Into<String>) {
        self.words.insert(name.to_owned(), words.into());
    }

    /// Adds numbers of this shape.
    pub(super) fn numbers(&mut self, name: String, shape: &[usize], numbers: &[f32], stored: Stored) {
        let (kind, bytes) = match stored {
            Stored::F32 => (Dtype::F32, numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
            Stored::F16 => {
                (Dtype::F16, numbers.iter().flat_map(|number| f16::from_f32(*number).to_le_bytes()).collect())
            }
        };
        self.tensors.push((name, kind, shape.to_vec(), bytes));
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, TeachFileError> {
        let failed = |error: safetensors::SafeTensorError| TeachFileError::Write(error.to_string());
        let views = self.tensors.iter().map(|(name, kind, shape, bytes)| {
            Ok((name.as_str(), TensorView::new(*kind, shape.clone(), bytes).map_err(failed)?))
        });
        let views = views.collect::<Result<Vec<_>, TeachFileError>>()?;
        safetensors::serialize(views, Some(self.words.clone())).map_err(failed)
    }
}

/// A file that was read.
pub(super) struct Reading<'a> {
    tensors: SafeTensors<'a>,
    words: HashMap<String, String>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, TeachFileError> {
        let broken = |error: safetensors::SafeTensorError| TeachFileError::Broken(error.to_string());
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(broken)?;
        let words = metadata.metadata().clone().unwrap_or_default();
        Ok(Self { tensors: SafeTensors::deserialize(bytes).map_err(broken)?, words })
    }

    pub(super) fn words(&self, name: &str) -> Result<&str, TeachFileError> {
        self.words.get(name).map(String::as_str).ok_or_else(|| TeachFileError::Lacks(name.to_owned()))
    }

    /// Words that are parsed.
    pub(super) fn parsed<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, TeachFileError> {
        serde_json::from_str(self.words(name)?).map_err(|error| entry(name, error.to_string()))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    /// Numbers of `D` dimensions, with their shape.
    pub(super) fn numbers<const D: usize>(
        &self,
        name: &str,
    ) -> Result<([usize; D], Vec<f32>), TeachFileError> {
        let tensor = self.tensors.tensor(name).map_err(|_| TeachFileError::Lacks(name.to_owned()))?;
        let shape = tensor
            .shape()
            .try_into()
            .map_err(|_| entry(name, format!("it has {} dimensions instead of {D}", tensor.shape().len())))?;
        let numbers: Vec<f32> = match tensor.dtype() {
            Dtype::F32 => {
                let (numbers, _) = tensor.data().as_chunks::<4>();
                numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
            }
            Dtype::F16 => {
                let (numbers, _) = tensor.data().as_chunks::<2>();
                numbers.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
            }
            other => return Err(entry(name, format!("its numbers are {other:?}, neither F32 nor F16"))),
        };
        if numbers.iter().all(|number| number.is_finite()) {
            Ok((shape, numbers))
        } else {
            Err(entry(name, "it has numbers that are not finite".to_owned()))
        }
    }
}

/// "2,3,4" from layers, and back.
pub(super) fn layers_to_words(layers: &[usize]) -> String {
    layers.iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}

pub(super) fn layers_from_words(words: &str) -> Result<Vec<usize>, TeachFileError> {
    let layers = words.split(',').map(|layer| layer.trim().parse());
    layers.collect::<Result<_, _>>().map_err(|_| entry("layers", format!("{words:?} are no layers")))
}

fn entry(name: &str, reason: String) -> TeachFileError {
    TeachFileError::Entry { name: name.to_owned(), reason }
}
