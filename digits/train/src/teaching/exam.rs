//! Teaches the classes of one draw and asks for them.

use super::features::Features;
use super::head::{Head, Way};
use super::scores::{Asked, Said, Scores};
use super::sessions::{Others, Shown};
use crate::TrainError;
use tvlt::teach::classroom::Classroom;
use tvlt::teach::heads::Heads;
use tvlt::teach::modality::Modality;
use tvlt::teach::prior::Prior;
use tvlt::teach::record::BACKGROUND;

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

/// Teaches a classroom as a person does, with what ships with the model, and asks about another session.
///
/// The empty scene of that session is recorded anew, for sight alone.
///
/// # Errors
/// [`TrainError::Classroom`], where features do not fit together.
pub(super) fn examine_classroom(taught: &Shown, asked: &Shown, prior: &Prior) -> Result<Heard, TrainError> {
    let mut room = Classroom::new(prior)?;
    let background = room.add_class(BACKGROUND)?;
    let record = |room: &mut Classroom, class, clips: &[Features]| -> Result<(), TrainError> {
        let burst = room.begin_burst(class)?;
        for [sight, sound] in clips.iter().filter(|clip| clip.iter().any(Option::is_some)) {
            room.add(burst, tvlt::teach::features::Features { sight: sight.clone(), sound: sound.clone() })?;
        }
        Ok(())
    };
    record(&mut room, background, &taught.empty)?;
    for (number, clips) in taught.classes.iter().enumerate() {
        let class = room.add_class(&number.to_string())?;
        record(&mut room, class, clips)?;
    }
    let scene: Vec<Features> = asked.scene.iter().map(|[sight, _]| [sight.clone(), None]).collect();
    record(&mut room, background, &scene)?;
    let heads = room.heads()?.cloned();
    let Some(heads) = heads else { return Err(tvlt::teach::TeachError::NoSamples.into()) };
    heard(asked, |clips| clips.iter().map(|clip| said(&heads, clip)).collect())
}

/// What the heads say of a clip. Leads are in units in which classes usually lead, so that those of both heads compare.
fn said(heads: &Heads, [sight, sound]: &Features) -> Result<Scores, TrainError> {
    let features = tvlt::teach::features::Features { sight: sight.clone(), sound: sound.clone() };
    let scores = heads.scores(&features)?;
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
