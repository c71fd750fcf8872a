//! What `tvlt teach` and `tvlt recognise` share: folders of clips, and a model's features of them.

pub mod folder;

mod error;
mod fingerprint;
mod layers;
mod prior;
mod unread;
mod watcher;

pub use error::TeachingError;
pub use layers::{LayerChoice, Reading};
pub use prior::shipped_prior;
pub use unread::Unread;
pub use watcher::Watcher;
