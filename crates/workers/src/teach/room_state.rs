//! What the page shows of a room.

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, BurstState, ClassId, ClassState, RoomState, SampleId};
use tvlt::teach::classroom::ClassSummary;

use super::refused;
use super::room::Room;

impl Room {
    /// The newest samples of a class with their bursts, newest first, at most `most`.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn newest(&self, class: ClassId, most: usize) -> Result<Vec<(SampleId, BurstId)>, TeachError> {
        let register = self.classroom.register();
        register.class(class).map_err(refused::of_class)?;
        let bursts: Vec<_> = register.bursts_of(class).collect();
        let samples = bursts
            .iter()
            .rev()
            .flat_map(|(id, burst)| burst.samples.iter().rev().map(|sample| (sample.id, *id)));
        Ok(samples.take(most).collect())
    }

    /// Everything that the page shows.
    pub fn state(&self) -> RoomState {
        let register = self.classroom.register();
        let classes: Vec<ClassState> =
            self.classroom.classes().iter().map(|class| self.class_state(class)).collect();
        let unread = register.bursts().values().flat_map(|burst| &burst.samples).filter(|sample| {
            sample.is_unread() && !self.samples.get(&sample.id).is_none_or(|held| held.is_unreadable)
        });
        RoomState {
            has_scene: classes.iter().any(|class| class.is_background && class.count > 0),
            can_undo: register.can_undo(),
            report: self.standing.state(&self.classroom),
            unread: unread.count(),
            samples: register.sample_count(),
            kept: self.kept.clone(),
            classes,
        }
    }

    fn class_state(&self, class: &ClassSummary) -> ClassState {
        let register = self.classroom.register();
        let bursts = register.bursts_of(class.id).filter(|(_, burst)| !burst.samples.is_empty());
        ClassState {
            id: class.id,
            name: class.name.clone(),
            is_background: register.background() == Some(class.id),
            count: class.samples,
            bursts: bursts.map(|(id, burst)| BurstState { id, count: burst.samples.len() }).collect(),
            on: class.is_on,
            learns: self.learns.get(&class.id).copied(),
            relies_on_sight: class.seen > 0,
            relies_on_sound: class.heard > 0,
        }
    }
}
