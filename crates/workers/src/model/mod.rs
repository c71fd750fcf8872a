//! The model in a worker: takes requests in order, keeps only the latest frame, and answers.
//!
//! [`queue`] decides what is done next and is portable; `browser` does it.

pub mod queue;

#[cfg(all(any(feature = "cpu", feature = "webgpu"), target_arch = "wasm32"))]
mod browser;

#[cfg(all(any(feature = "cpu", feature = "webgpu"), target_arch = "wasm32"))]
pub use browser::run;
