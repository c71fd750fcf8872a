//! The state machine of the page's model: which model is chosen, where its files come from, whether it has loaded, and
//! what is remembered for the next visit. Events in, orders out; only the runner and its helpers touch the browser.
//!
//! A model is *chosen* (by the address, as the one that ran last, or by the person). Its files are *fetched* from the
//! site, *read* from the person's machine, *opened* from the browser's storage, or *downloaded* from the hub after an
//! *offer*; then the workers *load* it. A model of the hub is remembered for the next visit only after it has loaded,
//! so that a model that crashes the page does not crash the next visit too.

mod choosing;
mod downloading;
mod event;
mod files;
mod loading;
mod looking;
mod order;
mod stage;
mod way;

#[cfg(target_arch = "wasm32")]
pub mod fetch;
#[cfg(target_arch = "wasm32")]
mod files_worker;
#[cfg(target_arch = "wasm32")]
pub mod memory;
#[cfg(target_arch = "wasm32")]
pub mod news;
#[cfg(target_arch = "wasm32")]
pub mod runner;

pub use event::Event;
pub use files::{ModelFiles, Picked};
pub use order::Order;
pub use way::ModelWay;

#[cfg(test)]
mod tests;
