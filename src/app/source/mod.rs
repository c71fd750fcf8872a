//! Where pictures and sound come from: [`Source`] decides, `runner` opens devices and files and hands on what they give.

mod event;
mod machine;

#[cfg(target_arch = "wasm32")]
pub mod news;
#[cfg(target_arch = "wasm32")]
pub mod runner;

pub use event::{Event, Kind, Order, Senses};
pub use machine::Source;

#[cfg(test)]
mod tests;
