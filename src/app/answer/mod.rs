//! What of an update is worth showing: how often numbers change, and when a class is announced.

mod announcer;
pub mod pace;
mod showing;

pub use showing::{Numbers, Showing};
