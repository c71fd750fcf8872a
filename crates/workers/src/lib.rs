//! The page's workers: the model on either backend, and what gets models from the hub and keeps them.

#[cfg(feature = "files")]
pub mod files;
pub mod model;

#[cfg(target_arch = "wasm32")]
mod scope;
