//! The source of pictures and sound: [`Source`] decides, and `runner` opens devices and files and passes on pictures
//! and sound.

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
