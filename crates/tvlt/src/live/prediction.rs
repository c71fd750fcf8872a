//! What an update recognises.

use serde::{Deserialize, Serialize};

/// Below this score a leading class is a guess, and neither shown large nor announced: three times of five is the
/// least that a calm page should be right.
pub const CONFIDENT: f32 = 0.6;

/// One class and its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Class name.
    pub label: String,
    /// 0 to 1, or the number of [`Scale::Number`].
    pub score: f32,
}

/// What class scores are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// Shares of one: one class is right.
    #[default]
    Shares,
    /// Each class is a question of its own, 0 to 1.
    Independent,
    /// One number, as the model gives it; the sentiment model's goes from -3 to 3.
    Number,
}
