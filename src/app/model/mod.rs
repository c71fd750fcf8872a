//! The model's way: which model is chosen, how its files come, when it has proved itself, and what is remembered for
//! the next visit. Takes what happens, gives orders; nothing here touches a browser.
//!
//! A model is *chosen* (by the address, by what ran last, by the person), its files are *fetched* from the site, *read*
//! from the person's machine, *opened* from what the browser keeps, or *downloaded* from the hub after an *offer*; then
//! the workers *load* it. One of the hub is remembered for the next visit only once it has loaded: one that takes the
//! page down with it shall not do so again.

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
mod fetch;
#[cfg(target_arch = "wasm32")]
mod files_worker;
#[cfg(target_arch = "wasm32")]
mod memory;
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
