//! One update, as the page receives it.

use serde::{Deserialize, Serialize};

use super::{picture::Picture, prediction::Prediction, sample::SampleSize, tools::Surprise};
use crate::teach::features::FeatureLengths;

/// One update, as the page receives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Time from the request's arrival to this answer, in milliseconds.
    pub latency_ms: f64,
    /// Score of each class, by the model's [`Scale`](super::Scale), best first.
    pub predictions: Vec<Prediction>,
    /// Whether the sound belongs to the picture, 0 to 1; `None` unless both are there.
    pub match_score: Option<f32>,
    /// Whether sound has arrived.
    pub hears: bool,
    /// Whether a picture has arrived.
    pub sees: bool,
    /// The pictures of the payload.
    pub pictures: Vec<Picture>,
    /// How many numbers the features of the payload are; `None` unless [`Settings::teach`](super::Settings::teach)
    /// is on.
    pub features: Option<FeatureLengths>,
    /// The sizes of the payload's sample; `None` unless [`Teach::Samples`](super::Teach::Samples) is set.
    pub sample: Option<SampleSize>,
    /// How far the filled-in patches are from the hidden ones; `None` unless [`Tools::surprise`](super::Tools::surprise) is on.
    pub surprise: Option<Surprise>,
}
