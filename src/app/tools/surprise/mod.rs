//! Surprise over time: what is usual, what is clearly above it, and what is kept of such moments.

mod history;
pub mod moments;
pub mod numbers;
mod track;

pub use history::History;

#[cfg(test)]
mod tests;
