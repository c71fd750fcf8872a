//! The tools: what they change about updates, what they ask of the model, and how a moment is saved.

pub mod exploring;
pub mod report;
pub mod settings;
pub mod surprise;
pub mod tour;

#[cfg(target_arch = "wasm32")]
mod drawing;
#[cfg(target_arch = "wasm32")]
pub mod moment;
#[cfg(target_arch = "wasm32")]
pub mod news;
#[cfg(target_arch = "wasm32")]
pub mod runner;
#[cfg(target_arch = "wasm32")]
pub mod surprising;
#[cfg(target_arch = "wasm32")]
pub mod touring;
