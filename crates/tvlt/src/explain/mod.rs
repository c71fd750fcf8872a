//! Asks a model about one clip: what its answer relies on, where its tokens look, and how far its reconstruction is
//! off.
//!
//! - [`occlusion`]: how far the log-odds of an answer fall when patches are left out of the sequence. This is the one
//!   to believe: a deletion of patches in its order can be measured, and is (`docs/explain.md`).
//! - [`reliance`]: a map of what the leading answer relies on, made of such deletions, and a check of it.
//! - [`attention`]: the attention weights of single tokens, and their rollout over all layers. It says what a token
//!   looked at, not why the model answers as it does.
//! - [`surprise`]: the squared error of each hidden patch.
//!
//! All of it works on a [`Clip`], which is embedded once, however often it is asked about.

pub mod answer;
pub mod attention;
pub mod clip;
pub mod error;
pub mod group;
pub mod occlusion;
pub mod reliance;
pub mod sinks;
pub mod surprise;

#[cfg(test)]
mod small;

pub use answer::{Answer, HeadLogits};
pub use clip::Clip;
pub use error::ExplainError;
pub use group::{Grid, Group, GroupSize};
