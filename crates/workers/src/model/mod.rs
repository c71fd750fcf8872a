//! Runs a model in a worker: serves requests in order, and keeps only the latest frame.
//!
//! [`queue`] decides what is served next and is portable; `browser` is the browser code.

pub mod queue;

#[cfg(all(any(feature = "cpu", feature = "webgpu"), target_arch = "wasm32"))]
mod browser;

#[cfg(all(any(feature = "cpu", feature = "webgpu"), target_arch = "wasm32"))]
pub use browser::run;
