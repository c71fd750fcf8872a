//! Teaching, sample by sample: holds what was recorded, and solves the heads anew.

use serde::{Deserialize, Serialize};

use super::TeachError;
use super::class_error::ClassError;
use super::deletion::Deleted;
use super::features::Features;
use super::head::tell_apart;
use super::heads::Heads;
use super::modality::Modality;
use super::prior::Prior;
use super::recipe::Recipe;
use super::record::{BurstId, ClassId, MOST_SAMPLES, SampleId};
use super::refusal::{Lead, Refusal};
use super::register::Register;
use super::sense::Sense;

/// What became of a sample.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Its number.
    pub sample: SampleId,
    /// Samples that were dropped to make room: every second one of the largest burst of each class. They cannot be
    /// restored. Empty nearly always.
    pub dropped: Vec<SampleId>,
}

/// How much there is of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassSummary {
    /// Which.
    pub id: ClassId,
    /// Its name.
    pub name: String,
    /// Whether it takes part in answers.
    pub is_on: bool,
    /// Bursts that have samples.
    pub bursts: usize,
    /// Its samples.
    pub samples: usize,
    /// Samples with a picture.
    pub seen: usize,
    /// Samples with sound.
    pub heard: usize,
}

/// Classes that a person teaches, and the heads for them.
///
/// Bursts of the class [`BACKGROUND`](super::record::BACKGROUND) show "nothing": the empty scene and room. The mean
/// features of its pictures are subtracted from those of every burst recorded after it, up to the next such burst, and
/// from those recorded before the first one; live, the latest one counts.
///
/// A sample without sound teaches the head for pictures alone, and the other way round. A class all of whose samples
/// lack sound is left out of what the head for sounds says: it can neither win there nor be refused by it.
///
/// There are at most 50 classes and 5,000 samples.
#[derive(Debug, Clone)]
pub struct Classroom {
    register: Register,
    layers: Vec<usize>,
    recipe: Recipe,
    senses: [Sense; 2],
    /// How far classes lead in another session, where the prior knows it.
    usual: [Option<Lead>; 2],
    refusal: Option<Refusal>,
    /// Counts changes.
    version: u64,
    /// The heads of a version.
    solved: Option<(u64, Option<Heads>)>,
}

impl Classroom {
    /// A classroom without classes.
    ///
    /// # Errors
    /// [`TeachError`], where the parts of the prior do not fit together.
    pub fn new(prior: &Prior) -> Result<Self, TeachError> {
        Self::with_recipe(prior, Recipe::default())
    }

    /// A classroom with other numbers than the usual ones.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_recipe(prior: &Prior, recipe: Recipe) -> Result<Self, TeachError> {
        let [sight, sound] = Modality::ALL.map(|modality| Sense::new(modality, prior));
        Ok(Self {
            register: Register::default(),
            layers: prior.layers().to_vec(),
            recipe,
            senses: [sight?, sound?],
            usual: Modality::ALL.map(|modality| prior.sense(modality).map(|sense| sense.usual)),
            refusal: None,
            version: 0,
            solved: None,
        })
    }

    /// The same classes, bursts and samples, with their numbers and with what can be undone, for another prior. Features
    /// stay where `keeps_features` says that they are still those of the model, and where they fit; other samples are
    /// unread.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_prior(&self, prior: &Prior, keeps_features: bool) -> Result<Self, TeachError> {
        let mut classroom = Self::with_recipe(prior, self.recipe)?;
        let mut register = self.register.clone();
        register.retain_features(|features| keeps_features && classroom.check(features).is_ok());
        classroom.register = register;
        classroom.version = self.version;
        let Self { senses, register, recipe, .. } = &mut classroom;
        match senses.iter_mut().try_for_each(|sense| sense.rebuild(register, recipe)) {
            Ok(()) => Ok(classroom),
            // They do not fit each other.
            Err(_) if keeps_features => self.with_prior(prior, false),
            Err(error) => Err(error),
        }
    }

    /// From now on gives no number to a class, burst or sample that `other` has given.
    pub fn number_after(&mut self, other: &Self) {
        self.register.number_after(&other.register);
    }

    /// What was recorded.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// The numbers of the method.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Rises with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How much there is of each class, in the order in which they were added.
    pub fn classes(&self) -> Vec<ClassSummary> {
        let summary = |class: &super::record::Class| {
            let bursts: Vec<_> = self.register.bursts_of(class.id).map(|(_, burst)| &burst.samples).collect();
            let has = |modality: Modality| {
                let samples = bursts.iter().copied().flatten();
                samples.filter(|sample| modality.of(&sample.features).is_some()).count()
            };
            ClassSummary {
                id: class.id,
                name: class.name.clone(),
                is_on: class.is_on,
                bursts: bursts.iter().filter(|samples| !samples.is_empty()).count(),
                samples: bursts.iter().map(|samples| samples.len()).sum(),
                seen: has(Modality::Sight),
                heard: has(Modality::Sound),
            }
        };
        self.register.classes().iter().map(summary).collect()
    }

    /// Adds a class; the name `background` makes it that of "nothing".
    ///
    /// # Errors
    /// [`ClassError::Name`], [`ClassError::NameTaken`] or [`ClassError::TooManyClasses`].
    pub fn add_class(&mut self, name: &str) -> Result<ClassId, ClassError> {
        let id = self.register.add_class(name)?;
        self.version += 1;
        Ok(id)
    }

    /// Gives a class another name.
    ///
    /// # Errors
    /// As [`add_class`](Self::add_class), [`ClassError::NoClass`], and [`ClassError::Background`] where either name is
    /// `background`.
    pub fn rename_class(&mut self, class: ClassId, name: &str) -> Result<(), ClassError> {
        self.register.rename_class(class, name)?;
        self.version += 1;
        Ok(())
    }

    /// Switches a class off, so that it takes no part in answers, or on again. `background` that is off is not taught
    /// as "nothing", and still subtracted from pictures.
    ///
    /// # Errors
    /// [`ClassError::NoClass`].
    pub fn switch_class(&mut self, class: ClassId, is_on: bool) -> Result<(), ClassError> {
        self.register.switch_class(class, is_on)?;
        self.version += 1;
        Ok(())
    }

    /// Begins a burst: the record button is pressed.
    ///
    /// # Errors
    /// [`ClassError::NoClass`].
    pub fn begin_burst(&mut self, class: ClassId) -> Result<BurstId, ClassError> {
        self.register.begin_burst(class)
    }

    /// Teaches a sample. Where there are [`MOST_SAMPLES`] already, each class is thinned first.
    ///
    /// # Errors
    /// [`ClassError::NoBurst`], [`ClassError::TooManySamples`], or [`ClassError::Teach`] where the features are none,
    /// not finite, or of another model.
    pub fn add(&mut self, burst: BurstId, features: Features) -> Result<Added, ClassError> {
        self.check(&features)?;
        let added = self.register_sample(burst, features)?;
        for sense in &mut self.senses {
            sense.add(&self.register, burst, added.sample, &self.recipe)?;
        }
        Ok(added)
    }

    /// Adds a sample whose features are still to be computed, as it comes from a file or was recorded with another
    /// model. It teaches nothing until it is [read](Self::read).
    ///
    /// # Errors
    /// [`ClassError::NoBurst`] or [`ClassError::TooManySamples`].
    pub fn add_unread(&mut self, burst: BurstId) -> Result<Added, ClassError> {
        self.register_sample(burst, Features::default())
    }

    /// Teaches a sample that was unread.
    ///
    /// # Errors
    /// [`ClassError::NoSample`], or [`ClassError::Teach`] as for [`add`](Self::add).
    pub fn read(&mut self, sample: SampleId, features: Features) -> Result<(), ClassError> {
        self.check(&features)?;
        let (burst, before) = self.register.read(sample, features)?;
        if before != Features::default() {
            return self.rebuild();
        }
        self.version += 1;
        for sense in &mut self.senses {
            sense.add(&self.register, burst, sample, &self.recipe)?;
        }
        Ok(())
    }

    /// Deletes a class with its bursts; [`undo`](Self::undo) restores it.
    ///
    /// # Errors
    /// [`ClassError::NoClass`].
    pub fn delete_class(&mut self, class: ClassId) -> Result<(), ClassError> {
        self.register.delete_class(class)?;
        self.rebuild()
    }

    /// Deletes all samples of a class, which stays; [`undo`](Self::undo) restores them.
    ///
    /// # Errors
    /// [`ClassError::NoClass`].
    pub fn empty_class(&mut self, class: ClassId) -> Result<(), ClassError> {
        self.register.empty_class(class)?;
        self.rebuild()
    }

    /// Deletes all classes, as one deletion. [`undo`](Self::undo) restores them beside the classes that there are then;
    /// where one of these has the name of a restored one, it gets the samples of that one.
    ///
    /// # Errors
    /// [`ClassError::Teach`], where the heads cannot be formed anew.
    pub fn delete_all(&mut self) -> Result<(), ClassError> {
        self.register.delete_all();
        // It was found right for what is deleted.
        self.refusal = None;
        self.rebuild()
    }

    /// Deletes a burst with its samples; [`undo`](Self::undo) restores it.
    ///
    /// # Errors
    /// [`ClassError::NoBurst`].
    pub fn delete_burst(&mut self, burst: BurstId) -> Result<(), ClassError> {
        self.register.delete_burst(burst)?;
        self.rebuild()
    }

    /// Deletes a sample; [`undo`](Self::undo) restores it.
    ///
    /// # Errors
    /// [`ClassError::NoSample`].
    pub fn delete_sample(&mut self, sample: SampleId) -> Result<(), ClassError> {
        self.register.delete_sample(sample)?;
        self.rebuild()
    }

    /// Restores what was deleted last, with the same numbers, and returns it; `None` where nothing was. The last
    /// deletions can be undone one after another, as long as they are not too many or too large.
    ///
    /// # Errors
    /// [`ClassError::NameTaken`], [`ClassError::TooManyClasses`] or [`ClassError::TooManySamples`], where there is no
    /// room for it now.
    pub fn undo(&mut self) -> Result<Option<Deleted>, ClassError> {
        let restored = self.register.undo()?;
        if restored.is_some() {
            self.rebuild()?;
        }
        Ok(restored)
    }

    /// The heads for all that was taught so far; `None` before there are two kinds of samples to tell apart. They are
    /// solved where something has changed.
    ///
    /// # Errors
    /// [`TeachError::Singular`], where there is no solution.
    pub fn heads(&mut self) -> Result<Option<&Heads>, TeachError> {
        if self.solved.as_ref().is_none_or(|(version, _)| *version != self.version) {
            self.solved = Some((self.version, self.solve(None)?));
        }
        Ok(self.solved.as_ref().and_then(|(_, heads)| heads.as_ref()))
    }

    /// The heads as [`heads`](Self::heads) gave them last; `None` where something has changed since.
    pub fn solved(&self) -> Option<&Heads> {
        self.solved.as_ref().filter(|(version, _)| *version == self.version)?.1.as_ref()
    }

    /// The heads for all samples but those of one burst, and for the scene of that burst.
    ///
    /// # Errors
    /// [`TeachError::Singular`], where there is no solution.
    pub fn heads_without(&self, burst: BurstId) -> Result<Option<Heads>, TeachError> {
        self.solve(Some(burst))
    }

    /// Refuses answers as a [`Report`](super::report::Report) found right.
    pub fn set_refusal(&mut self, refusal: Option<Refusal>) {
        self.refusal = refusal;
        self.solved = None;
    }

    /// Which answers are refused.
    pub fn refusal(&self) -> Refusal {
        self.refusal.unwrap_or_else(|| self.first_refusal())
    }

    /// Which answers are refused before anything is known of left-out samples.
    pub(super) fn first_refusal(&self) -> Refusal {
        Refusal::first(&self.recipe, self.usual)
    }

    /// How far classes lead in another session, for sight and for sound, where the prior knows it.
    pub(super) fn usual(&self) -> [Option<Lead>; 2] {
        self.usual
    }

    fn check(&self, features: &Features) -> Result<(), TeachError> {
        if features.sight.is_none() && features.sound.is_none() {
            return Err(TeachError::NoSamples);
        }
        for (sense, modality) in self.senses.iter().zip(Modality::ALL) {
            modality.of(features).map_or(Ok(()), |features| sense.check(features))?;
        }
        Ok(())
    }

    fn register_sample(&mut self, burst: BurstId, features: Features) -> Result<Added, ClassError> {
        if !self.register.bursts().contains_key(&burst) {
            return Err(ClassError::NoBurst);
        }
        let mut dropped = Vec::new();
        if self.register.sample_count() >= MOST_SAMPLES {
            dropped = self.register.thin();
            if dropped.is_empty() {
                return Err(ClassError::TooManySamples);
            }
            self.rebuild()?;
        }
        let sample = self.register.add(burst, features)?;
        self.version += 1;
        Ok(Added { sample, dropped })
    }

    fn rebuild(&mut self) -> Result<(), ClassError> {
        self.version += 1;
        for sense in &mut self.senses {
            sense.rebuild(&self.register, &self.recipe)?;
        }
        Ok(())
    }

    fn solve(&self, skip: Option<BurstId>) -> Result<Option<Heads>, TeachError> {
        let classes = self.register.classes().iter().filter(|class| class.is_on && !class.is_background());
        let (ids, classes): (Vec<ClassId>, Vec<String>) =
            classes.map(|class| (class.id, class.name.clone())).unzip();
        let [sight, sound] =
            self.senses.each_ref().map(|sense| sense.fit(&self.register, &ids, &self.recipe, skip));
        let (mut sight, mut sound) = (sight?, sound?);
        tell_apart(&mut sight, &mut sound);
        let heads = Heads { classes, sight, sound, refusal: self.refusal(), layers: self.layers.clone() };
        Ok((heads.sight.is_some() || heads.sound.is_some()).then_some(heads))
    }
}

#[cfg(test)]
mod tests;
