//! The state machine of the person's own classes: when they are open, which class is being recorded, what each update
//! is used for, and which samples the model still has to read. Events in, orders out; only the runner and its helpers
//! touch the browser.
//!
//! The worker `worker_teach` owns classes, samples and heads. The page shows the state that it reports, and passes
//! numbers from the model's worker on to it.

mod answers;
mod asking;
mod bringing;
mod event;
mod looking;
mod reading;
mod recorder;
mod teaching;

#[cfg(target_arch = "wasm32")]
mod archive;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod fingerprint;
#[cfg(target_arch = "wasm32")]
mod guard;
#[cfg(target_arch = "wasm32")]
pub mod news;
#[cfg(target_arch = "wasm32")]
mod payload;
#[cfg(target_arch = "wasm32")]
pub mod runner;
#[cfg(target_arch = "wasm32")]
pub mod saving;

pub use bringing::Bringing;
pub use event::{Asked, Event, Look, Order, Reading, TaughtModel};
pub use teaching::Teaching;

#[cfg(test)]
mod tests;
