//! What the page and its workers say to each other.
//!
//! A worker answers requests: each has an id and exactly one answer. [`protocol`] holds what is asked and answered, one
//! [`Protocol`](protocol::Protocol) for each kind of worker; [`envelope`] is what goes over the wire. `client` is the
//! page's end of it and `serve` the worker's; what they decide is in the portable [`requests`], [`patience`] and
//! [`reply`].

pub mod envelope;
pub mod error;
pub mod fault;
pub mod hub;
pub mod patience;
pub mod protocol;
pub mod reply;
pub mod requests;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod constructors;
#[cfg(target_arch = "wasm32")]
pub mod serve;
#[cfg(target_arch = "wasm32")]
pub mod wire;

pub use error::DownloadError;
