//! Decides how often the page changes its numbers, and when a class is announced.

mod announcer;
pub mod pace;
mod showing;

pub use showing::{Numbers, Showing};
