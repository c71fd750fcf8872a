//! A model's files, as far as the way of a model is decided by them.
//!
//! `B` is whatever holds a file's bytes: an object of the browser's on the page, a name in tests.

/// A model: one directory in Hugging Face's layout as it is served, or a weights file alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles<B> {
    /// Text of `config.json`, where there is one.
    pub config: Option<String>,
    /// Text of `preprocessor_config.json`, where there is one.
    pub preprocessor: Option<String>,
    /// The weights; of weights in several files one a file.
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
