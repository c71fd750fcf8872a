//! A person's own classes: cards to record them, the report on how well they are told apart, and the answer.

pub mod command;
pub mod naming;
pub mod thumb;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod name;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod record;
#[cfg(target_arch = "wasm32")]
mod report;
#[cfg(target_arch = "wasm32")]
mod strip;
#[cfg(target_arch = "wasm32")]
mod switch;
#[cfg(target_arch = "wasm32")]
mod tools;
#[cfg(target_arch = "wasm32")]
mod winner;

#[cfg(target_arch = "wasm32")]
pub use panel::TeachPanel;
#[cfg(target_arch = "wasm32")]
pub use report::Report;
#[cfg(target_arch = "wasm32")]
pub use switch::ClassSwitch;
#[cfg(target_arch = "wasm32")]
pub use winner::{TaughtWinner, Unknown};
