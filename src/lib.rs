//! TVLT, the Textless Vision-Language Transformer (arXiv 2209.14156), for the browser and natively.
//!
//! Data flows one way: [`capture`] -> [`processor`] -> [`model`] -> [`view`]. The worker's server
//! ([`worker`]) and the page's root component are the only places that join stages.

pub mod capture;
pub mod config;
pub mod download;
pub mod processor;
pub mod view;
pub mod worker;

#[cfg(feature = "model")]
pub mod checkpoint;
#[cfg(feature = "model")]
pub mod engine;
#[cfg(feature = "model")]
pub mod model;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod train;

#[cfg(all(feature = "web", target_arch = "wasm32"))]
pub mod constructors;
