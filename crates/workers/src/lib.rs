//! The page's workers: the model on the CPU or on WebGPU, the downloads of models from the hub, and what a person
//! teaches.

#[cfg(feature = "files")]
pub mod files;
pub mod model;
#[cfg(feature = "teach")]
pub mod teach;

#[cfg(all(any(feature = "cpu", feature = "webgpu", feature = "teach"), target_arch = "wasm32"))]
mod blob;
#[cfg(all(any(feature = "cpu", feature = "webgpu", feature = "teach"), target_arch = "wasm32"))]
mod frame;
#[cfg(all(any(feature = "cpu", feature = "webgpu", feature = "teach"), target_arch = "wasm32"))]
mod payload;
#[cfg(target_arch = "wasm32")]
mod scope;
