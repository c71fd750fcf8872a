//! The samples of one modality, as sums from which its head is solved.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::TeachError;
use super::head::{Group, Head, Shown, familiarity, fit};
use super::mapping::Mapping;
use super::modality::Modality;
use super::prior::Prior;
use super::recipe::Recipe;
use super::record::{Burst, BurstId, ClassId, SampleId};
use super::register::Register;
use super::scenes::{Scenes, scene_mean};
use super::standard::{Standard, check};
use super::sums::Sums;

/// A class and the scene that it was shown in.
type Key = (ClassId, Option<BurstId>);

/// Running sums of the samples of one modality.
///
/// Samples of a class that were taken in the same scene have sums of their own, from which the scene is subtracted
/// only when a head is solved. So a scene can change with each of its samples.
#[derive(Debug, Clone)]
pub(super) struct Sense {
    modality: Modality,
    /// `None` until there is a sample to estimate it from.
    mapping: Option<Mapping>,
    /// Samples that the mapping was estimated from; `None` where the prior gave it.
    estimated: Option<usize>,
    /// The prior's other things.
    others: Option<Sums>,
    /// The prior's variance of different things.
    between: Option<Vec<f32>>,
    scenes: Scenes,
    groups: BTreeMap<Key, Sums>,
}

impl Sense {
    pub(super) fn new(modality: Modality, prior: &Prior) -> Result<Self, TeachError> {
        let given = prior.sense(modality);
        let mapping = given.map(|prior| prior.mapping()).transpose()?;
        let mut others = None;
        if let (Some(prior), Some(mapping)) = (given, &mapping) {
            let mut sums = Sums::new(mapping.width());
            prior.nothing.iter().for_each(|features| sums.add(features, 1.0));
            others = Some(sums);
        }
        let estimated = given.is_none().then_some(0);
        let between = given.map(|prior| prior.between.clone());
        Ok(Self {
            modality,
            mapping,
            estimated,
            others,
            between,
            scenes: Scenes::default(),
            groups: BTreeMap::new(),
        })
    }

    /// Whether features fit those before.
    pub(super) fn check(&self, features: &[f32]) -> Result<(), TeachError> {
        check(features, self.mapping.as_ref().map_or(features.len(), Mapping::features))
    }

    /// Takes in a sample that was added to a burst of the register, or has got its features there.
    pub(super) fn add(
        &mut self,
        register: &Register,
        id: BurstId,
        sample: SampleId,
        recipe: &Recipe,
    ) -> Result<(), TeachError> {
        let Some(burst) = register.bursts().get(&id) else { return Ok(()) };
        let sample = burst.samples.iter().rfind(|other| other.id == sample);
        let Some(features) = sample.and_then(|sample| self.modality.of(&sample.features)) else {
            return Ok(());
        };
        let is_due = |estimated: usize| self.count(register) >= 2 * estimated;
        if self.estimated.is_some_and(is_due) || self.scenes != Scenes::of(register) {
            return self.rebuild(register, recipe);
        }
        let key = self.key(register, id, burst);
        self.take_in(key, features)
    }

    /// Forms all sums anew.
    pub(super) fn rebuild(&mut self, register: &Register, recipe: &Recipe) -> Result<(), TeachError> {
        self.scenes = Scenes::of(register);
        self.groups.clear();
        let count = self.count(register);
        if count > 0 && self.estimated.is_some_and(|estimated| count >= 2 * estimated || count < estimated) {
            self.estimate(register, recipe)?;
            self.estimated = Some(count);
        }
        for (id, burst) in register.bursts() {
            let key = self.key(register, *id, burst);
            for sample in &burst.samples {
                if let Some(features) = self.modality.of(&sample.features) {
                    self.take_in(key, features)?;
                }
            }
        }
        Ok(())
    }

    /// Solves the head of these classes, without the samples of the burst `skip`, and for the scene of that burst; or
    /// else with all samples and for the latest scene.
    pub(super) fn fit(
        &self,
        register: &Register,
        classes: &[ClassId],
        recipe: &Recipe,
        skip: Option<BurstId>,
    ) -> Result<Option<Head>, TeachError> {
        let Some(mapping) = &self.mapping else { return Ok(None) };
        let scenes = self.scenes.without(skip);
        let left_out = self.left_out(register, skip)?;
        let background =
            register.background().filter(|id| register.class(*id).is_ok_and(|class| class.is_on));
        let mut shifts: BTreeMap<Option<BurstId>, Vec<f64>> = BTreeMap::new();
        let mut groups = Vec::new();
        for (key, sums) in &self.groups {
            let (class, scene) = *key;
            let number = classes.iter().position(|id| *id == class);
            let shown = match number {
                Some(number) => Shown::Class(number),
                None if Some(class) == background => Shown::Background,
                None => continue,
            };
            let sums = left_out.as_ref().filter(|(left, _)| left == key).map_or(sums, |(_, sums)| sums);
            let home =
                scene.and_then(|scene| if skip == Some(scene) { scenes.home(scene) } else { Some(scene) });
            let shift = match shifts.entry(home) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => new.insert(self.shift(mapping, register, home, skip)?).clone(),
            };
            groups.push(Group { shown, sums, shift: Some(shift) });
        }
        groups.extend(self.others.iter().map(|sums| Group { shown: Shown::Others, sums, shift: None }));
        let between = self.between.as_deref();
        let Some((ridge, knows)) = fit(&groups, classes.len(), mapping, between, recipe)? else {
            return Ok(None);
        };
        let familiar = between.map(|between| familiarity(&groups, classes.len(), mapping, between));
        let asked = skip.map_or(scenes.latest(), |burst| scenes.home(burst));
        let scene = match self.modality {
            Modality::Sight => scene_mean(register, asked, skip)?,
            Modality::Sound => None,
        };
        Ok(Some(Head { ridge, knows, scene, familiarity: familiar.transpose()? }))
    }

    /// The sums that have the samples of a burst, without them.
    fn left_out(
        &self,
        register: &Register,
        skip: Option<BurstId>,
    ) -> Result<Option<(Key, Sums)>, TeachError> {
        let Some((id, burst)) = skip.and_then(|id| Some((id, register.bursts().get(&id)?))) else {
            return Ok(None);
        };
        let key = self.key(register, id, burst);
        let (Some(mapping), Some(sums)) = (&self.mapping, self.groups.get(&key)) else { return Ok(None) };
        let mut sums = sums.clone();
        for sample in &burst.samples {
            if let Some(features) = self.modality.of(&sample.features) {
                sums.add(&mapping.apply(features)?, -1.0);
            }
        }
        Ok(Some((key, sums)))
    }

    /// What is subtracted from mapped features: the mapped scene, and the mean of all features.
    fn shift(
        &self,
        mapping: &Mapping,
        register: &Register,
        scene: Option<BurstId>,
        skip: Option<BurstId>,
    ) -> Result<Vec<f64>, TeachError> {
        let mut shift: Vec<f64> = mapping.mean().iter().map(|mean| f64::from(*mean)).collect();
        if self.modality == Modality::Sight
            && let Some(scene) = scene_mean(register, scene, skip)?
        {
            let scene = mapping.apply(&scene)?;
            shift.iter_mut().zip(scene).for_each(|(shift, scene)| *shift += f64::from(scene));
        }
        Ok(shift)
    }

    fn estimate(&mut self, register: &Register, recipe: &Recipe) -> Result<(), TeachError> {
        let mut samples = Vec::new();
        let mut scenes: BTreeMap<Option<BurstId>, Option<Vec<f32>>> = BTreeMap::new();
        for (id, burst) in register.bursts() {
            let (_, home) = self.key(register, *id, burst);
            for sample in &burst.samples {
                let Some(features) = self.modality.of(&sample.features) else { continue };
                let mut features = features.to_vec();
                if self.modality == Modality::Sight {
                    let scene = match scenes.entry(home) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(new) => new.insert(scene_mean(register, home, None)?),
                    };
                    if let Some(scene) = scene {
                        features.iter_mut().zip(scene).for_each(|(value, scene)| *value -= *scene);
                    }
                }
                samples.push(features);
            }
        }
        self.mapping = Some(Mapping::projected(Standard::estimate(&samples)?, recipe.projected)?);
        Ok(())
    }

    fn count(&self, register: &Register) -> usize {
        let samples = register.bursts().values().flat_map(|burst| &burst.samples);
        samples.filter(|sample| self.modality.of(&sample.features).is_some()).count()
    }

    /// The sums that a burst's samples belong to.
    fn key(&self, register: &Register, id: BurstId, burst: &Burst) -> Key {
        let scene = match self.modality {
            // The empty scene is its own, whether or not it is known as one yet.
            Modality::Sight if register.background() == Some(burst.class) => Some(id),
            Modality::Sight => self.scenes.home(id),
            // A room has no sound of its own but its noise.
            Modality::Sound => None,
        };
        (burst.class, scene)
    }

    fn take_in(&mut self, key: Key, features: &[f32]) -> Result<(), TeachError> {
        let Some(mapping) = &self.mapping else { return Ok(()) };
        let mapped = mapping.apply(features)?;
        let sums = self.groups.entry(key).or_insert_with(|| Sums::new(mapping.width()));
        sums.add(&mapped, 1.0);
        Ok(())
    }
}
