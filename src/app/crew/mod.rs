//! The workers that run the model: [`Crew`] decides which of them is active, and `runner` starts them, sends them
//! requests and stops them.

pub mod failure;
pub mod handover;
mod known;
mod machine;
pub mod under_way;

#[cfg(target_arch = "wasm32")]
pub mod adapter;
#[cfg(target_arch = "wasm32")]
mod answers;
#[cfg(target_arch = "wasm32")]
mod exploring;
#[cfg(target_arch = "wasm32")]
pub mod news;
#[cfg(target_arch = "wasm32")]
pub mod reading;
#[cfg(target_arch = "wasm32")]
pub mod runner;
#[cfg(target_arch = "wasm32")]
mod worker;

pub use machine::{Adapter, Crew, Order};

#[cfg(test)]
mod tests;
