//! Whether a look is of another scene than the recorded background.

use bridge::protocol::teach::TaughtAnswer;
use tvlt::teach::TeachError;
use tvlt::teach::classroom::Classroom;
use tvlt::teach::features::Features;
use tvlt::teach::scene_change::SceneReach;

/// The reach of the recorded scene, for a version of the classroom.
#[derive(Debug, Clone, Default)]
pub(super) struct Scenery {
    known: Option<(u64, Option<SceneReach>)>,
}

impl Scenery {
    /// Whether nothing is recognised and the picture is apart from the scene.
    ///
    /// # Errors
    /// [`TeachError::Width`], where features are of different models.
    pub(super) fn is_left(
        &mut self,
        classroom: &Classroom,
        features: &Features,
        answer: &TaughtAnswer,
    ) -> Result<bool, TeachError> {
        let Some(sight) = features.sight.as_ref().filter(|_| answer.winner.is_none()) else {
            return Ok(false);
        };
        let version = classroom.version();
        if self.known.as_ref().is_none_or(|(known, _)| *known != version) {
            self.known = Some((version, SceneReach::of(classroom.register())?));
        }
        let reach = self.known.as_ref().and_then(|(_, reach)| reach.as_ref());
        reach.map_or(Ok(false), |reach| reach.is_left_by(sight))
    }
}
