//! What `tvlt teach` and `tvlt recognise` share: folders of clips, and a model's features of them.

pub mod folder;

mod error;
mod layers;
mod natural;
mod watcher;

pub use error::TeachingError;
pub use layers::{LayerChoice, Reading};
pub use natural::compare;
pub use watcher::Watcher;
