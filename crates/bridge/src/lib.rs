//! What the page and its workers say to each other.
//!
//! [`protocol`] and [`hub`] are plain types; `wire` is the form of a message between page and worker, `client` and
//! `downloader` are the page's ends.

pub mod error;
pub mod hub;
pub mod protocol;

#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod constructors;
#[cfg(target_arch = "wasm32")]
pub mod downloader;
#[cfg(target_arch = "wasm32")]
pub mod wire;

pub use error::DownloadError;
