//! What `tvlt teach` and `tvlt recognise` share: folders of clips, and a model's features of them.

pub mod folder;

mod error;
mod fingerprint;
mod layers;
mod watcher;

pub use error::TeachingError;
pub use layers::{LayerChoice, Reading};
pub use watcher::Watcher;
