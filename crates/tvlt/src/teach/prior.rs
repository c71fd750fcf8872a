//! What ships with a model so that few samples suffice: learnt from many things of many sessions.

use super::TeachError;
use super::mapping::Mapping;
use super::modality::Modality;
use super::standard::{Standard, check};

/// What is known of a model's features before anything is taught.
#[derive(Debug, Clone, PartialEq)]
pub struct Prior {
    layers: Vec<usize>,
    sight: Option<SensePrior>,
    sound: Option<SensePrior>,
}

/// What is known of one modality's features. For sight these are features less the mean of the empty scene.
#[derive(Debug, Clone, PartialEq)]
pub struct SensePrior {
    /// Mean and scale of each feature.
    pub standard: Standard,
    /// A matrix that is multiplied by standardised features: `[width, features]`. In the mapped features, directions
    /// in which one and the same thing varies between sessions are short.
    pub map: Vec<f32>,
    /// Mapped features of many other things, which are taught as "nothing": each `[width]`.
    pub nothing: Vec<Vec<f32>>,
}

impl Prior {
    /// What is known of both modalities; `layers` are those whose hidden states the features are of, the first is 1.
    ///
    /// # Errors
    /// [`TeachError`], where parts of a modality do not fit together.
    pub fn new(
        layers: Vec<usize>,
        sight: Option<SensePrior>,
        sound: Option<SensePrior>,
    ) -> Result<Self, TeachError> {
        for sense in [&sight, &sound].into_iter().flatten() {
            let width = sense.mapping()?.width();
            sense.nothing.iter().try_for_each(|features| check(features, width))?;
        }
        Ok(Self { layers, sight, sound })
    }

    /// That nothing is known: features are put on the scale of the samples taught so far, and projected at random
    /// where there are many.
    pub fn without(layers: Vec<usize>) -> Self {
        Self { layers, sight: None, sound: None }
    }

    /// The layers whose hidden states the features are of; the first is 1.
    pub fn layers(&self) -> &[usize] {
        &self.layers
    }

    /// What is known of a modality's features.
    pub fn sense(&self, modality: Modality) -> Option<&SensePrior> {
        match modality {
            Modality::Sight => self.sight.as_ref(),
            Modality::Sound => self.sound.as_ref(),
        }
    }
}

impl SensePrior {
    /// The map, with the standard.
    ///
    /// # Errors
    /// [`TeachError`], where map and standard do not fit together.
    pub fn mapping(&self) -> Result<Mapping, TeachError> {
        Mapping::new(self.standard.clone(), self.map.clone())
    }
}
