//! The page's workers: the model on the CPU or on WebGPU, and the downloads of models from the hub.

#[cfg(feature = "files")]
pub mod files;
pub mod model;

#[cfg(target_arch = "wasm32")]
mod scope;
