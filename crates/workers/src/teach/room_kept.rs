//! What a room is made of at the start, and what is kept of it on the device.

use std::collections::BTreeMap;

use bridge::protocol::teach_error::TeachError;
use bridge::protocol::teach_state::{BurstId, ClassId, Kept, SampleId};
use tvlt::teach::classroom::Classroom;
use tvlt::teach::prior::Prior;
use tvlt::teach::record::BACKGROUND;
use tvlt::teach::scores::Smoother;

use super::project::{KeptBurst, KeptClass, KeptSample, Key, Origin, Project};
use super::refused;
use super::room::{Held, Room};
use super::scenery::Scenery;
use super::standing::Standing;

/// The classes of a new project.
const FIRST: [&str; 3] = [BACKGROUND, "Class 1", "Class 2"];

impl Room {
    /// A new project: the background and two classes.
    ///
    /// # Errors
    /// [`TeachError::Model`], where the prior's parts do not fit together.
    pub fn new(origin: Origin, prior: &Prior) -> Result<Self, TeachError> {
        let mut room = Self::without_classes(origin, prior)?;
        FIRST.iter().try_for_each(|name| room.add_class(name).map(drop))?;
        Ok(room)
    }

    /// The project that was kept. Samples whose features are of another origin are unread; listed samples that are not
    /// among `stored` are left out. So are classes whose names are refused, see [`Room::left_out`].
    ///
    /// # Errors
    /// [`TeachError::Model`], where the prior's parts do not fit together.
    pub fn open(
        origin: Origin,
        prior: &Prior,
        project: &Project,
        mut stored: BTreeMap<Key, KeptSample>,
    ) -> Result<Self, TeachError> {
        let mut room = Self::without_classes(origin, prior)?;
        room.last_key = stored.keys().last().map_or(0, |key| key.0);
        let mut classes = Vec::new();
        for class in &project.classes {
            // A name that another version took is no reason to lose the others.
            let Ok(id) = room.classroom.add_class(&class.name) else {
                room.left_out += 1;
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
            let Some(class) = classes.get(burst.class).copied().flatten() else {
                room.left_out += burst.samples.iter().filter(|key| stored.contains_key(key)).count();
                continue;
            };
            let id = room.begin(class)?;
            for (key, sample) in burst.samples.iter().filter_map(|key| Some((*key, stored.remove(key)?))) {
                room.restore(id, key, sample)?;
            }
        }
        Ok(room)
    }

    fn without_classes(origin: Origin, prior: &Prior) -> Result<Self, TeachError> {
        Ok(Self {
            classroom: Classroom::new(prior).map_err(of_model)?,
            origin,
            samples: BTreeMap::new(),
            learns: BTreeMap::new(),
            smoother: Smoother::default(),
            scenery: Scenery::default(),
            standing: Standing::default(),
            last_key: 0,
            left_out: 0,
            kept: Kept::Here,
        })
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

    /// How many classes and samples of the stored project could not be taken in. What is written of the room lacks
    /// them.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// A new project after this one. It gives no number again, neither in the room nor in the storage: what belongs to
    /// a number of this one may still be on its way.
    ///
    /// # Errors
    /// As [`Room::new`].
    pub fn forgotten(&self, prior: &Prior) -> Result<Self, TeachError> {
        self.followed_by(prior, &FIRST)
    }

    /// Makes way for an import. With `replace`, all classes are deleted, which can be undone. A project in which nothing
    /// has been done makes way in any case. The class [`BACKGROUND`] is there afterwards.
    ///
    /// # Errors
    /// As [`Room::new`].
    pub fn make_way(&mut self, prior: &Prior, replace: bool) -> Result<(), TeachError> {
        if self.is_new() {
            *self = self.followed_by(prior, &[BACKGROUND])?;
        } else if replace {
            self.standing = Standing::default();
            self.classroom.delete_all().map_err(refused::of_class)?;
            self.add_class(BACKGROUND)?;
        }
        Ok(())
    }

    /// Whether nothing has been done in it yet.
    pub fn is_new(&self) -> bool {
        let register = self.classroom.register();
        let classes = register.classes().iter();
        !register.can_undo()
            && register.sample_count() == 0
            && self.learns.is_empty()
            && classes.map(|class| (class.name.as_str(), class.is_on)).eq(FIRST.map(|name| (name, true)))
    }

    fn followed_by(&self, prior: &Prior, classes: &[&str]) -> Result<Self, TeachError> {
        let mut room = Self::without_classes(self.origin.clone(), prior)?;
        room.classroom.number_after(&self.classroom);
        room.last_key = self.last_key;
        room.kept = self.kept.clone();
        classes.iter().try_for_each(|name| room.add_class(name).map(drop))?;
        Ok(room)
    }

    /// The same classes and samples for another model, with their numbers and with what can be undone.
    ///
    /// # Errors
    /// As [`Room::open`].
    pub fn with_model(&self, origin: Origin, prior: &Prior) -> Result<Self, TeachError> {
        let is_same = origin == self.origin;
        let mut samples = self.samples.clone();
        samples.values_mut().for_each(|held| held.is_unreadable &= is_same);
        Ok(Self {
            classroom: self.classroom.with_prior(prior, is_same).map_err(of_model)?,
            origin,
            samples,
            learns: self.learns.clone(),
            smoother: Smoother::default(),
            scenery: Scenery::default(),
            standing: Standing::default(),
            last_key: self.last_key,
            left_out: self.left_out,
            kept: self.kept.clone(),
        })
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
}

fn of_model(error: tvlt::teach::TeachError) -> TeachError {
    TeachError::Model(error.to_string())
}
