//! Classes, bursts and samples as they were recorded, within bounds; the last deletions can be undone.

use std::collections::BTreeMap;

use super::class_error::ClassError;
use super::class_name::{self, alike};
use super::deletion::{Deleted, Undo};
use super::features::Features;
use super::record::{
    BACKGROUND, Burst, BurstId, Class, ClassId, MOST_CLASSES, MOST_SAMPLES, Sample, SampleId,
};

/// Most characters of a class's name.
const LONGEST_NAME: usize = 100;

/// All classes with their bursts.
#[derive(Debug, Clone, Default)]
pub struct Register {
    classes: Vec<Class>,
    bursts: BTreeMap<BurstId, Burst>,
    undo: Undo,
    last: u32,
}

impl Register {
    /// The classes, in the order in which they were added.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// A class.
    ///
    /// # Errors
    /// [`ClassError::NoClass`].
    pub fn class(&self, id: ClassId) -> Result<&Class, ClassError> {
        self.classes.iter().find(|class| class.id == id).ok_or(ClassError::NoClass)
    }

    /// The class of "nothing", if it was added.
    pub fn background(&self) -> Option<ClassId> {
        self.classes.iter().find(|class| class.is_background()).map(|class| class.id)
    }

    /// All bursts, in the order of their recording.
    pub fn bursts(&self) -> &BTreeMap<BurstId, Burst> {
        &self.bursts
    }

    /// The bursts of a class, in the order of their recording.
    pub fn bursts_of(&self, class: ClassId) -> impl Iterator<Item = (BurstId, &Burst)> {
        self.bursts.iter().filter(move |(_, burst)| burst.class == class).map(|(id, burst)| (*id, burst))
    }

    /// Samples of all classes together.
    pub fn sample_count(&self) -> usize {
        self.bursts.values().map(|burst| burst.samples.len()).sum()
    }

    pub(super) fn add_class(&mut self, name: &str) -> Result<ClassId, ClassError> {
        let name = self.checked(name, None)?;
        if self.classes.len() >= MOST_CLASSES {
            return Err(ClassError::TooManyClasses);
        }
        let id = ClassId(self.next());
        self.classes.push(Class { id, name, is_on: true });
        Ok(id)
    }

    pub(super) fn rename_class(&mut self, id: ClassId, name: &str) -> Result<(), ClassError> {
        let class = self.class(id)?;
        if class.name == name.trim() {
            return Ok(());
        }
        // Samples of the empty scene are taught in another way than those of a class.
        if class.is_background() || alike(name, BACKGROUND) {
            return Err(ClassError::Background);
        }
        let name = self.checked(name, Some(id))?;
        self.class_mut(id)?.name = name;
        Ok(())
    }

    pub(super) fn switch_class(&mut self, id: ClassId, is_on: bool) -> Result<(), ClassError> {
        self.class_mut(id)?.is_on = is_on;
        Ok(())
    }

    pub(super) fn begin_burst(&mut self, class: ClassId) -> Result<BurstId, ClassError> {
        self.class(class)?;
        let id = BurstId(self.next());
        self.bursts.insert(id, Burst { class, samples: Vec::new() });
        Ok(id)
    }

    /// Adds a sample, whose features were checked.
    pub(super) fn add(&mut self, burst: BurstId, features: Features) -> Result<SampleId, ClassError> {
        let id = SampleId(self.next());
        let burst = self.bursts.get_mut(&burst).ok_or(ClassError::NoBurst)?;
        burst.samples.push(Sample { id, features });
        Ok(id)
    }

    /// Gives a sample its features, which were checked. Returns its burst and the features that it had.
    pub(super) fn read(
        &mut self,
        id: SampleId,
        features: Features,
    ) -> Result<(BurstId, Features), ClassError> {
        for (burst, content) in &mut self.bursts {
            if let Some(sample) = content.samples.iter_mut().find(|sample| sample.id == id) {
                return Ok((*burst, std::mem::replace(&mut sample.features, features)));
            }
        }
        Err(ClassError::NoSample)
    }

    /// Makes room: drops every second sample of the largest burst of each class. Returns the dropped ones.
    pub(super) fn thin(&mut self) -> Vec<SampleId> {
        let mut dropped = Vec::new();
        for class in &self.classes {
            let bursts = self.bursts.values_mut().filter(|burst| burst.class == class.id);
            let Some(largest) = bursts.max_by_key(|burst| burst.samples.len()) else { continue };
            let mut is_second = false;
            largest.samples.retain(|sample| {
                if is_second {
                    dropped.push(sample.id);
                }
                is_second = !is_second;
                is_second
            });
        }
        dropped
    }

    pub(super) fn delete_class(&mut self, id: ClassId) -> Result<(), ClassError> {
        let place = self.classes.iter().position(|class| class.id == id).ok_or(ClassError::NoClass)?;
        let class = self.classes.remove(place);
        let bursts = self.bursts.extract_if(.., |_, burst| burst.class == id).collect();
        self.undo.push(Deleted::Class { place, class, bursts });
        Ok(())
    }

    /// Deletes all bursts of a class as one deletion; the class stays.
    pub(super) fn empty_class(&mut self, id: ClassId) -> Result<(), ClassError> {
        self.class(id)?;
        let bursts: Vec<_> = self.bursts.extract_if(.., |_, burst| burst.class == id).collect();
        if bursts.iter().any(|(_, burst)| !burst.samples.is_empty()) {
            self.undo.push(Deleted::Bursts(bursts));
        }
        Ok(())
    }

    /// Deletes all classes as one deletion.
    pub(super) fn delete_all(&mut self) {
        let (classes, bursts) = (std::mem::take(&mut self.classes), std::mem::take(&mut self.bursts));
        if !classes.is_empty() {
            self.undo.push(Deleted::All { classes, bursts: bursts.into_iter().collect() });
        }
    }

    pub(super) fn delete_burst(&mut self, id: BurstId) -> Result<(), ClassError> {
        let burst = self.bursts.remove(&id).ok_or(ClassError::NoBurst)?;
        self.undo.push(Deleted::Bursts(vec![(id, burst)]));
        Ok(())
    }

    pub(super) fn delete_sample(&mut self, id: SampleId) -> Result<(), ClassError> {
        for (burst, content) in &mut self.bursts {
            if let Some(place) = content.samples.iter().position(|sample| sample.id == id) {
                let sample = content.samples.remove(place);
                self.undo.push(Deleted::Sample { burst: *burst, place, sample });
                return Ok(());
            }
        }
        Err(ClassError::NoSample)
    }

    /// Restores what was deleted last; `None` where there is nothing.
    pub(super) fn undo(&mut self) -> Result<Option<Deleted>, ClassError> {
        let Some(deleted) = self.undo.last() else { return Ok(None) };
        if self.sample_count() + deleted.sample_count() > MOST_SAMPLES {
            return Err(ClassError::TooManySamples);
        }
        match deleted.clone() {
            Deleted::Class { place, mut class, bursts } => {
                if self.classes.len() >= MOST_CLASSES {
                    return Err(ClassError::TooManyClasses);
                }
                // Another class may have been given its name since.
                class.name = self.checked(&class.name, None)?;
                self.classes.insert(place.min(self.classes.len()), class);
                self.bursts.extend(bursts);
            }
            Deleted::All { classes, bursts } => self.bring_back(classes, bursts)?,
            Deleted::Bursts(bursts) => {
                for (_, burst) in &bursts {
                    self.class(burst.class)?;
                }
                self.bursts.extend(bursts);
            }
            Deleted::Sample { burst, place, sample } => {
                let samples = &mut self.bursts.get_mut(&burst).ok_or(ClassError::NoBurst)?.samples;
                samples.insert(place.min(samples.len()), sample);
            }
        }
        Ok(self.undo.pop())
    }

    /// Restores all classes. Where another class has the name of one now, it gets the bursts of that one.
    fn bring_back(&mut self, classes: Vec<Class>, bursts: Vec<(BurstId, Burst)>) -> Result<(), ClassError> {
        let mut stands_for = BTreeMap::new();
        let mut missing = Vec::new();
        for class in classes {
            match self.classes.iter().find(|other| alike(&other.name, &class.name)) {
                Some(other) => drop(stands_for.insert(class.id, other.id)),
                None => missing.push(class),
            }
        }
        if self.classes.len() + missing.len() > MOST_CLASSES {
            return Err(ClassError::TooManyClasses);
        }
        self.classes.extend(missing);
        self.bursts.extend(bursts.into_iter().map(|(id, burst)| {
            let class = stands_for.get(&burst.class).copied().unwrap_or(burst.class);
            (id, Burst { class, ..burst })
        }));
        self.undo.move_bursts(&stands_for);
        Ok(())
    }

    /// Samples that were deleted and can still be restored.
    pub fn restorable(&self) -> impl Iterator<Item = SampleId> {
        self.undo.samples().map(|sample| sample.id)
    }

    /// Forgets the features of all samples that do not pass, also of deleted ones: they are unread then.
    pub(super) fn retain_features(&mut self, mut passes: impl FnMut(&Features) -> bool) {
        let samples = self.bursts.values_mut().flat_map(|burst| &mut burst.samples);
        for sample in samples.chain(self.undo.samples_mut()) {
            if !passes(&sample.features) {
                sample.features = Features::default();
            }
        }
    }

    /// Gives no number that `other` has given.
    pub(super) fn number_after(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
    }

    /// Whether there is something to undo.
    pub fn can_undo(&self) -> bool {
        self.undo.last().is_some()
    }

    fn class_mut(&mut self, id: ClassId) -> Result<&mut Class, ClassError> {
        self.classes.iter_mut().find(|class| class.id == id).ok_or(ClassError::NoClass)
    }

    /// The name without spaces around it, if it can be a class's and no class but `itself` has one like it. That of
    /// the empty scene is written in one way.
    fn checked(&self, name: &str, itself: Option<ClassId>) -> Result<String, ClassError> {
        let name = class_name::checked(name, LONGEST_NAME)
            .map_err(|why| ClassError::Name { name: name.trim().to_owned(), why })?;
        let name = if alike(name, BACKGROUND) { BACKGROUND } else { name };
        let mut others = self.classes.iter().filter(|class| Some(class.id) != itself);
        match others.find(|class| alike(&class.name, name)) {
            Some(other) => Err(ClassError::NameTaken { name: other.name.clone() }),
            None => Ok(name.to_owned()),
        }
    }

    fn next(&mut self) -> u32 {
        self.last += 1;
        self.last
    }
}
