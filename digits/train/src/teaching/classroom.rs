//! Teaches a classroom as a person does at the page.

use super::features::Features as Senses;
use super::sessions::Shown;
use crate::TrainError;
use tvlt::teach::TeachError;
use tvlt::teach::classroom::Classroom;
use tvlt::teach::examination::Examination;
use tvlt::teach::features::Features;
use tvlt::teach::heads::Heads;
use tvlt::teach::prior::Prior;
use tvlt::teach::record::{BACKGROUND, ClassId};
use tvlt::teach::report::Report;

/// Teaches the clips of each class in so many presses of the record button, with what ships with the model. Then the
/// empty `scene` of another session is recorded, for sight alone; none where there are no such clips.
///
/// With two presses and more the threshold is the one of the page's report, as on the page.
///
/// # Errors
/// [`TrainError::Classroom`], where features do not fit together, [`TrainError::Teach`] where there is nothing to teach.
pub(super) fn teach_classroom(
    taught: &Shown,
    scene: &[Senses],
    prior: &Prior,
    presses: usize,
) -> Result<Heads, TrainError> {
    let mut room = Classroom::new(prior)?;
    let background = room.add_class(BACKGROUND)?;
    record(&mut room, background, &taught.empty)?;
    for (number, clips) in taught.classes.iter().enumerate() {
        let class = room.add_class(&number.to_string())?;
        for press in clips.chunks(clips.len().div_ceil(presses.max(1)).max(1)) {
            record(&mut room, class, press)?;
        }
    }
    if !scene.is_empty() {
        let scene: Vec<Senses> = scene.iter().map(|[sight, _]| [sight.clone(), None]).collect();
        record(&mut room, background, &scene)?;
    }
    let report = Report::new(&room, &Examination::complete(&room)?);
    room.set_refusal(report.refusal);
    let heads = room.heads()?.cloned();
    Ok(heads.ok_or(TeachError::NoSamples)?)
}

/// The features of a clip, as heads take them.
pub(super) fn features([sight, sound]: &Senses) -> Features {
    Features { sight: sight.clone(), sound: sound.clone() }
}

/// Records clips with one press of the button.
fn record(room: &mut Classroom, class: ClassId, clips: &[Senses]) -> Result<(), TrainError> {
    let burst = room.begin_burst(class)?;
    for clip in clips.iter().filter(|clip| clip.iter().any(Option::is_some)) {
        room.add(burst, features(clip))?;
    }
    Ok(())
}
