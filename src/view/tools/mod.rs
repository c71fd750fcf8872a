//! The tools: hold a moment, hide, mute and delay parts of it, and see what the model relied on.

pub mod brush;
pub mod command;
pub mod curve;
pub mod grid;
pub mod hands;
pub mod heat;
pub mod known;
pub mod map_words;
pub mod query;
pub mod steps;
pub mod strip;

#[cfg(target_arch = "wasm32")]
mod attention;
#[cfg(target_arch = "wasm32")]
pub mod chart;
#[cfg(target_arch = "wasm32")]
mod delay;
#[cfg(target_arch = "wasm32")]
mod drawing;
#[cfg(target_arch = "wasm32")]
mod freeze;
#[cfg(target_arch = "wasm32")]
mod known_answer;
#[cfg(target_arch = "wasm32")]
mod looker;
#[cfg(target_arch = "wasm32")]
mod own_mask;
#[cfg(target_arch = "wasm32")]
mod painted;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod past;
#[cfg(target_arch = "wasm32")]
mod relied_on;
#[cfg(target_arch = "wasm32")]
mod senses;
#[cfg(target_arch = "wasm32")]
mod surface;
#[cfg(target_arch = "wasm32")]
mod surprise;
#[cfg(target_arch = "wasm32")]
mod tour;

#[cfg(target_arch = "wasm32")]
pub use known_answer::KnownAnswer;
#[cfg(target_arch = "wasm32")]
pub use painted::PaintedPicture;
#[cfg(target_arch = "wasm32")]
pub use panel::ToolsPanel;
#[cfg(target_arch = "wasm32")]
pub use past::Past;
#[cfg(target_arch = "wasm32")]
pub use surface::grids;
#[cfg(target_arch = "wasm32")]
pub use tour::Tour;
