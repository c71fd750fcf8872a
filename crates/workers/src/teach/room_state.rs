//! What the page shows of a room.

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, BurstState, ClassId, ClassState, RoomState, SampleId, Senses};
use tvlt::teach::classroom::ClassSummary;
use tvlt::teach::modality::Modality;

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

    /// Everything that the page shows, after the heads were solved: they say by what each class is known.
    pub fn solved_state(&mut self) -> RoomState {
        // Where there is no solution, looks say why.
        let _ = self.heads();
        self.state()
    }

    /// Everything that the page shows. What is said of the heads is of those that were solved last, if nothing has changed
    /// since.
    pub fn state(&self) -> RoomState {
        let register = self.classroom.register();
        let classes: Vec<ClassState> =
            self.classroom.classes().iter().map(|class| self.class_state(class)).collect();
        let samples = register.bursts().values().flat_map(|burst| &burst.samples);
        let unread = samples.filter(|sample| sample.is_unread() && !self.is_unreadable(sample.id));
        RoomState {
            has_scene: classes.iter().any(|class| class.is_background && class.count > 0),
            can_undo: register.can_undo(),
            report: self.standing.state(&self.classroom),
            unread: unread.count(),
            samples: register.sample_count(),
            is_new: self.is_new(),
            kept: self.kept.clone(),
            classes,
        }
    }

    fn class_state(&self, class: &ClassSummary) -> ClassState {
        let register = self.classroom.register();
        let bursts = || register.bursts_of(class.id).filter(|(_, burst)| !burst.samples.is_empty());
        let samples = bursts().flat_map(|(_, burst)| &burst.samples);
        let unreadable = samples.filter(|sample| sample.is_unread() && self.is_unreadable(sample.id));
        let relies = self.relies(class);
        ClassState {
            id: class.id,
            name: class.name.clone(),
            is_background: register.background() == Some(class.id),
            count: class.samples,
            bursts: bursts().map(|(id, burst)| BurstState { id, count: burst.samples.len() }).collect(),
            on: class.is_on,
            learns: self.learns.get(&class.id).copied(),
            unreadable: unreadable.count(),
            has_sight: class.seen > 0,
            has_sound: class.heard > 0,
            relies_on_sight: relies.sight,
            relies_on_sound: relies.sound,
        }
    }

    /// Whether a sample is one that the present model cannot read, or is of no use otherwise.
    fn is_unreadable(&self, sample: SampleId) -> bool {
        self.samples.get(&sample).is_none_or(|held| held.is_unreadable)
    }

    /// What a class is told from the others by: what the heads know of it or, where there are none for it, what its
    /// samples have.
    fn relies(&self, class: &ClassSummary) -> Senses {
        let of_samples = Senses { sight: class.seen > 0, sound: class.heard > 0 };
        let Some(heads) = self.classroom.solved() else { return of_samples };
        let Some(number) = heads.classes.iter().position(|name| *name == class.name) else {
            return of_samples;
        };
        let knows = |modality| heads.head(modality).is_some_and(|head| head.knows(number));
        Senses { sight: knows(Modality::Sight), sound: knows(Modality::Sound) }
    }
}
