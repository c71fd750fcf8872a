//! What an update recognises.

use serde::{Deserialize, Serialize};

/// Least score at which the leading class is shown large and announced; below it, the class counts as a guess.
/// What a calm page shows should be right at least three times out of five.
pub const CONFIDENT: f32 = 0.6;

/// One class and its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Class name.
    pub label: String,
    /// 0 to 1, or any number with [`Scale::Number`].
    pub score: f32,
}

/// How class scores are to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    /// Probabilities that add up to 1: exactly one class is right.
    #[default]
    Shares,
    /// A probability of its own for each class, 0 to 1: several may be right.
    Independent,
    /// The single number that the model gives; the sentiment model's goes from -3 to 3.
    Number,
}
