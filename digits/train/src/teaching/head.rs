//! A head of one modality, and how it is taught.

use std::collections::BTreeMap;
use std::slice::from_ref;

use super::features::Features;
use super::sessions::{Others, Shown};
use crate::TrainError;
use tvlt::teach::background::Background;
use tvlt::teach::projection::Projection;
use tvlt::teach::ridge::{Ridge, fit};
use tvlt::teach::standard::Standard;
use tvlt::teach::whitening::Whitening;

/// How heads are taught.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// The ridge penalty; see [`tvlt::teach::lesson::Lesson::fit`].
    pub(super) ridge: f64,
    /// Features after a random projection; `None` for all of them.
    pub(super) projection: Option<usize>,
    /// Whether the mean features of a session's empty scene are subtracted.
    pub(super) background: bool,
    /// Whether features are put on the scale that they have in other sessions, not on that of the session of teaching.
    pub(super) given_scale: bool,
    /// How much the covariance between other sessions counts; see [`Whitening::new`].
    pub(super) whitening: Option<f64>,
    /// Whether clips of other sessions are taught as "nothing".
    pub(super) given_nothing: bool,
}

/// A head of one modality.
pub(super) struct Head {
    sense: usize,
    /// The empty scene where it is asked.
    scene: Background,
    preparation: Preparation,
    ridge: Ridge,
}

impl Head {
    /// A head that is asked in `scene`; `None` where the clips lack the modality.
    pub(super) fn new(
        taught: &Shown,
        others: &Others,
        scene: &[Features],
        sense: usize,
        way: Way,
    ) -> Result<Option<Self>, TrainError> {
        // For pictures alone: a room has no sound of its own, but for its noise.
        let background = way.background && sense == 0;
        let of = |clips: &[Features]| -> Vec<Vec<f32>> {
            clips.iter().filter_map(|clip| clip[sense].clone()).collect()
        };
        let scene_of = |clips: &[Features]| mean_of(if background { of(clips) } else { Vec::new() });

        let own = scene_of(&taught.empty)?;
        let nothing = taught.classes.len();
        let mut samples: Vec<(Vec<f32>, usize)> = Vec::new();
        for (class, clips) in taught.classes.iter().chain([&taught.empty]).enumerate() {
            samples.extend(less(&own, of(clips))?.into_iter().map(|features| (features, class)));
        }
        if samples.is_empty() {
            return Ok(None);
        }
        // Clips of other sessions, by the thing or sound they have; those without any are of empty scenes.
        let mut given: BTreeMap<Option<usize>, Vec<Vec<f32>>> = BTreeMap::new();
        for (empty, clips) in &others.sessions {
            let scene = scene_of(from_ref(empty))?;
            given.entry(None).or_default().extend(less(&scene, of(from_ref(empty)))?);
            for (content, features) in clips {
                let what = [content.thing, content.sound][sense];
                given.entry(what).or_default().extend(less(&scene, of(from_ref(features)))?);
            }
        }
        let preparation = Preparation::new(&samples, &given, way)?;
        if way.given_nothing {
            let others = given.into_iter().filter(|(what, _)| what.is_some());
            samples.extend(others.flat_map(|(_, clips)| clips).map(|features| (features, nothing)));
        }
        for (features, _) in &mut samples {
            preparation.apply(features)?;
        }
        // Features are on one scale already.
        let width = samples[0].0.len();
        let same = Standard { mean: vec![0.0; width], scale: vec![1.0; width] };
        let ridge = fit(&samples, nothing + 1, way.ridge, Some(&same))?;
        Ok(Some(Self { sense, scene: scene_of(scene)?, preparation, ridge }))
    }

    /// The score of each class and of "nothing", the last.
    pub(super) fn scores(&self, clip: &Features) -> Result<Vec<f32>, TrainError> {
        let mut features = clip[self.sense].clone().unwrap_or_default();
        self.scene.subtract(&mut features)?;
        self.preparation.apply(&mut features)?;
        Ok(self.ridge.scores(&features)?)
    }
}

/// What is done with features before they are taught or asked.
struct Preparation {
    standard: Standard,
    projection: Option<Projection>,
    whitening: Option<Whitening>,
}

impl Preparation {
    fn new(
        samples: &[(Vec<f32>, usize)],
        given: &BTreeMap<Option<usize>, Vec<Vec<f32>>>,
        way: Way,
    ) -> Result<Self, TrainError> {
        let own = samples.iter().map(|(features, _)| features);
        let scaled: Vec<&Vec<f32>> = if way.given_scale {
            // Empty scenes would count as often as all else, and are zero where they are subtracted.
            let any = given.len() < 2;
            given.iter().filter(|(what, _)| any || what.is_some()).flat_map(|(_, clips)| clips).collect()
        } else {
            own.collect()
        };
        let standard = Standard::estimate(&scaled)?;
        let width = standard.mean.len();
        let projection = way.projection.filter(|to| *to < width).map(|to| Projection::new(0, width, to));
        let mut preparation = Self { standard, projection, whitening: None };
        if let Some(strength) = way.whitening {
            let mut deviations = Vec::new();
            for clips in given.values() {
                deviations.extend(less(&mean_of(clips.clone())?, clips.clone())?);
            }
            // Differences, to which the mean does not apply.
            let mean = preparation.standard.mean.clone();
            preparation.standard.mean.fill(0.0);
            deviations.iter_mut().try_for_each(|features| preparation.apply(features))?;
            preparation.standard.mean = mean;
            preparation.whitening = Some(Whitening::new(&deviations, strength)?);
        }
        Ok(preparation)
    }

    fn apply(&self, features: &mut Vec<f32>) -> Result<(), TrainError> {
        self.standard.apply(features)?;
        if let Some(projection) = &self.projection {
            *features = projection.apply(features)?;
        }
        if let Some(whitening) = &self.whitening {
            whitening.apply(features)?;
        }
        Ok(())
    }
}

/// The mean of clips, as of an empty scene.
fn mean_of(clips: Vec<Vec<f32>>) -> Result<Background, TrainError> {
    let mut mean = Background::default();
    clips.iter().try_for_each(|features| mean.add(features))?;
    Ok(mean)
}

/// Features without a mean.
fn less(mean: &Background, mut clips: Vec<Vec<f32>>) -> Result<Vec<Vec<f32>>, TrainError> {
    clips.iter_mut().try_for_each(|features| mean.subtract(features))?;
    Ok(clips)
}
