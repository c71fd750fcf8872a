//! The tools: what they change about updates, and what they ask of the model.

pub mod exploring;
pub mod settings;

#[cfg(target_arch = "wasm32")]
pub mod news;
#[cfg(target_arch = "wasm32")]
pub mod runner;
