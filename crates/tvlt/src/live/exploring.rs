//! Questions about the present moment that take many forwards: what an answer relied on, where a patch looks, and the
//! match over shifts of the sound.

use serde::{Deserialize, Serialize};

/// What is asked. The work is done in parts, so that updates go on: each request does one part, on the moment of the
/// first one, until an answer is complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Exploring {
    /// Which patches the leading answer relies on.
    pub relied_on: bool,
    /// The match over shifts of the sound.
    pub match_curve: bool,
    /// Where a patch looks.
    pub attention: Option<AttentionQuery>,
    /// How long this part should take, in milliseconds. At least one forward is computed.
    pub budget_ms: f64,
}

/// What has become complete with this part.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Explored {
    /// Which patches the leading answer relies on.
    pub relied_on: Option<ReliedOn>,
    /// The match over shifts of the sound.
    pub match_curve: Option<MatchCurve>,
    /// Where the patch looks.
    pub attention: Option<AttentionMap>,
    /// Whether nothing is left to do: the moment is held, and every answer about it was given.
    pub done: bool,
}

/// How far the leading answer moves when patches are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReliedOn {
    /// The class; `None` where it is the match, as the model has no classes.
    pub label: Option<String>,
    /// Its log-odds with all patches.
    pub log_odds: f32,
    /// For each patch of a frame, row by row: by how much the log-odds fall without it and its neighbours; below 0
    /// where they rise. Empty without a picture.
    pub pixel: Vec<f32>,
    /// The same for each patch of the spectrogram, time first, then frequency from low to high. Empty without sound.
    pub audio: Vec<f32>,
    /// How far the log-odds fall without the eighth of the patches that the map puts first.
    pub without_first: f32,
    /// How far they fall without a random eighth, the mean of a few.
    pub without_random: f32,
}

impl ReliedOn {
    /// Whether the map is true of this moment: without its first eighth the answer moves clearly more than without a
    /// random one.
    pub fn is_clear(&self) -> bool {
        self.without_first > self.without_random + 0.5 && self.without_first > 1.5 * self.without_random
    }
}

/// A question for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttentionQuery {
    /// The token that looks.
    pub from: Token,
    /// The layer, counted from 0; `None` for the rollout over all layers (S. Abnar and W. Zuidema, "Quantifying
    /// Attention Flow in Transformers", 2020).
    pub layer: Option<usize>,
    /// The head of that layer, counted from 0; `None` for the mean over all.
    pub head: Option<usize>,
}

/// A token of the encoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Token {
    /// The class token.
    Class,
    /// A patch of the newest frame, row by row.
    Pixel(usize),
    /// A patch of the spectrogram, time first, then frequency from low to high.
    Audio(usize),
}

/// Where a token looks. Both maps are empty where there is no such token, layer or head in this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttentionMap {
    /// The question.
    pub query: AttentionQuery,
    /// The share of attention to each patch of the newest frame. Empty without a picture.
    pub pixel: Vec<f32>,
    /// The share of attention to each patch of the spectrogram. Empty without sound.
    pub audio: Vec<f32>,
    /// The tokens that were left out as sinks: those whose hidden state is much longer than the others' (T. Darcet et
    /// al., "Vision Transformers Need Registers", 2023).
    pub sinks: usize,
}

/// The match of the newest picture with the sound, over shifts of the sound.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MatchCurve {
    /// From the earliest sound to the latest.
    pub points: Vec<MatchPoint>,
    /// The score with a sound of ten seconds ago; `None` where that was not kept.
    pub other_sound: Option<f32>,
}

/// The match at one shift.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MatchPoint {
    /// How much later than the picture the sound is, in milliseconds; see [`Tools::shift_ms`](super::Tools::shift_ms).
    pub shift_ms: i32,
    /// The match score, 0 to 1.
    pub score: f32,
}

impl MatchCurve {
    /// The range of the scores, 0 to 1. Near 0 the curve is flat, and the match says nothing about synchrony.
    pub fn range(&self) -> f32 {
        let scores = || self.points.iter().map(|point| point.score);
        let highest = scores().fold(0.0, f32::max);
        highest - scores().fold(highest, f32::min)
    }
}
