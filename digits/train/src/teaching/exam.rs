//! Teaches the classes of one draw and asks for them.

use super::classroom::{features, teach_classroom};
use super::features::Features;
use super::head::{Head, Way};
use super::scores::{Asked, Said, Scores};
use super::sessions::{Others, Shown};
use crate::TrainError;
use tvlt::teach::heads::Heads;
use tvlt::teach::modality::Modality;
use tvlt::teach::prior::Prior;

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
        let said = |clip| heads.iter().map(|head| Ok(Said::over_nothing(head.scores(clip)?))).collect();
        clips.iter().map(said).collect()
    };
    heard(asked, scores)
}

/// Teaches a classroom as a person does, each class with one press of the button, and asks about another session.
///
/// The empty scene of that session is recorded anew, for sight alone.
///
/// # Errors
/// [`TrainError::Classroom`], where features do not fit together.
pub(super) fn examine_classroom(taught: &Shown, asked: &Shown, prior: &Prior) -> Result<Heard, TrainError> {
    let heads = teach_classroom(taught, &asked.scene, prior, 1)?;
    heard(asked, |clips| clips.iter().map(|clip| said(&heads, clip)).collect())
}

/// What the heads say of a clip. Leads are in units in which classes usually lead, so that those of both heads compare.
fn said(heads: &Heads, clip: &Features) -> Result<Scores, TrainError> {
    let scores = heads.scores(&features(clip))?;
    let of = |(modality, said): (Modality, Option<tvlt::teach::scores::HeadScores>)| {
        let said = said?;
        let leads = said.leads.iter().map(|lead| heads.refusal.standing(modality, *lead)).collect();
        let scores = said.scores[..said.scores.len().saturating_sub(1)].to_vec();
        Some(Said { scores, leads })
    };
    Ok([(Modality::Sight, scores.sight), (Modality::Sound, scores.sound)]
        .into_iter()
        .filter_map(of)
        .collect())
}

/// What is said of all clips of the session that is asked about.
fn heard(
    asked: &Shown,
    scores: impl Fn(&[Features]) -> Result<Vec<Scores>, TrainError>,
) -> Result<Heard, TrainError> {
    let classes = asked.classes.iter().enumerate();
    let classes = classes.map(|(class, clips)| Ok(Asked { class, clips: scores(clips)? }));
    Ok(Heard {
        asked: classes.collect::<Result<_, TrainError>>()?,
        unknown: scores(&asked.unknown)?,
        empty: scores(&asked.empty)?,
    })
}
