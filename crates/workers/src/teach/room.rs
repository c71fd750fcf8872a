//! The classes that a person teaches, with what is needed to keep them: portable.

use std::collections::{BTreeMap, BTreeSet};

use bridge::protocol::teach::{Target, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, ClassId, Clip, Kept, SampleId, Senses};
use tvlt::teach::class_name::alike;
use tvlt::teach::classroom::{Added, Classroom};
use tvlt::teach::features::Features;
use tvlt::teach::heads::Heads;
use tvlt::teach::record::MOST_SAMPLES;
use tvlt::teach::scores::Smoother;

use super::project::{Key, Origin};
use super::refused;
use super::said::taught_answer;
use super::scenery::Scenery;
use super::standing::Standing;

/// The classes that a person teaches.
#[derive(Debug, Clone)]
pub struct Room {
    pub(super) classroom: Classroom,
    pub(super) origin: Origin,
    pub(super) samples: BTreeMap<SampleId, Held>,
    /// What the person wants the next samples of classes to be learnt from.
    pub(super) learns: BTreeMap<ClassId, Senses>,
    pub(super) smoother: Smoother,
    pub(super) scenery: Scenery,
    pub(super) standing: Standing,
    pub(super) last_key: u32,
    /// Classes and samples of the stored project that could not be taken in.
    pub(super) left_out: usize,
    /// Whether everything is kept on the device.
    pub kept: Kept,
}

/// What is known of a sample beside its features.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) key: Key,
    pub(super) clip: Clip,
    pub(super) is_unreadable: bool,
}

impl Room {
    /// What the features are of.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Says what a clip shows, averaged over the last five looks.
    ///
    /// # Errors
    /// [`TeachError::Model`], where the features are not of this model.
    pub fn look(&mut self, features: &Features) -> Result<TaughtAnswer, TeachError> {
        let wrong = |error: tvlt::teach::TeachError| TeachError::Model(error.to_string());
        let Some(heads) = self.classroom.heads().map_err(wrong)? else { return Ok(TaughtAnswer::default()) };
        let scores = heads.scores(features).map_err(wrong)?;
        let scores = self.smoother.smooth(scores);
        let mut answer = taught_answer(heads.answer(&scores));
        answer.is_elsewhere = self.scenery.is_left(&self.classroom, features, &answer).map_err(wrong)?;
        Ok(answer)
    }

    /// Forgets the looks that answers are averaged over.
    pub fn forget_looks(&mut self) {
        self.smoother.clear();
    }

    /// Adds a class.
    ///
    /// # Errors
    /// [`TeachError::Name`] and [`TeachError::TooManyClasses`].
    pub fn add_class(&mut self, name: &str) -> Result<ClassId, TeachError> {
        self.smoother.clear();
        self.classroom.add_class(name).map_err(refused::of_class)
    }

    /// The class of this name, whether in capital or small letters, or a new one.
    ///
    /// # Errors
    /// As [`Room::add_class`].
    pub fn class_named(&mut self, name: &str) -> Result<ClassId, TeachError> {
        self.known_class(name).map_or_else(|| self.add_class(name), Ok)
    }

    /// The class of this name, whether in capital or small letters.
    pub fn known_class(&self, name: &str) -> Option<ClassId> {
        let mut classes = self.classroom.register().classes().iter();
        classes.find(|class| alike(&class.name, name)).map(|class| class.id)
    }

    /// Renames a class.
    ///
    /// # Errors
    /// [`TeachError::Name`] and [`TeachError::Gone`].
    pub fn rename(&mut self, class: ClassId, name: &str) -> Result<(), TeachError> {
        self.smoother.clear();
        self.classroom.rename_class(class, name).map_err(refused::of_class)
    }

    /// Takes a class into the answers, or leaves it out.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn switch(&mut self, class: ClassId, on: bool) -> Result<(), TeachError> {
        self.smoother.clear();
        self.classroom.switch_class(class, on).map_err(refused::of_class)
    }

    /// Keeps what the next samples of a class are to be learnt from.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn learn(&mut self, class: ClassId, senses: Senses) -> Result<(), TeachError> {
        self.classroom.register().class(class).map_err(refused::of_class)?;
        self.learns.insert(class, senses);
        Ok(())
    }

    /// Begins a burst.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn begin(&mut self, class: ClassId) -> Result<BurstId, TeachError> {
        self.classroom.begin_burst(class).map_err(refused::of_class)
    }

    /// Teaches a sample.
    ///
    /// # Errors
    /// [`TeachError::Gone`], [`TeachError::TooManySamples`] and [`TeachError::Sample`].
    pub fn add(&mut self, burst: BurstId, features: Features, clip: Clip) -> Result<Added, TeachError> {
        let added = self.classroom.add(burst, features).map_err(refused::of_class)?;
        Ok(self.hold(added, clip))
    }

    /// Adds a sample whose features are to be computed.
    ///
    /// # Errors
    /// [`TeachError::Gone`], and [`TeachError::TooManySamples`] where no sample fits in without others being dropped.
    pub fn add_unread(&mut self, burst: BurstId, clip: Clip) -> Result<SampleId, TeachError> {
        if self.is_full() {
            return Err(TeachError::TooManySamples(MOST_SAMPLES));
        }
        let added = self.classroom.add_unread(burst).map_err(refused::of_class)?;
        Ok(self.hold(added, clip).sample)
    }

    /// Whether no sample fits in without others being dropped.
    pub fn is_full(&self) -> bool {
        self.sample_count() >= MOST_SAMPLES
    }

    fn hold(&mut self, added: Added, clip: Clip) -> Added {
        self.last_key += 1;
        let held = Held { key: Key(self.last_key), clip, is_unreadable: false };
        self.samples.insert(added.sample, held);
        added
    }

    /// The first sample whose features are not known, and what there is of it.
    pub fn next_unread(&self) -> Option<(SampleId, Clip)> {
        let ids = self.classroom.register().bursts().values().flat_map(|burst| &burst.samples);
        let unread = ids.filter(|sample| sample.is_unread()).map(|sample| sample.id);
        unread
            .filter_map(|id| Some((id, self.samples.get(&id)?)))
            .find_map(|(id, held)| (!held.is_unreadable).then_some((id, held.clip)))
    }

    /// Gives a sample its features; none where it cannot be read.
    ///
    /// # Errors
    /// [`TeachError::Gone`] and [`TeachError::Sample`].
    pub fn read(&mut self, sample: SampleId, features: Features) -> Result<(), TeachError> {
        if features.sight.is_none() && features.sound.is_none() {
            return self.give_up(sample);
        }
        self.classroom.read(sample, features).map_err(refused::of_class)
    }

    /// Marks a sample as one that cannot be read.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn give_up(&mut self, sample: SampleId) -> Result<(), TeachError> {
        let held = self.samples.get_mut(&sample).ok_or_else(|| TeachError::Gone("sample".into()))?;
        held.is_unreadable = true;
        Ok(())
    }

    /// Deletes. Of the background, all bursts are deleted at once, and the class stays.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn delete(&mut self, target: Target) -> Result<(), TeachError> {
        self.smoother.clear();
        let deleted = match target {
            Target::Class(class) if self.classroom.register().background() == Some(class) => {
                self.classroom.empty_class(class)
            }
            Target::Class(class) => self.classroom.delete_class(class),
            Target::Burst(burst) => self.classroom.delete_burst(burst),
            Target::Sample(sample) => self.classroom.delete_sample(sample),
        };
        deleted.map_err(refused::of_class)
    }

    /// Brings back what was deleted last; nothing happens where nothing was.
    ///
    /// # Errors
    /// [`TeachError::Name`], [`TeachError::TooManyClasses`] or [`TeachError::TooManySamples`], where there is no room
    /// for it now.
    pub fn undo(&mut self) -> Result<(), TeachError> {
        self.smoother.clear();
        self.classroom.undo().map(drop).map_err(refused::of_class)
    }

    /// Forgets the samples that nothing brings back any more, and returns their numbers in the storage: those that were
    /// dropped, and those whose deletion is too long ago to be undone.
    pub fn forget_lost(&mut self) -> Vec<Key> {
        let register = self.classroom.register();
        let samples = register.bursts().values().flat_map(|burst| &burst.samples);
        let known: BTreeSet<SampleId> =
            samples.map(|sample| sample.id).chain(register.restorable()).collect();
        self.samples.extract_if(.., |id, _| !known.contains(id)).map(|(_, held)| held.key).collect()
    }

    /// Does one step of the report; returns whether it is complete.
    ///
    /// # Errors
    /// As [`Standing::step`].
    pub fn step(&mut self) -> Result<bool, TeachError> {
        self.standing.step(&mut self.classroom)
    }

    /// Whether the report is to be computed.
    pub fn is_report_due(&self) -> bool {
        self.standing.is_stale(&self.classroom)
    }

    /// The heads for all that was taught; `None` before there are two kinds of samples to tell apart.
    ///
    /// # Errors
    /// [`TeachError::Sample`].
    pub fn heads(&mut self) -> Result<Option<&Heads>, TeachError> {
        self.classroom.heads().map_err(|error| refused::of_sample(&error))
    }

    /// All samples.
    pub fn sample_count(&self) -> usize {
        self.classroom.register().sample_count()
    }

    /// Number of a sample in the storage.
    pub fn key(&self, sample: SampleId) -> Option<Key> {
        self.samples.get(&sample).map(|held| held.key)
    }

    /// What there is of a sample.
    pub fn clip(&self, sample: SampleId) -> Option<Clip> {
        self.samples.get(&sample).map(|held| held.clip)
    }

    /// Bursts with samples, in the order of their recording, with their classes and samples.
    pub fn bursts(&self) -> impl Iterator<Item = (ClassId, Vec<SampleId>)> {
        let bursts = self.classroom.register().bursts().values().filter(|burst| !burst.samples.is_empty());
        bursts.map(|burst| (burst.class, burst.samples.iter().map(|sample| sample.id).collect()))
    }
}
