//! Models from the hub: what there is, getting it, and keeping it in the browser's own storage.
//!
//! [`resume`] decides how a download that was cut goes on, [`pace`] tells how long it will take; these are portable.
//! It is the only part of the page that may ask another host for anything, and no picture and no sound reaches it.

pub mod pace;
pub mod resume;

#[cfg(target_arch = "wasm32")]
mod arrive;
#[cfg(target_arch = "wasm32")]
mod checksum;
#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(target_arch = "wasm32")]
mod server;
#[cfg(target_arch = "wasm32")]
mod shelf;
#[cfg(target_arch = "wasm32")]
mod sink;
#[cfg(target_arch = "wasm32")]
mod transfer;

#[cfg(target_arch = "wasm32")]
pub use server::run;
