//! One live model: sound and frames in, what a page shows out.
//!
//! The types are plain and always there; what computes, [`engine`], comes with the feature `model`.

pub mod budget;
pub mod description;
pub mod known_answer;
pub mod picture;
pub mod prediction;
pub mod settings;
pub mod update;

#[cfg(feature = "model")]
pub mod engine;

pub use budget::{Budget, Budgeted, Wish};
pub use description::LoadedModel;
pub use known_answer::{Agreement, Checked, agree};
pub use picture::{Picture, PictureKind};
pub use prediction::{CONFIDENT, Prediction, Scale};
pub use settings::Settings;
pub use update::Update;
