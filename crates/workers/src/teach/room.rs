//! The classes that a person teaches, with what is needed to keep them: portable.

use std::collections::BTreeMap;

use bridge::protocol::teach::{Target, TaughtAnswer};
use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, ClassId, Clip, Kept, SampleId, Senses};
use tvlt::teach::class_name::alike;
use tvlt::teach::classroom::{Added, Classroom};
use tvlt::teach::features::Features;
use tvlt::teach::heads::Heads;
use tvlt::teach::prior::Prior;
use tvlt::teach::record::{BACKGROUND, MOST_SAMPLES};
use tvlt::teach::scores::Smoother;

use super::project::{KeptBurst, KeptClass, KeptSample, Key, Origin, Project};
use super::refused;
use super::said::taught_answer;
use super::standing::Standing;

/// The classes of a new project.
const FIRST: [&str; 3] = [BACKGROUND, "Class 1", "Class 2"];

/// The classes that a person teaches.
#[derive(Debug, Clone)]
pub struct Room {
    pub(super) classroom: Classroom,
    origin: Origin,
    pub(super) samples: BTreeMap<SampleId, Held>,
    /// What the person wants the next samples of classes to be learnt from.
    pub(super) learns: BTreeMap<ClassId, Senses>,
    smoother: Smoother,
    pub(super) standing: Standing,
    last_key: u32,
    /// Whether everything is kept on the device.
    pub kept: Kept,
}

/// What is known of a sample beside its features.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    key: Key,
    clip: Clip,
    pub(super) is_unreadable: bool,
}

impl Room {
    /// A new project: the background and two classes.
    ///
    /// # Errors
    /// [`TeachError::Model`], where the prior's parts do not fit together.
    pub fn new(origin: Origin, prior: &Prior) -> Result<Self, TeachError> {
        let classes = FIRST.map(|name| KeptClass { name: name.to_owned(), on: true, learns: None }).to_vec();
        Self::open(origin, prior, &Project { classes, bursts: Vec::new() }, BTreeMap::new())
    }

    /// The project that was kept. Samples whose features are of another origin are unread; listed samples that are not
    /// among `stored` are left out.
    ///
    /// # Errors
    /// [`TeachError::Model`], where the prior's parts do not fit together.
    pub fn open(
        origin: Origin,
        prior: &Prior,
        project: &Project,
        mut stored: BTreeMap<Key, KeptSample>,
    ) -> Result<Self, TeachError> {
        let classroom = Classroom::new(prior).map_err(|error| TeachError::Model(error.to_string()))?;
        let mut room = Self {
            classroom,
            origin,
            samples: BTreeMap::new(),
            learns: BTreeMap::new(),
            smoother: Smoother::default(),
            standing: Standing::default(),
            last_key: stored.keys().last().map_or(0, |key| key.0),
            kept: Kept::Here,
        };
        let mut classes = Vec::new();
        for class in &project.classes {
            // A name that another version took is no reason to lose the others.
            let Ok(id) = room.classroom.add_class(&class.name) else {
                classes.push(None);
                continue;
            };
            room.switch(id, class.on)?;
            room.learns.extend(class.learns.map(|senses| (id, senses)));
            classes.push(Some(id));
        }
        if room.classroom.register().background().is_none() {
            room.add_class(BACKGROUND)?;
        }
        for burst in &project.bursts {
            let Some(class) = classes.get(burst.class).copied().flatten() else { continue };
            let id = room.begin(class)?;
            for (key, sample) in burst.samples.iter().filter_map(|key| Some((*key, stored.remove(key)?))) {
                room.restore(id, key, sample)?;
            }
        }
        Ok(room)
    }

    /// A project with the class [`BACKGROUND`] alone, whose samples do not take the places of these in the storage.
    ///
    /// # Errors
    /// As [`Room::open`].
    pub fn cleared(&self, prior: &Prior) -> Result<Self, TeachError> {
        let mut room = Self::open(self.origin.clone(), prior, &Project::default(), BTreeMap::new())?;
        room.last_key = self.last_key;
        room.kept = self.kept.clone();
        Ok(room)
    }

    /// The same classes and samples for another model. What was deleted cannot be brought back any more.
    ///
    /// # Errors
    /// As [`Room::open`].
    pub fn with_model(&self, origin: Origin, prior: &Prior) -> Result<Self, TeachError> {
        let kept = self.samples.keys().filter_map(|id| Some((self.key(*id)?, self.kept_sample(*id)?)));
        let mut room = Self::open(origin, prior, &self.project(), kept.collect())?;
        room.last_key = self.last_key;
        room.kept = self.kept.clone();
        Ok(room)
    }

    fn restore(&mut self, burst: BurstId, key: Key, sample: KeptSample) -> Result<(), TeachError> {
        let KeptSample { clip, features, origin, is_unreadable } = sample;
        let is_known = origin == self.origin && (features.sight.is_some() || features.sound.is_some());
        let added = match is_known.then(|| self.classroom.add(burst, features)) {
            Some(Ok(added)) => added,
            // Features that do not fit are computed anew.
            Some(Err(_)) | None => self.classroom.add_unread(burst).map_err(refused::of_class)?,
        };
        let is_unreadable = is_unreadable && origin == self.origin;
        self.samples.insert(added.sample, Held { key, clip, is_unreadable });
        Ok(())
    }

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
        Ok(taught_answer(heads.answer(&scores)))
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
        let mut classes = self.classroom.register().classes().iter();
        let known = classes.find(|class| alike(&class.name, name)).map(|class| class.id);
        known.map_or_else(|| self.add_class(name), Ok)
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
        if self.classroom.register().sample_count() >= MOST_SAMPLES {
            return Err(TeachError::TooManySamples(MOST_SAMPLES));
        }
        let added = self.classroom.add_unread(burst).map_err(refused::of_class)?;
        Ok(self.hold(added, clip).sample)
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

    /// Deletes. Of the background, each burst is deleted, and the class stays.
    ///
    /// # Errors
    /// [`TeachError::Gone`].
    pub fn delete(&mut self, target: Target) -> Result<(), TeachError> {
        self.smoother.clear();
        let deleted = match target {
            Target::Class(class) if self.classroom.register().background() == Some(class) => {
                let bursts: Vec<BurstId> =
                    self.classroom.register().bursts_of(class).map(|(id, _)| id).collect();
                bursts.into_iter().try_for_each(|burst| self.classroom.delete_burst(burst))
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

    /// What is stored of a sample beside its picture and its sound; `None` of a deleted one.
    pub fn kept_sample(&self, id: SampleId) -> Option<KeptSample> {
        let Held { clip, is_unreadable, .. } = self.samples.get(&id)?;
        let samples = self.classroom.register().bursts().values().flat_map(|burst| &burst.samples);
        let features =
            samples.filter(|sample| sample.id == id).map(|sample| sample.features.clone()).next()?;
        let is_unreadable = *is_unreadable;
        Some(KeptSample { clip: *clip, features, origin: self.origin.clone(), is_unreadable })
    }

    /// What is kept of classes and bursts. Bursts without samples are left out.
    pub fn project(&self) -> Project {
        let register = self.classroom.register();
        let place = |class: ClassId| register.classes().iter().position(|known| known.id == class);
        let bursts = register.bursts().values().filter_map(|burst| {
            let samples: Vec<Key> = burst.samples.iter().filter_map(|sample| self.key(sample.id)).collect();
            (!samples.is_empty()).then_some(KeptBurst { class: place(burst.class)?, samples })
        });
        let classes = register.classes().iter().map(|class| KeptClass {
            name: class.name.clone(),
            on: class.is_on,
            learns: self.learns.get(&class.id).copied(),
        });
        Project { classes: classes.collect(), bursts: bursts.collect() }
    }

    /// Bursts with samples, in the order of their recording, with their classes and samples.
    pub fn bursts(&self) -> impl Iterator<Item = (ClassId, Vec<SampleId>)> {
        let bursts = self.classroom.register().bursts().values().filter(|burst| !burst.samples.is_empty());
        bursts.map(|burst| (burst.class, burst.samples.iter().map(|sample| sample.id).collect()))
    }
}
