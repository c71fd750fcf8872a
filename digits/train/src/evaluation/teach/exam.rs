//! Teaches the classes of one draw and asks for them.

use super::features::Features;
use super::head::{Head, Way};
use super::scores::{Asked, Scores};
use super::sessions::{Others, Shown};
use crate::TrainError;

/// Number of modalities.
const SENSES: usize = 2;

/// What heads said of a draw.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    /// Clips of the classes that were taught.
    pub(super) asked: Vec<Asked>,
    /// Clips of what was never taught.
    pub(super) unknown: Vec<Scores>,
    /// Clips of the empty scene.
    pub(super) empty: Vec<Scores>,
}

/// Teaches a head a modality with the clips of one session, and asks about those of another.
///
/// # Errors
/// [`TrainError::Teach`], where features do not fit together.
pub(super) fn examine(taught: &Shown, others: &Others, asked: &Shown, way: Way) -> Result<Heard, TrainError> {
    let mut heads = Vec::new();
    for sense in 0..SENSES {
        heads.extend(Head::new(taught, others, &asked.scene, sense, way)?);
    }
    let scores = |clips: &[Features]| -> Result<Vec<Scores>, TrainError> {
        clips.iter().map(|clip| heads.iter().map(|head| head.scores(clip)).collect()).collect()
    };
    let classes = asked.classes.iter().enumerate();
    let classes = classes.map(|(class, clips)| Ok(Asked { class, clips: scores(clips)? }));
    Ok(Heard {
        asked: classes.collect::<Result<_, TrainError>>()?,
        unknown: scores(&asked.unknown)?,
        empty: scores(&asked.empty)?,
    })
}
