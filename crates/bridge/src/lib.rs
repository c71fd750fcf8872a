//! Communication between the page and its workers.
//!
//! A worker answers requests: each has an id and exactly one answer. [`protocol`] holds the requests and responses, one
//! [`Protocol`](protocol::Protocol) for each kind of worker; [`envelope`] is the message format. `client` is the page's
//! end and `serve` the worker's; their decisions are in the portable modules [`requests`], [`patience`] and [`reply`].

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
