//! A model on a live stream: sound and frames in, scores and pictures out.
//!
//! The plain types are always there; the code that computes, `engine`, needs the feature `model`.

pub mod budget;
pub mod description;
pub mod exploring;
pub mod known_answer;
pub mod picture;
pub mod prediction;
pub mod sample;
pub mod settings;
pub mod tools;
pub mod update;

#[cfg(feature = "model")]
pub mod engine;

pub use budget::{Budget, Budgeted, Wish};
pub use description::LoadedModel;
pub use exploring::{
    AttentionMap, AttentionQuery, Explored, Exploring, MatchCurve, MatchPoint, ReliedOn, Token,
};
pub use known_answer::{Agreement, Checked, agree};
pub use picture::{Picture, PictureKind};
pub use prediction::{CONFIDENT, Prediction, Scale};
pub use sample::{PictureSize, Sample, SamplePicture, SampleSize, SampleSound, SoundSize};
pub use settings::{Settings, Teach};
pub use tools::{OwnMask, Senses, Surprise, Tools};
pub use update::Update;
