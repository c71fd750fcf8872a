//! The page's workers: the model on either backend, and what gets models from the hub and keeps them.

#[cfg(feature = "files")]
pub mod files;
#[cfg(all(any(feature = "cpu", feature = "webgpu"), target_arch = "wasm32"))]
pub mod model;
