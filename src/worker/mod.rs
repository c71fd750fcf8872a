//! The worker: where the model lives in a page, away from its main thread.
//!
//! [`protocol`] is what both sides say, [`handover`] decides when the GPU takes over; both are
//! portable. `client` is the page's end, `server` the worker's, `wire` the form of a message between
//! them; `fetch` gets the model's files and `adapter` asks for WebGPU.

pub mod handover;
pub mod protocol;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod adapter;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod client;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod fetch;
#[cfg(all(feature = "web", feature = "model", target_arch = "wasm32"))]
pub mod server;
#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod wire;
