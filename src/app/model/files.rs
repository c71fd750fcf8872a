//! The files of a model.
//!
//! `B` is the type that holds a file's bytes: a browser object on the page, a name in tests.

/// The files of a model: those of a directory in Hugging Face's layout, or only a weights file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles<B> {
    /// Text of `config.json`, where there is one.
    pub config: Option<String>,
    /// Text of `preprocessor_config.json`, where there is one.
    pub preprocessor: Option<String>,
    /// The weights; for sharded weights, one entry for each file.
    pub weights: Vec<B>,
    /// Names of the weights' files, in the order of `weights`; empty for weights in one file.
    pub shards: Vec<String>,
    /// Text of `model.safetensors.index.json`, where there is one.
    pub weights_index: Option<String>,
}

/// A file that the person picked.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked<B> {
    /// Its name.
    pub name: String,
    /// Its size, in bytes.
    pub bytes: f64,
    /// The file.
    pub file: B,
}
